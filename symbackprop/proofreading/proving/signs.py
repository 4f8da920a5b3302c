"""Signs, read for all sizes: brackets, products, sums of terms, quotients, powers and cases."""

from collections.abc import Callable
from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING

from sympy import Abs, Expr, Integer, KroneckerDelta, Piecewise, exp, sqrt

from symbackprop.language.indices import extent, substitute
from symbackprop.parsing.latex.tree import (
    ENTRYWISE,
    Addition,
    Annotated,
    Cases,
    Group,
    Listing,
    Name,
    Node,
    Product,
    Quotient,
    Relation,
    Root,
    Scripted,
)
from symbackprop.proofreading.proving.calls import applied
from symbackprop.proofreading.proving.forms import Formal, number
from symbackprop.proofreading.proving.refusals import Unsaid
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.marks import PRIMES, averaged, flat, name_of
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of, mentions
from symbackprop.proofreading.worlds.arguments import arguments_of, is_argument
from symbackprop.proofreading.worlds.brackets import is_norm
from symbackprop.proofreading.worlds.ones import bold_one
from symbackprop.proofreading.worlds.operations import in_turn
from symbackprop.proofreading.worlds.selections import index_of, is_row_of
from symbackprop.proofreading.worlds.symbols import FROBENIUS, TURNED

if TYPE_CHECKING:
    from symbackprop.proofreading.proving.formalist import Formalist


def scripted(f: "Formalist", node: Scripted, env: Env) -> Formal:
    """A bracket with an index, a power or a transpose: (W a)^T."""
    base = node.base
    if node.primes or name_of(node.sup) in PRIMES:
        return _primed(f, node, env)
    if isinstance(base, Name) and base.text == "e" and node.sup is not None:
        inner = f.array(node.sup, env)
        return inner.named(exp(inner.expr))
    if is_norm(base) and isinstance(base, Group) and name_of(node.sub) in FROBENIUS:
        inside = f.array(base.body, env)
        value = number(sqrt(f.algebra.summed(inside.named(inside.expr**2), None).expr))
    else:
        value = f.array(base, env)
    is_kind = value.shape == () and name_of(node.sub) in FROBENIUS | {"2", ""}
    if node.sub is not None and not is_kind:
        value = _indexed(f, value, flat(node.sub), env)
    for part in flat(node.sup) if node.sup is not None else ():
        if name_of(part) in TURNED:
            own = mention_of(base.body, f.habits) if isinstance(base, Group) else None
            if own is None or not is_row_of(f.world, own, value.shape, env):
                value = f.algebra.turned(value)
        else:
            value = f._power(value, part, env)
    return value


def _primed(f: "Formalist", node: Scripted, env: Env) -> Formal:
    inner = node.base.body if isinstance(node.base, Group) else node.base
    if isinstance(inner, Product) and len(inner.factors) == 2 and isinstance(inner.factors[1], Group):
        function = mention_of(inner.factors[0], f.habits)
        if function is not None and function.base in f.lexicon.functions:
            return applied(f, replace(function, primes=1), [inner.factors[1].body], env)
    raise Unsaid("a prime on what is no function")


def _indexed(f: "Formalist", value: Formal, units: list[Node], env: Env) -> Formal:
    places = [index_of(u, env) for u in units]
    cuts = [slice(None) if p is None else slice(p, p + 1) for p in places]
    if len(value.shape) != 2 or len(cuts) > 2:
        raise Unsaid("an index of what has no entries")
    if len(cuts) == 1:
        row = value.shape[0] == 1 and value.shape[1] > 1
        cuts = [slice(None), cuts[0]] if row else [cuts[0], slice(None)]
    return f._chosen(f.algebra.renewed(value), tuple(cuts))[0]


def grouped(f: "Formalist", node: Group, env: Env) -> Formal:
    """Something in brackets; bars are a norm or an absolute value."""
    body = node.body
    if isinstance(body, Relation):
        return holds(f, body, env)
    if node.opening in ("‖", "||"):
        return _length(f, f.array(body, env))
    if node.opening == "|":
        value = f.array(body, env)
        is_vector = not value.is_scalar and len(value.shape) == 2 and 1 in value.shape and f.reading.units != 1
        return _length(f, value) if is_vector else value.named(Abs(value.expr))
    if isinstance(body, Listing):
        raise Unsaid("a list")
    return f.value(body, env)


