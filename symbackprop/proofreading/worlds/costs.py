"""The cost: which of a document's is differentiated, and what one is that the document leaves open."""

from collections.abc import Iterable
from zlib import crc32

import numpy as np

from symbackprop.parsing.latex.tree import Addition, Big, Node
from symbackprop.proofreading.lexicon import assumptions
from symbackprop.proofreading.lexicon.definitions import Definition
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.marks import limit_letters, name_of
from symbackprop.proofreading.vocabulary.mentions import EACH, WEIGHTS, mentions
from symbackprop.proofreading.vocabulary.quantities import COSTS, MISSED, TARGETS, Key
from symbackprop.proofreading.vocabulary.values import Array, Unclear, Unlinked, is_scalar, number
from symbackprop.proofreading.worlds.evaluator import Evaluator
from symbackprop.proofreading.worlds.world import World

RECONSTRUCTIONS = frozenset({"x~hat", "X~hat"})
"""What an autoencoder gives, which should be its input."""
DERIVED = frozenset({"delta", "epsilon", "e", MISSED})
"""Names of errors, on which no cost depends."""


def main_cost(world: World) -> Key:
    """The cost that is differentiated: the one that the document defines from the others, or its first."""
    costs = [d for d in world.active if d.mention.base in COSTS and not d.is_slope]
    keys = [Key(world.fold(d.mention.base), d.mention.label) for d in costs
            if not d.mention.units and d.mention.layer is None]  # fmt: skip
    if keys:
        read = {k for k in keys for other in keys if other != k and k in _reads(world, other)}
        final = [k for k in keys if k not in read and not _is_penalty(world, k)]
        return (final or keys)[-1]
    for base in ("J", "C", "E", "L", "ell"):
        if base in world.lexicon.bases and not (base == "L" and base in _depths(world)):
            return Key(base)
    return Key("C")


def is_cost_mean(world: World) -> bool:
    """Whether the cost is one for all examples, and not the loss of each."""
    return is_mean(world, main_cost(world))


def is_mean(world: World, cost: Key) -> bool:
    """Whether a cost has no number for each example, though it may have one for each unit."""
    value = world.node(cost)
    return is_scalar(value) or value.shape[0 if world.reading.rows else 1] != world.reading.examples


def is_likelihood(world: World) -> bool:
    """Whether the cost is the logarithm of a probability, below 0, which is made as large as can be."""
    return bool(np.all(world.node(main_cost(world)).real < 0))


def _is_penalty(world: World, key: Key) -> bool:
    """Whether a cost reads nothing but weights: R = λ/2 Σ w²."""
    bodies = [d.body for d in world.by_base.get((key.base, key.label), ())]
    read = {m.base for b in bodies for m in mentions(b, world.habits)} - {"lambda", "Lambda", "m", "N", "n"}
    return bool(read) and all(b.split("~")[0] in WEIGHTS for b in read)


def _depths(world: World) -> Iterable[str]:
    return world.habits.depth_letters if world.habits.has_layers and not world.lexicon.has_loss_l else ()


def _reads(world: World, key: Key) -> frozenset[Key]:
    try:
        world.node(key)
    except Unclear:
        return frozenset()
    return world.values[key][1] if key in world.values else frozenset()


def usual_cost(world: World, key: Key) -> Array:
    """Some smooth function of the output and the target, a number for each example; the usual ones by the reading."""
    outputs = [(k, world.node(k)) for k in (part_of_cost(world, key) if key.label else outputs_of(world))]
    if not outputs:
        raise Unlinked(f"nothing says what {key.base} depends on")
    kind = world.reading.cost
    if kind:
        output, a = outputs[0]
        term = assumptions.COSTS[kind].term(a, world.node(target_of(world, output)))
        return np.asarray(term.sum(axis=_axis(world), keepdims=True) if term.ndim == 2 else term)
    base = key.base if key.base != "J" else "L"
    return np.asarray(sum((_some_cost(world, base, k, value) for k, value in outputs), number(0.0)))


def _some_cost(world: World, base: str, output: Key, value: Array) -> Array:
    """Some smooth function of one output, the same for one name of a cost; a number for each example."""
    rng = np.random.default_rng(crc32(repr((base, output)).encode()))
    shape = value.shape if value.ndim < 2 else world.reading.shared_shape(value.shape[_axis(world)])
    weights = rng.uniform(0.5, 1.5, shape)
    part = np.sin(weights * value) + 0.3 * weights * value**2
    has_examples = value.ndim == 2 and world.reading.examples in value.shape
    whole = part.sum(axis=_axis(world), keepdims=True) if has_examples else part.sum()
    return np.asarray(whole * (1 + 0.1 * whole))


def _axis(world: World) -> int:
    """The axis of a quantity's units."""
    return 1 if world.reading.rows else 0


def cost_of_each(evaluator: Evaluator, key: Key) -> Array:
    """C_x, the cost of one example: what the document defines C to be for one, else some function of the output."""
    world = evaluator.world
    for definition in world.lexicon.definitions:
        own = definition.mention
        if world.fold(own.base) != key.base or own.label or own.units:
            continue
        if any(m.base == own.base for m in mentions(definition.body, world.habits)):
            continue
        summand = _summand(definition.body, world)
        if summand is None:
            return evaluator.array(definition.body, Env())
        (letter,) = limit_letters(summand)
        each = [evaluator.array(summand.body, Env({letter: i})).reshape(()) for i in range(world.reading.examples)]
        return np.asarray(each).reshape(world.batch_shape(1))
    return usual_cost(world, key._replace(label=""))


