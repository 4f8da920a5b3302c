"""Epochs of a trainer that numba compiles."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from symbackprop.compiling.flat import Array, G, P, zeros
from symbackprop.compiling.loading import load_cached
from symbackprop.compiling.loop_source import LoopSource
from symbackprop.compiling.program import Program
from symbackprop.compiling.scalar_source import ScalarSource, is_tiny
from symbackprop.errors import UsageError

if TYPE_CHECKING:
    from symbackprop.compiling.trainer import Trainer


class NumbaSteps:
    """The emitted `epoch` with its workspace."""

    def __init__(self, emitted: Program, batch_size: int, dtype: np.dtype[Any]) -> None:
        """Emit the source, and compile it, or find it compiled.

        Raises: UsageError where numba or SciPy are missing.
        """
        try:
            import numba  # noqa: F401
            import scipy.linalg.cython_blas  # noqa: F401
        except ImportError as missing:
            hint = "pip install symbackprop[fast]"
            raise UsageError(f'backend="fast" needs numba and SciPy: {missing}', hint=hint) from None
        text = (ScalarSource if is_tiny(emitted) else LoopSource)(emitted, batch_size, dtype == np.float64)
        self.source, self.names, self.batch_size = text.source, text.settings, batch_size
        self.run = load_cached(text.source)["epoch"]
        self.work, self.factors = zeros(text.work, dtype), np.empty(2, dtype)
        own = {name: zeros(emitted.layout.size, dtype) for name in text.vectors if name == G}
        self._vectors = tuple(own.get(name, name) for name in text.vectors)

    def epoch(self, trainer: "Trainer", data: Sequence[Array], order: Array) -> float:
        """The sum of the costs of all examples, each measured before its batch's update."""
        held = {P: trainer.vector, **{f"{n}_{P}": v for n, v in trainer.memory.items()}}
        vectors = (held[v] if isinstance(v, str) else v for v in self._vectors)
        sizes = (self.batch_size, trainer.batch_size)
        arguments = (*data, order, *sizes, *vectors, self.work, self.factors, trainer.steps)
        return float(self.run(*arguments, *trainer.values(self.names)))
