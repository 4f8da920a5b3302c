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


def real_array(name: str, value: Any) -> Array:
    """An array of real numbers or truth values, as it is given.

    Raises: DataError for text, None, complex numbers, and rows of different lengths.
    """
    try:
        array = np.asarray(value)
    except ValueError:
        raise DataError(f"{name} is not an array: its rows have different lengths") from None
    if array.dtype.kind not in "fiub":
        got = repr(value) if array.ndim == 0 else f"{array.dtype} {array.shape}"
        raise DataError(f"{name} is not an array of real numbers", got=got)
    return array


def real_number(name: str, value: Any, like: np.dtype[Any]) -> Any:
    """A hyperparameter in the given precision.

    Raises: DataError for what is not one finite number.
    """
    try:
        array = real_array(name, value)
    except DataError:
        array = np.array(np.nan)
    if array.ndim or array.dtype.kind == "b" or not np.isfinite(array):
        raise DataError(f"{name} is one real number", got=repr(value))
    return like.type(array)


def precision(arrays: Iterable[Array]) -> np.dtype[Any]:
    """The widest floating-point type among some arrays, float64 when there is none."""
    found = {array.dtype for array in arrays if array.dtype.kind == "f"}
    return np.result_type(*found) if found else np.dtype(np.float64)


def as_floats(array: Array, like: np.dtype[Any]) -> Array:
    """Floating-point numbers; whole numbers and truth values take the given precision."""
    return array if array.dtype.kind == "f" else array.astype(like)


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
        known = {s: found for s, found in self.known.items() if s in declared and found[1] != tensor.name}
        sources = [f"{s} = {v} (from {name})" for s, (v, name) in known.items()]
        return ShapeError(
            f"{tensor.name} has the wrong shape",
            text=f"{tensor.entry}: {meant}",
            expected=shown(tensor.axes) + (f" with {', '.join(sources)}" if sources else ""),
            got=str(array.shape),
            hint=f"it looks transposed: give {tensor.name}.T" if self.fits(tensor, array.T) else "",
        )

    def fits(self, tensor: Tensor, array: Array) -> bool:
        """Whether an array has the declared shape, as far as it is known from other arrays."""
        own = Sizes()
        own.known = {s: found for s, found in self.known.items() if found[1] != tensor.name}
        declared = Declared.of(tensor).sizes
        return len(declared) == array.ndim > 1 and all(
            own.value(n) in (count, None) for n, count in zip(declared, array.shape, strict=True)
        )


def shown(axes: Iterable[Any]) -> str:
    """A declared shape as Python prints one."""
    sizes = [str(extent(i)) for i in axes]
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


def as_targets(tensor: Tensor, array: Array, width: int | None, axis: int, like: np.dtype[Any]) -> Array:
    """Targets with an axis of units: classes 0, …, width − 1 become 0 and 1; one output has its targets as they are.

    Raises: DataError for labels that are no classes.
    """
    if array.ndim != len(tensor.axes) - 1 or width is None:
        return array
    if width == 1:
        return np.expand_dims(array, axis)
    classes = array.astype(np.int64)
    if array.size and not ((classes == array).all() and classes.min() >= 0 and classes.max() < width):
        raise DataError(
            f"{tensor.name} has labels outside the classes",
            expected=f"whole numbers from 0 to {width - 1}",
            got=f"{array.min()} to {array.max()}",
        )
    return np.moveaxis(np.eye(width, dtype=like)[classes], -1, axis)
