"""Calls: functions by name, the author's own functions, NumPy's sums."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from symbackprop.parsing.latex.tree import Apply, Node
from symbackprop.proofreading.lexicon.defining import head
from symbackprop.proofreading.lexicon.definitions import Definition
from symbackprop.proofreading.lexicon.function_names import FUNCTION_LETTERS
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import DIAGONALS, TARGETS, Key
from symbackprop.proofreading.vocabulary.slopes import contracted
from symbackprop.proofreading.vocabulary.values import (
    Array,
    Outside,
    Unclear,
    Value,
    close,
    is_scalar,
    number,
    raised,
    times,
)
from symbackprop.proofreading.worlds.evaluator import Evaluator
from symbackprop.proofreading.worlds.extremes import extreme
from symbackprop.proofreading.worlds.functions import (
    IDENTITY,
    KNOWN,
    MATRIX_PRODUCTS,
    RELU,
    SIGMOID,
    SOFTPLUS,
    TANH,
    Elementwise,
    softmax,
    unspecified,
)
from symbackprop.proofreading.worlds.world import World

CHOICES = {"sigmoid": SIGMOID, "tanh": TANH, "relu": RELU, "identity": IDENTITY}
CROSS_ENTROPIES = frozenset({"CE", "BCE", "CrossEntropy", "cross_entropy", "crossentropy", "xent"})
ACTIVATIONS = frozenset({SIGMOID, TANH, RELU, SOFTPLUS})
SOFTMAX = frozenset({"softmax", "Softmax", "SoftMax", "varsigma"})
COST_CALLS = frozenset({"CE", "softmax", "MSE"})


def applied(evaluator: Evaluator, mention: Mention, arguments: list[Node], env: Env) -> Array:
    """A function of the document, or one that it names, at its argument; with a prime, its derivative."""
    own = own_function(evaluator, mention.base)
    if own is not None and len(own.parameters) == len(arguments):
        return _own(evaluator, mention, arguments, env)
    if len(arguments) != 1:
        return some_function(evaluator, mention, arguments, env)
    value = evaluator.array(arguments[0], env)
    if mention.base in SOFTMAX:
        return _softmax(evaluator, value, mention)
    function = function_of(evaluator, mention, env, arguments[0])
    result = function.slope(value) if mention.primes else function.value(value)
    if mention.primes > 1:
        result = _second(function, value, mention)
    if mention.power is not None:
        result = raised(np.asarray(result), evaluator.array(mention.power, env), mention.node)
    if not np.isfinite(result).all():
        raise Outside("outside the domain", mention.node)
    return np.asarray(result, dtype=complex)


def some_function(evaluator: Evaluator, mention: Mention, arguments: list[Node], env: Env) -> Array:
    """Some smooth function of several arguments, a number for each example: l(o, y)."""
    if mention.primes or mention.power is not None:
        raise Unclear(f"{mention.base} of several arguments", mention.node)
    rows = evaluator.reading.rows
    if mention.base in CROSS_ENTROPIES and len(arguments) == 2:
        return _cross_entropy(evaluator, mention, arguments, env)
    total = number(0.0)
    for n, argument in enumerate(arguments):
        value = evaluator.array(argument, env)
        part = np.sin((0.6 + 0.1 * n) * value) + 0.3 * value**2
        if part.ndim == 2:
            weights = np.linspace(0.7, 1.4, part.shape[1 if rows else 0])
            part = (part * (weights if rows else weights[:, None])).sum(axis=1 if rows else 0, keepdims=True)
        total = np.asarray(total + part * (1 + 0.1 * part))
    return total


def _cross_entropy(evaluator: Evaluator, mention: Mention, arguments: list[Node], env: Env) -> Array:
    """-Σ_k y_k log a_k of target and output, whichever comes first; of both classes if there is no softmax."""
    symbols = [mention_of(a, evaluator.habits) for a in arguments]
    targets = [n for n, m in enumerate(symbols) if m is not None and m.base in TARGETS]
    if len(targets) != 1:
        raise Unclear(f"which argument of {mention.base} is the target is not said", mention.node)
    y, a = (evaluator.array(arguments[n], env) for n in (targets[0], 1 - targets[0]))
    term = -y * np.log(a)
    if not evaluator.reading.simplex or mention.base == "BCE":
        term = term - (1 - y) * np.log(1 - a)
    return np.asarray(term.sum(axis=1 if evaluator.reading.rows else 0, keepdims=True) if term.ndim == 2 else term)


def own_function(evaluator: Evaluator, base: str) -> Definition | None:
    """The document's own definition of a function; that of σ by its formula is the same as the known one."""
    found = evaluator.lexicon.bodies.get(base)
    return found[0] if found else None


