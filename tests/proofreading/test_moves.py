"""Derivatives by few moves: what is guessed by the sizes of axes is held against one more move."""

import numpy as np
import pytest

from symbackprop.proofreading.vocabulary.quantities import Key
from symbackprop.proofreading.worlds.moves import STEP, moved_alone, remembered

W, X = Key("w"), Key("x")


def _numbers(*shape):
    return np.random.default_rng(7).uniform(0.2, 1.0, shape).astype(complex)


@pytest.mark.parametrize(
    ("of", "shapes"),
    [
        (lambda n: n[W] @ n[X], ((3, 4), (4, 5))),
        (lambda n: n[X] @ n[W], ((4, 3), (5, 4))),
        (lambda n: n[X] @ n[W].T, ((3, 4), (5, 4))),
        (lambda n: np.exp(n[W]), ((3, 5), (1, 1))),
        (lambda n: np.exp(n[W]) / np.exp(n[W]).sum(axis=0), ((3, 5), (1, 1))),
        (lambda n: np.exp(n[W]) / np.exp(n[W]).sum(axis=1, keepdims=True), ((3, 5), (1, 1))),
        (lambda n: np.exp(n[W]) * n[W].sum(), ((3, 3), (1, 1))),
        (lambda n: n[W].T @ n[W], ((3, 3), (1, 1))),
        (lambda n: np.asarray((n[W] ** 2).sum()), ((3, 5), (1, 1))),
    ],
)
def test_slopes_are_those_of_single_entries(of, shapes):
    """Rows, columns, entries or everything: what an entry moves is what it moves alone."""
    held = {W: _numbers(*shapes[0]), X: _numbers(*shapes[1])}
    columns = []
    for at in np.ndindex(shapes[0]):
        moved = held[W].copy()
        moved[at] += 1j * STEP
        columns.append(of({**held, W: moved}).imag.reshape(-1) / STEP)
    assert np.allclose(moved_alone(of, held, W, of(held)), np.stack(columns, axis=-1))


def test_few_moves_are_few():
    """∂z/∂W of z = W x takes a move for each column of W, one to see that it is so, and the value."""
    held, calls = {W: _numbers(6, 4), X: _numbers(4, 5)}, []

    def of(numbers):
        calls.append(1)
        return numbers[W] @ numbers[X]

    with remembered():
        value = held[W] @ held[X]
        for _ in range(3):
            moved_alone(of, held, W, value)
    assert len(calls) == 1 + 4 + 1


def test_what_reads_more_than_is_held_moves_not_alone():
    """A value that the numbers do not give is not what is computed from them."""
    held = {W: _numbers(2, 2)}
    assert moved_alone(lambda n: 2 * n[W], held, W, held[W]) is None
