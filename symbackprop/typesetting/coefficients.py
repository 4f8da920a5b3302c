"""A term as a number times the rest, and a product as what stands above and below its fraction line."""

from sympy import Add, Expr, Integer, Mul, Pow, Sum, exp

from symbackprop.language.indices import bound, summation

Scaled = tuple[Expr, Expr]


def scaled(expr: Expr) -> Scaled:
    """A numeric coefficient and the rest, the coefficient taken out of sums too: Σ −y log a = −Σ y log a."""
    if expr.is_number and expr.is_Rational:
        return expr, Integer(1)
    if isinstance(expr, Mul):
        coefficient, rest = Integer(1), [Integer(1)]
        for factor in expr.args:
            number, inner = scaled(factor)
            coefficient, rest = coefficient * number, [*rest, inner]
        return coefficient, Mul(*rest)
    if isinstance(expr, Sum):
        number, inner = scaled(expr.function)
        return (number, summation(inner, *bound(expr))) if number != 1 else (number, expr)
    if isinstance(expr, Add) and all(scaled(a)[0].is_negative for a in expr.args):
        return Integer(-1), Add(*(-a for a in expr.args))
    return Integer(1), expr


def divides(factor: Expr) -> bool:
    """Whether a factor is a denominator."""
    return isinstance(factor, Pow) and not isinstance(factor, exp) and bool(factor.exp.is_negative)