def function_of(evaluator: Evaluator, mention: Mention, env: Env, argument: Node) -> Elementwise:
    """The function that a symbol stands for before an argument."""
    if mention.base in evaluator.world.meant:
        return evaluator.world.meant[mention.base]
    if (special := _special(evaluator, mention, argument, env)) is not None:
        return special
    if mention.layer is not None and (found := _of_layer(evaluator, mention, env)) is not None:
        return found
    if mention.base in KNOWN and not (mention.base == "sigma" and evaluator.reading.activation not in ("", "sigmoid")):
        return KNOWN[mention.base]
    if evaluator.reading.activation:
        return CHOICES[evaluator.reading.activation]
    if mention.base in evaluator.lexicon.only_primed and (applied := _only_activation(evaluator)) is not None:
        return applied
    layer = "" if mention.layer is None else str(evaluator.world.layer(mention.layer, env))
    if not evaluator.world.draws_functions:
        raise Unclear(f"which function {mention.base} is, is not said", mention.node)
    return unspecified(f"{mention.base}{layer}{mention.label}")


def _of_layer(evaluator: Evaluator, mention: Mention, env: Env) -> Elementwise | None:
    """The tanh of a^{[1]} = tanh(z^{[1]}) for the g of g^{[1]}′: a letter of any function, with the layer it is of.

    Where ŷ = W_2 h + b_2 is the last layer, the σ_L of σ_L′ changes nothing.
    """
    world = evaluator.world
    number = world.layer(mention.layer, env)
    if number is None or mention.base not in FUNCTION_LETTERS:
        return None
    definition = world.definition(world.activation_key(number), [])
    called = head(definition[0].body, evaluator.habits) if definition is not None else None
    if called is None or len(called[1]) != 1:
        return IDENTITY if definition is None and _is_linear(world, number) else None
    base = called[0].base
    return KNOWN[base] if base != mention.base and KNOWN.get(base) in ACTIVATIONS and base not in world.meant else None


def _is_linear(world: World, number: int) -> bool:
    """Whether what is compared with the targets is the weighted input of a layer as it is: ŷ = z_2, by (ŷ − y)²."""
    lexicon, weighted = world.lexicon, world.weighted_key(number)
    for definition in world.active:
        inner = mention_of(definition.body, world.habits)
        target = lexicon.compared.get(definition.mention.base)
        if inner is not None and inner.is_plain and target is not None and target.base in TARGETS:
            own = Key(world.fold(inner.base), inner.label, world.layer(inner.layer, Env()))
            if own == weighted and definition.mention.is_plain:
                return True
    return False


def _special(evaluator: Evaluator, mention: Mention, argument: Node, env: Env) -> Elementwise | None:
    """The ReLU of a^{(1)} = ReLU(z^{(1)}) for the φ of φ′(z^{(l)}), where any layer is a^{(l)} = φ(z^{(l)})."""
    world, inner = evaluator.world, mention_of(argument, evaluator.habits)
    if mention.layer is not None or inner is None or inner.layer is None or inner.units:
        return None
    number = world.layer(inner.layer, env)
    if number is None or (world.fold(inner.base), inner.label) != world.weighted_key(number)[:2]:
        return None
    found = [head(d.body, evaluator.habits) for d, _ in world.definitions(world.activation_key(number), [])]
    named = [called[0].base for called in found if called is not None and len(called[1]) == 1]
    if mention.base not in named[1:] or named[0] == mention.base:
        return None
    return KNOWN[named[0]] if KNOWN.get(named[0]) in ACTIVATIONS and named[0] not in world.meant else None


def _only_activation(evaluator: Evaluator) -> Elementwise | None:
    """The ReLU of A = ReLU(Z) for the g of g′(Z), which stands nowhere without its prime."""
    lexicon = evaluator.lexicon
    named = {m.base for d in lexicon.definitions if not d.parameters for m in mentions(d.body, lexicon.habits)}
    found = {KNOWN[name] for name in named & lexicon.functions & KNOWN.keys()} & ACTIVATIONS
    return found.pop() if len(found) == 1 else None