def _summand(body: Node, world: World) -> Big | None:
    """The sum over examples in a cost that has other terms too: that of (1/m) Σ_i L_i + λ/2 Σ w²."""
    if not isinstance(body, Addition):
        return None
    for node in body.walk():
        letters = limit_letters(node) if isinstance(node, Big) else []
        if isinstance(node, Big) and len(letters) == 1:
            examples = {name_of(m.example) for m in mentions(node.body, world.habits)} | world.habits.example_letters
            if letters[0] in examples:
                return node
    return None


def part_of_cost(world: World, key: Key) -> list[Key]:
    """What one of several costs depends on that has a formula nowhere: all that is computed and not another's."""
    others = {d.mention.label for d in world.active if d.mention.base in COSTS and d.mention.label != key.label}
    found = []
    own = [Key(world.fold(d.mention.base), key.label) for d in world.active if d.mention.label == key.label != EACH
           and d.mention.base not in COSTS | DERIVED and not d.is_slope]  # fmt: skip
    if own:
        return own
    for definition in world.active:
        mention = definition.mention
        if mention.base in COSTS or mention.base in DERIVED or mention.label in others or definition.is_slope:
            continue
        if mention.layer is None and not mention.units:
            found.append(Key(world.fold(mention.base), mention.label))
    within = frozenset().union(*(_reads(world, k) - {k} for k in found))
    return [k for k in found if k not in within]


def target_of(world: World, output: Key) -> Key:
    """What an output should be: y, or t where y is the output, or the d that either is compared with; the x of x̂."""
    outputs = (output.base, world.lexicon.usage.output)
    named = [t for t in ("y", "Y", "t", "T") if t in world.lexicon.bases and world.fold(t) not in outputs]
    named = [t for t in named if not any(_is_compared(t, other, world) for other in named if other in "tT")]
    desired = [t for t in ("d", "D") if (other := world.lexicon.compared.get(t)) is not None
               and world.fold(other.base) in (*outputs, *map(world.fold, named))]  # fmt: skip
    own = Key(output.root) if output.base in RECONSTRUCTIONS else Key("y")
    keys = [Key(world.fold(t)) for t in desired or named] or [own]
    return next((k for k in keys if k in world.shapes), keys[0])


def _is_compared(base: str, target: str, world: World) -> bool:
    """Whether y is an output where the text has y − t, whatever else it knows of y."""
    other = world.lexicon.compared.get(target)
    return base not in "tT" and other is not None and world.fold(other.base) == world.fold(base)


def outputs_of(world: World) -> list[Key]:
    """What a cost that is not defined depends on; the same in a world where something was moved."""
    root = world.root
    if root.outputs is None:
        with root.unnoticed():
            root.outputs = _ends(root)
    return root.outputs


def _ends(world: World) -> list[Key]:
    """The last activation, or whatever nothing else reads."""
    if "p" in world.lexicon.bases and not world.by_base.get(("p", "")) and logits(world) is not None:
        return [Key("p")]
    if world.habits.has_layers:
        return _computed_outputs(world) or [world.activation_key(world.last)]
    keys = [
        _defined_key(world, d)
        for d in world.active
        if d.mention.base not in COSTS and d.mention.base not in DERIVED and not d.is_slope
    ]
    found: list[Key] = []
    reads: set[Key] = set()
    for key in dict.fromkeys(keys):
        try:
            world.node(key)
        except Unclear:
            continue
        if key in world.values:
            found.append(key)
            reads |= world.values[key][1] - {key}
    ends = [k for k in found if k not in reads]
    return [k for k in ends if (k.base, k.label) in world.focus] or ends


def _computed_outputs(world: World) -> list[Key]:
    """The ŷ of ŷ = softmax(z_2), which the text compares with a target: what layers are computed for."""
    compared = {world.fold(m.base) for t, m in world.lexicon.compared.items() if t in TARGETS}
    found = []
    for own in (d.mention for d in world.active if not d.is_slope):
        key = Key(world.fold(own.base), own.label)
        is_whole = not own.units or (len(own.units) == 1 and bool(world.habits.chain))
        if own.layer is None and is_whole and key.base in compared and key.base not in COSTS | DERIVED:
            found += [key] if any(k.layer == world.last for k in _reads(world, key)) else []
    return list(dict.fromkeys(found))


def _defined_key(world: World, definition: Definition) -> Key:
    """The quantity that a definition defines, with the entry where that has a value of its own."""
    mention = definition.mention
    key = Key(world.fold(mention.base), mention.label)
    units = tuple(name_of(u) for u in mention.units)
    if units and not world.reading.letters and all(u.isdigit() for u in units):
        return key._replace(tag=units)
    if mention.layer is None:
        return key._replace(tag=units if world.reading.letters else ())
    return key._replace(layer=world.layer(mention.layer, Env()))


def logits(world: World) -> Array | None:
    """What softmax is taken of, where probabilities p have no definition."""
    for base in ("o", "z", "s", "a"):
        if base in world.lexicon.bases and not world.by_base.get((base, "")):
            key = Key(base)
            world.demand(key, world.batch_shape(4))
            return world.node(key)
    return None
