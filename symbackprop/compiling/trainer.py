"""`compile_trainer`: gradients and an optimiser, both equations, as one compiled step.

    parameters, memory  ←  step(parameters, memory, x, y)

All parameters are one vector, and so are their gradients and all that the optimiser remembers: an update is one pass
over memory, a checkpoint two copies.  Examples stand in rows (m, features), whatever the equations show.
"""

from collections.abc import Mapping
from typing import Any, Literal, get_args

import numpy as np

from symbackprop.compiling.flat import Array, Layout, layout
from symbackprop.compiling.numpy_functions import lambdify
from symbackprop.compiling.rows import in_rows
from symbackprop.errors import UsageError
from symbackprop.language.systems import Role, System
from symbackprop.optimisers.descent import GradientDescent
from symbackprop.optimisers.optimiser import Optimiser
from symbackprop.sweep import backprop

Backend = Literal["numpy", "fast"]


class Trainer:
    """A compiled network and optimiser with their state; made by `compile_trainer`.

    `vector` holds all parameters, `parameters` are views of it by name; `state` holds what the optimiser remembers,
    `memory` are views of it by name, each as long as `vector`; `steps` counts the updates so far.  These three, with
    `settings`, are all that a checkpoint needs: copy into them (`vector[:] = …`), never replace them.
    `settings` are the values of hyperparameters by name (alpha, lam, …); a change holds from the next step.
    `source` is the emitted code.
    """

    source: str
    vector: Array
    state: Array
    parameters: Mapping[str, Array]
    memory: Mapping[str, Array]
    settings: dict[str, float]
    steps: int

    def __init__(
        self, system: System, optimiser: Optimiser, batch_size: int, dtype: Any, sizes: Mapping[str, int]
    ) -> None:
        """Compile, and allocate everything that a step needs; parameters are 0."""
        self.equations, self.optimiser, self.batch_size, self.dtype = system, optimiser, batch_size, np.dtype(dtype)
        self.layout: Layout = layout(system.parameters, sizes)
        self.vector = np.zeros(self.layout.size, self.dtype)
        self.parameters = self.layout.views(self.vector)
        self.state = np.zeros(0, self.dtype)
        self.memory = {}
        self.settings = {**dict(system.defaults), **optimiser.settings()}
        self.steps = 0
        self._gradients = lambdify(system)
        self.source = self._gradients.source

    def load(self, parameters: Mapping[str, Any]) -> None:
        """Copy initial (or saved) parameters into `vector`.

        Raises: ShapeError.
        """
        self.layout.load(self.vector, parameters)

    def gradients(self, x: Array, y: Array) -> tuple[float, dict[str, Array]]:
        """The cost and the gradients at the present parameters, which stay as they are."""
        lam = {n: v for n, v in self.settings.items() if n == "lam"}
        cost, found = self._gradients(self.parameters, x, y, **lam)
        return float(cost), found

    def step(self, x: Array, y: Array) -> float:
        """One update on some examples (at most `batch_size`), and their cost before it.

        Shapes: x (m, n), y (m, K).
        """
        self.steps += 1
        cost, found = self.gradients(x, y)
        for name, gradient in found.items():
            self.parameters[name][...] -= self.settings["alpha"] * gradient
        return cost

    def epoch(self, x: Array, y: Array, order: Array) -> float:
        """Updates on the examples `order` in turn, `batch_size` at a time (the last batch may be smaller).

        Gives the mean of their costs, each measured before its update, weighed by the number of examples.  A part of
        an epoch is an epoch of a part of `order`: `epoch(x, y, order[:5 * trainer.batch_size])`.

        Shapes: x (N, n), y (N, K), order (any number of places 0 … N − 1).
        """
        total = 0.0
        for start in range(0, len(order), self.batch_size):
            chosen = order[start : start + self.batch_size]
            total += len(chosen) * self.step(x[chosen], y[chosen])
        return total / max(len(order), 1)


def compile_trainer(
    equations: System,
    optimiser: Optimiser | None = None,
    *,
    batch_size: int = 32,
    dtype: Any = "float64",
    backend: Backend = "numpy",
    sizes: Mapping[str, int] | None = None,
    examples: int | None = None,
    cost: bool = True,
) -> Trainer:
    """Compile a network's equations (with or without gradients) and an optimiser's into a trainer.

    `sizes` are numbers for symbolic widths.  `examples` is the number N of examples that λ/2m of L2 is meant for: each
    batch then takes its share λm/N of λ; without it the equations are taken as they stand, batch by batch.
    `cost=False` leaves the cost out: `step` and `epoch` then give nan, and are a little faster.
    `backend="fast"` compiles whole epochs with numba (`pip install symbackprop[fast]`).

    Raises: UsageError for equations that cannot be compiled, or a backend that is not installed.
    """
    if not isinstance(equations, System):
        raise UsageError(f"compile_trainer takes a System, not {type(equations).__name__}", hint="backprop(network(…))")
    if backend not in get_args(Backend):
        raise UsageError(f"backend={backend!r} is no backend", expected='"numpy" or "fast"')
    derived = equations if any(t.gradient_of for t in equations.tensors) else backprop(equations)
    if not derived.with_role(Role.INPUT):
        raise UsageError("there is nothing to train on: no quantity is the input", hint="build it with network(…)")
    return Trainer(in_rows(derived), optimiser or GradientDescent(), batch_size, dtype, sizes or {})
