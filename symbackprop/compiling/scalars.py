"""Scalar expressions rewritten so that no intermediate value overflows: equal in mathematics, safe in floating point.

    log(1 + eᵛ)        → logaddexp(0, v)
    eᵛ − 1             → expm1(v)
    1 + erf(v)         → erfc(−v)
    ratios of eᵛ       → ratios of e^{−|v|} ≤ 1, one for each sign of v: 1/(1 + e⁻ᵘ), its powers and derivatives
    branches           → each branch sees only arguments of its own region (ELU's eᵘ never sees u = 1000)

None of these knows an activation: a user's own formula is treated alike.
"""

from functools import reduce

from sympy import (
    Abs,
    Add,
    Dummy,
    Expr,
    Function,
    Integer,
    Interval,
    Max,
    Min,
    Mul,
    Piecewise,
    PolynomialError,
    Pow,
    S,
    Set,
    erf,
    exp,
    fraction,
    gcd,
    log,
    together,
)
from sympy.codegen.cfunctions import expm1, log1p
from sympy.codegen.numpy_nodes import logaddexp
from sympy.logic.boolalg import Boolean


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
    for rewrite in (_softplus, _erfc, _exponential_ratio):
        new = rewrite(expr)
        if new is not None:
            return new
    rebuilt = expr.func(*(stabilise(a) for a in expr.args))
    return _expm1(rebuilt)


def _softplus(expr: Expr) -> Expr | None:
    """log(1 + eᵛ) = logaddexp(0, v), and log(1 + v) = log1p(v)."""
    if not (isinstance(expr, log) and isinstance(expr.args[0], Add) and 1 in expr.args[0].args):
        return None
    rest = expr.args[0] - 1
    if isinstance(rest, exp):
        return logaddexp(Integer(0), stabilise(rest.args[0]))
    return log1p(stabilise(rest))


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


def _exponential_ratio(expr: Expr) -> Expr | None:
    """R(eᵛ) as R(e) where v ≤ 0 and as R(1/e) where v > 0, with e = e^{−|v|} ≤ 1, for a ratio R of polynomials."""
    if not isinstance(expr, Mul | Pow):
        return None
    factors = Mul.make_args(expr)
    ratio = [f for f in factors if _has_exponentials_only(f)]
    others = [f for f in factors if f not in ratio]
    exponents = sorted({e.args[0] for f in ratio for e in f.atoms(exp)}, key=str)
    if not exponents or not any(d.atoms(exp) for d in (fraction(together(Mul(*ratio)))[1],)):
        return None
    unit = _common_unit(exponents)
    if unit is None:
        return None
    e = Dummy("e", positive=True)
    below = Mul(*ratio).replace(exp, lambda v: e ** (v / unit))
    low, high = _in_small(below, e), _in_small(below.xreplace({e: 1 / e}), e)
    if low is None or high is None:
        return None
    small = exp(-Abs(stabilise(unit)))
    low, high = low.xreplace({e: small}), high.xreplace({e: small})
    whole = low if low == high else Piecewise((high, unit > 0), (low, True))
    return Mul(whole, *(stabilise(f) for f in others))


def _has_exponentials_only(factor: Expr) -> bool:
    """Whether a factor is built of exponentials and numbers by +, · and whole powers."""
    if isinstance(factor, exp) or factor.is_number:
        return True
    if isinstance(factor, Pow):
        return factor.exp.is_Integer and _has_exponentials_only(factor.base)
    return isinstance(factor, Add | Mul) and all(_has_exponentials_only(a) for a in factor.args)


def _common_unit(exponents: list[Expr]) -> Expr | None:
    """The v of which all exponents are whole multiples."""
    coefficients, bases = zip(*(v.as_coeff_Mul() for v in exponents), strict=True)
    if len(set(bases)) != 1 or not all(c.is_Rational for c in coefficients):
        return None
    return reduce(gcd, coefficients) * bases[0]


def _in_small(ratio: Expr, e: Dummy) -> Expr | None:
    """A ratio of polynomials in e, finite at e = 0; None where it is not (the function itself then grows like eᵛ)."""
    top, bottom = fraction(together(ratio))
    try:
        if not (top.is_polynomial(e) and bottom.is_polynomial(e)):
            return None
        shared = min(_lowest(top, e), _lowest(bottom, e))
    except PolynomialError:
        return None
    top, bottom = (_lowered(p, e, shared) for p in (top, bottom))
    return None if bottom.xreplace({e: S.Zero}) == 0 else top / bottom


def _lowest(polynomial: Expr, e: Dummy) -> int:
    return min(monomial[0] for monomial in polynomial.as_poly(e).monoms())


def _lowered(polynomial: Expr, e: Dummy, power: int) -> Expr:
    return polynomial if power == 0 else (polynomial / e**power).cancel()


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
        if value.is_polynomial(u):
            cases.append((value, condition))
        else:
            cases.append((value.xreplace({u: _within(u, region, condition, value)}), condition))
    return cases


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
