"""How much a step computes and moves, counted in its equations.

Every distinct part of an equation is computed once for each value of its free indices: Σ_k w[j, k] a[s, k] is a product
for each j, k, s and as many additions.  Every equation reads the arrays in it once and writes its own.
"""

from dataclasses import dataclass

from sympy import Add, Expr, Idx, Indexed, Integer, Mul, Poly, Sum

from symbackprop.compiling.rows import EXAMPLES, in_rows
from symbackprop.language.indices import bound, extent, free_indices
from symbackprop.language.systems import System, heads


@dataclass(frozen=True)
class Work:
    """Operations and array entries of one step: of each example, and once a step whatever the batch."""

    flops: int
    flops_once: int
    entries: int
    entries_once: int
    parameters: int


def count_work(system: System) -> Work:
    """The work of a system with gradients, whose widths are numbers.

    >>> from symbackprop import Dense, Quadratic, backprop, network
    >>> count_work(backprop(network(100, Dense(10), cost=Quadratic(), batch="rows"))).flops
    4070
    """
    rows = in_rows(system)
    flops = sum((operations(e.rhs) for e in rows.equations), Integer(0))
    moved = Integer(0)
    for equation in rows.equations:
        for name in {equation.defines} | heads(equation.rhs):
            moved += _count(frozenset(rows[name].axes))
    parameters = sum((_count(frozenset(t.axes)) for t in rows.parameters), Integer(0))
    return Work(*_by_example(flops), *_by_example(moved), int(parameters))


def operations(expr: Expr) -> Expr:
    """The number of operations in an expression, for all values of its free indices."""
    parts: set[Expr] = set()
    waiting = [expr]
    while waiting:
        part = waiting.pop()
        if part not in parts and part.args and not isinstance(part, Indexed | Idx):
            parts.add(part)
            waiting += [part.function] if isinstance(part, Sum) else part.args
    return sum((_own(part) for part in parts), Integer(0))


def _own(part: Expr) -> Expr:
    """Operations of a node itself: additions of a sum, products of a product (a sign is none), one for a function."""
    if isinstance(part, Sum):
        return _count(free_indices(part.function) | set(bound(part)))
    if isinstance(part, Add | Mul):
        return (sum(a != -1 for a in part.args) - 1) * _count(free_indices(part))
    return _count(free_indices(part))


def _count(indices: frozenset[Idx] | set[Idx]) -> Expr:
    return Mul(*(extent(i) for i in indices))


def _by_example(total: Expr) -> tuple[int, int]:
    """c₁ and c₀ of c₁ m + c₀."""
    polynomial = Poly(total, EXAMPLES)
    return int(polynomial.coeff_monomial(EXAMPLES)), int(polynomial.coeff_monomial(1))
