"""Epochs of a NumPy trainer: batches gathered in a few calls, and the emitted step on each."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from symbackprop.compiling.flat import PART, Array, zeros
from symbackprop.compiling.loading import load
from symbackprop.compiling.numpy_source import NumpySource
from symbackprop.compiling.program import Program

if TYPE_CHECKING:
    from symbackprop.compiling.trainer import Trainer

GATHERED = 1 << 17
"""About so many bytes of examples are gathered in one call: many batches, which still fit the cache."""


@lru_cache(maxsize=16)
def _text(emitted: Program, batch_size: int) -> NumpySource:
    """What was emitted once is not emitted again: a grid search asks for it in every fit."""
    return NumpySource(emitted, batch_size)


class NumpySteps:
    """The emitted `trainer` with its workspace, bound to a number of examples and to settings."""

    def __init__(self, emitted: Program, batch_size: int, dtype: np.dtype[Any]) -> None:
        """Emit the source, and run it once to define its function."""
        text = _text(emitted, batch_size)
        self.source, self.names, self.counts = text.source, text.settings, text.counts
        self.make = load(text.source)["trainer"]
        self.work, self.gradient = zeros(text.work, dtype), zeros(emitted.layout.size, dtype)
        self.part = zeros(emitted.layout.size, dtype) if emitted.gradients_in == PART else None
        self.batch_size = batch_size
        self._bound: dict[Any, Any] = {}
        self._settings: tuple[float, ...] = ()
        self._gathered: tuple[list[Array], list[Any]] = ([np.empty((0, 0), dtype)], [])

    def _step(self, trainer: "Trainer", m: int, together: int = 0) -> Any:
        """What is read of m examples, and the step (or a part of one of more examples), with the present settings."""
        settings = trainer.values(self.names)
        if settings != self._settings:
            self._bound, self._settings = {}, settings
        if (m, together) not in self._bound:
            sizes, parts = ((m,), ()) if self.part is None else ((m, together), (self.part,))
            arrays = (trainer.vector, self.gradient, *parts, *trainer.memory.values(), self.work)
            self._bound[m, together] = self.make(*sizes, *arrays, *settings)
        return self._bound[m, together]

    def epoch(self, trainer: "Trainer", data: Sequence[Array], order: Array) -> float:
        """The sum of the costs of all examples, each measured before its batch's update."""
        with np.errstate(over="ignore", under="ignore", invalid="ignore", divide="ignore"):
            return (self._steps if self.part is None else self._accumulated)(trainer, data, order)

    def _steps(self, trainer: "Trainer", data: Sequence[Array], order: Array) -> float:
        """A step for each batch."""
        size, total, count, counts = self.batch_size, 0.0, trainer.steps, self.counts
        gathered, batches = self._buffers(trainer, data, len(order))
        held = len(gathered[0])
        for start in range(0, len(order), held):
            chosen = order[start : start + held]
            taken = _taken(data, chosen, gathered)
            whole, rest = divmod(len(chosen), size)
            step, sums = self._step(trainer, size if whole else rest)[1], 0.0
            for batch in batches[:whole]:
                count += 1
                sums += step(*batch, count) if counts else step(*batch)
            total += size * sums
            if rest:
                count += 1
                views, step = self._step(trainer, rest)
                last = views(*(a[whole * size :] for a in taken))
                total += rest * step(*last, *((count,) if counts else ()))
        return total

    def _accumulated(self, trainer: "Trainer", data: Sequence[Array], order: Array) -> float:
        """Several batches for each step, which are its parts."""
        total, count = 0.0, trainer.steps
        part = [zeros(self.batch_size * a[:1].size, a.dtype).reshape(self.batch_size, *a.shape[1:]) for a in data]
        for start in range(0, len(order), trainer.batch_size):
            together = order[start : start + trainer.batch_size]
            for first in range(0, len(together), self.batch_size):
                chosen = together[first : first + self.batch_size]
                views, step, update = self._step(trainer, len(chosen), len(together))
                total += len(chosen) * step(*views(*_taken(data, chosen, part)))
            count += 1
            update(*((count,) if self.counts else ()))
        return total

    def _buffers(self, trainer: "Trainer", data: Sequence[Array], count: int) -> tuple[list[Array], list[Any]]:
        """Where many batches are gathered, and what is read of each."""
        size = self.batch_size
        gathered = max(1, GATHERED // (size * sum(a[:1].nbytes for a in data))) * size
        rows = min(gathered, -(-count // size) * size)
        if len(self._gathered[0][0]) != rows:
            held = [zeros(rows * a[:1].size, a.dtype).reshape(rows, *a.shape[1:]) for a in data]
            views, _ = self._step(trainer, size)
            batches = [views(*(a[k : k + size] for a in held)) for k in range(0, rows, size)]
            self._gathered = (held, batches)
        return self._gathered


def _taken(data: Sequence[Array], chosen: Array, into: Sequence[Array]) -> list[Array]:
    """The chosen examples of each array, in arrays that are there already."""
    found = [a[: len(chosen)] for a in into]
    for a, out in zip(data, found, strict=True):
        a.take(chosen, 0, out, "clip")
    return found
