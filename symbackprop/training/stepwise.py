"""A trainer that calls the derived functions one by one, for what a compiled one does not take.

Weights on examples, and accumulation, as the textbooks write it:

    Δ ← 0;  for each part of the batch  Δ ← Δ + (its share) ∂C/∂w;  then  w ← w − α Δ

so that a batch may be greater than what is computed at once, down to one example at a time.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from symbackprop.compiling.flat import Array, Layout, layout
from symbackprop.compiling.numpy_functions import NumpyFunction, lambdify
from symbackprop.compiling.rows import in_rows
from symbackprop.language.indices import index
from symbackprop.language.systems import Role, System, Tensor
from symbackprop.optimisers.optimiser import Optimiser, updates_of
from symbackprop.training.measures import Given


class Stepwise:
    """A network and an optimiser with their state, as `compile_trainer` has them, but for weights and accumulation."""

    def __init__(
        self, derived: System, optimiser: Optimiser, batch_size: int, accumulation: int, dtype: Any,
        sizes: Mapping[str, int], given: Given, weights: Array | None,
    ) -> None:  # fmt: skip
        """Parameters are 0 until they are loaded."""
        self.equations, self.optimiser, self.dtype = in_rows(derived), optimiser, np.dtype(dtype)
        self.batch_size, self._part = batch_size * accumulation, batch_size
        self._given, self._weights = given, weights
        self._gradients = lambdify(self.equations)
        self.layout: Layout = layout(self.equations.parameters, sizes)
        self._update = FlatUpdate(optimiser, self.layout.size)
        self.vector = np.zeros(self.layout.size, self.dtype)
        self.state = np.zeros(self.layout.size * len(self._update.remembered), self.dtype)
        self.parameters = self.layout.views(self.vector)
        self.settings = {**dict(self.equations.defaults), **optimiser.settings()}
        self.steps = 0
        self.source = self._gradients.source

    def load(self, parameters: Mapping[str, Any]) -> None:
        """Copy parameters into `vector`.   Raises: ShapeError."""
        self.layout.load(self.vector, parameters)

    def epoch(self, x: Array, y: Array, order: Array) -> float:
        """Updates on the examples `order` in turn; the mean of the costs before each."""
        total = 0.0
        for start in range(0, len(order), self.batch_size):
            chosen = order[start : start + self.batch_size]
            total += len(chosen) * self._step(x, y, chosen)
        return total / max(len(order), 1)

    def _step(self, x: Array, y: Array, chosen: Array) -> float:
        self.steps += 1
        cost, gradient = 0.0, np.zeros_like(self.vector)
        views = self.layout.views(gradient)
        for start in range(0, len(chosen), self._part):
            part = chosen[start : start + self._part]
            share = self.dtype.type(len(part) / len(chosen))
            found, gradients = self._gradients(
                self.parameters, x=x[part], y=y[part], **self._given(self._weights, part, len(part))
            )
            cost += float(share * found)
            for name, view in views.items():
                view += share * gradients[name]
        self._update(self.vector, gradient, self.state, self.steps, self.settings)
        return cost


class FlatUpdate:
    """An optimiser's equations for a vector of parameters, compiled."""

    def __init__(self, optimiser: Optimiser, size: int) -> None:
        """Emit the update of `size` entries at once."""
        p = Tensor("p", (index("i", size),), Role.WEIGHT, "p")
        gradient = Tensor("g", p.axes, Role.QUANTITY, "g")
        declared, equations = updates_of(optimiser, p, gradient)
        system = System(tensors=(p, gradient, *declared.values()), equations=equations)
        system = system.with_defaults({n: v for n, v in optimiser.settings().items() if n in declared})
        self._names = [t.name for t in declared.values() if t.updates and t.updates != "p"]
        self.remembered = tuple(system[n].updates or "" for n in self._names)
        self._settings = [t.name for t in system.with_role(Role.HYPERPARAMETER)]
        self._function: NumpyFunction = lambdify(replace(system), outputs=("next_p", *self._names))

    def __call__(self, vector: Array, gradient: Array, state: Array, steps: int, settings: Mapping[str, float]) -> None:
        """The next parameters and the next state, in place."""
        memory = dict(
            zip(self.remembered, np.split(state, len(self.remembered)) if self.remembered else [], strict=True)
        )
        more = {n: settings[n] for n in self._settings if n in settings} | (
            {"t": steps} if "t" in self._settings else {}
        )
        found = self._function({"p": vector}, g=gradient, **memory, **more)
        new, *remembered = found if isinstance(found, tuple) else (found,)
        vector[:] = new
        for view, value in zip(memory.values(), remembered, strict=True):
            view[:] = value
