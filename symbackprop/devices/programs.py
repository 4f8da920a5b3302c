"""What JAX compiles: a step, an epoch of steps as a scan, and the one all-reduce in it."""

import re
from typing import Any

from symbackprop.devices.jax_functions import JaxFunction
from symbackprop.devices.placement import DATA, Placement

State = tuple[dict[str, Any], dict[str, Any], Any]
"""Parameters, what the optimiser remembers, and the number of steps so far."""


_TOGETHER = ("all-reduce", "all-gather", "reduce-scatter", "all-to-all", "collective-permute", "collective-broadcast")


class Program:
    """A step of one device, as a program over all devices.

    With a placement, x, y and the order of the examples are known everywhere, and each device takes its own part of
    every batch; without one, every device does the same.
    """

    def __init__(self, share: JaxFunction, update: JaxFunction, placement: Placement | None) -> None:
        """Nothing is compiled before the first call."""
        import jax

        self.share, self.update, self.placement = share, update, placement
        self.gradients = jax.jit(self._over(self._gradients, ("data", "data")))
        self.epoch = jax.jit(self._over(self._epoch, ("all", "all", "batches")), donate_argnums=0)
        self.stretch = jax.jit(self._over(self._stretch, ("all", "all", "batches", "all")), donate_argnums=0)

    def _gradients(self, parameters: Any, x: Any, y: Any, settings: Any) -> Any:
        """The cost and the gradients, the shares of all devices added up."""
        return self._total(self.share(parameters, x, y, settings=settings))

    def _epoch(self, state: State, x: Any, y: Any, order: Any, settings: Any) -> tuple[State, Any]:
        """The state after a step on each batch in turn, and the costs."""
        import jax

        return jax.lax.scan(lambda state, chosen: self._step(state, x[chosen], y[chosen], settings), state, order)

    def _stretch(self, state: State, x: Any, y: Any, order: Any, count: Any, settings: Any) -> tuple[State, Any]:
        """The state after a step on each of the first `count` batches, and the sum of the costs: one program for any
        number of steps."""
        import jax

        def step(n: Any, carry: tuple[State, Any]) -> tuple[State, Any]:
            state, cost = self._step(carry[0], x[order[n]], y[order[n]], settings)
            return state, carry[1] + cost

        return jax.lax.fori_loop(0, count, step, (state, jax.numpy.zeros((), x.dtype)))

    def _step(self, state: State, x: Any, y: Any, settings: Any) -> tuple[State, Any]:
        """One update, and the cost before it."""
        cost, found = self._gradients(state[0], x, y, settings)
        return self._updated(state, found, settings), cost

    def _updated(self, state: State, gradients: dict[str, Any], settings: Any) -> State:
        parameters, memory, steps = state
        known = {t.name: gradients[t.gradient_of or ""] for t in self.share.signature.gradients} | memory
        data = [known[name] for name in self.update.data]
        results = self.update(parameters, *data, settings={**settings, "t": steps + 1})
        names = [t.updates for t in self.update.signature.outputs]
        new = dict(zip(names, results if len(names) > 1 else [results], strict=True))
        return {n: new[n] for n in parameters}, {n: new[n] for n in memory}, steps + 1

    def _total(self, shares: Any) -> Any:
        """Σ over the devices; the cost and all gradients are one vector, so that there is one all-reduce."""
        import jax
        from jax.flatten_util import ravel_pytree

        if self.placement is None or self.placement.copies == 1:
            return shares
        if self.placement.model > 1:  # a vector of arrays that are themselves spread would gather them first
            return jax.lax.psum(shares, DATA)
        vector, as_before = ravel_pytree(shares)
        return as_before(jax.lax.psum(vector, DATA))

    def _over(self, function: Any, arguments: tuple[str, ...]) -> Any:
        """The function over the copies of the network: each gets its part of what lies along the data axis."""
        import jax
        from jax.sharding import PartitionSpec

        if self.placement is None or self.placement.copies == 1:
            return function
        specs = {"data": PartitionSpec(DATA), "all": PartitionSpec(), "batches": PartitionSpec(None, DATA)}
        taken = (PartitionSpec(), *(specs[a] for a in arguments), PartitionSpec())
        return jax.shard_map(
            function, mesh=self.placement.mesh, in_specs=taken, out_specs=PartitionSpec(), axis_names={DATA}
        )


def collectives(program: str) -> tuple[str, ...]:
    """What devices do together in a compiled program, as its text has it; what stands in the body of a loop is done at
    each of its steps."""
    return tuple(re.findall(rf" ({'|'.join(_TOGETHER)})(?:-start)?\(", program))
