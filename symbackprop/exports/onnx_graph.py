"""A graph of ONNX nodes, and values in it that add, multiply and broadcast like NumPy's arrays.

Emitted NumPy called with such values records what it would compute: the forward function draws its own graph.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from symbackprop.errors import UnknownNodeError, UsageError

Operand = Any
"""A value of the graph, a number or a NumPy array."""


@dataclass
class Graph:
    """Nodes in order, and the arrays that they read."""

    dtype: Any
    nodes: list[Any] = field(default_factory=list)
    arrays: dict[str, Any] = field(default_factory=dict)

    def add(self, operation: str, *operands: Operand, **attributes: Any) -> "Value":
        """A node, and the value that it gives."""
        from onnx import helper

        names = [self.operand(o) for o in operands]
        name = f"{operation.lower()}_{len(self.nodes) + 1}"
        self.nodes.append(helper.make_node(operation, names, [name], name=name, **attributes))
        return Value(self, name)

    def operand(self, value: Operand) -> str:
        """The name of a value; a number becomes an array of the graph."""
        if isinstance(value, Value):
            return value.name
        return self.array(np.asarray(value, self.dtype)).name

    def array(self, value: Any, name: str = "") -> "Value":
        """An array that the graph holds; the same small one is held once."""
        for known, there in self.arrays.items():
            if not name and there.dtype == value.dtype and np.array_equal(there, value) and value.size < 9:
                return Value(self, known)
        name = name or f"constant_{len(self.arrays) + 1}"
        self.arrays[name] = value
        return Value(self, name)

    def whole_numbers(self, *values: int) -> "Value":
        """Axes or places, as ONNX has them."""
        return self.array(np.array(values, np.int64))


@dataclass(eq=False)
class Value:
    """An array that will be known when the graph runs."""

    graph: Graph
    name: str
    __array_ufunc__ = None  # NumPy's own operators leave the work to these

    def __add__(self, other: Operand) -> "Value":
        return self.graph.add("Add", self, other)

    def __radd__(self, other: Operand) -> "Value":
        return self.graph.add("Add", other, self)

    def __sub__(self, other: Operand) -> "Value":
        return self.graph.add("Sub", self, other)

    def __rsub__(self, other: Operand) -> "Value":
        return self.graph.add("Sub", other, self)

    def __mul__(self, other: Operand) -> "Value":
        return self.graph.add("Mul", self, other)

    def __rmul__(self, other: Operand) -> "Value":
        return self.graph.add("Mul", other, self)

    def __truediv__(self, other: Operand) -> "Value":
        return self.graph.add("Div", self, other)

    def __rtruediv__(self, other: Operand) -> "Value":
        return self.graph.add("Div", other, self)

    def __pow__(self, other: Operand) -> "Value":
        return self.graph.add("Pow", self, other)

    def __matmul__(self, other: Operand) -> "Value":
        return self.graph.add("MatMul", self, other)

    def __neg__(self) -> "Value":
        return self.graph.add("Neg", self)

    def __lt__(self, other: Operand) -> "Value":
        return self.graph.add("Less", self, other)

    def __le__(self, other: Operand) -> "Value":
        return self.graph.add("LessOrEqual", self, other)

    def __gt__(self, other: Operand) -> "Value":
        return self.graph.add("Greater", self, other)

    def __ge__(self, other: Operand) -> "Value":
        return self.graph.add("GreaterOrEqual", self, other)

    def __and__(self, other: Operand) -> "Value":
        return self.graph.add("And", self, other)

    def __or__(self, other: Operand) -> "Value":
        return self.graph.add("Or", self, other)

    def __invert__(self) -> "Value":
        return self.graph.add("Not", self)

    def __getitem__(self, places: Any) -> "Value":
        """A new axis for each None; the rest whole."""
        where = places if isinstance(places, tuple) else (places,)
        if any(p is not None and p != slice(None) for p in where):
            raise UnknownNodeError("a part of an array has no form in ONNX here", text=str(places))
        return self.graph.add(
            "Unsqueeze", self, self.graph.whole_numbers(*(n for n, p in enumerate(where) if p is None))
        )

    @property
    def T(self) -> "Value":
        """A matrix turned over."""
        return self.graph.add("Transpose", self, perm=[1, 0])

    @property
    def dtype(self) -> Any:
        """The floating-point type of the graph."""
        return self.graph.dtype

    def astype(self, _: Any) -> "Value":
        """Numbers of the graph's own type."""
        from onnx import helper

        return self.graph.add("Cast", self, to=helper.np_dtype_to_tensor_dtype(np.dtype(self.graph.dtype)))

    def sum(self, axis: int | tuple[int, ...], keepdims: bool = False) -> "Value":
        """Σ along some axes."""
        return self._reduced("ReduceSum", axis, keepdims)

    def max(self, axis: int | tuple[int, ...], keepdims: bool = False) -> "Value":
        """The greatest along some axes."""
        return self._reduced("ReduceMax", axis, keepdims)

    def _reduced(self, operation: str, axis: int | tuple[int, ...], keepdims: bool) -> "Value":
        axes = self.graph.whole_numbers(*(axis if isinstance(axis, tuple) else (axis,)))
        return self.graph.add(operation, self, axes, keepdims=int(keepdims))

    def __bool__(self) -> bool:
        """Not known yet."""
        raise UsageError("a condition on numbers that are not known yet has no form in ONNX")


_TURNS = ("sin", "cos", "tan", "sinh", "cosh", "tanh")
_NAMES = {
    **{name: name.capitalize() for name in ("abs", "sign", "exp", "log", "sqrt", "where", "floor", "ceil", *_TURNS)},
    **{f"arc{name}": f"A{name}" for name in _TURNS},
    **{"maximum": "Max", "minimum": "Min", "clip": "Clip"},
}


class Functions:
    """What stands under the name `np` while a graph is recorded."""

    nan = float("nan")

    def __init__(self, graph: Graph) -> None:
        """Functions that record in a graph."""
        self.graph = graph

    def __getattr__(self, name: str) -> Any:
        """A function of NumPy that ONNX has as a node.

        Raises: UnknownNodeError for any other.
        """
        if name not in _NAMES:
            raise UnknownNodeError(f"np.{name} has no form in ONNX")
        return lambda *operands: self.graph.add(_NAMES[name], *operands)

    def log1p(self, u: Value) -> Value:
        """log(1 + u)."""
        return self.graph.add("Log", u + 1)

    def expm1(self, u: Value) -> Value:
        """eᵘ − 1."""
        return self.graph.add("Exp", u) - 1

    def logaddexp(self, c: float, u: Value) -> Value:
        """log(eᶜ + eᵘ) = c + log(1 + eᵘ⁻ᶜ)."""
        return self.graph.add("Softplus", u - c) + c

    def sum(self, u: Value, axis: int | tuple[int, ...]) -> Value:
        """Σ along some axes."""
        return u.sum(axis)
