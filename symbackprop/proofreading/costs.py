"""The cost of a document that does not define it, and whose derivatives a text writes down."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from symbackprop.proofreading import assumptions
from symbackprop.proofreading.assumptions import ERRORS
from symbackprop.proofreading.mentions import EACH, WEIGHTS, Mention, mentions
from symbackprop.proofreading.states import activation_key, is_data, logits
from symbackprop.proofreading.values import Array, Unclear, Value, is_scalar, number, plain, scaled
from symbackprop.proofreading.worlds import COSTS, Env, Key, World

if TYPE_CHECKING:
    from symbackprop.parsing.latex.tree import Node
    from symbackprop.proofreading.interpreter import Interpreter

DERIVED = frozenset({"delta", "epsilon", "e"})
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


def cost_of_each(world: World, key: Key) -> Array | None:
    """C_x, the cost of one example: what the document defines C to be for one, else some function of the output."""
    from symbackprop.proofreading.interpreter import Interpreter

    for definition in world.lexicon.definitions:
        own = definition.mention
        if world.fold(own.base) != key.base or own.label or own.units:
            continue
        if any(m.base == own.base for m in mentions(definition.body, world.habits)):
            continue
        return Interpreter(world).array(definition.body, Env())
    return usual_cost(world, key._replace(label=""))


def _part(world: World, key: Key) -> list[Key]:
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
    return found


def usual_cost(world: World, key: Key) -> Array:
    """Some smooth function of the output and the target, a number for each example; the usual ones by the reading."""
    outputs = [(k, world.node(k)) for k in (_part(world, key) if key.label else _outputs(world))]
    if not outputs:
        raise Unclear(f"nothing says what {key.base} depends on")
    axis = 1 if world.reading.rows else 0
    kind = world.reading.cost
    if kind:
        output, a = outputs[0]
        y = world.node(_target(world, output))
        term = assumptions.COSTS[kind].term(a, y)
        return np.asarray(term.sum(axis=axis, keepdims=True) if term.ndim == 2 else term)
    total: Array = number(0.0)
    for k, value in outputs:
        rng = np.random.default_rng(crc32(repr((key.base if key.base != "J" else "L", k)).encode()))
        weights = rng.uniform(0.5, 1.5, value.shape if value.ndim < 2 else (
            (1, value.shape[1]) if world.reading.rows else (value.shape[0], 1)))  # fmt: skip
        part = np.sin(weights * value) + 0.3 * weights * value**2
        if value.ndim == 2 and world.reading.examples in value.shape:
            part = part.sum(axis=axis, keepdims=True)
            total = np.asarray(total + part * (1 + 0.1 * part))
        else:
            whole = part.sum()
            total = np.asarray(total + whole * (1 + 0.1 * whole))
    return total


def _target(world: World, output: Key) -> Key:
    """What an output should be: y, or t where y is the output."""
    named = [t for t in ("y", "Y", "t", "T") if t in world.lexicon.bases and world.fold(t) != output.base]
    keys = [Key(world.fold(t)) for t in named] or [Key("y")]
    return next((k for k in keys if k in world.shapes), keys[0])


def _outputs(world: World) -> list[Key]:
    """What a cost that is not defined depends on; the same in a world where something was moved."""
    if world.root.outputs is None:
        world.root.outputs = _ends(world.root)
    return world.root.outputs


def _ends(world: World) -> list[Key]:
    """The last activation, or whatever nothing else reads."""
    if "p" in world.lexicon.bases and not world.by_base.get(("p", "")) and logits(world) is not None:
        return [Key("p")]
    if world.habits.has_layers:
        return [activation_key(world, world.last)]
    keys = []
    for definition in world.active:
        mention = definition.mention
        if mention.base in COSTS or mention.base in DERIVED or definition.is_slope:
            continue
        if (
            any(u for u in mention.units)
            and not world.reading.letters
            and all(getattr(u, "text", "").isdigit() for u in mention.units)
        ):
            keys.append(Key(world.fold(mention.base), mention.label, None, tuple(u.text for u in mention.units)))  # type: ignore[attr-defined]
        elif mention.layer is None:
            keys.append(Key(world.fold(mention.base), mention.label, None,
                            tuple(u.text for u in mention.units) if world.reading.letters else ()))  # type: ignore[attr-defined]  # fmt: skip
        else:
            keys.append(Key(world.fold(mention.base), mention.label, world.layer(mention.layer, Env())))
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


def loss_of(interpreter: "Interpreter", mention: Mention, value: Value, env: Env, of: "Node | None" = None) -> Value:
    """A derivative of the cost as the reading means it: of one example's loss, of the whole cost, of the mean."""
    world = interpreter.world
    examples = world.reading.examples
    if examples == 1:
        return value
    is_mean = is_cost_mean(world)
    by = plain(value) if mention.base == "delta" else world.node(interpreter._key(mention, env))
    of_data = is_data(world, by)
    if is_mean and of_data and of is not None and interpreter.is_literal:
        return value
    is_mean = is_mean and not _is_loss(interpreter, of, env)
    scale = ERRORS[world.reading.errors].scale(examples, is_mean=is_mean, is_data=of_data)
    return value if scale == 1 else scaled(value, scale)


def is_cost_mean(world: World) -> bool:
    """Whether the cost is one number for all examples, and not the loss of each."""
    return is_scalar(world.node(main_cost(world)))


def _is_loss(interpreter: "Interpreter", of: "Node | None", env: "Env") -> bool:
    """Whether what is differentiated is the loss of each example and not their mean."""
    if of is None:
        return False
    from symbackprop.proofreading.interpreter import _called
    from symbackprop.proofreading.mentions import mention_of

    mention = mention_of(_called(of), interpreter.habits)
    if mention is None:
        return False
    key = interpreter.world.key(replace(mention, example=None), env)
    return not is_scalar(interpreter.world.node(key))
