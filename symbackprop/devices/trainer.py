"""`compile_jax`: gradients and an optimiser as one JAX program an epoch, over any number of devices.

Every device computes its share of the batch (see `sharing`), the shares of the cost and of all gradients are added up
as one vector by one all-reduce, and every device makes the same update.  A scan runs over the batches of an epoch, so
that Python is left once an epoch.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from symbackprop.compiling.arguments import Declared, Sizes
from symbackprop.compiling.flat import Array, layout, shape
from symbackprop.compiling.rows import in_rows
from symbackprop.devices.jax_functions import JaxFunction, updates
from symbackprop.devices.placement import LARGE, Placement
from symbackprop.devices.programs import Program, collectives
from symbackprop.devices.sharing import share_out
from symbackprop.errors import DataError, UsageError
from symbackprop.language.systems import Role, System
from symbackprop.optimisers.descent import GradientDescent
from symbackprop.optimisers.optimiser import Optimiser
from symbackprop.sweep import backprop


class JaxTrainer:
    """A network and an optimiser, compiled by JAX, with their state on the devices; made by `compile_jax`.

    `settings` are the values of hyperparameters by name (alpha, lam, …); a change holds from the next step.
    `source` is the emitted code of one device.
    """

    def __init__(
        self,
        system: System,
        optimiser: Optimiser,
        batch_size: int,
        dtype: Any,
        sizes: Mapping[str, int],
        placement: Placement,
        examples: int | None,
    ) -> None:
        """Emit the functions; JAX compiles them at their first call.  Parameters are 0."""
        self.system, self.optimiser, self.batch_size, self.dtype = system, optimiser, batch_size, np.dtype(dtype)
        self.placement, self.sizes, self.examples = placement, sizes, examples
        self.layout = layout(system.parameters, sizes)
        self.settings = {**dict(system.defaults), **optimiser.settings()}
        self._rules = updates(system, optimiser)
        self._update = JaxFunction(self._rules, [t.name for t in self._rules.tensors if t.updates])
        self.source = f"{self._shared.share.source}\n\n{self._update.source}"
        self.load({name: np.zeros(size) for name, size in self.layout.shapes.items()})

    @cached_property
    def _shared(self) -> Program:
        """Each device computes its share."""
        wanted = [t.name for t in self.system.tensors if t.gradient_of in self.layout.shapes]
        system = share_out(self.system, self.placement.copies, [self.system.cost, *wanted])
        return Program(JaxFunction(system), self._update, self.placement)

    @cached_property
    def _alike(self) -> Program:
        """Every device computes everything."""
        return Program(JaxFunction(self.system), self._update, None)

    def program(self, count: int) -> Program:
        """The program for batches of so many examples."""
        return self._alike if count % self.placement.copies else self._shared

    @property
    def parameters(self) -> dict[str, Array]:
        """The parameters, as NumPy arrays."""
        return {name: np.asarray(self.state[0][name]) for name in self.layout.shapes}

    @property
    def memory(self) -> dict[str, Array]:
        """What the optimiser remembers, as NumPy arrays."""
        return {name: np.asarray(self.state[1][name]) for name in self.remembered}

    @property
    def steps(self) -> int:
        """The number of updates so far."""
        return int(self.state[2])

    def load(self, parameters: Mapping[str, Any]) -> None:
        """Copy initial (or saved) parameters to the devices; the optimiser remembers nothing.

        Raises: ShapeError.
        """
        vector = np.zeros(self.layout.size, self.dtype)
        self.layout.load(vector, parameters)
        views = self.layout.views(vector)
        self.restore(views, {name: np.zeros_like(views[owner]) for name, owner in self.remembered.items()}, 0)

    @cached_property
    def remembered(self) -> dict[str, str]:
        """What the optimiser remembers, by name, and the parameter that each belongs to."""
        found = [t for t in self._rules.with_role(Role.STATE) if t.updates is None]
        return {t.name: t.name.removeprefix(f"{t.symbol}_") for t in found}

    def restore(self, parameters: Mapping[str, Array], memory: Mapping[str, Array], steps: int) -> None:
        """Copy a whole state to the devices, as `parameters`, `memory` and `steps` gave it."""
        import jax

        where = self.placement.of_parameters(self.system.parameters, self.layout)
        with self.precision():
            placed = {n: jax.device_put(np.array(parameters[n]), where[n]) for n in self.layout.shapes}
            kept = {n: jax.device_put(np.array(memory[n]), where[p]) for n, p in self.remembered.items()}
            self.state = (placed, kept, jax.device_put(np.int32(steps), self.placement.sharding()))

    def gradients(self, x: Array, y: Array) -> tuple[float, dict[str, Array]]:
        """The cost and the gradients at the present parameters, which stay as they are.

        Shapes: x (m, n), y (m, K).
        """
        with self.precision():
            program, (x, y) = self.program(len(x)).gradients, self.place(x, y)
            cost, found = program(self.state[0], x, y, self.numbers(len(x)))
            return float(cost), {name: np.asarray(g) for name, g in found.items()}

    def step(self, x: Array, y: Array) -> float:
        """One update on some examples, and their cost before it.

        Shapes: x (m, n), y (m, K).
        """
        return self._run(x, y, np.arange(len(x))[None, :])

    def epoch(self, x: Array, y: Array, order: Sequence[int] | Array) -> float:
        """Updates on the examples `order` in turn, a batch at a time (the last one may be smaller).

        Gives the mean of their costs, each measured before its update, weighed by the number of examples.  A batch that
        cannot be shared out evenly, as the last may be, is computed whole by every device.

        Shapes: x (N, n), y (N, K), order (any number of places 0 … N − 1).
        """
        places = np.asarray(order)
        if len(places) and not (places.min() >= 0 and places.max() < len(x)):  # JAX would take the nearest it has
            raise DataError(f"there are {len(x)} examples", got=f"places {places.min()} to {places.max()}")
        whole = len(places) - len(places) % self.batch_size
        parts = (places[:whole].reshape(-1, self.batch_size), places[whole:].reshape(1, -1))
        return sum(self._run(x, y, part) * part.size for part in parts if part.size) / max(len(places), 1)

    def _run(self, x: Array, y: Array, order: Array) -> float:
        """Steps on the rows of `order`, and their mean cost."""
        with self.precision():
            arguments = (*self.place(x, y), np.asarray(order, np.int32), self.numbers(order.shape[1]))
            self.state, costs = self.program(order.shape[1]).epoch(self.state, *arguments)
            return float(np.mean(costs))

    def collectives(self) -> tuple[str, ...]:
        """What the devices do together in a step, ("all-reduce",), as it stands in the compiled program of an epoch."""
        with self.precision():
            widths = (shape(replace(t, axes=t.axes[1:]), self.sizes) for t in self._shared.share.signature.data)
            x, y = (np.zeros((self.batch_size, *width), self.dtype) for width in widths)
            order = np.zeros((2, self.batch_size), np.int32)
            numbers = self.numbers(self.batch_size)
            return collectives(self._shared.epoch.lower(self.state, x, y, order, numbers).compile().as_text())

    def place(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Inputs and targets on the devices; what is there already stays there.

        Raises: ShapeError for arrays that do not fit the equations.
        """
        import jax

        sizes, placed = Sizes(), []
        for declared, value in zip(self._declared, (x, y), strict=True):
            if not (isinstance(value, jax.Array) and value.dtype == self.dtype):
                value = jax.device_put(np.asarray(value, self.dtype), self.placement.sharding())
            sizes.hold(declared, value)
            placed.append(value)
        return placed[0], placed[1]

    @cached_property
    def _declared(self) -> list[Declared]:
        return [Declared.of(t) for t in self._shared.share.signature.data]

    def numbers(self, count: int) -> dict[str, Any]:
        """The settings; of λ, which is meant for all examples, the share of a batch."""
        share = 1 if self.examples is None else count / self.examples
        return {n: self.dtype.type(v * share if n == "lam" else v) for n, v in self.settings.items()}

    def precision(self) -> AbstractContextManager[Any]:
        """JAX computes in 64 bits only where it is told to."""
        import jax

        return jax.enable_x64(self.dtype.itemsize == 8)