def _softmax(evaluator: Evaluator, value: Array, mention: Mention) -> Array:
    if mention.primes:
        raise Unclear("the derivative of softmax is a matrix", mention.node)
    if value.ndim != 2 or value.shape[1 if evaluator.reading.rows or value.shape[0] == 1 else 0] == 1:
        raise Unclear("softmax of a number", mention.node)
    result = softmax(value, 1 if evaluator.reading.rows or value.shape[0] == 1 else 0)
    if mention.units:
        raise Unclear("an entry of softmax", mention.node)
    return result


def _own(evaluator: Evaluator, mention: Mention, arguments: list[Node], env: Env) -> Array:
    """A function by the author's formula, entry by entry; its derivative by a small step."""
    bodies = evaluator.lexicon.bodies[mention.base]
    definition = bodies[0]
    values = [evaluator.array(a, env) for a in arguments]
    if mention.primes:
        function = recognised(evaluator, mention.base)
        if function is None:
            raise Unclear(f"the derivative of {mention.base}", mention.node)
        return np.asarray(function.slope(values[0]) if mention.primes == 1 else _second(function, values[0], mention))
    if mention.base in env.calling:
        raise Unclear(f"{mention.base} is defined by itself", mention.node)
    local = {**env.local, **dict(zip(definition.parameters, values, strict=True))}
    inner = replace(env, local=local, calling=env.calling | {mention.base})
    result = evaluator.array(definition.body, inner)
    if mention.power is not None:
        result = raised(result, evaluator.array(mention.power, env), mention.node)
    return result


def _second(function: Elementwise, value: Array, mention: Mention) -> Array:
    """f″ at real numbers, by a small step of f′."""
    if mention.primes > 2 or np.abs(np.asarray(value).imag).max(initial=0.0) > 0:
        raise Unclear("a second derivative", mention.node)
    h = 1e-5
    far, near = (function.slope(value + s) - function.slope(value - s) for s in (2 * h, h))
    return np.asarray((8 * near - far) / (12 * h), dtype=complex)


def recognised(evaluator: Evaluator, base: str) -> Elementwise | None:
    """The author's function as one with a derivative: its own formula, moved by a small step."""
    definition = evaluator.lexicon.bodies[base][0]
    if len(definition.parameters) != 1:
        return None
    name = definition.parameters[0]

    def value(z: Array) -> Array:
        inner = Env(local={name: np.asarray(z, dtype=complex)}, calling=frozenset({base}))
        return evaluator.array(definition.body, inner)

    def slope(z: Array) -> Array:
        if np.abs(np.asarray(z).imag).max(initial=0.0) > 0:
            h = 1e-6
            return np.asarray((value(z + h) - value(z - h)) / (2 * h))
        return np.asarray(value(np.asarray(z) + 1e-30j).imag / 1e-30, dtype=complex)

    return Elementwise(base, value, slope)


# ---- functions with a meaning of their own


def _keywords(node: Apply) -> dict[str, Node]:
    return dict(node.keywords)


def _axis(node: Apply) -> int | None:
    axis = _keywords(node).get("axis")
    if axis is None:
        return None
    if name_of(axis) not in ("0", "1"):
        raise Unclear("this axis is not understood", axis)
    return int(name_of(axis))


def _sum(evaluator: Evaluator, node: Apply, env: Env, mean: bool = False) -> Value:
    value = evaluator.array(node.arguments[0], env)
    axis = _axis(node)
    if axis is None and name_of(node.function) in ("np.sum", "numpy.sum") and value.ndim == 2:
        return np.asarray(value.mean() if mean else value.sum())
    if axis is None and value.ndim == 2:
        axis = 0 if evaluator.reading.rows else 1
        if value.shape[axis] != evaluator.reading.examples:
            return np.asarray(value.mean() if mean else value.sum())
    if value.ndim != 2:
        return value
    return np.asarray(value.mean(axis=axis, keepdims=True) if mean else value.sum(axis=axis, keepdims=True))


def _mean(evaluator: Evaluator, node: Apply, env: Env) -> Value:
    return _sum(evaluator, node, env, mean=True)


def _extreme(largest: bool) -> Callable[[Evaluator, Apply, Env], Value]:
    def call(evaluator: Evaluator, node: Apply, env: Env) -> Value:
        if len(node.arguments) == 1:
            found = extreme(evaluator, node.arguments[0], 1 if largest else -1, env)
            if found is not None:
                return found
        values = [evaluator.array(a, env) for a in node.arguments]
        if len(values) != 2:
            raise Unclear("the largest of other than two", node)
        a, b = np.broadcast_arrays(*values)
        return np.asarray(np.where((a.real >= b.real) == largest, a, b))

    return call


