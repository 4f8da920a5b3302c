"""Where a formula of one real number is defined, and where it has no derivative.

Nothing is guessed: what bounds do not prove is solved exactly, and what cannot be solved is refused with the reason.
A kink may be listed where the derivative happens to exist, never the other way round.
"""

from collections.abc import Iterator
from itertools import pairwise

from sympy import (
    Abs,
    Add,
    And,
    Expr,
    FiniteSet,
    Interval,
    Piecewise,
    Pow,
    Rational,
    S,
    Set,
    Symbol,
    acos,
    asin,
    diff,
    log,
    oo,
    pi,
    sign,
    solveset,
    tan,
)
from sympy.core.relational import Relational

from symbackprop.errors import FunctionError
from symbackprop.language.functions import ScalarFunction
from symbackprop.language.intervals import NONNEGATIVE, POSITIVE, bounds, pieces

_NONZERO = S.Reals - FiniteSet(0)
_STATE_IT = "state them: scalar_function(name, expression, domain=…, kinks=…) of symbackprop.language.functions"


def expanded(expr: Expr) -> Expr:
    """The expression with every named scalar function replaced by its definition."""
    while found := sorted((a for a in expr.atoms(ScalarFunction) if a.func.base is None), key=str):
        expr = expr.xreplace({a: a.func.definition(a.args[0]) for a in found})
    return expr


def domain(expr: Expr, u: Symbol) -> Set:
    """The real numbers where the expression is a real number.

    Raises: FunctionError when that cannot be found out.
    """
    found: Set = S.Reals
    for needed, allowed, region in _requirements(expr, u, S.Reals):
        if bounds(needed, u, region).is_subset(allowed) is True:
            continue
        part = _preimage(needed, allowed, u)
        if part is None:
            raise FunctionError(
                f"the numbers for which {needed} lies in {allowed} cannot be found out", text=str(expr), hint=_STATE_IT
            )
        found = found - (region - part)
    if found == S.EmptySet or isinstance(found, FiniteSet):
        raise FunctionError("the formula is a real number nowhere", text=str(expr))
    return found


def kinks(expr: Expr, u: Symbol) -> tuple[Expr, ...]:
    """The points where the expression may have no derivative, in order.

    Raises: FunctionError when they cannot be found out.
    """
    jumps = _points({a.args[0] for a in expr.atoms(sign)}, expr, u)  # the rules take sign′ = 0: always stated
    ordered = sorted(jumps | _points(_edges(expr), expr, u), key=lambda p: (float(p), str(p)))
    gaps = [abs(float(b - a)) for a, b in pairwise(ordered)]
    step = Rational(min([1.0, *(g for g in gaps if g > 0)])) / 1024
    return tuple(p for p in ordered if p in jumps or not _smooth_at(expr, u, p, step))


def _requirements(expr: Expr, u: Symbol, region: Set) -> Iterator[tuple[Expr, Set, Set]]:
    """What must hold for each part to be real, and in which region: (part, allowed values, numbers u)."""
    if not expr.has(u) or expr == u:
        return
    if isinstance(expr, Piecewise):
        for value, part in pieces(expr, region):
            yield from _requirements(value, u, part)
        return
    for argument in expr.args:
        yield from _requirements(argument, u, region)
    allowed = _allowed(expr)
    if allowed is not None:
        yield expr.args[0], allowed, region


def _allowed(expr: Expr) -> Set | None:
    """The values that the first argument of a node may take; None for no condition."""
    if isinstance(expr, Pow):
        if not expr.exp.is_number:
            return POSITIVE
        if not expr.exp.is_integer:
            return NONNEGATIVE if expr.exp.is_positive else POSITIVE
        return _NONZERO if expr.exp.is_negative else None
    if isinstance(expr, ScalarFunction):
        return None if expr.func.domain == S.Reals else expr.func.domain
    fixed = {log: POSITIVE, tan: Interval.open(-pi / 2, pi / 2), asin: Interval(-1, 1), acos: Interval(-1, 1)}
    return fixed.get(expr.func)


