"""What a document leaves out, from the usual network: z = W a + b, a = f(z), δ = ∂C/∂z, and a cost of the output."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from symbackprop.proofreading.calls import CHOICES
from symbackprop.proofreading.definitions import MODELS
from symbackprop.proofreading.functions import softmax, unspecified
from symbackprop.proofreading.mentions import EACH, WEIGHTS, Mention, mentions
from symbackprop.proofreading.values import Absent, Array, Slope, Unclear, Value, is_scalar, number, plain, scaled
from symbackprop.proofreading.worlds import BIASES, COSTS, INPUTS, RATES, TARGETS, Env, Key, World

if TYPE_CHECKING:
    from symbackprop.parsing.latex.tree import Node
    from symbackprop.proofreading.interpreter import Interpreter
    from symbackprop.proofreading.worlds import Env

OUTPUTS = ("y~hat", "Y~hat", "hat", "yhat")
ERRORS = frozenset({"delta", "epsilon", "e"})


def root(key: Key) -> str:
    """The letter, without accents."""
    return key.base.split("~")[0]


def template(world: World, key: Key) -> Array | None:
    """The usual meaning of a quantity that the document does not define; None where there is none."""
    base = root(key)
    if world.habits.has_layers and key.layer is not None and not key.tag:
        layered = _layered(world, key, base)
        if layered is not None:
            return layered
    if key.layer is None and not key.tag and key.label in ("", *MODELS) and _is_output(world, key.base):
        return world.node(activation_key(world, world.last))
    if key.base == "p" and not key.tag and key.layer is None:
        logits = _logits(world)
        if logits is not None:
            return softmax(logits, 1 if world.reading.rows else 0)
    if key.base == "y~hat" and world.habits.has_layers and not key.tag:
        return world.node(activation_key(world, world.last))
    if base in COSTS and not key.tag and key.layer is None and "~" not in key.base:
        return _each(world, key) if key.label == EACH else _cost(world, key)
    if base in RATES and key.layer is None and not key.tag:
        return number(0.37)
    if base in ("lambda", "Lambda"):
        return number(0.53)
    return _free(world, key, base)


def _is_output(world: World, base: str) -> bool:
    """Whether an undefined symbol is the network's output: h_Θ(x), ŷ."""
    if not world.habits.has_layers or base in world.lexicon.functions:
        return False
    return base in ("y~hat", "h", "output", "out", "o") and activation_key(world, world.last).base != base


def _logits(world: World) -> Array | None:
    """What softmax is taken of, where probabilities p have no definition."""
    for base in ("o", "z", "s", "a"):
        if base in world.lexicon.bases and not world.by_base.get((base, "")):
            key = Key(base)
            world.demand(key, data(world, 4))
            return world.node(key)
    return None


def _layered(world: World, key: Key, base: str) -> Array | None:
    first = world.reading.first
    if key.layer is None or not first <= key.layer <= world.last:
        raise Absent(f"{key.base} of layer {key.layer} does not exist")
    if base in (*BIASES, "w", "theta", "W") and key.layer == (world.last if world.reading.leaving else first):
        raise Absent(f"{key.base} of layer {key.layer} does not exist")
    if (augmented := _augmented(world, key, base)) is not None:
        return augmented
    if base in ("w", "theta", "W") and "~" in key.base and key not in world.shapes:
        return None  # weights with the biases among them: their shape is that of what they multiply
    if base in ("w", "theta", "W"):
        offset = 1 if world.reading.leaving else 0
        layer = key.layer + offset
        shape = (world.width(layer), world.width(layer - 1) + is_augmented(world))
        is_inward = world.reading.rows is not _turns_weights(world)
        return world.drawn(key, world.shapes.get(key) or (shape[::-1] if is_inward else shape))
    if base in BIASES:
        width = world.width(key.layer)
        return world.drawn(key, (1, width) if world.reading.rows else (width, 1))
    is_weighted = key.base == weighted_key(world, first).base
    is_activation = key.base == activation_key(world, first).base
    if (is_weighted or base == "delta") and key.layer == first:
        raise Absent(f"{key.base} of layer {key.layer} does not exist")
    if is_weighted or (base in ("z", "s", "net", "u") and not is_activation):
        return _weighted(world, key.layer)
    if is_activation or base in ("a", "h", "o", "A", "x", "y"):
        if key.layer == first:
            return world.drawn(key, data(world, world.width(first)))
        function = unspecified(f"f{key.layer}") if not world.reading.activation else CHOICES[world.reading.activation]
        weighted = world.node(weighted_key(world, key.layer))
        if key.layer == world.last and world.reading.output == "softmax":
            return softmax(weighted, 1 if world.reading.rows else 0)
        if key.layer == world.last and world.reading.output:
            function = CHOICES[world.reading.output]
        elif not world.reading.activation:
            function = _used_function(world, key.layer)
        return np.asarray(function.value(weighted))
    if base == "delta":
        return _error(world, key)
    return None