def _length(f: "Formalist", value: Formal) -> Formal:
    """The Euclidean norm; of each example where there are several."""
    square = value.named(value.expr**2)
    if len(value.shape) == 2 and f.reading.examples > 1:
        axis = 1 if f.reading.rows else 0
        if value.shape[1 - axis] == f.reading.examples:
            square = f.algebra.summed(square, axis)
            return square.named(sqrt(square.expr))
    return number(sqrt(f.algebra.summed(square, None).expr))


def multiplied(f: "Formalist", node: Product, env: Env) -> Formal:
    """A product, after the chain rule joined the derivatives in it."""
    env = env.sized(averaged(node), f.reading.examples)
    factors, operators, nodes = in_turn(node, lambda at: _factor(f, node, at, env))
    factors = _fitted_ones(f, factors, nodes)
    if sum(f.is_slope for f in factors) > 1:
        joined = f.algebra.contracted(factors)
        if len(joined) < len(factors):
            if len(joined) == 1:
                return joined[0]
            operators = [o if o in ENTRYWISE else "" for o in operators[: len(joined) - 1]]
            factors = joined
    value = factors[0].plain() if len(factors) > 1 else factors[0]
    for n, factor in enumerate(factors[1:]):
        value = f.algebra.times(value, factor.plain(), operators[n] if n < len(operators) else "")
    return value


def _fitted_ones(f: "Formalist", factors: list[Formal], nodes: list[Node]) -> list[Formal]:
    """Bold ones as long as their neighbour."""
    marks = [bold_one(n, f.habits) for n in nodes]
    found = list(factors)
    arrays = [number(1) if m else f.plain() for f, m in zip(factors, marks, strict=True)] if any(marks) else []
    for at, mark in enumerate(marks):
        if mark is None:
            continue
        near = arrays[at + 1 :] if mark.transposed else arrays[:at][::-1]
        neighbour = next((a for a in near if len(a.shape) == 2), None)
        if neighbour is None:
            continue
        side = 0 if mark.transposed else 1
        axis = neighbour.axes[side]
        own = None if axis is None else f.model.extents.axis(extent(axis))
        length = neighbour.shape[side]
        shape, axes = ((1, length), (None, own)) if mark.transposed else ((length, 1), (own, None))
        found[at] = Formal(Integer(1), shape, axes)
    return found


def _factor(f: "Formalist", node: Product, at: int, env: Env) -> tuple[Formal, int]:
    """A factor with the brackets that belong to it."""
    factor = node.factors[at]
    following = node.factors[at + 1] if at + 1 < len(node.factors) else None
    adjacent = isinstance(following, Group | Scripted) and not node.operators[at]
    mention = mention_of(factor, f.habits) if adjacent else None
    if mention is not None and isinstance(following, Scripted) and isinstance(following.base, Group):
        is_call = mention.base in f.lexicon.functions and mention.base not in env.local and not following.primes
        return (_of_call(f, mention, following, env), 2) if is_call else (f.value(factor, env), 1)
    if mention is None or not isinstance(following, Group):
        return f.value(factor, env), 1
    body = following.body
    arguments = list(body.items) if isinstance(body, Listing) else [body]
    if mention.base in f.lexicon.functions and following.opening in "([" and mention.base not in env.local:
        if isinstance(body, Relation):
            return f.value(following, env), 2
        return applied(f, mention, arguments, env), 2
    if mention.base in ("1", "I", "mathbb{1}", "bbone") and isinstance(body, Relation):
        return holds(f, body, env), 2
    if following.opening == "[":
        raise Unsaid("entries in brackets")
    if is_argument(mention, arguments, f.lexicon):
        return at_example(f, f.value(factor, env), arguments, env), 2
    if isinstance(body, Listing) and following.opening == "(" and not mention.units:
        raise Unsaid("some function of several arguments")
    return f.value(factor, env), 1


