"""Costs: what training makes small, as equations of the last activation a and the target y."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sympy import Abs, Expr, Integer, Interval, Rational, Set, log

from symbackprop.errors import UsageError
from symbackprop.language.functions import ScalarFunction
from symbackprop.language.indices import summation
from symbackprop.language.nodes import Dependence
from symbackprop.language.systems import Assumption
from symbackprop.layers.activations import Activating, Unspecified
from symbackprop.layers.layer import Layer
from symbackprop.layers.scope import EXAMPLES, Scope, Units
from symbackprop.layers.settings import read_setting


@dataclass(frozen=True)
class Cost(ABC):
    """A cost: scale · Σ over examples and outputs of a loss of a and y.

    `scale` is any expression; m in it is the number of examples, any other symbol a size or a hyperparameter.
    """

    scale: Any = None

    def factor(self, scope: Scope) -> Expr:
        """What multiplies the sum over examples: the user's scale, or 1/m for a batch."""
        if self.scale is not None:
            complaint, expected = f"scale={self.scale!r} is no factor", 'a number or an expression such as "1/m"'
            return read_setting(self.scale, complaint, expected, sizes=(EXAMPLES, *scope.sizes))
        return self.weight() / (EXAMPLES if scope.batch else Integer(1))

    def weight(self) -> Expr:
        """The factor of one example's loss."""
        return Integer(1)

    @abstractmethod
    def loss(self, a: Expr, y: Expr) -> Expr:
        """The loss of one output."""

    def expression(self, a: Units, y: Units | None, scope: Scope) -> Expr:
        """The whole cost."""
        assert y is not None
        k = scope.unit("k", a.width)
        s = () if scope.examples is None else (scope.examples,)
        return self.factor(scope) * summation(self.loss(a[k], y[k]), *s, k)

    def assumptions(self, y: Units | None, scope: Scope) -> tuple[Assumption, ...]:
        """What must hold of the targets."""
        return ()

    @property
    def reads_target(self) -> bool:
        """Whether there is a target y."""
        return True

    def refuse(self, last: Layer | None) -> None:  # noqa: B027 - most costs fit every output
        """Raise UsageError when the cost does not fit the output of the last layer."""

    @property
    def classes(self) -> bool:
        """Whether the targets are classes."""
        return False


@dataclass(frozen=True)
class Quadratic(Cost):
    """C = ½ ‖a − y‖², 1/(2m) Σ_s ‖a_s − y_s‖² for a batch.   Source: Nielsen (2015), eq. 26."""

    def weight(self) -> Expr:
        """½, which the 2 of the derivative cancels."""
        return Rational(1, 2)

    def loss(self, a: Expr, y: Expr) -> Expr:
        """(a − y)²."""
        return (a - y) ** 2


@dataclass(frozen=True)
class MeanSquaredError(Cost):
    """C = 1/m Σ_s ‖a_s − y_s‖²."""

    def loss(self, a: Expr, y: Expr) -> Expr:
        """(a − y)²."""
        return (a - y) ** 2


@dataclass(frozen=True)
class MeanAbsoluteError(Cost):
    """C = 1/m Σ_s Σ_k |a_k − y_k|; the derivative of |u| at 0 is taken as 0."""

    def loss(self, a: Expr, y: Expr) -> Expr:
        """|a − y|."""
        return Abs(a - y)


@dataclass(frozen=True)
class BinaryCrossEntropy(Cost):
    """C = −1/m Σ_s Σ_k [ y log a + (1 − y) log(1 − a) ], summed over K independent outputs."""

    def loss(self, a: Expr, y: Expr) -> Expr:
        """−[ y log a + (1 − y) log(1 − a) ]."""
        return -y * log(a) - (1 - y) * log(1 - a)

    def refuse(self, last: Layer | None) -> None:
        """log a and log(1 − a) need 0 < a < 1."""
        _needs_unit_interval(self, last, "Sigmoid()")
        if isinstance(last, Activating) and last.sums_to_one():
            raise UsageError(
                f"{type(self).__name__} does not fit {type(last).__name__}: its outputs are one distribution, "
                "not K independent ones",
                hint="use CrossEntropy(), or Sigmoid() as the last activation",
            )

    @property
    def classes(self) -> bool:
        """Targets are 0 or 1."""
        return True


