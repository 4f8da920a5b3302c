"""What a scalar function means, in plain SymPy: its definition with every named function written out.

The derivative atom f' means SymPy's own derivative of that, never a closed form that anyone has declared.
"""

from functools import lru_cache
from typing import Any

from sympy import DiracDelta, Expr, Heaviside, Integer, Max, Min, Piecewise, Symbol, diff

from symbackprop.errors import UnknownNodeError
from symbackprop.language.functions import ScalarFunction

ARGUMENT = Symbol("u", real=True)


@lru_cache(maxsize=1000)
def meaning(function: Any) -> Expr:
    """The definition of a scalar function f, or the derivative of the definition of g for f = g', at `ARGUMENT`."""
    if function.base is not None:
        return derivative(meaning(function.base))
    return plain(function.definition(ARGUMENT))


def plain(expr: Expr) -> Expr:
    """An expression with named functions written out, and max and min as cases."""
    if not expr.args:
        return expr
    args = [plain(a) for a in expr.args]
    if isinstance(expr, ScalarFunction):
        return meaning(expr.func).xreplace({ARGUMENT: args[0]})
    if isinstance(expr, Max | Min):
        return _extreme(expr.func, args)
    return expr.func(*args) if tuple(args) != expr.args else expr


def _extreme(kind: type[Expr], args: list[Expr]) -> Expr:
    best = args[0]
    for other in args[1:]:
        best = Piecewise((best, best > other if kind is Max else best < other), (other, True))
    return best


def derivative(expr: Expr, variable: Symbol = ARGUMENT) -> Expr:
    """SymPy's derivative, a piecewise definition branch by branch: at a kink, the branch that holds there.

    The sign of u jumps at 0, where its derivative is taken as 0; everywhere else it is 0.
    """
    found = diff(expr, variable).replace(DiracDelta, lambda *at: Integer(0))
    if found.has(Heaviside) or found.atoms() & {Symbol("nan")}:
        raise UnknownNodeError(f"no derivative of {expr} is known")
    return found
