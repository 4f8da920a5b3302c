"""Equations at given sizes, written out entry by entry: plain SymPy, with nothing of ours left in it.

Sums become additions, z1[j, s] a table of the symbols z1_0_0, z1_0_1, …, and named functions their definitions; plain
`sympy.lambdify` takes the result as it is.  (It cannot take the index form: it reads past the end of an array without
a word when a range is 1-based, and knows no ragged ranges.)
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any

from sympy import Expr, Idx, ImmutableDenseNDimArray, Indexed, Integer, Sum, Symbol

from symbackprop.errors import UsageError
from symbackprop.language.functions import ARGUMENT, ScalarFunction
from symbackprop.language.indices import bound, extent, high, substitute
from symbackprop.language.nodes import Dependence, Local, Partial, Unspecified

if TYPE_CHECKING:
    from symbackprop.language.systems import Equation


@dataclass(frozen=True)
class Explicit:
    """lhs = rhs entry by entry.

    `lhs` and `rhs` are SymPy arrays (single expressions where the equation defines a scalar).  `arguments` are what rhs
    reads, in alphabetical order of their `names`: nested tuples of symbols, one symbol for a scalar.

    >>> from sympy import lambdify
    >>> from symbackprop.language.indices import index, summation
    >>> from symbackprop.language.systems import Equation, Tensor
    >>> j, k = index("j", 2), index("k", 2)
    >>> w, x, z = Tensor("w", (j, k)), Tensor("x", (k,)), Tensor("z", (j,))
    >>> explicit = Equation(z.at(j), summation(w.at(j, k) * x.at(k), k)).at()
    >>> explicit.rhs
    [w_0_0*x_0 + w_0_1*x_1, w_1_0*x_0 + w_1_1*x_1]
    >>> lambdify(explicit.arguments, explicit.rhs)([[1, 2], [3, 4]], [1, 1])
    array([3, 7])
    """

    lhs: Any
    rhs: Any
    names: tuple[str, ...]
    arguments: tuple[Any, ...]


def explicit(equation: "Equation", sizes: Mapping[str, int]) -> Explicit:
    """The equation with numbers for its sizes.

    Raises: UsageError for a size that has no number, and for a function that is left open.
    """
    lhs, rhs = (_sized(side, sizes) for side in (equation.lhs, equation.rhs))
    shapes = dict(_shapes(rhs))
    names = tuple(sorted(shapes))
    where = tuple(i for i in lhs.indices if isinstance(i, Idx)) if isinstance(lhs, Indexed) else ()
    return Explicit(
        _table(lhs, where), _table(rhs, where), names, tuple(_symbols(name, shapes[name]) for name in names)
    )


def _sized(expr: Expr, sizes: Mapping[str, int]) -> Expr:
    """Numbers for symbolic sizes."""
    names = {str(e.base.label) for e in expr.atoms(Indexed)} | {str(i.label) for i in expr.atoms(Idx)}
    symbols = sorted((s for s in expr.atoms(Symbol) if s.is_integer), key=str)
    open_ = [s.name for s in symbols if s.name not in sizes and s.name not in names]
    if open_:
        raise UsageError(
            f"the size {open_[0]} has no number", text=str(expr), hint=f"equation.at({open_[0]}=3)", expected="a number"
        )
    return expr.xreplace({s: Integer(sizes[s.name]) for s in symbols if s.name in sizes and s.name not in names})


def _shapes(expr: Expr) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The names that an expression reads, with the least shape that holds all entries read."""
    entries: dict[str, list[Indexed]] = {}
    for e in sorted(expr.atoms(Indexed), key=str):
        entries.setdefault(str(e.base.label), []).append(e)
    for name, found in entries.items():
        ends = [[high(i) for i in e.indices] for e in found]
        if not all(n.is_Integer for row in ends for n in row):
            raise UsageError(
                f"{found[0]} has a range that is no number", hint="the generic layer cannot be written out"
            )
        yield name, tuple(int(max(column)) + 1 for column in zip(*ends, strict=True))
    heads = {e.base.label for e in expr.atoms(Indexed)}
    indices = {i.label for i in expr.atoms(Idx)}
    for s in sorted(expr.free_symbols, key=str):
        if type(s) is Symbol and s not in heads | indices:
            yield s.name, ()


def _symbols(name: str, shape: tuple[int, ...], prefix: str = "") -> Any:
    """A symbol, or a nested tuple of symbols."""
    if not shape:
        return Symbol(name + prefix, real=True)
    return tuple(_symbols(name, shape[1:], f"{prefix}_{n}") for n in range(shape[0]))


def _table(expr: Expr, where: tuple[Idx, ...]) -> Any:
    """An expression at all values of some indices."""
    ranges = [range(int(i.lower), int(i.upper) + 1) for i in where]
    entries = [
        _written(substitute(expr, dict(zip(where, (Integer(n) for n in place), strict=True))))
        for place in product(*ranges)
    ]
    return ImmutableDenseNDimArray(entries, tuple(int(extent(i)) for i in where)) if where else entries[0]


def _written(expr: Expr) -> Expr:
    """Plain SymPy: sums added up, entries as symbols, named functions by their definitions."""
    if isinstance(expr, Indexed):
        return Symbol("_".join([str(expr.base.label), *map(str, expr.indices)]), real=True)
    if isinstance(expr, Symbol):
        return expr if expr == ARGUMENT else Symbol(expr.name, real=True)
    if isinstance(expr, Sum):
        first, *inner = bound(expr)
        body = expr.func(expr.function, *expr.limits[: len(inner)]) if inner else expr.function
        return sum(
            (_written(substitute(body, {first: Integer(n)})) for n in range(int(first.lower), int(first.upper) + 1)),
            Integer(0),
        )
    if isinstance(expr, ScalarFunction):
        return _formula(expr.func).xreplace({ARGUMENT: _written(expr.args[0])})
    if isinstance(expr, Unspecified | Dependence | Partial | Local):
        raise UsageError(f"{expr} is left open: it has no value", hint="give the network an activation and a cost")
    return expr.func(*(_written(a) for a in expr.args)) if expr.args else expr


@lru_cache(maxsize=1000)
def _formula(function: Any) -> Expr:
    """What a function means; for a derivative, SymPy's own derivative of what its base means."""
    if function.base is not None:
        return _formula(function.base).diff(ARGUMENT)
    return _written(function.definition(ARGUMENT))