@dataclass(frozen=True)
class CrossEntropy(Cost):
    """C = −1/m Σ_s Σ_k y_k log a_k, for classes that exclude each other: Σ_k y_k = 1 is assumed."""

    def loss(self, a: Expr, y: Expr) -> Expr:
        """−y log a."""
        return -y * log(a)

    def assumptions(self, y: Units | None, scope: Scope) -> tuple[Assumption, ...]:
        """Σ_k y_k = 1 for each example."""
        assert y is not None
        k = scope.unit("k", y.width)
        return (
            Assumption(summation(y[k], k), Integer(1), "each target is one class (or a distribution over classes)"),
        )

    def refuse(self, last: Layer | None) -> None:
        """log a needs 0 < a."""
        _needs_unit_interval(self, last, "Softmax()")

    @property
    def classes(self) -> bool:
        """Targets are classes."""
        return True


@dataclass(frozen=True)
class CustomCost(Cost):
    """A user's own loss of one output: a SymPy expression of the symbols a and y, or a plain Python function (a, y)."""

    formula: Expr | Callable[[Any, Any], Any] | type[ScalarFunction] | None = None

    def __post_init__(self) -> None:
        """What stands alone is the formula: CustomCost((a - y)**2)."""
        if self.formula is None:
            object.__setattr__(self, "formula", self.scale)
            object.__setattr__(self, "scale", None)

    def loss(self, a: Expr, y: Expr) -> Expr:
        """The formula with the output for a and the target for y."""
        from symbackprop.language.formulas import as_expression

        body = as_expression(self.formula, ("a", "y"))
        names = {s.name: s for s in body.free_symbols}
        unknown = sorted(set(names) - {"a", "y"})
        if unknown:
            raise UsageError(
                f"a cost is a function of the output a and the target y; {', '.join(unknown)} is neither",
                text=str(body),
            )
        return body.xreplace({names[n]: v for n, v in (("a", a), ("y", y)) if n in names})


@dataclass(frozen=True)
class UnspecifiedCost(Cost):
    """A cost C(a^L) that is left open: BP1 comes out as ∇_a C ⊙ g'(z^L)."""

    name: str = "C"

    def loss(self, a: Expr, y: Expr) -> Expr:
        """Not used: the cost depends on all outputs at once."""
        raise NotImplementedError

    @property
    def reads_target(self) -> bool:
        """C(a): the target is part of what is left open."""
        return False

    def expression(self, a: Units, y: Units | None, scope: Scope) -> Expr:
        """C(a), a function of every output of every example."""
        k = scope.unit("k", a.width)
        s = scope.examples
        bound = (k,) if s is None else (s, k) if scope.batch == "rows" else (k, s)
        return Dependence(self.name, a[k], bound)


def _needs_unit_interval(cost: Cost, last: Layer | None, fitting: str) -> None:
    known = isinstance(last, Activating) and not isinstance(last, Unspecified)
    values = last.range_() if isinstance(last, Activating) else None
    if isinstance(last, Unspecified):
        return
    if values is None or not values.is_subset(Interval(0, 1)):
        shown = type(last).__name__ if known and last is not None else "a weighted input"
        raise UsageError(
            f"{type(cost).__name__} does not fit the output of {shown}",
            expected="activations between 0 and 1, whose logarithm exists",
            got=f"activations in {_shown(values)}" if values is not None else "any real number",
            hint=f"use {fitting} as the last activation",
        )


def _shown(values: Set) -> str:
    """An interval as (−1, 1), as it is written by hand."""
    if not isinstance(values, Interval):
        return str(values)
    ends = (str(end).replace("oo", "∞") for end in (values.start, values.end))
    return f"{'(' if values.left_open else '['}{', '.join(ends)}{')' if values.right_open else ']'}"
