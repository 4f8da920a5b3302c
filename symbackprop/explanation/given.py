"""What a user gives: arrays of numbers for data and parameters, read exactly and held against their shapes."""

from collections.abc import Iterator, Mapping
from math import prod
from typing import Any

import mpmath
from sympy import Integer, Symbol

from symbackprop.checking.points import Point, Sizes, Spot
from symbackprop.errors import DataError, UsageError
from symbackprop.explanation.numbers import exact
from symbackprop.language.indices import extent
from symbackprop.language.nodes import Dependence, Unspecified
from symbackprop.language.systems import System, Tensor, heads

Arrays = Mapping[str, Any]


class GivenPoint(Point):
    """Values for everything that is not defined: those that were given, and no others."""

    def __init__(self, system: System, arrays: Arrays) -> None:
        """Read the arrays; symbolic sizes take their numbers from the shapes.

        Raises: UsageError for a network that has no values; DataError for arrays that do not fit it.
        """
        refuse_open(system)
        self.numbers: dict[str, int] = {}
        self.given: dict[Spot, mpmath.mpf] = {}
        free = {t.name: t for t in system.tensors if not system.definitions(t.name) and t.updates is None}
        unknown = [name for name in arrays if name not in free]
        if unknown:
            raise DataError(f"{unknown[0]}: this network reads no such value", expected=", ".join(free))
        used = set().union(*(heads(e.rhs) for e in system.equations))
        for name, tensor in free.items():
            if name in arrays:
                self._read(tensor, arrays[name])
            elif name in used:
                raise DataError(f"{name} ({tensor.role}) has no value", expected=_shape(tensor))
        super().__init__(system, Sizes(tuple(sorted(self.numbers.items()))))

    def data(self, spot: Spot) -> mpmath.mpf:
        """The value that was given."""
        return self.given[spot]

    def _read(self, tensor: Tensor, array: Any) -> None:
        array = array.tolist() if hasattr(array, "tolist") else array
        shape, found = _lengths(array), dict(_flat(array))
        if len(found) != prod(shape) or any(len(where) != len(shape) for where in found):
            raise DataError(f"{tensor.name}: its rows have different lengths", expected=_shape(tensor))
        if len(shape) != len(tensor.axes) or not all(map(self._fits, tensor.axes, shape)):
            got = " x ".join(map(str, shape)) or "a number"
            raise DataError(f"{tensor.name} has the wrong shape", expected=_shape(tensor), got=got)
        for where, value in found.items():
            try:
                self.given[tensor.name, where] = exact(value)
            except DataError as error:
                raise DataError(f"{tensor.name}: {error}") from None

    def _fits(self, axis: Any, count: int) -> bool:
        size = extent(axis)
        if isinstance(size, Symbol):
            return self.numbers.setdefault(size.name, count) == count
        return bool(size == Integer(count))


def refuse_open(system: System) -> None:
    """Raise UsageError for what has no numbers: the generic layer, and functions that are left open."""
    if any(tensor.is_generic for tensor in system.tensors):
        raise UsageError("the generic layer has no numbers", hint="give widths, such as 2-2-2")
    open_ = [node for e in system.equations for node in e.rhs.atoms(Unspecified, Dependence)]
    if open_:
        raise UsageError(f"{open_[0].name} is left open: it has no values", hint="choose an activation and a cost")


def _shape(tensor: Tensor) -> str:
    """A shape in words: 2 x 3."""
    return " x ".join(str(extent(i)) for i in tensor.axes) or "a number"


def _lengths(array: Any) -> tuple[int, ...]:
    if isinstance(array, list | tuple):
        return (len(array), *(_lengths(array[0]) if array else ()))
    return ()


def _flat(array: Any, where: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Any]]:
    if isinstance(array, list | tuple):
        for n, part in enumerate(array):
            yield from _flat(part, (*where, n))
    else:
        yield where, array
