"""Examples set aside: the same share of each class, by a seed."""

from typing import Any

import numpy as np

from symbackprop.errors import DataError, UsageError
from symbackprop.layers.regularisation import is_finite
from symbackprop.training.arrays import Array, Examples
from symbackprop.training.initialisation import generator

_STREAM = 2**32  # no epoch has this number, so that its random numbers are not those of the split


def set_aside(labels: Array | None, count: int, share: float, random: np.random.Generator, part: str) -> Array:
    """Which of some examples are set aside, as truth values.

    Raises: DataError when the examples are too few.
    """
    groups = [np.arange(count)] if labels is None else [np.flatnonzero(labels == c) for c in np.unique(labels)]
    found = np.zeros(count, dtype=bool)
    for group in groups:
        found[random.permutation(group)[: round(share * len(group))]] = True
    if found.all() or not found.any():
        raise DataError(
            f"the data cannot be split into a training and a {part} part",
            got=f"{count} examples" + (f" in {len(groups)} classes" if labels is not None else ""),
            hint="at least three examples of some class are needed",
        )
    return found


def split_examples(data: Examples, share: Any, seed: int) -> tuple[Examples, Examples]:
    """A training part and a validation part.

    Raises: UsageError for a share that is none, DataError when the examples are too few.
    """
    if not (is_finite(share) and 0 < share < 1):
        raise UsageError(f"validation={share!r} is no part", expected="a pair (x, y), or a share such as 0.1")
    chosen = set_aside(data.labels, len(data), share, generator(seed, _STREAM), "validation")
    return data[~chosen], data[chosen]
