"""Derivatives among other values: how a product joins them, and how a derivative of a matrix is laid out.

Notes write ∂Z/∂A = W and ∂Z/∂W = Aᵀ of whole batches.  Z_{js} depends on A_{ks} of its own example s alone, and on the
weights W_{jk} of its own unit j alone: what is left, the same for all examples or units, is the matrix that is meant.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from math import prod

import numpy as np

from symbackprop.proofreading.vocabulary.values import (
    Array,
    Misfit,
    Slope,
    Value,
    close,
    entry_by_entry,
    is_scalar,
    plain,
    scaled,
)


def contracted(factors: Sequence[Value]) -> list[Value]:
    """A product with its derivatives joined by the chain rule: ∂C/∂a · ∂a/∂z is ∂C/∂z, in either order."""
    left = list(factors)
    while True:
        pair = next(
            (
                (i, j)
                for i, first in enumerate(left)
                for j, second in enumerate(left)
                if i != j and isinstance(first, Slope) and isinstance(second, Slope) and joins(first, second)
            ),
            None,
        )
        if pair is None:
            return left
        i, j = pair
        first, second = left[i], left[j]
        assert isinstance(first, Slope) and isinstance(second, Slope)
        count = len(first.below)
        inner = second.data.reshape(first.below + second.below)
        data = np.tensordot(first.data, inner, axes=count) if count else np.multiply.outer(first.data, inner)
        left[min(i, j)] = Slope(first.of, second.by, np.asarray(data), first.rank, first.is_row)
        del left[max(i, j)]


def joins(first: Slope, second: Slope) -> bool:
    """Whether what one is differentiated by is what the other differentiates, a formula of it where it is a matrix."""
    if second.of is None and second.is_open:
        return first.below == second.above
    return bool(first.by == second.of) and prod(first.below) == prod(second.above)


def alternatives(value: Value) -> list[tuple[Array, str]]:
    """The arrays that a value may be written as: a Jacobian in both layouts, and its diagonal."""
    if not isinstance(value, Slope) or value.is_plain:
        return [(plain(value), "")]
    found: list[tuple[Array, str]] = []
    above, below = value.above, value.below
    if all(len(s) == 2 and 1 in s for s in (above, below)):
        matrix = value.plain()
        found += [(matrix, "rows: what is differentiated"), (matrix.T, "columns: what is differentiated")]
    own = entry_by_entry(value)
    if own is not None:
        found.append((own, "entry by entry"))
        if close(own, np.full(own.shape, own.flat[0])):
            found.append((np.asarray(own.flat[0]), "a multiple of the identity"))
    return found + (_laid_out(value) if len(above) == len(below) == 2 else [])


def _laid_out(value: Slope) -> list[tuple[Array, str]]:
    """The matrices that ∂Z/∂A, ∂Z/∂W and ∂Z/∂b of a batch may be, whichever of its axes is that of examples."""
    found: list[tuple[Array, str]] = []
    for example in (1, 0):
        data = np.moveaxis(value.data, example, 0)  # of examples, then units, then what it is differentiated by
        if value.above[example] == value.below[example] > 1:
            blocks = np.moveaxis(data, 2 + example, 1)
            found += [(b, f"for each example{how}") for b, how in _both_ways(_shared(blocks))]
        found += _by_shared(data, value.below)
    return found


def _by_shared(data: Array, below: tuple[int, ...]) -> list[tuple[Array, str]]:
    """∂Z/∂W = Aᵀ and ∂Z/∂b = I: what a unit's weights are multiplied by, where no unit has those of another."""
    examples, units = data.shape[:2]
    for axis in (0, 1):
        if below[axis] != units or (examples == below[1 - axis] == 1):
            continue
        own = _shared(np.moveaxis(np.moveaxis(data, 1, 0), 2 + axis, 1))
        if own is None:
            continue
        if below[1 - axis] == 1 and close(own, np.full(own.shape, own.flat[0])):
            factor = np.asarray(own.flat[0])
            return [(factor, "for each unit"), (factor * np.eye(units), "for each example")]
        return [(o, f"for each unit{how}") for o, how in _both_ways(own)]
    return []


def _shared(blocks: Array) -> Array | None:
    """B where the first two axes are those of one index twice, and B for each of its values; else None."""
    size = len(blocks)
    own = blocks[np.arange(size), np.arange(size)]
    others = blocks - np.eye(size).reshape(size, size, *(1,) * (blocks.ndim - 2)) * own
    return own[0] if close(others, np.zeros_like(others)) and all(close(own[0], o) for o in own) else None


def _both_ways(matrix: Array | None) -> list[tuple[Array, str]]:
    return [] if matrix is None else [(matrix, ""), (matrix.T, ", transposed")]


def through(factors: Sequence[Value], at: int, product: Callable[[Sequence[Value]], Array]) -> Value | None:
    """A product with a derivative of a matrix U by a matrix V at one place; None where it has no meaning.

    What has the shape of U is a gradient, taken through to V: dA ∂A/∂Z is Σ dA_{js} ∂A_{js}/∂Z.  Other matrices
    multiply U, and so its derivative: W ∂A/∂Z is ∂(W A)/∂Z.
    """
    slope, before, after = factors[at], factors[:at], factors[at + 1 :]
    assert isinstance(slope, Slope)
    with suppress(Misfit):
        rest = product([*before, *after])
        if is_scalar(rest):
            return scaled(slope, complex(rest.reshape(())))
        if rest.shape == slope.above:
            return np.asarray(np.tensordot(rest, slope.data, axes=slope.rank))
    if slope.rank != 2:
        return None
    data = slope.data
    with suppress(Misfit, ValueError):
        if before:
            data = np.tensordot(product(before), data, axes=1)
        if after:
            data = np.moveaxis(np.tensordot(data, product(after), axes=([1], [0])), -1, 1)
        return Slope(None, slope.by, np.asarray(data), slope.rank)
    return None


def agree(left: Value, right: Value) -> str | None:
    """How two values agree: in which layout; None where they do not."""
    for a, first in alternatives(left):
        for b, second in alternatives(right):
            if close(a, b):
                return first or second
    if isinstance(left, Slope) and isinstance(right, Slope) and left.data.shape == right.data.shape:
        return "" if close(left.data, right.data) else None
    return None
