"""Calls, read for all sizes: the document's functions, those known by name, and NumPy's sums."""

from collections.abc import Callable
from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING

from sympy import KroneckerDelta, Max, Min, Mul, exp, log

from symbackprop.language.functions import ARGUMENT, scalar_function
from symbackprop.language.indices import extent
from symbackprop.parsing.latex.tree import (
    Apply,
    Node,
)
from symbackprop.proofreading.lexicon.definitions import Definition
from symbackprop.proofreading.proving.forms import Formal, number
from symbackprop.proofreading.proving.functions import called, softmax_of, symbolic
from symbackprop.proofreading.proving.refusals import Unsaid
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of
from symbackprop.proofreading.worlds.arguments import is_argument
from symbackprop.proofreading.worlds.calls import CALLS, SOFTMAX, function_of, own_function

if TYPE_CHECKING:
    from symbackprop.proofreading.proving.formalist import Formalist


def applied(f: "Formalist", mention: Mention, arguments: list[Node], env: Env) -> Formal:
    """A function of the document, or one that it names."""
    own = own_function(f.interpreter, mention.base)
    if own is not None and len(own.parameters) == len(arguments):
        return _own(f, own, mention, arguments, env)
    if len(arguments) != 1:
        raise Unsaid("some function of several arguments")
    value = f.array(arguments[0], env)
    if mention.base in SOFTMAX:
        if mention.primes or mention.units or mention.power is not None:
            raise Unsaid("a part of softmax")
        axis = 1 if f.reading.rows or (len(value.shape) == 2 and value.shape[0] == 1) else 0
        return softmax_of(f.algebra, value, axis)
    if mention.primes > 1:
        raise Unsaid("a second derivative")
    function = symbolic(function_of(f.interpreter, mention, env, arguments[0]))
    result = value.named(called(function, value.expr, mention.primes))
    return f._power(result, mention.power, env) if mention.power is not None else result


def _own(f: "Formalist", own: Definition, mention: Mention, arguments: list[Node], env: Env) -> Formal:
    """A function by the author's formula; one of a single number is a function of the library's kind."""
    if mention.primes > 1:
        raise Unsaid("a second derivative")
    values = [f.array(a, env) for a in arguments]
    if len(values) == 1:
        body = f.value(own.body, Env(local={own.parameters[0]: number(ARGUMENT)}))  # type: ignore[dict-item]
        if body.expr.free_symbols == {ARGUMENT}:
            function = scalar_function(f"author_{mention.base}", body.expr)
            result = values[0].named(called(function, values[0].expr, mention.primes))
            return f._power(result, mention.power, env) if mention.power is not None else result
    if mention.primes:
        raise Unsaid("the derivative of a function of several arguments")
    local = dict(zip(own.parameters, values, strict=True))
    result = f.array(own.body, replace(env, local={**env.local, **local}))  # type: ignore[dict-item]
    return f._power(result, mention.power, env) if mention.power is not None else result


def call(f: "Formalist", node: Apply, env: Env) -> Formal:
    """A function by its name."""
    mention = mention_of(node.function, f.habits)
    name = name_of(node.function) or (mention.base if mention is not None else "")
    known = _CALLS.get(name)
    if known is not None and name not in f.lexicon.bodies:
        return known(f, node, env)
    if mention is None or (name in CALLS and getattr(CALLS[name], "__name__", "") != "_function"):
        raise Unsaid(f"a call of {name}")
    if is_argument(mention, list(node.arguments), f.lexicon) and mention.base not in f.lexicon.functions:
        from symbackprop.proofreading.proving.signs import at_example

        return at_example(f, f.value(node.function, env), list(node.arguments), env)
    return applied(f, mention, list(node.arguments), env)


def _array_sum(f: "Formalist", node: Apply, env: Env) -> Formal:
    value = f.array(node.arguments[0], env)
    found = dict(node.keywords).get("axis")
    name = name_of(node.function)
    axis = int(name_of(found)) if name_of(found) in ("0", "1") else None
    if found is not None and axis is None:
        raise Unsaid("an axis")
    if axis is None and name not in ("np.sum", "numpy.sum", "np.mean") and len(value.shape) == 2:
        axis = 0 if f.reading.rows else 1
        axis = axis if value.shape[axis] == f.reading.examples else None
    if len(value.shape) != 2:
        return value
    total = f.algebra.summed(value, axis)
    if "mean" not in name:
        return total
    over = [a for n, a in enumerate(value.axes) if a is not None and axis in (None, n)]
    return total.named(total.expr / Mul(*(extent(a) for a in over)))


