"""Formulas by cases: maxima, minima and conditions as one flat Piecewise with plain conditions."""

from functools import reduce
from typing import Any

from sympy import And, Eq, Expr, Heaviside, Max, Min, Or, Piecewise, S, default_sort_key, piecewise_fold
from sympy.core.relational import Relational

from symbackprop.language.intervals import pieces, solutions


def greater(a: Expr, b: Expr) -> Expr:
    """max(a, b); at a tie the derivative is that of a constant side, so that max(z, 0) and max(0, z) are one ReLU."""
    if a.is_number and not b.is_number:
        a, b = b, a
    return Piecewise((a, a > b), (b, True))


def lesser(a: Expr, b: Expr) -> Expr:
    """min(a, b), with the same choice at a tie."""
    if a.is_number and not b.is_number:
        a, b = b, a
    return Piecewise((a, a < b), (b, True))


def largest(*values: Expr) -> Expr:
    """The maximum of two values or more."""
    return reduce(greater, values)


def smallest(*values: Expr) -> Expr:
    """The minimum of two values or more."""
    return reduce(lesser, values)


def where(condition: Any, yes: Expr, no: Expr) -> Expr:
    """One value where the condition holds, another elsewhere."""
    return Piecewise((yes, condition), (no, True))


def clip(value: Expr, low: Expr, high: Expr) -> Expr:
    """The value, kept between two others."""
    return Piecewise((low, value < low), (high, value > high), (value, True))


def step(u: Expr, at_zero: Expr = S.Half) -> Expr:
    """0 below 0 and 1 above."""
    return Piecewise((0, u < 0), (at_zero, Eq(u, 0)), (1, True))


def as_cases(expr: Expr) -> Expr:
    """SymPy's Max, Min and Heaviside written as cases, and no case within a case."""
    for kind, build in ((Max, largest), (Min, smallest)):
        expr = expr.replace(kind, lambda *args, build=build: build(*sorted(args, key=_constant_last)))
    return _flat(expr.replace(Heaviside, step))


def _constant_last(value: Expr) -> Any:
    return value.is_number is True, default_sort_key(value)


def _flat(expr: Expr) -> Expr:
    """Cases within cases as one list of cases; the rest of the expression is left as its author wrote it."""
    if isinstance(expr, Piecewise):
        nested = any(part.has(Piecewise) for part in expr.args)
        return _plain(piecewise_fold(expr) if nested else expr)
    if not expr.has(Piecewise):
        return expr
    return expr.func(*(_flat(a) for a in expr.args))


def _plain(cases: Expr) -> Expr:
    """Cases of one symbol, each with the numbers for which it holds: eᵘ < 1 is u < 0, and no pile of conditions."""
    if not isinstance(cases, Piecewise) or len(cases.free_symbols) != 1:
        return cases
    (u,) = cases.free_symbols
    conditions = [condition for _, condition in cases.args]
    simple = all(c == S.true or all(r.lhs == u for r in c.atoms(Relational)) for c in conditions)
    if simple and not any(isinstance(c, Or) or (isinstance(c, And) and c.atoms(Or)) for c in conditions):
        return cases
    if any(solutions(condition) is None for condition in conditions):
        return cases
    parts = pieces(cases, S.Reals)
    shown = [part.as_relational(u) for _, part in parts[:-1]]
    return Piecewise(*zip([value for value, _ in parts], [*shown, True], strict=True))
