"""Scalar expressions rewritten so that no intermediate value overflows: equal in mathematics, safe in floating point.

    log(1 + eᵛ)        → logaddexp(0, v),  log(1 + v) → log1p(v)
    eᵛ − 1             → expm1(v)
    1 + erf(v)         → erfc(−v)
    ratios of eᵛ       → ratios of e^{−|v|} ≤ 1, one for each sign of v (see `exponentials`)
    branches           → each branch sees only arguments of its own region (ELU's eᵘ never sees u = 1000)

None of these knows an activation: a user's own formula is treated alike.
"""

from sympy import (
    Abs,
    Add,
    Expr,
    Function,
    Integer,
    Interval,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    S,
    Set,
    erf,
    exp,
    log,
    tanh,
)
from sympy.codegen.cfunctions import expm1, log1p
from sympy.codegen.numpy_nodes import logaddexp
from sympy.logic.boolalg import Boolean

from symbackprop.compiling.exponentials import bounded_logarithm, bounded_ratio


class erfc(Function):
    """1 − erf(v), accurate where erf(v) is near 1; SymPy's own turns erfc(−v) into 2 − erfc(v)."""

    nargs = 1
    is_real = True


class Within(Function):
    """Within(u, condition, c): u where the condition holds, c elsewhere."""

    nargs = 3
    is_real = True


def stabilise(expr: Expr) -> Expr:
    """The same function of its symbols, safe for large arguments."""
    if not expr.args:
        return expr
    if isinstance(expr, Piecewise):
        return Piecewise(*((stabilise(e), c) for e, c in _guarded(expr)))
    for rewrite in (_softplus, _erfc, _bounded, _log1p):
        new = rewrite(expr)
        if new is not None:
            return new
    return _rebuilt(expr)


def _bounded(expr: Expr) -> Expr | None:
    """A ratio of exponentials, or its logarithm."""
    new = bounded_ratio(expr) or bounded_logarithm(expr)
    return new if new is None or isinstance(new, Piecewise) else _rebuilt(new)


def _rebuilt(expr: Expr) -> Expr:
    return _expm1(expr.func(*(stabilise(a) for a in expr.args)))


def _softplus(expr: Expr) -> Expr | None:
    """log(1 + eᵛ) = logaddexp(0, v)."""
    if isinstance(expr, log) and isinstance(expr.args[0] - 1, exp):
        return logaddexp(Integer(0), stabilise((expr.args[0] - 1).args[0]))
    return None


def _log1p(expr: Expr) -> Expr | None:
    """log(1 + v) = log1p(v)."""
    if isinstance(expr, log) and isinstance(expr.args[0], Add) and 1 in expr.args[0].args:
        return log1p(stabilise(expr.args[0] - 1))
    return None


def _erfc(expr: Expr) -> Expr | None:
    """c + c erf(v) + … = c erfc(−v) + …"""
    if not isinstance(expr, Add):
        return None
    number, rest = expr.as_coeff_Add()
    for term in Add.make_args(rest):
        coefficient, factor = term.as_coeff_Mul()
        if isinstance(factor, erf) and number != 0 and Abs(coefficient) == Abs(number):
            return stabilise(rest - term) + number * erfc(stabilise(-coefficient / number * factor.args[0]))
    return None


def _expm1(expr: Expr) -> Expr:
    """c eᵛ − c = c expm1(v)."""
    if not isinstance(expr, Add):
        return expr
    number, rest = expr.as_coeff_Add()
    for term in Add.make_args(rest):
        coefficient, factor = term.as_coeff_Mul()
        if isinstance(factor, exp) and coefficient == -number:
            return rest - term + coefficient * expm1(factor.args[0])
    return expr


def _guarded(expr: Piecewise) -> list[tuple[Expr, Expr]]:
    """The branches, with arguments that another branch serves moved into the branch's own region."""
    symbols = set().union(*(c.free_symbols for _, c in expr.args))
    if len(symbols) != 1:
        return [(e, c) for e, c in expr.args]
    (u,) = symbols
    cases, left = [], S.Reals
    for value, condition in expr.args:
        truth = S.Reals if condition == True else condition.as_set()  # noqa: E712 - a SymPy truth value
        region = left & truth
        left = left - truth
        if _is_safe(value):
            cases.append((value, condition))
        else:
            cases.append((value.xreplace({u: _within(u, region, condition, value)}), condition))
    return cases


def _is_safe(expr: Expr) -> bool:
    """Whether an expression is finite wherever its symbols are: no unbounded exponential, no division by zero."""
    if isinstance(expr, exp):
        return bool(expr.args[0].is_nonpositive) and _is_safe(expr.args[0])
    if isinstance(expr, Pow) and not (expr.exp.is_Integer and expr.exp.is_positive):
        return bool(expr.base.is_positive) and expr.exp.is_number and _is_safe(expr.base)
    if isinstance(expr, log):
        return bool(expr.args[0].is_positive) and _is_safe(expr.args[0])
    bounded = isinstance(expr, Add | Mul | Pow | Abs | Max | Min | tanh | erf | erfc | logaddexp)
    return (not expr.args or bounded) and all(_is_safe(a) for a in expr.args)


def _within(u: Expr, region: Set, condition: Boolean, value: Expr) -> Expr:
    """u in the region, and outside it the nearest point of the region; or a point well inside, where the value does
    not exist at the ends."""
    if not isinstance(region, Interval):
        return u
    ends = [end for end in (region.inf, region.sup) if end.is_finite]
    if not all(value.xreplace({u: end}).is_finite for end in ends):
        inner = (region.inf + region.sup) / 2 if len(ends) == 2 else ends[0] + (1 if region.sup == S.Infinity else -1)
        return Within(u, condition, inner)
    above = Max(u, region.inf) if region.inf.is_finite else u
    return Min(above, region.sup) if region.sup.is_finite else above
