"""Which device holds what: examples along one axis of a mesh, the units of large layers along another."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import Any

from symbackprop.compiling.flat import Layout
from symbackprop.devices.jax_functions import require_jax
from symbackprop.errors import UsageError
from symbackprop.language.systems import Tensor

DATA, MODEL = "data", "model"
LARGE = 2**16
"""A weight with as many entries is worth being shared out over a model axis."""


@dataclass(frozen=True)
class Placement:
    """A mesh of devices: `copies` of the network, each of which may be spread over `model` devices."""

    devices: tuple[Any, ...] = field(repr=False)
    model: int = 1
    large: int = LARGE

    @classmethod
    def over(cls, devices: Any = None, model: int = 1, large: int = LARGE) -> "Placement":
        """All devices, the first few of them (a number), or those that are given.

        Raises: UsageError when there are too few, or the model axis does not divide them.
        """
        require_jax()
        import jax

        there = jax.devices()
        if isinstance(devices, int) and not 0 < devices <= len(there):
            raise UsageError(f"devices={devices}: there are {len(there)}", expected=f"1 to {len(there)}")
        chosen = there if devices is None else there[:devices] if isinstance(devices, int) else list(devices)
        if model < 1 or len(chosen) % model:
            raise UsageError(f"a model axis of {model} does not divide {len(chosen)} devices")
        return cls(tuple(chosen), model, large)

    @property
    def copies(self) -> int:
        """Over how many devices a batch is shared out."""
        return len(self.devices) // self.model

    @cached_property
    def mesh(self) -> Any:
        """The mesh: examples along "data", units along "model"."""
        import jax

        automatic = (jax.sharding.AxisType.Auto,) * 2
        return jax.make_mesh((self.copies, self.model), (DATA, MODEL), automatic, devices=self.devices)

    def sharding(self, *axes: str | None) -> Any:
        """An array whose axes lie along these axes of the mesh; none at all: a copy everywhere."""
        from jax.sharding import NamedSharding, PartitionSpec

        return NamedSharding(self.mesh, PartitionSpec(*axes))

    def of_parameters(self, tensors: Iterable[Tensor], layout: Layout) -> dict[str, Any]:
        """Weights and biases of large layers by their output units, over the model axis; all else a copy everywhere."""
        parameters = list(tensors)
        large = {t.layer for t in parameters if self.is_spread(layout.shapes[t.name])}
        return {t.name: self.sharding(*([MODEL] if t.layer in large else [])) for t in parameters}

    def is_spread(self, shape: tuple[int, ...]) -> bool:
        """Whether a weight is large enough, and its output units divide."""
        return self.model > 1 and prod(shape) >= self.large and shape[0] % self.model == 0