def compile_jax(
    equations: System,
    optimiser: Optimiser | None = None,
    *,
    batch_size: int = 32,
    dtype: Any = "float32",
    sizes: Mapping[str, int] | None = None,
    examples: int | None = None,
    devices: Any = None,
    model: int = 1,
    large: int = LARGE,
) -> JaxTrainer:
    """Compile a network's equations (with or without gradients) and an optimiser's for JAX's devices.

    `devices` are all there are, the first so many, or those of a list; a batch is shared out evenly over them, and the
    data lie on each.  With `model=k`, groups of k devices hold one copy of the network: weights with at least `large`
    entries are spread over the group by their output units, and gradients are added up one by one.  `sizes` and
    `examples` are as for `compile_trainer`.

    Raises: UsageError for equations that cannot be compiled or shared out, and where JAX is not installed.
    """
    if not isinstance(equations, System):
        raise UsageError(f"compile_jax takes a System, not {type(equations).__name__}", hint="backprop(network(…))")
    derived = equations if any(t.gradient_of for t in equations.tensors) else backprop(equations)
    placement = Placement.over(devices, model, large)
    if batch_size % placement.copies:
        nearest = placement.copies * (batch_size // placement.copies + 1)
        raise UsageError(
            f"a batch of {batch_size} cannot be shared out evenly over {placement.copies} devices",
            hint=f"batch_size={nearest}",
        )
    return JaxTrainer(
        in_rows(derived), optimiser or GradientDescent(), batch_size, dtype, sizes or {}, placement, examples
    )
