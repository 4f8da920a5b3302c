"""Derivatives of formulas by what lies far below them: ∂ log p_k/∂w = Σ_c ∂ log p_k/∂p_c ∂p_c/∂w.

A formula is moved by what it reads at once, and how that moves is known from one statement to the next; moved by each
weight, everything between would be computed again, for every entry of every example.
"""

from collections.abc import Callable

import numpy as np

from symbackprop.proofreading.vocabulary.quantities import Key
from symbackprop.proofreading.vocabulary.values import Array, plain
from symbackprop.proofreading.worlds.moves import moved_alone
from symbackprop.proofreading.worlds.world import UNTOLD, Frame, World

Places = list[tuple[int, ...]]


def linked_slope(
    world: World, of: Callable[[World], Array], key: Key, entries: Places, shape: tuple[int, ...]
) -> Array | None:
    """∂of/∂key at some entries, with the axes of `of` and then `shape`; None where what is between does not tell."""
    try:
        frame, value = _read_at_once(world, of)
        base, held = world.node(key), world.held(frame.keys)
        between = sorted((k for k in frame.keys if k == key or world.depends(k, key)), key=repr)
        if frame.is_bent or held is None or not between or between == [key]:
            return None
        total = np.zeros((value.size, base.size), dtype=complex)
        for own in between:
            local = moved_alone(lambda numbers: plain(of(world.holding(dict(numbers)))), held, own, value)
            if local is None:
                return None
            total += local if own == key else local @ world.jacobian(own, key)
    except UNTOLD:
        return None
    at = [int(np.ravel_multi_index(entry, base.shape)) for entry in entries]
    return np.asarray(total[:, at].reshape(value.shape + shape))


def _read_at_once(world: World, of: Callable[[World], Array]) -> tuple[Frame, Array]:
    """What a formula reads, nothing between, and its value."""
    world.frames.append(Frame())
    try:
        value = plain(of(world))
    finally:
        frame = world.frames.pop()
    return frame, value
