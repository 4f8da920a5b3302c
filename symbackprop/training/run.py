"""A training under way: where it is, what it has found, and how it goes on.

    for each epoch: the examples in a random order; for each batch a step; then everything is measured

The order of an epoch depends on the seed and the number of the epoch alone, so that a run is known by its parameters,
the optimiser's memory and its place: what a checkpoint holds.  Callbacks are plain functions of the run, called after
every stretch of steps; they look at it, and may end it.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

from symbackprop.language.systems import System
from symbackprop.training.arrays import Array, Examples
from symbackprop.training.divergence import fault_after, first_fault
from symbackprop.training.initialisation import generator
from symbackprop.training.measures import MEASURED, Epoch, Measure
from symbackprop.training.trainers import Snapshot, Trainer

INTERRUPTED = "interrupted"
_SHORT, _LONG = 0.1, 0.4
"""Between how many seconds a stretch of steps is to take: short enough for a progress bar and for Ctrl-C."""


@dataclass(frozen=True)
class Best:
    """The parameters after the epoch of the lowest cost: that of the validation part, where there is one."""

    epoch: int
    cost: float
    vector: Array


Callback = Callable[["Run"], None]


class Run:
    """A training under way."""

    def __init__(
        self, equations: System, trainer: Trainer, data: Examples, parts: dict[str, Examples], measure: Measure,
        epochs: int, seed: int,
    ) -> None:  # fmt: skip
        """At the beginning; `equations` are those with gradients, in rows; `parts` are measured beside the training
        part: validation, test."""
        self.equations, self.trainer = equations, trainer
        self.data, self.parts, self.measure = data, parts, measure
        self.total, self.seed = epochs, seed
        self.epoch, self.position = 0, 0
        self.rows: list[Epoch] = []
        self.best: Best | None = None
        self.reason = ""
        self.began, self.seen = perf_counter(), 0
        self._length = trainer.batch_size
        self._order: tuple[int, Array] = (-1, np.zeros(0, np.int64))

    @property
    def is_finished(self) -> bool:
        """Whether there is nothing more to do: all epochs are done, or something has ended it."""
        return bool(self.reason) or self.epoch >= self.total

    @property
    def at_epoch_end(self) -> bool:
        """Whether the last stretch has ended an epoch."""
        return self.position == 0

    @property
    def done(self) -> float:
        """The number of epochs done, the one under way by its part."""
        return self.epoch + self.position / len(self.data)

    @property
    def seconds(self) -> float:
        """The time since this run was started or resumed."""
        return perf_counter() - self.began

    @property
    def rate(self) -> float:
        """Examples a second, since this run was started or resumed."""
        return self.seen / max(self.seconds, 1e-9)

    def stop(self, reason: str) -> None:
        """End after the stretch under way."""
        self.reason = self.reason or reason

    def interrupt(self) -> None:
        """End as after Ctrl-C: a run that is resumed goes on from here."""
        self.stop(INTERRUPTED)

    @property
    def was_interrupted(self) -> bool:
        """Whether Ctrl-C has ended it."""
        return self.reason == INTERRUPTED

    def go(self, callbacks: Sequence[Callback]) -> None:
        """Train until it is finished.

        Raises: DivergenceError at the first value that is not finite.
        """
        self.began, self.seen = perf_counter(), 0
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            while not self.is_finished:
                self._advance()
                if self.position == len(self.data):
                    self._end_epoch()
                for callback in callbacks:
                    callback(self)

    def order(self) -> Array:
        """The examples of the epoch under way, in the order in which it takes them."""
        if self._order[0] != self.epoch:
            self._order = (self.epoch, generator(self.seed, self.epoch).permutation(len(self.data)))
        return self._order[1]

    def _advance(self) -> None:
        """A stretch of steps, and a word about the step that went wrong, if one did."""
        chosen = self.order()[self.position : self.position + self._length]
        before = Snapshot(self.trainer)
        start = perf_counter()
        cost = self.trainer.epoch(self.data.x, self.data.y, chosen, self.data.weights)
        if not (math.isfinite(cost) and before.is_finite_after()):
            before.restore()
            raise first_fault(self, chosen)
        self.position += len(chosen)
        self.seen += len(chosen)
        self._pace(perf_counter() - start)

    def _pace(self, seconds: float) -> None:
        """The length of the next stretch; what is computed does not depend on it."""
        batch = self.trainer.batch_size
        if seconds < _SHORT:
            self._length *= 2
        elif seconds > _LONG:
            self._length = max(batch, self._length // (2 * batch) * batch)

    def _end_epoch(self) -> None:
        self.epoch, self.position = self.epoch + 1, 0
        self.rows.append(self._measured())
        judged = self.rows[-1].validation_cost
        judged = self.rows[-1].cost if judged is None else judged
        if not math.isfinite(judged):
            raise fault_after(self)
        if self.best is None or judged < self.best.cost:
            self.best = Best(self.epoch, judged, self.trainer.vector.copy())

    def _measured(self) -> Epoch:
        cost, accuracy = self.measure(self.trainer.parameters, self.data)
        more: dict[str, Any] = {}
        for name, part in self.parts.items():
            more[f"{name}_cost"], more[f"{name}_accuracy"] = self.measure(self.trainer.parameters, part)
        return Epoch(self.epoch, self.total, cost, accuracy, **more)

    def history(self) -> dict[str, Array]:
        """What was measured, as arrays with one value an epoch."""
        found = {name: [getattr(row, name) for row in self.rows] for name in MEASURED}
        return {name: np.array(values) for name, values in found.items() if values and None not in values}
