"""Index form at numbers: Σ_k w_1k x_k becomes w_11 x_1 + w_12 x_2, with entries and functions kept by name."""

from collections.abc import Iterator

from sympy import Add, Expr, Idx, Integer, Mul, Sum

from symbackprop.checking.points import Sizes
from symbackprop.language.indices import bound, substitute, summation
from symbackprop.language.systems import Equation

Place = tuple[int, ...]


def written_out(expr: Expr, sizes: Sizes) -> Expr:
    """An expression with its sums written out term by term."""
    if isinstance(expr, Sum):
        first, *inner = bound(expr)
        terms = []
        for n in sizes.values(first, {}):
            new = {first: Integer(n)}
            body = substitute(expr.function, new)
            terms.append(written_out(summation(body, *(substitute(i, new) for i in inner)), sizes))
        return Add(*terms)
    if not expr.args or isinstance(expr, Idx):
        return expr
    args = [written_out(a, sizes) for a in expr.args]
    # SymPy would multiply ½ (u + v) out, and the ½ would no longer stand where the author had put it
    factored = isinstance(expr, Mul) and any(a.is_Number for a in args) and any(isinstance(a, Add) for a in args)
    return Mul(*args, evaluate=False) if factored else expr.func(*args)


def places(equation: Equation, sizes: Sizes) -> Iterator[tuple[Place, Expr, Expr]]:
    """The entries that an equation defines: where, the left side, and the right side written out."""
    for env in sizes.places(equation.where):
        new = {i: Integer(n) for i, n in env.items()}
        where = tuple(env[i] for i in equation.where)
        yield where, substitute(equation.lhs, new), written_out(substitute(equation.rhs, new), sizes)
