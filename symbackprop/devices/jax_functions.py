"""Equations as JAX: the module that would be NumPy, with `jax.numpy` under NumPy's name.

JAX has NumPy's functions by NumPy's names, so the emitter knows nothing of it: contraction, fusion, safe scalar
functions and the comments are those of NumPy's module, line by line.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from symbackprop.compiling.loading import load
from symbackprop.compiling.module import Module
from symbackprop.errors import UsageError
from symbackprop.language.systems import System
from symbackprop.optimisers.optimiser import Optimiser, optimised


class JaxModule(Module):
    """A module that computes with JAX."""

    library = "jax.numpy"


class JaxFunction:
    """A System as a pure function of JAX arrays, as `jit` and `shard_map` take one, with its source and signature."""

    def __init__(self, system: System, outputs: Sequence[str] | None = None) -> None:
        """Emit the source and run it once, to define the function."""
        require_jax()
        module = JaxModule(system, outputs)
        self.source: str = module.source()
        self.signature = module.signature
        self.data = tuple(t.name for t in module.signature.data)
        self.settings = {t.name: module.name(t) for t in module.signature.hyperparameters}
        self.function: Callable[..., Any] = load(self.source)[self.signature.name]

    def __call__(self, parameters: Any, *data: Any, settings: Any) -> Any:
        """The outputs; `settings` may hold more than this function needs."""
        numbers = {identifier: settings[name] for name, identifier in self.settings.items() if name in settings}
        return self.function(parameters, *data, **numbers)


def updates(system: System, optimiser: Optimiser) -> System:
    """The update equations alone: gradients are data to them."""
    whole = optimised(system, optimiser)
    tensors = tuple(replace(t, gradient_of=None) for t in whole.tensors)
    return replace(whole, tensors=tensors, equations=whole.equations[len(system) :], identities=(), cost="", asked=())


def require_jax() -> None:
    """Raise UsageError where JAX is not installed."""
    try:
        import jax  # noqa: F401 - asked for, not used
    except ImportError:
        raise UsageError("JAX is not installed", hint='pip install "symbackprop[jax]"') from None
