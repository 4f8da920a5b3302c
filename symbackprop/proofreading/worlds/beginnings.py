"""Where a text begins: the z of ŷ = σ(z), of which it never says that it is W x + b, may have any value."""

from symbackprop.proofreading.lexicon.definitions import Definition
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, mentions
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS, TARGETS, Key
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


def _reads_only(definition: Definition, key: Key, world: World) -> bool:
    """Whether a state is computed from one quantity alone."""
    own = definition.mention
    if own.base in COSTS | TARGETS | {"delta"} or own.units or own.layer is not None or definition.is_slope:
        return False
    every = [m for m in mentions(definition.body, world.habits) if m.base not in world.lexicon.functions | CONSTANTS]
    read = {(world.fold(m.base), m.label) for m in every}
    return read == {(key.base, key.label)} and not any(m.units for m in every)