def _extreme(f: "Formalist", node: Apply, env: Env) -> Formal:
    if len(node.arguments) != 2:
        raise Unsaid("the largest of other than two")
    a, b = (f.array(x, env) for x in node.arguments)
    largest = "max" in name_of(node.function).lower()
    return f.algebra.entrywise(a, b, Max if largest else Min)


def _log(f: "Formalist", node: Apply, env: Env) -> Formal:
    value = f.array(node.arguments[0], env)
    mention = mention_of(node.function, f.habits)
    if mention is not None and (mention.units or mention.power is not None or mention.primes):
        raise Unsaid("a logarithm to another base")
    return value.named(log(value.expr))


def _chain(f: "Formalist", node: Apply, env: Env) -> Formal:
    joined = f.algebra.contracted([f.value(a, env) for a in node.arguments])
    if len(joined) != 1:
        raise Unsaid("factors that no chain rule joins")
    return joined[0]


def _dot(f: "Formalist", node: Apply, env: Env) -> Formal:
    a, b = (f.array(x, env) for x in node.arguments)
    return f.algebra.times(a, b, "@")


def _multiply(f: "Formalist", node: Apply, env: Env) -> Formal:
    a, b = (f.array(x, env) for x in node.arguments[:2])
    return f.algebra.times(a, b, "odot")


def _transpose(f: "Formalist", node: Apply, env: Env) -> Formal:
    return f.algebra.turned(f.array(node.arguments[0], env))


def _diagonal(f: "Formalist", node: Apply, env: Env) -> Formal:
    value = f.array(node.arguments[0], env)
    axis = next((a for a in value.axes if a is not None), None)
    if len(value.shape) != 2 or 1 not in value.shape or axis is None:
        raise Unsaid("the diagonal of a matrix")
    other = f.model.extents.axis(extent(axis))
    length = prod(value.shape)
    return Formal(value.expr * KroneckerDelta(axis, other), (length, length), (axis, other))


def _softmax(f: "Formalist", node: Apply, env: Env) -> Formal:
    mention = mention_of(node.function, f.habits)
    value = f.array(node.arguments[0], env)
    if mention is None or mention.primes or mention.power is not None or len(mention.units) > 1:
        raise Unsaid("a part of softmax")
    axis = 1 if not mention.units and (f.reading.rows or value.shape[:1] == (1,)) else 0
    if not mention.units:
        return softmax_of(f.algebra, value, axis)
    own = [n for n, a in enumerate(value.axes) if a is not None]
    if len(own) != 1:
        raise Unsaid("an entry of softmax")
    whole = softmax_of(f.algebra, value, own[0])
    cut = env.letters.get(name_of(mention.units[0]))
    if cut is None:
        raise Unsaid("an entry of softmax")
    cuts = tuple(slice(cut, cut + 1) if n == own[0] else slice(None) for n in range(len(value.axes)))
    return number(f._chosen(f.algebra.renewed(whole), cuts)[0].expr)


def _exp(f: "Formalist", node: Apply, env: Env) -> Formal:
    mention = mention_of(node.function, f.habits)
    value = f.array(node.arguments[0], env)
    if mention is not None and (mention.primes or mention.power is not None or mention.units):
        raise Unsaid("a power of exp")
    return value.named(exp(value.expr))


_CALLS: dict[str, Callable[["Formalist", Apply, Env], Formal]] = {
    **dict.fromkeys(("np.sum", "sum", "numpy.sum", "np.mean", "mean"), _array_sum),
    **dict.fromkeys(("max", "np.maximum", "maximum", "Max", "min", "np.minimum", "minimum"), _extreme),
    **dict.fromkeys(("log", "ln", "np.log", "Log"), _log),
    **dict.fromkeys(("exp", "np.exp"), _exp),
    **dict.fromkeys(("softmax", "Softmax", "SoftMax"), _softmax),
    **dict.fromkeys(("np.dot", "dot", "np.matmul"), _dot),
    **dict.fromkeys(("np.multiply", "multiply"), _multiply),
    **dict.fromkeys(("transpose", "np.transpose"), _transpose),
    **dict.fromkeys(("diag", "Diag", "np.diag"), _diagonal),
    "prod": _chain,
}
