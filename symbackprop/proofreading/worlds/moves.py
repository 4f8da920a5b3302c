"""Derivatives by few moves: entries that move nothing in common are moved at once.

Of z = W x a row of W moves the unit of its place alone, and of a = σ(z) an entry only its own: so one move tells what a
column of W does, and one what all of z do.  That it is so is a guess by the sizes of the axes; one more move, of all
entries by random lengths, tells whether it holds.

What was found is kept for all worlds of a document: two formulas that read the same random numbers and have the same
value, to the last digit, are one function of them, whatever else differs between the worlds.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import product

import numpy as np

from symbackprop.proofreading.vocabulary.quantities import Key
from symbackprop.proofreading.vocabulary.values import Array

STEP = 1e-30
"""How far anything is moved, along the imaginary axis."""
Of = Callable[[Mapping[Key, Array]], Array]
"""What is computed from numbers that are given."""
Along = Callable[[Array], Array]
"""What a quantity does when another one is moved along a direction."""
Pairs = tuple[tuple[int, int], ...]
"""Axes of what is moved, each with the axis of what moves that has the same places."""


Place = tuple[Key, frozenset[tuple[Key, tuple[int, ...], bytes]], tuple[int, ...], bytes]
"""What is moved, the numbers of all that is read, and what is computed from them."""

_known: ContextVar[dict[Place, Array]] = ContextVar("known")


@contextmanager
def remembered() -> Iterator[None]:
    """What is found inside about how anything moves is found once."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def moved_alone(of: Of, held: Mapping[Key, Array], by: Key, value: Array) -> Array | None:
    """∂of/∂by with all else that is read held fast: a column for every entry, a row for every entry of the value.

    None where the value is not what is computed from these numbers alone.
    """
    known = _known.get({})
    place = by, frozenset((key, a.shape, a.tobytes()) for key, a in held.items()), value.shape, value.tobytes()
    if place not in known:
        if not np.array_equal(of(held), value):
            return None
        known[place] = _slopes(of, held, by, value)
    return known[place]


def _slopes(of: Of, held: Mapping[Key, Array], by: Key, value: Array) -> Array:
    base = held[by]

    def along(direction: Array) -> Array:
        return np.asarray(of({**held, by: base + 1j * STEP * direction}).imag / STEP)

    few = _by_few_moves(along, base.shape, value.shape)
    if few is not None:
        return few
    columns = []
    for entry in np.ndindex(base.shape):
        direction = np.zeros(base.shape)
        direction[entry] = 1.0
        columns.append(along(direction).reshape(-1))
    return np.stack(columns, axis=-1).astype(complex)


def _by_few_moves(along: Along, base: tuple[int, ...], value: tuple[int, ...]) -> Array | None:
    """∂value/∂base for arrays of these shapes, a column for every entry of the base; None where each moves much."""
    if len(base) != 2 or len(value) != 2:
        return None
    some = np.random.default_rng(base[0] * base[1]).uniform(0.5, 1.5, base)
    moved: Array | None = None
    for pairs in _guesses(base, value):
        data = _at_once(along, pairs, base, value)
        moved = along(some) if moved is None else moved
        if np.allclose(np.tensordot(data, some, axes=2), moved, rtol=1e-9, atol=1e-12):
            return np.asarray(data.reshape(value[0] * value[1], base[0] * base[1]), dtype=complex)
    return None


def _guesses(base: tuple[int, ...], value: tuple[int, ...]) -> Iterator[Pairs]:
    """Axes along which an entry may move its own place alone: both, then one; none that would save no moves."""
    if base == value and base[0] * base[1] > 2:
        yield (0, 0), (1, 1)
    for own, other in ((1, 1), (0, 0), (0, 1), (1, 0)):
        is_shorter = base[1 - own] + 1 < base[own] * base[1 - own]
        if base[own] == value[other] and is_shorter:
            yield ((own, other),)


def _at_once(along: Along, pairs: Pairs, base: tuple[int, ...], value: tuple[int, ...]) -> Array:
    """What each entry moves, where it moves none of another place along the axes that are paired."""
    data = np.zeros((*value, *base))
    paired = {own for own, _ in pairs}
    for place in product(*((-1,) if axis in paired else range(size) for axis, size in enumerate(base))):
        direction = np.zeros(base)
        direction[tuple(slice(None) if n < 0 else n for n in place)] = 1.0
        found = along(direction)
        for shared in product(*(range(base[own]) for own, _ in pairs)):
            moved: list[int] = list(place)
            kept: list[int | slice] = [slice(None), slice(None)]
            for (own, other), number in zip(pairs, shared, strict=True):
                moved[own] = kept[other] = number
            data[(*kept, *moved)] = found[tuple(kept)]
    return data
