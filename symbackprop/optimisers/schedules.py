"""Learning rates that change from step to step, as equations of the step t:  α_t = α · s(t).

A schedule is an equation of the optimiser that has it, with one value for all parameters, and typesets and compiles
like all others.  A new schedule is a class with one method.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, fields

from sympy import Expr, Min, cos, floor, pi

from symbackprop.errors import UsageError

Setting = Callable[[str], Expr]


@dataclass(frozen=True)
class Schedule(ABC):
    """How the learning rate goes on; `horizon` is T, a number of steps."""

    horizon: float = 1000.0

    def __post_init__(self) -> None:
        """Every setting is a positive number."""
        for name, value in self.settings().items():
            if not value > 0:
                raise UsageError(f"{name} of a schedule is a positive number, not {value:g}")

    @abstractmethod
    def factor(self, t: Expr, setting: Setting) -> Expr:
        """What α is multiplied by at step t = 1, 2, …; `setting(name)` is the symbol of a field."""

    def settings(self) -> dict[str, float]:
        """The values of the settings."""
        return {f.name: float(getattr(self, f.name)) for f in fields(self)}


@dataclass(frozen=True)
class LinearDecay(Schedule):
    """α_t = α (1 − min(t − 1, T)/T): to 0 in T steps."""

    def factor(self, t: Expr, setting: Setting) -> Expr:
        """1 − min(t − 1, T)/T."""
        return 1 - Min(t - 1, setting("horizon")) / setting("horizon")


@dataclass(frozen=True)
class CosineDecay(Schedule):
    """α_t = α/2 (1 + cos(π min(t − 1, T)/T)): to 0 in T steps, slowly at both ends.

    Source: Loshchilov and Hutter (2017), SGDR, eq. 5.
    """

    def factor(self, t: Expr, setting: Setting) -> Expr:
        """½ (1 + cos(π min(t − 1, T)/T))."""
        return (1 + cos(pi * Min(t - 1, setting("horizon")) / setting("horizon"))) / 2


@dataclass(frozen=True)
class StepDecay(Schedule):
    """α_t = α γ^⌊(t − 1)/T⌋: γ times smaller after every T steps."""

    gamma: float = 0.1

    def factor(self, t: Expr, setting: Setting) -> Expr:
        """γ^⌊(t − 1)/T⌋."""
        return setting("gamma") ** floor((t - 1) / setting("horizon"))


@dataclass(frozen=True)
class ExponentialDecay(Schedule):
    """α_t = α γ^((t − 1)/T): γ times smaller in the course of every T steps."""

    gamma: float = 0.1

    def factor(self, t: Expr, setting: Setting) -> Expr:
        """γ^((t − 1)/T)."""
        return setting("gamma") ** ((t - 1) / setting("horizon"))


@dataclass(frozen=True)
class InverseDecay(Schedule):
    """α_t = α/(1 + (t − 1)/T): halved after T steps, a third after 2 T.   Source: Robbins and Monro (1951)."""

    def factor(self, t: Expr, setting: Setting) -> Expr:
        """1/(1 + (t − 1)/T)."""
        return 1 / (1 + (t - 1) / setting("horizon"))


@dataclass(frozen=True)
class Warmup(Schedule):
    """α_t = α min(t/T, 1): from nearly 0 up to α in the first T steps."""

    def factor(self, t: Expr, setting: Setting) -> Expr:
        """min(t/T, 1)."""
        return Min(t / setting("horizon"), 1)
