"""`compile_trainer`: gradients and an optimiser, both equations, as one compiled step.

    parameters, memory  ←  step(parameters, memory, x, y)

All parameters are one vector, and so are their gradients and all that the optimiser remembers: an update is one pass
over memory, a checkpoint two copies.  Examples stand in rows (m, features), whatever the equations show.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Literal, get_args

import numpy as np

from symbackprop.compiling.flat import Array, Layout, P, shape, zeros
from symbackprop.compiling.numba_steps import NumbaSteps
from symbackprop.compiling.numpy_functions import NumpyFunction, lambdify
from symbackprop.compiling.numpy_steps import NumpySteps
from symbackprop.compiling.program import Program, program, program_with_folded_updates, shared, with_sizes
from symbackprop.compiling.rows import in_rows
from symbackprop.compiling.scalar_source import is_tiny
from symbackprop.errors import ShapeError, UsageError
from symbackprop.language.systems import Role, System, Tensor
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
    `source` is the emitted code; `equations` are what it computes, in rows, with the updates of each parameter.
    """

    def __init__(
        self, system: System, optimiser: Optimiser, emitted: Program, batch_size: int, accumulation: int, dtype: Any,
        backend: Backend,
    ) -> None:  # fmt: skip
        """Allocate everything that a step needs; parameters are 0."""
        self.equations, self.optimiser = system, optimiser
        self.batch_size, self.dtype = batch_size * accumulation, np.dtype(dtype)
        self.layout: Layout = emitted.layout
        size, names = self.layout.size, [n.removesuffix(f"_{P}") for n in emitted.states]
        self.vector = zeros(size, self.dtype)
        self.state = zeros(size * len(names), self.dtype)
        self.parameters: Mapping[str, Array] = self.layout.views(self.vector)
        self.memory: Mapping[str, Array] = {n: self.state[i * size : (i + 1) * size] for i, n in enumerate(names)}
        self.settings: dict[str, float] = {**dict(system.defaults), **optimiser.settings()}
        self.steps = 0
        self.compiled = (NumbaSteps if backend == "fast" else NumpySteps)(emitted, batch_size, self.dtype)
        self.source: str = self.compiled.source
        data = system.with_role(Role.INPUT, Role.TARGET)
        self._widths = {_kind(t): shape(replace(t, axes=t.axes[1:]), {}) for t in data}

    @cached_property
    def _reference(self) -> NumpyFunction:
        return lambdify(self.equations)

    def load(self, parameters: Mapping[str, Any]) -> None:
        """Copy initial (or saved) parameters into `vector`.

        Raises: ShapeError.
        """
        self.layout.load(self.vector, parameters)

    def values(self, names: Sequence[str]) -> tuple[float, ...]:
        """The values of some settings.

        Raises: UsageError for one that has none.
        """
        for name in names:
            if name not in self.settings:
                raise UsageError(f"{name} has no value", hint=f"trainer.settings[{name!r}] = …")
        return tuple(float(self.settings[n]) for n in names)

    def gradients(self, x: Array, y: Array, weights: Array | None = None) -> tuple[float, dict[str, Array]]:
        """The cost and the gradients at the present parameters, which stay as they are: by the plain function that
        `lambdify` emits."""
        own = {t.name for t in self._reference.signature.hyperparameters}
        chosen = {n: v for n, v in self.settings.items() if n in own}
        cost, found = self._reference(self.parameters, *self._given(x, y, weights), **chosen)
        return float(cost), found

    def step(self, x: Array, y: Array, weights: Array | None = None) -> float:
        """One update on some examples (at most `batch_size`), and their cost before it.

        Shapes: x (m, n), y (m, K).
        """
        if not 0 < len(x) <= self.batch_size:
            raise ShapeError("a step takes a batch", expected=f"1 to {self.batch_size} examples", got=str(len(x)))
        return self.epoch(x, y, np.arange(len(x)), weights)

    def epoch(self, x: Array, y: Array, order: Array, weights: Array | None = None) -> float:
        """Updates on the examples `order` in turn, `batch_size` at a time (the last batch may be smaller).

        Gives the mean of their costs, each measured before its update, weighed by the number of examples.  A part of
        an epoch is an epoch of a part of `order`: `epoch(x, y, order[:5 * trainer.batch_size])`.  `weights` are those
        of the examples, where the equations read any.

        Shapes: x (N, n), y (N, K), order (any number of places 0 … N − 1), weights (N,).
        """
        data = self._given(x, y, weights)
        order = np.ascontiguousarray(order, np.int64)
        few = [f"{len(a)} {name}" for name, a in zip(self._widths, data, strict=True) if len(a) != len(x)]
        if few or (len(order) and not (order.min() >= 0 and order.max() < len(x))):
            raise ShapeError(
                "examples and their order do not fit",
                expected=f"places 0 … {len(x) - 1}, and as many targets",
                got=", ".join(few) or f"{order.min()} … {order.max()}",
            )
        total = self.compiled.epoch(self, data, order)
        self.steps += -(-len(order) // self.batch_size)
        return total / max(len(order), 1)

    def _given(self, x: Array, y: Array, weights: Array | None) -> list[Array]:
        """The data as the equations have them, in their order."""
        if (weights is None) == ("weights" in self._widths):
            complaint = "take no weights of examples" if weights is not None else "want the weights of the examples"
            raise UsageError(f"these equations {complaint}")
        given = {"inputs": x, "targets": y, "weights": weights}
        found = []
        for name, width in self._widths.items():
            array = np.ascontiguousarray(given[name], self.dtype)
            if array.shape[1:] != width or not array.ndim:
                expected = f"(m{''.join(f', {n}' for n in width) or ','})"
                raise ShapeError(f"the {name} have the wrong shape", expected=expected, got=str(array.shape))
            found.append(array)
        return found


def _kind(tensor: Tensor) -> str:
    """What an array of the data holds: weights are one number for each example."""
    return "targets" if tensor.role is Role.TARGET else "inputs" if len(tensor.axes) > 1 else "weights"


def compile_trainer(
    equations: System,
    optimiser: Optimiser | None = None,
    *,
    batch_size: int = 32,
    accumulation: int = 1,
    dtype: Any = "float64",
    backend: Backend = "numpy",
    sizes: Mapping[str, int] | None = None,
    examples: int | None = None,
    cost: bool = True,
) -> Trainer:
    """Compile a network's equations (with or without gradients) and an optimiser's into a trainer.

    `sizes` are numbers for symbolic widths.  `examples` is the number N of examples that λ/2m of L2 is meant for: each
    batch then takes its share λm/N of λ; without it the equations are taken as they stand, batch by batch.
    `accumulation=4` computes a step of four batches one batch after the other and adds their gradients up: the
    trainer's `batch_size` is that of the four.
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
    optimiser = optimiser or GradientDescent()
    system = with_sizes(in_rows(shared(derived, examples)), sizes or {})
    emitted = program(system, optimiser, batch_size, cost, accumulation > 1)
    if backend == "fast" and not is_tiny(emitted):
        emitted = program_with_folded_updates(system, optimiser, batch_size, cost, accumulation > 1)
    return Trainer(system, optimiser, emitted, batch_size, accumulation, dtype, backend)