def is_augmented(world: World) -> bool:
    r"""Whether activations with a tilde, defined nowhere, have the 1 that biases in the weights are multiplied by."""
    tilde = f"{world.input_base}~tilde"
    return tilde in map(world.fold, world.lexicon.bases) and not any(base == tilde for base, _ in world.by_base)


def _augmented(world: World, key: Key, base: str) -> Array | None:
    """The activations with a 1 before them; the weights without the biases in front."""
    if key.base == base or not is_augmented(world):
        return None
    whole = key._replace(base=base)
    if key.base == f"{world.input_base}~tilde":
        value = world.node(whole)
        axis = 1 if world.reading.rows else 0
        return np.concatenate([np.ones_like(value.take([0], axis)), value], axis=axis)
    if key.base == f"{base}~bar" and base in ("w", "theta", "W"):
        value = world.node(whole)
        return value[1:] if world.reading.rows else value[:, 1:]
    return None


def _turns_weights(world: World) -> bool:
    """Whether the forward pass multiplies by transposed weights: Z = X W^T + b, z = W^T x + b."""
    weighted = world.fold(world.lexicon.weighted)
    bodies = [d.body for d in world.active if world.fold(d.mention.base) == weighted and d.mention.layer is not None]
    return any(
        m.transposed and m.layer is not None and not m.units and m.base.split("~")[0] in WEIGHTS
        for body in bodies
        for m in mentions(body, world.habits)
    )


def _used_function(world: World, layer: int):  # type: ignore[no-untyped-def]
    """The function that the document applies to weighted inputs: σ, or g^{[l]}."""
    from symbackprop.proofreading.functions import KNOWN

    functions = world.lexicon.functions
    for name in ("sigma", "g", "f", "phi", "h", "varphi"):
        if name in functions:
            return (
                KNOWN[name]
                if name in KNOWN
                else unspecified(f"{name}{layer}" if world.lexicon.layered_functions else name)
            )
    return KNOWN["sigma"]


def weighted_key(world: World, layer: int) -> Key:
    """z of a layer, by the document's letter."""
    return Key(world.fold(world.lexicon.weighted), "", layer)


def activation_key(world: World, layer: int) -> Key:
    """a of a layer, by the document's letter."""
    return Key(world.fold(world.lexicon.activation), "", layer)


def _weighted(world: World, layer: int) -> Array:
    before = world.node(activation_key(world, layer - 1))
    base = next((b for b in ("w", "W", "theta", "Theta") if b in world.lexicon.bases), "w")
    offset = 1 if world.reading.leaving else 0
    weights = world.node(Key(world.fold(base), "", layer - offset))
    has_bias = BIASES & world.lexicon.bases or not (world.lexicon.bases & {"Theta", "theta"})
    bias = world.node(Key("b", "", layer)) if has_bias else number(0.0)
    weights = weights.T if _turns_weights(world) else weights
    first, second = (before, weights) if world.reading.rows else (weights, before)
    if first.ndim != 2 or second.ndim != 2 or first.shape[1] != second.shape[0]:
        raise Unclear("the usual weighted input does not fit the weights here")
    product = first @ second
    return np.asarray(product + bias)


def data(world: World, width: int) -> tuple[int, int]:
    """The shape of a quantity that every example has."""
    examples = world.reading.examples
    return (examples, width) if world.reading.rows else (width, examples)


def _free(world: World, key: Key, base: str) -> Array | None:
    """Inputs and targets; other free quantities have the shape that was found for them."""
    if key in world.shapes:
        return None
    if base in INPUTS and not key.tag and key.layer is None:
        return world.drawn(key, data(world, world.width(world.reading.first)))
    if base in TARGETS and not key.tag and key.layer is None and world.habits.has_layers and key.base in TARGETS:
        if world.reading.outputs:
            return world.drawn(key, data(world, world.reading.outputs))
        own = Key("y") if base in ("t", "target") and world.by_base.get(("y", "")) else None
        output = world.node(own or activation_key(world, world.last))
        return world.drawn(key, output.shape)
    if key.base in TARGETS and not key.tag and not key.label and (estimate := _estimate(world, key)) is not None:
        return world.drawn(key, estimate.shape)
    if key.tag or (key.label[-1:].isdigit() and key.layer is None):
        return world.drawn(key, ())
    if world.reading.units == 1 and len(root(key)) == 1:
        return world.drawn(key, ())
    return None


