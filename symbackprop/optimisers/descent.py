"""Descent along the gradient, alone or with momentum."""

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Expr

from symbackprop.optimisers.optimiser import Memory, Optimiser, Update


@dataclass(frozen=True)
class GradientDescent(Optimiser):
    """p ← p − α g: batch, mini-batch (stochastic) and online descent differ in the examples behind g only.

    Source: Nielsen (2015), eqs. 16 and 17.
    """

    def updates(self, p: Expr, g: Expr, memory: Memory) -> Iterator[Update]:
        """p ← p − α g."""
        yield "p", p - memory.setting("alpha") * g


@dataclass(frozen=True)
class Momentum(Optimiser):
    """v ← β v + g,  p ← p − α v.   Source: Polyak (1964)."""

    beta: float = 0.9

    def updates(self, p: Expr, g: Expr, memory: Memory) -> Iterator[Update]:
        """The velocity, then the step along it."""
        yield "v", memory.setting("beta") * memory["v"] + g
        yield "p", p - memory.setting("alpha") * memory.next("v")


@dataclass(frozen=True)
class Nesterov(Optimiser):
    """v ← β v + g,  p ← p − α (g + β v).   Source: Nesterov (1983), in the form of Sutskever et al. (2013)."""

    beta: float = 0.9

    def updates(self, p: Expr, g: Expr, memory: Memory) -> Iterator[Update]:
        """The velocity, then the step that looks ahead."""
        beta = memory.setting("beta")
        yield "v", beta * memory["v"] + g
        yield "p", p - memory.setting("alpha") * (g + beta * memory.next("v"))