def _preimage(needed: Expr, allowed: Set, u: Symbol) -> Set | None:
    """The real u for which a part lies where it may, exactly; None when that cannot be found out."""
    if allowed == _NONZERO:
        zeros = _zeros(needed, u)
        return None if zeros is None else S.Reals - zeros
    if not isinstance(allowed, Interval) or not needed.is_polynomial(u):
        return None
    conditions = []
    if allowed.start != -oo:
        conditions.append(needed > allowed.start if allowed.left_open else needed >= allowed.start)
    if allowed.end != oo:
        conditions.append(needed < allowed.end if allowed.right_open else needed <= allowed.end)
    try:
        return And(*conditions).as_set()
    except (NotImplementedError, ValueError, TypeError):
        return None


def _zeros(expr: Expr, u: Symbol) -> FiniteSet | None:
    """The finitely many real zeros, exactly; None when they cannot be found out."""
    if S.Zero not in bounds(expr, u) and bounds(expr, u) != S.Reals:
        return S.EmptySet
    try:
        zeros = solveset(expr, u, S.Reals)
    except (NotImplementedError, ValueError, TypeError):
        return None
    if zeros == S.EmptySet or (isinstance(zeros, FiniteSet) and all(z.is_real for z in zeros)):
        return zeros
    return None


def _points(edges: set[Expr], expr: Expr, u: Symbol) -> set[Expr]:
    """The zeros of some parts of the expression."""
    points: set[Expr] = set()
    for edge in sorted((e for e in edges if not e.is_number), key=str):
        zeros = _zeros(edge, u)
        if zeros is None:
            raise FunctionError(f"the points where {edge} = 0 cannot be found out", text=str(expr), hint=_STATE_IT)
        points |= set(zeros)
    return points


def _edges(expr: Expr) -> set[Expr]:
    """The expressions at whose zeros a case begins or a root is steep."""
    found: set[Expr] = set()
    for cases in expr.atoms(Piecewise):
        for _, condition in cases.args:
            found |= {r.lhs - r.rhs for r in condition.atoms(Relational)}
    found |= {a.args[0] for a in expr.atoms(Abs)}
    for power in expr.atoms(Pow):
        if power.exp.is_number and power.exp.is_positive and not power.exp.is_integer:
            found.add(power.base)
    return found


def _smooth_at(expr: Expr, u: Symbol, p: Expr, step: Rational) -> bool:
    """Whether value and first derivative agree from both sides and with the cases that hold at the point itself.

    The rules differentiate case by case: at the point they give the derivative of what holds there.  False wherever
    the agreement is not shown.
    """
    left, here, right = (_branch(expr, u, p + s) for s in (-step, 0, step))
    pairs = [(left, right), *((diff(side, u), diff(here, u)) for side in (left, right))]
    try:
        for one, other in pairs:
            ends = [one.subs(u, p), other.subs(u, p)]
            if not all(end.is_real and end.is_finite for end in ends) or not Add(ends[0], -ends[1]).equals(0):
                return False
    except (TypeError, ValueError):
        return False
    return True


def _branch(expr: Expr, u: Symbol, at: Expr) -> Expr:
    """The expression without cases, as it reads at a point (|0| has the derivative 0 there, as in the rules)."""
    if isinstance(expr, Piecewise):
        for value, condition in expr.args:
            if condition == S.true or condition.subs(u, at) == S.true:
                return _branch(value, u, at)
        return S.NaN
    if isinstance(expr, Abs | sign):
        inner = _branch(expr.args[0], u, at)
        side = sign(inner.subs(u, at))
        return side * inner if isinstance(expr, Abs) else side
    return expr.func(*(_branch(a, u, at) for a in expr.args)) if expr.args else expr