def _of_call(f: "Formalist", mention: Mention, bracket: Scripted, env: Env) -> Formal:
    """σ(x)_j, σ(x)^T, σ(x)²."""
    assert isinstance(bracket.base, Group)
    value = applied(f, mention, arguments_of(bracket.base), env)
    if bracket.sub is not None:
        value = _indexed(f, value, flat(bracket.sub), env)
    for part in flat(bracket.sup) if bracket.sup is not None else ():
        value = f.algebra.turned(value) if name_of(part) in TURNED else f._power(value, part, env)
    return value


def at_example(f: "Formalist", value: Formal, arguments: list[Node], env: Env) -> Formal:
    """L(ŷ^{(i)}, y^{(i)}) is the loss of example i."""
    if prod(value.shape) != f.reading.examples or f.reading.examples == 1:
        return value
    letters = [m.example for a in arguments for m in mentions(a, f.habits) if m.example is not None]
    if not letters:
        return value
    where = f._index(letters[0], env)
    axis = next(a for a in value.axes if a is not None)
    f._placed(where, axis)
    return number(substitute(value.plain().expr, {axis: where}))


def added(f: "Formalist", node: Addition, env: Env) -> Formal:
    """A sum of terms."""
    if 0 in node.signs:
        raise Unsaid("± is two statements")
    first = f.value(node.terms[0], env)
    if len(node.terms) == 1:
        return replace(first, expr=node.signs[0] * first.expr)
    first = first.plain()
    value = first.named(node.signs[0] * first.expr)
    for term, sign in zip(node.terms[1:], node.signs[1:], strict=True):
        value = f.algebra.plus(value, f.array(term, env), sign)
    return value


def divided(f: "Formalist", node: Quotient, env: Env) -> Formal:
    """A quotient, entry by entry."""
    above, below = f.value(node.numerator, env), f.array(node.denominator, env)
    if below.is_scalar:
        return replace(above, expr=above.expr / below.expr)
    return f.algebra.entrywise(above.plain(), below, lambda a, b: a / b)


def rooted(f: "Formalist", node: Root, env: Env) -> Formal:
    """A root."""
    inner = f.array(node.body, env)
    degree = Integer(2) if node.degree is None else f.array(node.degree, env).expr
    return inner.named(inner.expr ** (1 / degree))


def unannotated(f: "Formalist", node: Annotated, env: Env) -> Formal:
    """What a brace is put under."""
    return f.value(node.body, env)


def holds(f: "Formalist", node: Relation, env: Env) -> Formal:
    """1 where a condition holds, else 0."""
    if node.sign in ("=", "≠") and all(name_of(side) in env.letters for side in (node.left, node.right)):
        alike = KroneckerDelta(f._index(node.left, env), f._index(node.right, env))
        return number(alike if node.sign == "=" else 1 - alike)
    test = _TESTS.get(node.sign)
    if test is None:
        raise Unsaid("a condition")
    left, right = f.array(node.left, env), f.array(node.right, env)
    return f.algebra.entrywise(left, right, lambda a, b: Piecewise((1, test(a, b)), (0, True)))


def by_cases(f: "Formalist", node: Cases, env: Env) -> Formal:
    """Cases, each where its condition is the first to hold."""
    value: Formal = number(0)
    for piece, condition in reversed(node.pieces):
        own = f.array(piece, env)
        if not isinstance(condition, Relation):
            value = own
            continue
        where = holds(f, condition, env)
        rest = value
        chosen = f.algebra.entrywise(where, own, lambda h, v: h * v)
        others = f.algebra.entrywise(where, rest, lambda h, v: (1 - h) * v)
        value = f.algebra.plus(chosen, others, 1)
    return value


_TESTS: dict[str, Callable[[Expr, Expr], Expr]] = {
    ">": lambda a, b: a > b, "<": lambda a, b: a < b, "≥": lambda a, b: a >= b, "≤": lambda a, b: a <= b,
}  # fmt: skip