def _function(evaluator: Evaluator, node: Apply, env: Env) -> Value:
    """A function by its name, with its primes and powers: tanh², ReLU′."""
    mention = mention_of(node.function, evaluator.habits)
    if mention is None:
        raise Unclear("this function is not known", node)
    return applied(evaluator, mention, list(node.arguments), env)


def _log(evaluator: Evaluator, node: Apply, env: Env) -> Value:
    value = evaluator.array(node.arguments[0], env)
    mention = mention_of(node.function, evaluator.habits)
    if mention is not None and mention.units:
        raise Unclear("a logarithm to another base", node)
    if (np.abs(value) == 0).any():
        raise Outside("the logarithm of 0", node)
    return np.asarray(np.log(value))


def _chain(evaluator: Evaluator, node: Apply, env: Env) -> Value:
    """prod(∂Z/∂Y, ∂Y/∂X): a product after whatever transposition and swapping is needed."""
    factors = [evaluator.value(a, env) for a in node.arguments]
    joined = contracted(factors)
    if len(joined) != 1:
        raise Unclear("factors that no chain rule joins", node)
    return joined[0]


def _dot(evaluator: Evaluator, node: Apply, env: Env) -> Value:
    if len(node.arguments) != 2:
        raise Unclear("a product of other than two", node)
    a, b = (evaluator.array(x, env) for x in node.arguments)
    if is_scalar(a) or is_scalar(b):
        return np.asarray(a * b)
    return times(a, b, "@", node)


def _multiply(evaluator: Evaluator, node: Apply, env: Env) -> Value:
    a, b = (evaluator.array(x, env) for x in node.arguments[:2])
    return times(a, b, "odot", node)


def _transpose(evaluator: Evaluator, node: Apply, env: Env) -> Value:
    return evaluator.array(node.arguments[0], env).T


def _trace(evaluator: Evaluator, node: Apply, env: Env) -> Value:
    return np.asarray(np.trace(evaluator.array(node.arguments[0], env)))


def _diagonal(evaluator: Evaluator, node: Apply, env: Env) -> Value:
    value = evaluator.array(node.arguments[0], env)
    if value.ndim == 2 and 1 not in value.shape:
        if value.shape[0] != value.shape[1] or not close(value, np.diag(np.diag(value))):
            raise Unclear("the diagonal of a matrix", node)
        return value  # of g′(z), taken for the matrix that it is
    return np.diag(value.reshape(-1))


def _softmax_call(evaluator: Evaluator, node: Apply, env: Env) -> Value:
    mention = mention_of(node.function, evaluator.habits)
    assert mention is not None
    value = evaluator.array(node.arguments[0], env)
    if not mention.units:
        return _softmax(evaluator, value, mention)
    whole = _softmax(evaluator, value, replace(mention, units=()))
    at = env.letters.get(name_of(mention.units[0]))
    if at is None:
        raise Unclear("an entry of softmax", node)
    return number(complex(whole.reshape(-1)[at]))


Call = Callable[[Evaluator, Apply, Env], Value]
CALLS: dict[str, Call] = {
    **dict.fromkeys(("np.sum", "sum", "numpy.sum"), _sum),
    **dict.fromkeys(("np.mean", "mean"), _mean),
    **dict.fromkeys(("max", "np.maximum", "maximum", "Max"), _extreme(True)),
    **dict.fromkeys(("min", "np.minimum", "minimum"), _extreme(False)),
    **dict.fromkeys(("log", "ln", "np.log", "Log"), _log),
    **dict.fromkeys(("prod",), _chain),
    **dict.fromkeys(MATRIX_PRODUCTS, _dot),
    **dict.fromkeys(("np.multiply", "multiply"), _multiply),
    **dict.fromkeys(("transpose", "np.transpose"), _transpose),
    **dict.fromkeys(("tr", "trace", "Tr"), _trace),
    **dict.fromkeys(DIAGONALS, _diagonal),
    **dict.fromkeys(("softmax", "Softmax", "SoftMax"), _softmax_call),
    **{name: _function for name in KNOWN if name not in ("log", "ln", "np.log", "Log", "Ln", "sigma")},
}
