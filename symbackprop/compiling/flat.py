"""Several arrays in one vector, each a view of its part: one call updates them all, one copy saves them all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from sympy import Integer, Symbol

from symbackprop.errors import ShapeError, UsageError
from symbackprop.language.indices import extent
from symbackprop.language.systems import Tensor

Array = np.ndarray[Any, np.dtype[Any]]
Shape = tuple[int, ...]
P, G, PART = "p", "g", "part"
"""The names of the vectors of all parameters, of all gradients, and of those of a part of a step's examples."""


ALIGNMENT = 64
"""Bytes of a line of the cache: a vector instruction that reads of two lines takes twice as long."""


def zeros(size: int, dtype: Any) -> Array:
    """A vector of zeros that begins with a line of the cache; where NumPy's own begin is chance."""
    wider = np.zeros(size * np.dtype(dtype).itemsize + ALIGNMENT, np.uint8)
    start = -wider.ctypes.data % ALIGNMENT
    return wider[start : start + size * np.dtype(dtype).itemsize].view(dtype)


@dataclass(frozen=True)
class Layout:
    """The names and shapes of arrays that stand one after the other in a vector; `turned` ones lie there transposed."""

    shapes: Mapping[str, Shape]
    turned: frozenset[str] = frozenset()

    @property
    def size(self) -> int:
        """The number of entries of the vector."""
        return sum(prod(s) for s in self.shapes.values())

    def places(self) -> dict[str, tuple[int, int]]:
        """Where each array begins and ends."""
        found, start = {}, 0
        for name, shape in self.shapes.items():
            found[name] = (start, start + prod(shape))
            start += prod(shape)
        return found

    def views(self, vector: Array) -> dict[str, Array]:
        """The arrays, as views of a vector."""
        found = {}
        for name, (start, stop) in self.places().items():
            array = vector[start:stop].reshape(self.stored(name))
            found[name] = array.T if name in self.turned else array
        return found

    def stored(self, name: str) -> Shape:
        """The shape of an array as it lies in memory."""
        return self.shapes[name][::-1] if name in self.turned else self.shapes[name]

    def load(self, vector: Array, values: Mapping[str, Any]) -> None:
        """Copy arrays into a vector.

        Raises: ShapeError for one that is missing, not known, or of another shape.
        """
        for name in {**self.shapes, **values}:
            expected, got = self.shapes.get(name), np.shape(values[name]) if name in values else None
            if expected != got:
                what = "is no parameter" if expected is None else "is missing" if got is None else "has the wrong shape"
                raise ShapeError(f"{name} {what}", expected=str(expected or list(self.shapes)), got=str(got or ""))
        for name, view in self.views(vector).items():
            view[...] = values[name]


def layout(tensors: Iterable[Tensor], sizes: Mapping[str, int]) -> Layout:
    """The layout of some tensors."""
    return Layout({t.name: shape(t, sizes) for t in tensors})


def shape(tensor: Tensor, sizes: Mapping[str, int]) -> Shape:
    """The sizes of a tensor's axes as numbers.

    Raises: UsageError for a size that is left open.
    """
    found = []
    for i in tensor.axes:
        n = extent(i)
        number = n.xreplace(
            {s: Integer(sizes[s.name]) for s in n.free_symbols if isinstance(s, Symbol) and s.name in sizes}
        )
        if not number.is_Integer:
            raise UsageError(f"the size {number} of {tensor.name} is open", hint=f"sizes={{{str(number)!r}: …}}")
        found.append(int(number))
    return tuple(found)
