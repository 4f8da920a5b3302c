"""A JAX trainer whose state lies in NumPy arrays between stretches: what `train` keeps, checks and resumes.

Parameters, and what the optimiser remembers, travel to the devices before a stretch of steps and back after it; the
data travel once.  One program serves stretches of any length, so that nothing is compiled while training runs.
"""

from collections.abc import Mapping
from math import ceil
from typing import Any

import numpy as np

from symbackprop.compiling.flat import Array, Layout
from symbackprop.devices.jax_functions import require_jax
from symbackprop.devices.trainer import JaxTrainer, compile_jax
from symbackprop.errors import UsageError
from symbackprop.language.systems import System
from symbackprop.optimisers.optimiser import Optimiser


class HostTrainer:
    """What `compile_trainer` gives, computed by JAX: `vector`, `state`, `parameters`, `settings`, `steps`, `epoch`."""

    def __init__(self, inner: JaxTrainer) -> None:
        """Parameters are 0."""
        self.inner = inner
        self.equations, self.optimiser = inner.system, inner.optimiser
        self.batch_size, self.dtype, self.settings = inner.batch_size, inner.dtype, inner.settings
        self.layout, self.source, self.steps = inner.layout, inner.source, 0
        self.vector = np.zeros(self.layout.size, self.dtype)
        self.parameters: Mapping[str, Array] = self.layout.views(self.vector)
        plan = Layout({name: self.layout.shapes[owner] for name, owner in inner.remembered.items()})
        self.state = np.zeros(plan.size, self.dtype)
        self.memory: Mapping[str, Array] = plan.views(self.state)
        self._placed: tuple[Array, Array, tuple[Any, Any]] | None = None

    def load(self, parameters: Mapping[str, Any]) -> None:
        """Copy parameters into `vector`.   Raises: ShapeError."""
        self.layout.load(self.vector, parameters)

    def epoch(self, x: Array, y: Array, order: Array, weights: Array | None = None) -> float:
        """Updates on the examples `order` in turn; the mean of the costs before each.

        Raises: UsageError for weights of examples, which are not shared out.
        """
        if weights is not None:
            raise UsageError("weights of examples are not shared out over devices", hint="compile_trainer takes them")
        self.inner.restore(self.parameters, self.memory, self.steps)
        rows, size = max(ceil(len(x) / self.batch_size), 1), self.batch_size
        places = np.asarray(order)
        whole = len(places) - len(places) % size
        total = 0.0
        with self.inner.precision():
            x, y = self._kept(x, y)
            for start in range(0, whole, rows * size):
                total += size * self._stretch(
                    x, y, places[start : min(start + rows * size, whole)].reshape(-1, size), rows
                )
            if whole < len(places):
                total += (len(places) - whole) * self._stretch(x, y, places[None, whole:], 1)
        for views, values in ((self.parameters, self.inner.parameters), (self.memory, self.inner.memory)):
            for name, view in views.items():
                view[...] = values[name]
        self.steps = self.inner.steps
        return total / max(len(places), 1)

    def _stretch(self, x: Any, y: Any, batches: Array, rows: int) -> float:
        """The sum of the costs of some batches; the order is filled up to a fixed number of rows."""
        count, m = batches.shape
        filled = np.zeros((rows, m), np.int32)
        filled[:count] = batches
        program, numbers = self.inner.program(m), self.inner.numbers(m)
        self.inner.state, total = program.stretch(self.inner.state, x, y, filled, np.int32(count), numbers)
        return float(total)

    def _kept(self, x: Array, y: Array) -> tuple[Any, Any]:
        """Data on the devices, where they stay as long as they are the same arrays."""
        if self._placed is None or self._placed[0] is not x or self._placed[1] is not y:
            self._placed = (x, y, self.inner.place(x, y))
        return self._placed[2]


def compile_for_host(
    equations: System,
    optimiser: Optimiser,
    *,
    batch_size: int,
    dtype: Any,
    sizes: Mapping[str, int] | None = None,
    examples: int | None = None,
) -> HostTrainer:
    """A trainer on as many of JAX's devices as share a batch out evenly.

    Raises: UsageError where JAX is not installed.
    """
    require_jax()
    import jax

    count = max(n for n in range(1, len(jax.devices()) + 1) if batch_size % n == 0)
    inner = compile_jax(
        equations, optimiser, batch_size=batch_size, dtype=dtype, sizes=sizes, examples=examples, devices=count
    )
    return HostTrainer(inner)
