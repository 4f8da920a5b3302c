"""Arrays with labelled axes: index form becomes NumPy by keeping the index of every axis beside the code.

An entry z[j, s] is the array `z` with axes (j, s); b[j] beside it is `b[:, None]`; a sum over products is a contraction
(see `contraction`), and what remains is elementwise and is printed as one scalar expression over the arrays.
"""

from collections.abc import Iterable

from sympy import Expr, Function, Idx, Indexed, Integer, KroneckerDelta, Max, Min, Mul, Sum, Symbol
from sympy.logic.boolalg import Boolean

from symbackprop.compiling.contraction import contracted
from symbackprop.compiling.fusion import Along, LogSumExp
from symbackprop.compiling.helpers import Helpers
from symbackprop.compiling.labelled import Axes, Labelled
from symbackprop.compiling.names import Names
from symbackprop.compiling.printer import ArrayPrinter, Code, Scalar
from symbackprop.compiling.scalars import stabilise
from symbackprop.errors import UnknownNodeError, UsageError
from symbackprop.language.indices import bound, extent, free_indices
from symbackprop.language.nodes import Dependence, Unspecified
from symbackprop.language.systems import System, Tensor


class Emitter:
    """Turns expressions of one system into code; notes the helpers and the sizes that the code needs."""

    def __init__(self, system: System, names: Names, helpers: Helpers) -> None:
        self.system = system
        self.names = names
        self.helpers = helpers
        self.printer = ArrayPrinter(helpers.require, helpers.identifier)
        self.sizes: dict[str, Symbol] = {}

    def text(self, expr: Expr, axes: Axes, like: str) -> str:
        """The code of an expression as an array with just these axes, and the dtype of `like` where it is constant."""
        code = self.printer.doprint(stabilise(self.elementwise(expr, axes)))
        if free_indices(expr) == set(axes):
            return code
        shape = ", ".join(self.size(extent(i)) for i in axes)
        return f"np.broadcast_to({code}, ({shape},)).astype({like}.dtype)"

    def labelled(self, expr: Expr) -> Labelled:
        """An expression as an array, its axes in the order of the largest array in it, so that least is transposed."""
        if isinstance(expr, Indexed):
            return self.entry(expr)
        if isinstance(expr, Along | LogSumExp):
            return self.along(expr)
        leaves = sorted((e for e in expr.atoms(Indexed)), key=lambda e: (-len(e.indices), str(e)))
        order = [i for e in leaves for i in e.indices if isinstance(i, Idx)]
        free = free_indices(expr)
        axes = tuple(dict.fromkeys(i for i in [*order, *sorted(free, key=str)] if i in free))
        code = stabilise(self.elementwise(expr, axes))
        return Labelled(code if isinstance(code, Code) else Code(self.printer.doprint(code)), axes)

    def elementwise(self, expr: Expr, axes: Axes) -> Expr:
        """The expression over arrays that are aligned along `axes`."""
        if expr.is_number:
            return expr
        if isinstance(expr, Indexed):
            return self.entry(expr).aligned(axes)
        if isinstance(expr, Idx):
            start, stop = self.size(expr.lower), self.size(expr.upper + 1)
            return Labelled(Code(f"np.arange({start}, {stop})"), (expr,)).aligned(axes)
        if isinstance(expr, Symbol):
            return self.scalar(expr)
        if isinstance(expr, Sum):
            return contracted(self, expr, axes)
        if isinstance(expr, Along | LogSumExp):
            return self.along(expr).aligned(axes)
        if isinstance(expr, KroneckerDelta):
            i, j = (self.printer.doprint(self.elementwise(a, axes)) for a in expr.args)
            return Code(f"({i} == {j})")
        if isinstance(expr, Unspecified | Dependence):
            raise UsageError(
                f"{expr.name} is left open: it has no value", hint="give the network an activation and a cost"
            )
        if expr.is_Mul and (outer := self.outer(expr, axes)) is not None:
            return outer
        if expr.is_Add or expr.is_Mul or expr.is_Pow or isinstance(expr, Function | Boolean | Max | Min):
            return expr.func(*(self.elementwise(a, axes) for a in expr.args))
        if expr.is_Piecewise or type(expr).__name__ == "ExprCondPair":
            return expr.func(*(self.elementwise(a, axes) for a in expr.args))
        raise UnknownNodeError(f"{type(expr).__name__} has no NumPy form", text=str(expr))

    def outer(self, expr: Mul, axes: Axes) -> Expr | None:
        """δ_j a_k as np.outer(delta, a), when it is nothing but two vectors along two axes and numbers."""
        if len(axes) != 2:
            return None
        groups = [Mul(*(f for f in expr.args if free_indices(f) == {i})) for i in axes]
        numbers = Mul(*(f for f in expr.args if not free_indices(f)))
        if 1 in groups or Mul(numbers, *groups) != expr:
            return None
        first, second = (self.labelled(g).code.name for g in groups)
        return Mul(self.elementwise(numbers, axes), Code(f"np.outer({first}, {second})"))

    def entry(self, expr: Indexed) -> Labelled:
        """A tensor's array, sliced where an index runs over a part of its axis."""
        tensor = self.system[str(expr.base.label)]
        name = self.names.of(tensor.name, tensor.name)
        if len(set(expr.indices)) < len(expr.indices):
            return self.diagonal(expr, tensor, name)
        places: list[str] = []
        axes: list[Idx] = []
        for where, axis in zip(expr.indices, tensor.axes, strict=True):
            free = sorted(free_indices(where), key=str)
            if len(free) > 1 or (free and where.coeff(free[0]) != 1):
                raise UnknownNodeError(f"the index {where} is not a unit step along its axis", text=str(expr))
            if not free:
                places.append(self.size(where))
                continue
            (i,) = free
            shift = where - i
            low, high = i.lower + shift, i.upper + shift + 1
            whole = low == axis.lower and high == axis.upper + 1
            places.append(":" if whole else f"{self.size(low) if low != 0 else ''}:{self.size(high)}")
            axes.append(i)
        if set(places) <= {":"}:
            return Labelled(Code(name), tuple(axes))
        return Labelled(Code(f"{name}[{', '.join(places)}]"), tuple(axes))

    def diagonal(self, expr: Indexed, tensor: Tensor, name: str) -> Labelled:
        """w[j, j] is the diagonal; other repetitions are spelled out by np.einsum."""
        for i, axis in zip(expr.indices, tensor.axes, strict=True):
            if not isinstance(i, Idx) or (i.lower, i.upper) != (axis.lower, axis.upper):
                raise UnknownNodeError("an index that stands twice must run over both axes whole", text=str(expr))
        if len(expr.indices) == 2:
            return Labelled(Code(f"np.diagonal({name})"), (expr.indices[0],))
        axes = tuple(dict.fromkeys(expr.indices))
        letters = dict(zip(axes, "abcdefgh", strict=False))
        spelled = "".join(letters[i] for i in expr.indices) + "->" + "".join(letters[i] for i in axes)
        return Labelled(Code(f'np.einsum("{spelled}", {name})'), axes)

    def along(self, expr: Along | LogSumExp) -> Labelled:
        """softmax(z, axis=0) and its kin."""
        v, j = expr.args if isinstance(expr, Along) else (expr.args[0].function, *bound(expr.args[0]))
        inner = self.labelled(v)
        helper = expr.helper if isinstance(expr, Along) else "log_sum_exp"
        code = Code(f"{self.helpers.require(helper)}({inner.code.name}, axis={inner.axes.index(j)})")
        return Labelled(code, inner.axes if isinstance(expr, Along) else tuple(i for i in inner.axes if i != j))

    def scalar(self, symbol: Symbol) -> Expr:
        """A size, a hyperparameter or a scalar quantity, by its name."""
        if symbol.name in self.system.by_name:
            tensor = self.system[symbol.name]
            name = self.names.of(tensor.name, tensor.name)
            return Scalar(name) if tensor.role.value == "hyperparameter" else Code(name)
        return Scalar(self.size(symbol))

    def size(self, value: Expr) -> str:
        """The code of a size."""
        new = {}
        for s in sorted(value.free_symbols, key=str):
            if not (isinstance(s, Symbol) and s.is_integer) or isinstance(s, Idx):
                raise UsageError(f"{value} is no size: it depends on {s}", expected="a number, or a symbol for one")
            self.sizes[s.name] = s
            new[s] = Scalar(self.names.of(s, s.name))
        return self.printer.doprint(value.xreplace(new))

    def times_extents(self, expr: Expr, indices: Iterable[Idx]) -> Expr:
        """A value summed over indices that it does not depend on."""
        for i in indices:
            n = extent(i)
            expr = Mul(expr, n if isinstance(n, Integer) else Scalar(self.size(n)))
        return expr