def _estimate(world: World, key: Key) -> Array | None:
    """What a target is compared with in a text without layers: ŷ for y, which has the shape of y."""
    estimates = [Key(f"{key.base}~hat")]
    for base in (key.base, key.base.upper()):
        other = world.lexicon.compared.get(base)
        if other is not None and other.layer is None and other.base not in TARGETS:
            estimates.append(Key(world.fold(other.base), other.label))
    known = (k for k in estimates if world.by_base.get((k.base, k.label)) and k not in world.busy)
    return next((world.node(k) for k in known), None)


def _error(world: World, key: Key) -> Array:
    """δ = ∂C/∂z."""
    inner = weighted_key(world, key.layer or 0)
    cost = main_cost(world)
    array = world.node(inner)
    return np.asarray(world.jacobian(cost, inner).sum(axis=0).reshape(array.shape))


def _total(value: Array) -> Array:
    return np.asarray(value.sum())


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


def _each(world: World, key: Key) -> Array | None:
    """C_x, the cost of one example: what the document defines C to be for one, else some function of the output."""
    from symbackprop.proofreading.interpreter import Interpreter

    for definition in world.lexicon.definitions:
        own = definition.mention
        if world.fold(own.base) != key.base or own.label or own.units:
            continue
        if any(m.base == own.base for m in mentions(definition.body, world.habits)):
            continue
        return Interpreter(world).array(definition.body, Env())
    return _cost(world, key._replace(label=""))


def _part(world: World, key: Key) -> list[Key]:
    """What one of several costs depends on that has a formula nowhere: all that is computed and not another's."""
    others = {d.mention.label for d in world.active if d.mention.base in COSTS and d.mention.label != key.label}
    found = []
    own = [Key(world.fold(d.mention.base), key.label) for d in world.active if d.mention.label == key.label != EACH
           and d.mention.base not in COSTS | ERRORS and not d.is_slope]  # fmt: skip
    if own:
        return own
    for definition in world.active:
        mention = definition.mention
        if mention.base in COSTS or mention.base in ERRORS or mention.label in others or definition.is_slope:
            continue
        if mention.layer is None and not mention.units:
            found.append(Key(world.fold(mention.base), mention.label))
    return found


def _cost(world: World, key: Key) -> Array:
    """Some smooth function of the output and the target, a number for each example; the usual ones by the reading."""
    outputs = [(k, world.node(k)) for k in (_part(world, key) if key.label else _outputs(world))]
    if not outputs:
        raise Unclear(f"nothing says what {key.base} depends on")
    axis = 1 if world.reading.rows else 0
    kind = world.reading.cost
    if kind:
        output, a = outputs[0]
        y = world.node(_target(world, output))
        term = _COSTS[kind](a, y)
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
    if "p" in world.lexicon.bases and not world.by_base.get(("p", "")) and _logits(world) is not None:
        return [Key("p")]
    if world.habits.has_layers:
        return [activation_key(world, world.last)]
    keys = []
    for definition in world.active:
        mention = definition.mention
        if mention.base in COSTS or mention.base in ERRORS or definition.is_slope:
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
            from symbackprop.proofreading.worlds import Env

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


_COSTS = {
    "quadratic": lambda a, y: 0.5 * (a - y) ** 2,
    "squared": lambda a, y: (a - y) ** 2,
    "cross-entropy": lambda a, y: -(y * np.log(a) + (1 - y) * np.log(1 - a)),
    "softmax cross-entropy": lambda a, y: -y * np.log(a),
}


def is_data(world: World, value: Array) -> bool:
    """Whether a quantity has a value for each example."""
    examples = world.reading.examples
    return value.ndim == 2 and examples > 1 and value.shape[0 if world.reading.rows else 1] == examples


def loss_of(interpreter: "Interpreter", mention: Mention, value: Value, env: "Env", of: "Node | None" = None) -> Value:
    """A derivative of the cost in the convention of the reading: that of one example's loss, or of the whole cost."""
    world = interpreter.world
    examples = world.reading.examples
    if examples == 1:
        return value
    cost = main_cost(world)
    array = world.node(cost)
    averaged = is_scalar(array)
    key = interpreter._key(mention, env)
    by = world.node(key) if mention.base != "delta" else plain(value)
    data_like = is_data(world, by)
    if not world.reading.per_example:
        return value
    if averaged and data_like and not _is_loss(interpreter, of, env):
        return value if interpreter.is_literal and of is not None else scaled(value, examples)
    if not data_like and (not averaged or _is_loss(interpreter, of, env)):
        return scaled(value, 1 / examples)
    return value


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


__all__ = ["Slope", "data", "is_data", "loss_of", "main_cost", "template"]
