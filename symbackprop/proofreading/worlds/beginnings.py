"""Where a text begins: the z of ŷ = σ(z), of which it never says that it is W x + b, may have any value.

So may one that is computed from what nothing says what it is, z_i = A_{i-1} W_i + B_i: what holds whatever z is, does.
"""

from symbackprop.proofreading.lexicon.definitions import Definition
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, mentions
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS, INPUTS, TARGETS, Key
from symbackprop.proofreading.vocabulary.values import Array
from symbackprop.proofreading.worlds.world import World

CONSTANTS = frozenset({"e", "pi"})
NO_BEGINNINGS = COSTS | TARGETS | BIASES | WEIGHTS | {"delta", "lambda"}


def beginning(world: World, key: Key) -> Array | None:
    """Any value for what a state is computed from, and nothing else is said of; None for other quantities."""
    if (
        world.habits.has_layers
        or key.layer is not None
        or key.tag
        or key.root in NO_BEGINNINGS | world.lexicon.rates
        or len(key.root) > 1
    ):
        return None
    own = (d.mention for d in world.lexicon.all.values())
    is_said = any((world.fold(m.base), m.label) == (key.base, key.label) for m in own)
    if is_said or world.reading.simplex or not any(_reads_only(d, key, world) for d in world.active):
        return None
    return world.drawn(key, world.batch_shape(1))


def begins_in_spite(world: World, key: Key) -> bool:
    """Whether a state whose formula reads something unknown is all that another is computed from.

    Not where the formula reads what the text computes too, the h of z = 3 h + b: then all that moves with h would not.
    """
    is_state = key.root not in NO_BEGINNINGS | INPUTS | world.lexicon.rates and len(key.root) == 1
    is_free = is_state and key.layer is None and not key.tag
    own = [d for d in world.active if (world.fold(d.mention.base), d.mention.label) == (key.base, key.label)]
    computed = {(world.fold(d.mention.base), d.mention.label) for d in world.active if not d.mention.units}
    if any((world.fold(m.base), m.label) in computed for d in own for m in mentions(d.body, world.habits)):
        return False
    return is_free and any(_reads_only(d, key, world, has_units=True) for d in world.active)


def _reads_only(definition: Definition, key: Key, world: World, *, has_units: bool = False) -> bool:
    """Whether a state is computed from one quantity alone, or from the entry of it with its own index."""
    own = definition.mention
    if own.base in COSTS | TARGETS | {"delta"} or own.layer is not None or definition.is_slope:
        return False
    if own.units and not has_units:
        return False
    every = [m for m in mentions(definition.body, world.habits) if m.base not in world.lexicon.functions | CONSTANTS]
    read = {(world.fold(m.base), m.label) for m in every}
    units = [name_of(u) for u in own.units]
    return read == {(key.base, key.label)} and all([name_of(u) for u in m.units] == units for m in every)
