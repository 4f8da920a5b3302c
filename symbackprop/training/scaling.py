"""Standardisation: x ↦ (x − shift) / scale, measured on the training part alone and kept with the model."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from symbackprop.errors import DataError
from symbackprop.training.arrays import Array

_ROWS = 4096
"""How many examples are looked at together: images of one byte a pixel need not be unpacked all at once."""


@dataclass(frozen=True)
class Scaling:
    """x ↦ (x − shift) / scale."""

    shift: Array
    scale: Array

    def __call__(self, x: Array, dtype: Any = np.float64) -> Array:
        """The inputs, scaled."""
        scaled = np.empty(x.shape, dtype)
        for rows in _pieces(len(x)):
            scaled[rows] = (x[rows] - self.shift) / self.scale
        return scaled

    def undone(self, x: Array) -> Array:
        """The inputs as they were before they were scaled."""
        found: Array = x * self.scale + self.shift
        return found


def measure_scaling(x: Array, pixels: bool = False) -> Scaling:
    """What brings each input to mean 0 and variance 1, as the training part has them.

    Pixels share one scale: a corner that is almost always blank must not become loud noise.  An input that never
    changes is only shifted.

    Raises: DataError for numbers so great that their squares are none.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        mean = sum((x[rows].sum(axis=0, dtype=np.float64) for rows in _pieces(len(x))), np.zeros(x.shape[1])) / len(x)
        squares = sum((((x[rows] - mean) ** 2).sum(axis=0) for rows in _pieces(len(x))), np.zeros(x.shape[1]))
        spread = np.sqrt(squares / len(x))
    if not np.isfinite(spread).all():
        column = int(np.flatnonzero(~np.isfinite(spread))[0])
        raise DataError(
            "the inputs are too great to be scaled",
            got=f"{np.abs(x[:, column]).max():g} in column {column + 1}",
            hint="use another unit",
        )
    if pixels:
        spread = np.full_like(spread, np.sqrt(np.mean(spread**2)))
    return Scaling(mean, np.where(spread > 0, spread, 1.0))


def _pieces(count: int) -> Iterator[slice]:
    return (slice(start, start + _ROWS) for start in range(0, count, _ROWS))
