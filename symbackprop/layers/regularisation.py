"""Regularisation: what is added to a cost for the size of the weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from numbers import Real

from sympy import Add, Expr, Integer

from symbackprop.errors import UsageError
from symbackprop.language.indices import summation
from symbackprop.language.systems import Role, Tensor
from symbackprop.layers.scope import EXAMPLES, Scope


def is_finite(value: object) -> bool:
    """Whether a value is a real number, neither infinite nor nan."""
    return isinstance(value, Real) and not isinstance(value, bool) and isfinite(value)


@dataclass(frozen=True)
class L2:
    """λ/(2m) Σ_l Σ_jk (w^l_jk)², over the weights; biases are left out.  One example has m = 1.

    `strength` is the value of λ when training is not told another.
    """

    strength: float = 0.0

    def __post_init__(self) -> None:
        """λ is not negative."""
        if not (is_finite(self.strength) and self.strength >= 0):
            raise UsageError(f"the strength of L2 is a number ≥ 0, not {self.strength!r}", hint="for example L2(0.1)")

    def expression(self, weights: Sequence[Tensor], scope: Scope) -> tuple[Expr, Tensor]:
        """The term, and λ."""
        strength = Tensor("lam", (), Role.HYPERPARAMETER, "lambda")
        squares = [summation(w.entry**2, *w.axes) for w in weights if w.role is Role.WEIGHT]
        m = EXAMPLES if scope.batch else Integer(1)
        return Add(*(strength.entry / (2 * m) * s for s in squares)), strength
