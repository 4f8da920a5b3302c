"""Interval arithmetic on formulas of one real number: an interval that surely holds every value.

It may be wider than the true range, never narrower.  It shows that 1 + eᵘ is positive, so that its logarithm exists,
and that a user's activation lies between 0 and 1, so that a cross-entropy fits.
"""

from collections.abc import Callable
from functools import reduce

from sympy import (
    Abs,
    ConditionSet,
    Expr,
    FiniteSet,
    Interval,
    Piecewise,
    Pow,
    S,
    Set,
    Symbol,
    atan,
    cos,
    erf,
    exp,
    log,
    oo,
    pi,
    sign,
    sin,
    sinh,
    tanh,
)
from sympy.logic.boolalg import Boolean

from symbackprop.language.functions import ScalarFunction

End = tuple[Expr, bool]  # a value, and whether it is left out

POSITIVE = Interval.open(0, oo)
NONNEGATIVE = Interval(0, oo)
_WITHIN: dict[type[Expr], Interval] = {
    sin: Interval(-1, 1),
    cos: Interval(-1, 1),
    sign: Interval(-1, 1),
    tanh: Interval.open(-1, 1),
    erf: Interval.open(-1, 1),
    atan: Interval.open(-pi / 2, pi / 2),
}
_INCREASING = (exp, tanh, erf, atan, sinh)


def bounds(expr: Expr, u: Symbol, region: Set = S.Reals) -> Interval:
    """An interval that holds every value of the expression for u in the region; every part must be real there."""
    if expr == u:
        return hull(region)
    if expr.is_number:
        return hull(FiniteSet(expr)) if expr.is_real else S.Reals
    if isinstance(expr, Piecewise):
        parts = [bounds(value, u, part) for value, part in pieces(expr, region)]
        return _join([p for p in parts if p != S.EmptySet])
    inner = [bounds(a, u, region) for a in expr.args]
    if S.EmptySet in inner:
        return S.EmptySet
    if expr.is_Add:
        return reduce(_sum, inner)
    if expr.is_Mul:
        return reduce(_product, inner)
    if isinstance(expr, Pow):
        return _power(inner[0], expr.exp) if expr.exp.is_number else POSITIVE
    if isinstance(expr, Abs):
        return _absolute(inner[0])
    if isinstance(expr, _INCREASING):
        return _increasing(expr.func, inner[0])
    if isinstance(expr, log):
        return _increasing(log, inner[0]) if inner[0].is_subset(NONNEGATIVE) else S.Reals
    if isinstance(expr, ScalarFunction):
        return hull(expr.func.range_)
    return _WITHIN.get(expr.func, S.Reals)


def pieces(expr: Piecewise, region: Set) -> list[tuple[Expr, Set]]:
    """Each value of a formula by cases with the part of the region where it holds (or more, where that is unclear)."""
    found = []
    left = region
    for value, condition in expr.args:
        here = solutions(condition)
        found.append((value, left if here is None else left.intersect(here)))
        left = left if here is None else left - here
    return [(value, part) for value, part in found if part != S.EmptySet]


def hull(values: Set) -> Interval:
    """The least interval around a set of reals."""
    if values == S.EmptySet or isinstance(values, Interval):
        return values
    if not (values.is_subset(S.Reals) and values.inf.is_comparable is not None):
        return S.Reals
    low, high = values.inf, values.sup
    return (
        Interval(low, high, values.contains(low) != S.true, values.contains(high) != S.true)
        if low != high
        else (Interval(low, high) if values.contains(low) == S.true else S.Reals)
    )


def solutions(condition: Boolean) -> Set | None:
    """The numbers for which a condition on one symbol holds; None when they cannot be found out."""
    if condition in (S.true, S.false):
        return S.Reals if condition == S.true else S.EmptySet
    try:
        found = condition.as_set()
    except (NotImplementedError, ValueError, TypeError, AttributeError):
        return None
    return None if found.has(ConditionSet) else found


def _ends(values: Interval) -> tuple[End, End]:
    if isinstance(values, FiniteSet):
        return (values.inf, False), (values.sup, False)
    return (values.start, bool(values.left_open)), (values.end, bool(values.right_open))


def _between(low: End, high: End) -> Interval:
    if low[0] == high[0]:
        return Interval(low[0], high[0])
    return Interval(low[0], high[0], low[1], high[1])


def _join(parts: list[Interval]) -> Interval:
    if not parts:
        return S.EmptySet
    ends = [_ends(p) for p in parts]
    return _between(_least([low for low, _ in ends]), _greatest([high for _, high in ends]))


def _least(ends: list[End]) -> End:
    return reduce(lambda a, b: b if b[0] < a[0] or (b[0] == a[0] and not b[1]) else a, ends)


def _greatest(ends: list[End]) -> End:
    return reduce(lambda a, b: b if b[0] > a[0] or (b[0] == a[0] and not b[1]) else a, ends)


def _sum(a: Interval, b: Interval) -> Interval:
    (low, low_open), (high, high_open) = _ends(a)
    (low_b, low_b_open), (high_b, high_b_open) = _ends(b)
    return _between((low + low_b, low_open or low_b_open), (high + high_b, high_open or high_b_open))


def _product(a: Interval, b: Interval) -> Interval:
    corners = [_times(p, q) for p in _ends(a) for q in _ends(b)]
    return _between(_least(corners), _greatest(corners))


def _times(p: End, q: End) -> End:
    if p[0] == 0 or q[0] == 0:
        # 0 · ∞ bounds products with a factor near 0; 0 itself is reached where some factor reaches it
        return S.Zero, not any(value == 0 and not left_out for value, left_out in (p, q))
    return p[0] * q[0], p[1] or q[1]


def _absolute(a: Interval) -> Interval:
    low, high = _ends(a)
    if low[0] >= 0:
        return a
    mirrored = ((-high[0], high[1]), (-low[0], low[1]))
    if high[0] <= 0:
        return _between(*mirrored)
    return _between((S.Zero, False), _greatest([high, mirrored[1]]))


def _power(base: Interval, exponent: Expr) -> Interval:
    if exponent.is_negative:
        return _inverse(_power(base, -exponent))
    if exponent.is_integer and exponent.is_odd:
        return _increasing(lambda v: v**exponent, base)
    if exponent.is_integer:
        return _increasing(lambda v: v**exponent, _absolute(base))
    return _increasing(lambda v: v**exponent, base) if base.is_subset(NONNEGATIVE) else NONNEGATIVE


def _inverse(a: Interval) -> Interval:
    low, high = _ends(a)
    if low[0] > 0 or (low[0] == 0 and low[1] and high[0] > 0):
        return _between(_reciprocal(high, S.Zero), _reciprocal(low, oo))
    if high[0] < 0 or (high[0] == 0 and high[1] and low[0] < 0):
        return _between(_reciprocal(high, -oo), _reciprocal(low, S.Zero))
    return S.Reals


def _reciprocal(end: End, limit: Expr) -> End:
    return (limit, True) if end[0] in (0, oo, -oo) else (1 / end[0], end[1])


def _increasing(function: Callable[[Expr], Expr], a: Interval) -> Interval:
    low, high = _ends(a)
    start = (-oo, True) if function is log and low[0] == 0 else (function(low[0]), low[1])
    return _between(start, (function(high[0]), high[1]))
