"""Optimisers that give every entry a step size of its own, by the sizes of its gradients so far."""

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Expr, sqrt

from symbackprop.optimisers.optimiser import Memory, Optimiser, Update


@dataclass(frozen=True)
class RMSProp(Optimiser):
    """v ← β v + (1 − β) g²,  p ← p − α g / (√v + ε).   Source: Tieleman and Hinton (2012)."""

    alpha: float = 0.001
    beta: float = 0.9
    epsilon: float = 1e-8

    def updates(self, p: Expr, g: Expr, memory: Memory) -> Iterator[Update]:
        """The running mean of squares, then the scaled step."""
        beta = memory.setting("beta")
        yield "v", beta * memory["v"] + (1 - beta) * g**2
        yield "p", p - memory.setting("alpha") * g / (sqrt(memory.next("v")) + memory.setting("epsilon"))


@dataclass(frozen=True)
class Adam(Optimiser):
    """u ← β₁ u + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  p ← p − α û / (√v̂ + ε).

    û = u / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) undo the pull of the first values, 0.
    Source: Kingma and Ba (2015), algorithm 1 (u is their m, which is the number of examples here).
    """

    alpha: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def updates(self, p: Expr, g: Expr, memory: Memory) -> Iterator[Update]:
        """Both running means, both corrections, then the step."""
        yield from self._means(g, memory)
        yield "p", p - memory.setting("alpha") * self._direction(memory)

    def _means(self, g: Expr, memory: Memory) -> Iterator[Update]:
        first, second, t = memory.setting("beta1"), memory.setting("beta2"), memory.count
        yield "u", first * memory["u"] + (1 - first) * g
        yield "v", second * memory["v"] + (1 - second) * g**2
        memory.local("u_hat"), memory.local("v_hat")
        yield "u_hat", memory.next("u") / (1 - first**t)
        yield "v_hat", memory.next("v") / (1 - second**t)

    def _direction(self, memory: Memory) -> Expr:
        return memory.local("u_hat") / (sqrt(memory.local("v_hat")) + memory.setting("epsilon"))


@dataclass(frozen=True)
class AdamW(Adam):
    """Adam with weight decay beside the gradient:  p ← p − α (û / (√v̂ + ε) + λ p).

    Source: Loshchilov and Hutter (2019), algorithm 2.
    """

    decay: float = 0.01

    def updates(self, p: Expr, g: Expr, memory: Memory) -> Iterator[Update]:
        """Adam's step and the decay."""
        yield from self._means(g, memory)
        yield "p", p - memory.setting("alpha") * (self._direction(memory) + memory.setting("decay") * p)
