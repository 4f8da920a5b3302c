"""What each quantity is, for all sizes: the document's own definition, or the usual one where it gives none."""

import numpy as np
from sympy import Abs, Rational, log

from symbackprop.language.nodes import Dependence, Unspecified
from symbackprop.proofreading.lexicon.definitions import Definition
from symbackprop.proofreading.proving.confirmations import OPEN
from symbackprop.proofreading.proving.formalist import Formalist
from symbackprop.proofreading.proving.forms import Formal
from symbackprop.proofreading.proving.functions import called, softmax_of, symbolic
from symbackprop.proofreading.proving.models import Model
from symbackprop.proofreading.proving.refusals import Unsaid
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS, Key
from symbackprop.proofreading.vocabulary.values import Array, Misfit, Unclear
from symbackprop.proofreading.worlds.calls import CHOICES
from symbackprop.proofreading.worlds.costs import outputs_of, target_of
from symbackprop.proofreading.worlds.functions import unspecified
from symbackprop.proofreading.worlds.interpreter import Interpreter
from symbackprop.proofreading.worlds.templates import turns_weights, used_function
from symbackprop.proofreading.worlds.wholes import defined


def body_of(model: Model, key: Key, array: Array) -> Formal | None:
    """The entry that a quantity has by its definition; None for data.   Raises: Unsaid."""
    if key in model.world.doubts:
        raise Unsaid(f"a definition of {key.base} that was not understood")
    found = defined_by(model, key)
    if found is not None:
        definition, env = found
        return Formalist(model).defined(key, definition, env)
    return None if is_drawn(model, key, array) else usual(model, key)


def defined_by(model: Model, key: Key) -> tuple[Definition, Env] | None:
    """The definition that the world computed a quantity by."""
    world = model.world
    if is_input(model, key):
        return None
    interpreter = Interpreter(world)
    for definition, env in [*world.definitions(key, list(key.tag)), *world.spares(key)]:
        try:
            defined(interpreter, key, definition, env)
        except (Unclear, Misfit, ValueError, IndexError, ArithmeticError):
            continue
        return definition, env
    if not is_input(model, key) and world.definitions(key, list(key.tag)):
        raise Unsaid(f"a definition of {key.base} that was not understood")
    stem = key.label.rstrip("0123456789")
    if not stem or stem == key.label or key.tag:
        return None
    for definition in world.active:
        own = definition.mention
        if world.fold(own.base) == key.base and own.label != key.label and own.label.rstrip("0123456789") == stem:
            return definition, Env(renamed=(own.label, key.label))
    return None


def is_input(model: Model, key: Key) -> bool:
    """Whether it is the input of a network of layers, under the letter of its activations."""
    world = model.world
    return world.habits.has_layers and key == Key(world.input_base, "", world.reading.first)


def is_drawn(model: Model, key: Key, array: Array) -> bool:
    """Whether the world drew a quantity at random: it is data."""
    if key.layer is None and (key.root in model.world.lexicon.rates or key.root in ("lambda", "Lambda")):
        return True
    drawn = model.world.drawn(key, array.shape)
    return bool(np.array_equal(drawn, array))


def usual(model: Model, key: Key) -> Formal:
    """What a document leaves out, as the usual network has it.   Raises: Unsaid."""
    world, base = model.world, key.root
    if world.habits.has_layers and key.layer is not None and not key.tag:
        return _layered(model, key, base)
    if base in COSTS and not key.tag and key.layer is None and not key.label and "~" not in key.base:
        return _cost(model, key)
    raise Unsaid(f"{key.base} is none of the usual quantities")


def _layered(model: Model, key: Key, base: str) -> Formal:
    world = model.world
    first, layer = world.reading.first, key.layer or 0
    if base == "delta":
        slope = model.of_cost(world.weighted_key(layer))
        return slope.named(world.lexicon.error_sign * slope.expr)
    if key.base == world.weighted_key(first).base or (
        base in ("z", "s", "net", "u") and key.base != world.activation_key(first).base
    ):
        return _weighted(model, layer)
    if base in ("a", "h", "o", "A", "x", "y") or key.base == world.activation_key(first).base:
        return _activation(model, layer)
    raise Unsaid(f"{key.base} is none of the usual quantities of a layer")


def _weighted(model: Model, layer: int) -> Formal:
    world, algebra = model.world, model.algebra
    before = model.value(world.activation_key(layer - 1))
    base = next((b for b in ("w", "W", "theta", "Theta") if b in world.lexicon.bases), "w")
    weights = model.value(Key(world.fold(base), "", layer - (1 if world.reading.leaving else 0)))
    weights = algebra.turned(weights) if turns_weights(world, layer) else weights
    first, second = (before, weights) if world.reading.rows else (weights, before)
    product = algebra.times(first, second, "@")
    if BIASES & world.lexicon.bases or not (world.lexicon.bases & {"Theta", "theta"}):
        product = algebra.plus(product, model.value(Key("b", "", layer)), 1)
    return product


def _activation(model: Model, layer: int) -> Formal:
    world, reading = model.world, model.world.reading
    weighted = model.value(world.weighted_key(layer))
    if layer == world.last and reading.output == "softmax":
        return softmax_of(model.algebra, weighted, 1 if reading.rows else 0)
    function = unspecified(f"f{layer}") if not reading.activation else CHOICES[reading.activation]
    if layer == world.last and reading.output:
        function = CHOICES[reading.output]
    elif not reading.activation:
        function = used_function(Interpreter(world), layer)
    return weighted.named(called(symbolic(function), weighted.expr))


def _cost(model: Model, key: Key) -> Formal:
    """A number for each example: some function of all outputs, or the cost of the reading."""
    world, algebra = model.world, model.algebra
    outputs = outputs_of(world)
    axis = 1 if world.reading.rows else 0
    if world.reading.cost:
        a = model.value(outputs[0])
        y = model.value(target_of(world, outputs[0]))
        term = algebra.entrywise(a, y, _COSTS[world.reading.cost])
        return algebra.summed(term, axis) if len(term.shape) == 2 else term
    if len(outputs) != 1:
        raise Unsaid("a cost of several outputs")
    a = model.value(outputs[0])
    if len(a.shape) != 2:
        raise Unsaid("a cost of numbers")
    is_batch = world.reading.examples > 1
    own = tuple(i for n, i in enumerate(a.axes) if i is not None and not (is_batch and n != axis))
    expr = Dependence(OPEN, a.expr, own) if own else Unspecified(OPEN, 0, 0, a.expr)
    shape = tuple(1 if n == axis or not is_batch else s for n, s in enumerate(a.shape))
    return Formal(expr, shape, tuple(None if n == axis or not is_batch else i for n, i in enumerate(a.axes)))


_COSTS = {
    "quadratic": lambda a, y: Rational(1, 2) * (a - y) ** 2,
    "squared": lambda a, y: (a - y) ** 2,
    "cross-entropy": lambda a, y: -(y * log(a) + (1 - y) * log(1 - a)),
    "softmax cross-entropy": lambda a, y: -y * log(a),
    "absolute": lambda a, y: Abs(a - y),
}
