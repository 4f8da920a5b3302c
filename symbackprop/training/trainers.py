"""What makes the steps of a training, and a copy of its state to go back to."""

from typing import Any, Protocol

import numpy as np

from symbackprop.compiling.flat import Layout
from symbackprop.optimisers.optimiser import Optimiser
from symbackprop.training.arrays import Array

USUAL = 0.1
"""A learning rate that no one calls large."""


class Trainer(Protocol):
    """What makes the steps: a network and an optimiser compiled together, with their state."""

    layout: Layout
    vector: Array
    state: Array
    steps: int
    batch_size: int
    settings: dict[str, float]
    optimiser: Optimiser

    @property
    def parameters(self) -> Any:
        """Views of `vector` by name."""

    def load(self, parameters: Any) -> None:
        """Copy parameters into `vector`."""

    def epoch(self, x: Array, y: Array, order: Array, weights: Array | None = None) -> float:
        """Steps on some examples in turn; the mean of the costs before each."""


class Snapshot:
    """A copy of a trainer's state, to go back to."""

    def __init__(self, trainer: Trainer) -> None:
        """Copy."""
        self._trainer = trainer
        self._kept = (trainer.vector.copy(), trainer.state.copy(), trainer.steps)

    def restore(self) -> None:
        """Go back."""
        self._trainer.vector[:], self._trainer.state[:], self._trainer.steps = self._kept

    def is_finite_after(self) -> bool:
        """Whether the trainer's parameters and memory are finite numbers now."""
        return bool(np.isfinite(self._trainer.vector).all() and np.isfinite(self._trainer.state).all())


def slower(trainer: Trainer) -> str:
    """What to do about a training that runs away."""
    return f"try a smaller learning rate, such as {min(trainer.settings['alpha'] / 10, USUAL):g}"
