"""The arrays that a function is given, held against the axes that the equations declare."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sympy import Expr, Integer, Symbol

from symbackprop.errors import DataError, ShapeError
from symbackprop.language.indices import extent, index_name
from symbackprop.language.systems import Tensor

Array = np.ndarray[Any, np.dtype[Any]]


def as_floats(tensor: Tensor, value: Any, like: np.dtype[Any]) -> Array:
    """An array of floating-point numbers; whole numbers and truth values take the given precision."""
    array = np.asarray(value)
    if array.dtype.kind == "f":
        return array
    if array.dtype.kind in "iub":
        return array.astype(like)
    raise DataError(f"{tensor.name} is not an array of real numbers", got=f"{array.dtype} {array.shape}")


def precision(values: Iterable[Any]) -> np.dtype[Any]:
    """The widest floating-point type among some values, float64 when there is none."""
    found = {array.dtype for v in values if (array := np.asarray(v)).dtype.kind == "f"}
    return np.result_type(*found) if found else np.dtype(np.float64)


def missing(tensor: Tensor, given: Mapping[str, Any], group: str) -> ShapeError:
    """The complaint about an array that is not there."""
    return ShapeError(
        f"{tensor.name} is missing from {group}",
        expected=f"{tensor.name} {shown(tensor.axes)}",
        got=", ".join(str(k) for k in given) or "nothing",
    )


@dataclass(frozen=True)
class Declared:
    """An argument and its declared sizes, numbers as Python's own: they are looked at in every call."""

    tensor: Tensor
    sizes: tuple[int | Expr, ...]

    @classmethod
    def of(cls, tensor: Tensor) -> "Declared":
        """The declaration of a tensor."""
        extents = (extent(i) for i in tensor.axes)
        return cls(tensor, tuple(int(n) if n.is_Integer else n for n in extents))


class Sizes:
    """The symbolic sizes as they come out of the arrays, and which array each came from."""

    def __init__(self) -> None:
        self.known: dict[Expr, tuple[int, str]] = {}

    def hold(self, declared: Declared, array: Array) -> None:
        """Take the sizes of an array, or raise ShapeError where they contradict what is declared or known."""
        if array.ndim != len(declared.sizes):
            raise self.complaint(declared.tensor, array)
        for n, count in zip(declared.sizes, array.shape, strict=True):
            if isinstance(n, Symbol) and n not in self.known:
                if count == 0:
                    raise ShapeError(f"{declared.tensor.name} is empty", got=str(array.shape))
                self.known[n] = (count, declared.tensor.name)
            elif self.value(n) not in (count, None):
                raise self.complaint(declared.tensor, array)

    def value(self, n: int | Expr) -> int | None:
        """The number that a size stands for, None as long as it is open."""
        if isinstance(n, int):
            return n
        if n in self.known:
            return self.known[n][0]
        number = n.xreplace({s: Integer(v) for s, (v, _) in self.known.items()})
        return int(number) if number.is_Integer else None

    def complaint(self, tensor: Tensor, array: Array) -> ShapeError:
        """The message about a wrong shape: declared, with the sizes found so far, and got."""
        meant = ", ".join(f"{index_name(i)} over {extent(i)}" for i in tensor.axes) or "a scalar"
        declared = {s for i in tensor.axes for s in extent(i).free_symbols}
        sources = [f"{s} = {v} (from {name})" for s, (v, name) in self.known.items() if s in declared]
        return ShapeError(
            f"{tensor.name} has the wrong shape",
            text=f"{tensor.entry}: {meant}",
            expected=shown(tensor.axes) + (f" with {', '.join(sources)}" if sources else ""),
            got=str(array.shape),
        )


def shown(axes: Iterable[Any]) -> str:
    """A declared shape as Python prints one."""
    sizes = [str(extent(i)) for i in axes]
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


def one_hot(tensor: Tensor, classes: Array, width: int, axis: int, like: np.dtype[Any]) -> Array:
    """Integer classes 0, …, width − 1 as columns (or rows) of 0 and 1."""
    if classes.size and not (classes.min() >= 0 and classes.max() < width):
        raise DataError(
            f"{tensor.name} has labels outside the classes",
            expected=f"0 to {width - 1}",
            got=f"{classes.min()} to {classes.max()}",
        )
    return np.moveaxis(np.eye(width, dtype=like)[classes], -1, axis)
