"""Epochs of a NumPy trainer: batches gathered in a few calls, and the emitted step on each."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from symbackprop.compiling.flat import Array, zeros
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
        self.batch_size = batch_size
        self._bound: dict[Any, Any] = {}
        self._settings: tuple[float, ...] = ()
        none = np.empty((0, 0), dtype)
        self._gathered: tuple[Array, Array, list[Any]] = (none, none, [])

    def _step(self, trainer: "Trainer", m: int) -> Any:
        """What is read of m examples, and the step, with the present settings."""
        settings = trainer.values(self.names)
        if settings != self._settings:
            self._bound, self._settings = {}, settings
        if m not in self._bound:
            arrays = (trainer.vector, self.gradient, *trainer.memory.values(), self.work)
            self._bound[m] = self.make(m, *arrays, *settings)
        return self._bound[m]

    def epoch(self, trainer: "Trainer", x: Array, y: Array, order: Array) -> float:
        """The sum of the costs of all examples, each measured before its batch's update."""
        size, total, count, counts = self.batch_size, 0.0, trainer.steps, self.counts
        xs, ys, batches = self._buffers(trainer, x, y, len(order))
        with np.errstate(over="ignore", under="ignore", invalid="ignore", divide="ignore"):
            for start in range(0, len(order), len(xs)):
                chosen = order[start : start + len(xs)]
                x.take(chosen, 0, xs[: len(chosen)], "clip")
                y.take(chosen, 0, ys[: len(chosen)], "clip")
                whole, rest = divmod(len(chosen), size)
                step, sums = self._step(trainer, size if whole else rest)[1], 0.0
                for batch in batches[:whole]:
                    count += 1
                    sums += step(*batch, count) if counts else step(*batch)
                total += size * sums
                if rest:
                    count += 1
                    views, step = self._step(trainer, rest)
                    last = views(xs[whole * size : len(chosen)], ys[whole * size : len(chosen)])
                    total += rest * step(*last, *((count,) if counts else ()))
        return total

    def _buffers(self, trainer: "Trainer", x: Array, y: Array, count: int) -> tuple[Array, Array, list[Any]]:
        """Where many batches are gathered, and what is read of each."""
        size = self.batch_size
        gathered = max(1, GATHERED // (size * (x[:1].nbytes + y[:1].nbytes))) * size
        rows = min(gathered, -(-count // size) * size)
        if len(self._gathered[0]) != rows:
            xs, ys = (zeros(rows * a.shape[1], a.dtype).reshape(rows, -1) for a in (x, y))
            views, _ = self._step(trainer, size)
            batches = [views(xs[k : k + size], ys[k : k + size]) for k in range(0, rows, size)]
            self._gathered = (xs, ys, batches)
        return self._gathered
