"""Index form in numbers: an expression of general entries, computed from the arrays of a world.

What was read for all sizes has to have the value that the numeric engine found for the same formula; otherwise one of
the two understood something else, and nothing is proved.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from sympy import (
    Abs,
    Add,
    DiracDelta,
    Expr,
    Idx,
    Indexed,
    KroneckerDelta,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Sum,
    Symbol,
    cos,
    cosh,
    exp,
    lambdify,
    log,
    sign,
    sin,
    sinh,
    tanh,
)  # fmt: skip
from sympy.core.relational import Relational

from symbackprop.checking.meanings import ARGUMENT, meaning
from symbackprop.language.functions import ScalarFunction
from symbackprop.language.indices import extent
from symbackprop.language.nodes import Dependence, Local, Partial, Unspecified
from symbackprop.proofreading.proving.forms import Blocks, Formal
from symbackprop.proofreading.proving.refusals import Unsaid
from symbackprop.proofreading.vocabulary.values import Array, close
from symbackprop.proofreading.worlds.functions import unspecified

if TYPE_CHECKING:
    from symbackprop.proofreading.proving.models import Model

STEP = 1e-30
MOST = 400_000
OPEN = "open cost"
"""The name of a cost of which only is known what it depends on; the numbers of a world take one of many."""
Fixed = dict[Idx, int]


class Numbers:
    """Computes expressions of one model; `moved` are arrays that stand for others."""

    def __init__(self, model: "Model") -> None:
        self.model = model
        self.slopes: dict[str, Array] = {}
        self.functions: dict[Any, Any] = dict(_ARRAYS)
        self.argument: Array | None = None
        self.moved: dict[str, Array] = {}
        self.locals: dict[str, Array] = {}

    def confirm(self, value: Formal, array: Array, fixed: Fixed | None = None) -> None:
        """See that an expression has the numbers of an array.   Raises: Unsaid where it has others."""
        if any(str(node.args[0]) == OPEN for node in value.expr.atoms(Dependence, Unspecified)):
            return
        found = self.array(value, fixed or {})
        if not close(found, array if array.size > 1 else array.reshape(())):
            raise Unsaid("read in two ways")

    def array(self, value: Formal, fixed: Fixed) -> Array:
        """The array of a formal value, some of its free indices fixed."""
        if isinstance(value, Blocks):
            return np.concatenate([self.array(p, fixed) for p in value.parts], axis=value.axis)
        axes = [a for a in value.axes if a is not None]
        dims: dict[Idx, int] = {a: n for n, a in enumerate(axes)}
        whole = self._value(value.expr, dims, fixed)
        rank = max(whole.ndim, len(axes))
        whole = whole.reshape(whole.shape + (1,) * (rank - whole.ndim))
        shape = tuple(self._count(a) for a in axes) + (1,) * (rank - len(axes))
        return np.broadcast_to(whole, shape).reshape(value.shape)

    def _count(self, i: Idx) -> int:
        size = extent(i)
        if isinstance(size, Symbol) and size in self.model.extents.numbers:
            return self.model.extents.numbers[size]
        if size.is_Integer:
            return int(size)
        raise Unsaid("an index without a number")

    def _value(self, expr: Expr, dims: dict[Idx, int], fixed: Fixed) -> Array:
        if expr.is_Number or expr.is_NumberSymbol:
            return np.asarray(complex(expr))
        if isinstance(expr, Idx):
            return self._places(expr, dims, fixed)
        if isinstance(expr, Symbol):
            return self._symbol(expr)
        if isinstance(expr, Indexed):
            return self._entry(expr, dims, fixed)
        if isinstance(expr, Sum):
            return self._sum(expr, dims, fixed)
        if isinstance(expr, KroneckerDelta):
            a, b = (self._places(e, dims, fixed) for e in expr.args)
            return np.asarray(_level(a, b)[0] == _level(a, b)[1]).astype(complex)
        if isinstance(expr, Partial):
            return self._partial(expr, dims, fixed)
        if isinstance(expr, Unspecified):
            function = unspecified(expr.name.name)
            inner = self._value(expr.argument, dims, fixed)
            return np.asarray((function.value, function.slope)[expr.order](inner))
        if isinstance(expr, Dependence):
            raise Unsaid("no numbers for an open cost")
        if isinstance(expr, Piecewise):
            return self._cases(expr, dims, fixed)
        args = [self._value(a, dims, fixed) for a in expr.args]
        if isinstance(expr, Add):
            return _folded(np.add, args)
        if isinstance(expr, Mul):
            return _folded(np.multiply, args)
        if isinstance(expr, Pow):
            a, b = _level(*args)
            return np.asarray(a**b)
        if isinstance(expr, Max | Min):
            a, b = _level(*args)
            return np.asarray(np.where((a.real >= b.real) == isinstance(expr, Max), a, b))
        if isinstance(expr, ScalarFunction):
            return self._applied(expr.func, args[0])
        if isinstance(expr, Abs):
            return np.asarray(np.where(args[0].real < 0, -args[0], args[0]))
        if expr.is_Function and len(args) == 1 and not isinstance(expr, DiracDelta):
            return np.asarray(self._plain(expr.func)(args[0]))
        raise Unsaid(f"no numbers for {type(expr).__name__}")

    def _symbol(self, expr: Symbol) -> Array:
        numbers = self.model.extents.numbers
        if self.argument is not None and expr == ARGUMENT:
            return self.argument
        if expr in numbers:
            return np.asarray(complex(numbers[expr]))
        return self._table(expr.name).reshape(())

    def _table(self, name: str) -> Array:
        """The numbers of a quantity, or of the derivative of the cost by one."""
        if name in self.moved:
            return self.moved[name]
        if name in self.locals:
            return self.locals[name]
        model = self.model
        if name in model.by_name:
            return model.by_name[name].array
        q = model.by_name[name[1:]]
        assert model.cost is not None
        if name not in self.slopes:
            key = q.block.whole if q.block is not None else q.key
            whole = model.world.jacobian(model.cost.key, key).sum(axis=0).reshape(model.world.node(key).shape)
            self.slopes[name] = np.asarray(whole[q.block.cut] if q.block is not None else whole)
        return self.slopes[name]

    def _entry(self, expr: Indexed, dims: dict[Idx, int], fixed: Fixed) -> Array:
        table = self._table(str(expr.base.label))
        table = table.reshape([n for n in table.shape if n > 1])
        return np.asarray(table[tuple(_leveled([self._places(i, dims, fixed) for i in expr.indices]))])

    def _places(self, expr: Expr, dims: dict[Idx, int], fixed: Fixed) -> Array:
        """The values of an index expression, along the dimension of its index."""
        if expr.is_Integer:
            return np.asarray(int(expr))
        if isinstance(expr, Idx):
            if expr in fixed:
                return np.asarray(fixed[expr])
            if expr not in dims:
                raise Unsaid("an index without a place")
            return np.arange(self._count(expr)).reshape((1,) * dims[expr] + (-1,))
        if isinstance(expr, Add):
            return _folded(np.add, [self._places(a, dims, fixed) for a in expr.args])
        raise Unsaid("an index that is no sum")

    def _sum(self, expr: Sum, dims: dict[Idx, int], fixed: Fixed) -> Array:
        own = [limit[0] for limit in expr.limits]
        inner = {k: v for k, v in dims.items() if k not in own}
        taken = set(inner.values())
        free = (n for n in range(30) if n not in taken)
        places = {i: next(free) for i in own}
        value = self._value(expr.function, {**inner, **places}, {k: v for k, v in fixed.items() if k not in own})
        if value.size > MOST:
            raise Unsaid("too many numbers")
        for i, at in places.items():
            if at < value.ndim and value.shape[at] > 1:
                value = value.sum(axis=at, keepdims=True)
            else:
                value = value * self._count(i)
        return np.asarray(value)

    def _cases(self, expr: Piecewise, dims: dict[Idx, int], fixed: Fixed) -> Array:
        value: Array | None = None
        for piece, condition in reversed(expr.args):
            own = self._value(piece, dims, fixed)
            if isinstance(condition, Relational):
                a, b = _level(*(self._value(e, dims, fixed).real for e in condition.args))
                holds = np.asarray(_TESTS[type(condition).__name__](a, b))
                holds, own, rest = _leveled([holds, own, value if value is not None else np.asarray(np.nan)])
                value = np.asarray(np.where(holds, own, rest))
            else:
                value = own if condition == True else value  # noqa: E712
        if value is None:
            raise Unsaid("no cases")
        return value

    def _partial(self, expr: Partial, dims: dict[Idx, int], fixed: Fixed) -> Array:
        """A derivative by one entry, all other names held fixed: one entry after the other is moved a little."""
        of, by = expr.expr, expr.variable
        if isinstance(expr, Local):
            of = self._definition(of)
        name = by.name if isinstance(by, Symbol) else str(by.base.label)
        table = self._table(name)
        columns = []
        before = self.moved
        try:
            for entry in np.ndindex(table.shape):
                changed = table.astype(complex)
                changed[entry] += 1j * STEP
                self.moved = {**before, name: changed}
                columns.append(self._value(of, dims, fixed).imag / STEP)
        finally:
            self.moved = before
        if isinstance(by, Symbol):
            return columns[0]
        shape = [n for n in table.shape if n > 1]
        places = _leveled([self._places(i, dims, fixed) for i in by.indices])
        flat = np.asarray(np.ravel_multi_index(np.broadcast_arrays(*places), shape))
        stacked = np.stack(columns)
        rank = max(stacked.ndim - 1, flat.ndim)
        stacked = stacked.reshape(stacked.shape + (1,) * (rank - stacked.ndim + 1))
        flat = flat.reshape(flat.shape + (1,) * (rank - flat.ndim))
        grid = np.broadcast_shapes(stacked.shape[1:], flat.shape)
        stacked = np.broadcast_to(stacked, (len(columns), *grid))
        return np.take_along_axis(stacked, np.broadcast_to(flat, grid)[None], axis=0)[0]

    def _definition(self, entry: Expr) -> Expr:
        from symbackprop.language.indices import substitute

        name = entry.name if isinstance(entry, Symbol) else str(entry.base.label)
        q = self.model.by_name[name]
        if q.body is None:
            raise Unsaid("no definition")
        own = [a for a in q.axes if a is not None]
        where = [] if isinstance(entry, Symbol) else list(entry.indices)
        return substitute(q.body, dict(zip(own, where, strict=True)))

    def _applied(self, function: Any, argument: Array) -> Array:
        """The values of a scalar function, by what it means."""
        body = meaning(function)
        if body.free_symbols - {ARGUMENT}:
            raise Unsaid("a function with letters in it")
        before, self.argument = self.argument, argument
        try:
            return self._value(body, {}, {})
        finally:
            self.argument = before

    def _plain(self, function: Any) -> Any:
        if function not in self.functions:
            self.functions[function] = lambdify(ARGUMENT, function(ARGUMENT), "numpy")
        return self.functions[function]


_ARRAYS = {f: getattr(np, f.__name__) for f in (exp, log, tanh, sinh, cosh, sin, cos, sign)}
"""Functions of arrays; others are made by SymPy, which takes its printers and a good part of NumPy for that."""
_TESTS = {
    "StrictGreaterThan": np.greater, "StrictLessThan": np.less, "GreaterThan": np.greater_equal,
    "LessThan": np.less_equal, "Equality": np.equal, "Unequality": np.not_equal,
}  # fmt: skip


def _leveled(arrays: list[Array]) -> list[Array]:
    """Arrays with as many dimensions each: their dimensions count from the first."""
    rank = max((a.ndim for a in arrays), default=0)
    return [a.reshape(a.shape + (1,) * (rank - a.ndim)) for a in arrays]


def _level(a: Array, b: Array) -> tuple[Array, Array]:
    first, second = _leveled([a, b])
    return first, second


def _folded(operation: Any, arrays: list[Array]) -> Array:
    found, *others = _leveled(arrays)
    for other in others:
        found = operation(found, other)
    return np.asarray(found)
