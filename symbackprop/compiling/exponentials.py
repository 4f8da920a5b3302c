"""Ratios of exponentials, written with e = e^{−|v|} ≤ 1 alone, which never overflows.

A ratio R of polynomials in eᵛ is R(e) where v ≤ 0 and R(1/e) where v > 0; in both, the lowest power of e is taken out:

    R = e^p · r(e),  r finite and not 0 at e = 0,  so  log R = log r(e) − p |v|.

1/(1 + e⁻ᵘ), its derivatives of any order, quotients of sinh and cosh, and log cosh u need nothing else.
"""

from dataclasses import dataclass
from functools import reduce

from sympy import (
    Abs,
    Add,
    Dummy,
    Expr,
    Mul,
    Piecewise,
    PolynomialError,
    Pow,
    cosh,
    exp,
    fraction,
    gcd,
    log,
    sinh,
    together,
)

_SMALL = Dummy("e", positive=True)


@dataclass(frozen=True)
class Side:
    """e^power · reduced, for one sign of v."""

    power: int
    reduced: Expr

    @property
    def ratio(self) -> Expr:
        """The value, where it is finite for all v of this sign."""
        return _SMALL**self.power * self.reduced


def bounded_ratio(expr: Expr) -> Expr | None:
    """The factors of a product that make a ratio of exponentials, in their bounded form, times the others."""
    if not isinstance(expr, Mul | Pow):
        return None
    factors = [f.replace(_is_hyperbolic, lambda h: h.rewrite(exp)) for f in Mul.make_args(expr)]
    ratio = Mul(*(f for f in factors if _is_exponential(f)))
    if not fraction(together(ratio))[1].atoms(exp):
        return None
    sides = _sides(ratio)
    if sides is None or any(side.power < 0 for side in sides[1:]):
        return None
    unit, low, high = sides
    return Mul(_by_sign(unit, low.ratio, high.ratio), *(f for f in factors if not _is_exponential(f)))


def bounded_logarithm(expr: Expr) -> Expr | None:
    """log of a ratio of exponentials: log cosh u = |u| + log(1 + e^{−2|u|}) − log 2."""
    if not isinstance(expr, log):
        return None
    inner = expr.args[0].replace(_is_hyperbolic, lambda h: h.rewrite(exp))
    if not _is_exponential(inner) or not isinstance(inner, Add | Mul | Pow):
        return None
    sides = _sides(inner)
    if sides is None:
        return None
    unit, *both = sides
    return _by_sign(unit, *(log(side.reduced) - side.power * Abs(unit) for side in both))


def _by_sign(unit: Expr, low: Expr, high: Expr) -> Expr:
    small = exp(-Abs(unit))
    low, high = low.xreplace({_SMALL: small}), high.xreplace({_SMALL: small})
    return low if low == high else Piecewise((high, unit > 0), (low, True))


def _sides(ratio: Expr) -> tuple[Expr, Side, Side] | None:
    """v, and the ratio where v ≤ 0 and where v > 0; None where all exponentials are bounded as they stand."""
    exponents = sorted({e.args[0] for e in ratio.atoms(exp)}, key=str)
    powers = _powers(exponents)
    if powers is None or all(v.is_nonpositive for v in exponents):
        return None
    unit, power = powers
    low = ratio.replace(exp, lambda v: _SMALL ** power[v])
    sides = [_side(r) for r in (low, low.xreplace({_SMALL: 1 / _SMALL}))]
    return None if sides[0] is None or sides[1] is None else (unit, sides[0], sides[1])


def _powers(exponents: list[Expr]) -> tuple[Expr, dict[Expr, Expr]] | None:
    """The v of which all exponents are whole multiples, and the multiples."""
    contents = {v: _content(v) for v in exponents}
    if len({rest for _, rest in contents.values()}) != 1 or not all(c.is_Rational for c, _ in contents.values()):
        return None
    unit = reduce(gcd, (number for number, _ in contents.values()))
    return unit * contents[exponents[0]][1], {v: number / unit for v, (number, _) in contents.items()}


def _content(v: Expr) -> tuple[Expr, Expr]:
    """A number and the rest, which is the same for z − y, y − z and 2z − 2y."""
    sign = -1 if v.could_extract_minus_sign() else 1
    number, rest = (sign * v).as_content_primitive()
    return sign * number, rest


def _side(ratio: Expr) -> Side | None:
    """A ratio of polynomials in e with the lowest power of e taken out."""
    top, bottom = fraction(together(ratio))
    try:
        lowest = [min(power for (power,) in p.as_poly(_SMALL).monoms()) for p in (top, bottom)]
    except (PolynomialError, AttributeError):
        return None
    reduced = [(p / _SMALL**n).cancel() if n else p for p, n in zip((top, bottom), lowest, strict=True)]
    return Side(lowest[0] - lowest[1], reduced[0] / reduced[1])


def _is_hyperbolic(expr: Expr) -> bool:
    return isinstance(expr, sinh | cosh)


def _is_exponential(factor: Expr) -> bool:
    """Whether a factor is built of exponentials and numbers by +, · and whole powers."""
    if isinstance(factor, exp) or factor.is_number:
        return True
    if isinstance(factor, Pow):
        return factor.exp.is_Integer and _is_exponential(factor.base)
    return isinstance(factor, Add | Mul) and all(_is_exponential(a) for a in factor.args)
