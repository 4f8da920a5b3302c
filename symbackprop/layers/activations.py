"""Activations: a_j = f(z_j), softmax, and an activation that is left open."""

from abc import abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Interval, S, Set, exp, latex

from symbackprop.errors import UsageError
from symbackprop.language import functions
from symbackprop.language.functions import ScalarFunction
from symbackprop.language.indices import summation
from symbackprop.language.nodes import Unspecified as UnspecifiedNode
from symbackprop.language.systems import Equation, Role
from symbackprop.layers.layer import Layer
from symbackprop.layers.scope import Scope, Units
from symbackprop.layers.settings import read_setting


class Activating(Layer):
    """A layer whose output has the shape of its input."""

    def output(self, a: Units, scope: Scope) -> Units:
        """One activation for each unit."""
        return scope.units("a", a.width, Role.ACTIVATION)

    def range_(self) -> Set:
        """The values that an activation can take."""
        return S.Reals

    def sums_to_one(self) -> bool:
        """Whether Σ_j a_j = 1."""
        return False


class Elementwise(Activating):
    """a_j = f(z_j)."""

    @abstractmethod
    def apply(self, u: Expr, layer: Expr) -> Expr:
        """f(u), in the given layer."""

    def equations(self, a: Units, scope: Scope) -> Iterator[Equation]:
        """a_j = f(z_j)."""
        out = self.output(a, scope)
        j = scope.unit("j", a.width)
        yield Equation(out[j], self.apply(a[j], scope.layer))


class Named(Elementwise):
    """An activation that is a named scalar function."""

    @abstractmethod
    def function(self) -> type[ScalarFunction]:
        """The scalar function."""

    def apply(self, u: Expr, layer: Expr) -> Expr:
        """The function of u; the same in every layer."""
        return self.function()(u)

    def range_(self) -> Set:
        """The range of the function."""
        return self.function().range_


@dataclass(frozen=True)
class Identity(Elementwise):
    """a_j = z_j."""

    def apply(self, u: Expr, layer: Expr) -> Expr:
        """The argument itself."""
        return u


@dataclass(frozen=True)
class Sigmoid(Named):
    """σ(u) = 1 / (1 + e⁻ᵘ)."""

    def function(self) -> type[ScalarFunction]:
        """The logistic function."""
        return functions.sigmoid


@dataclass(frozen=True)
class Tanh(Named):
    """tanh(u) = (eᵘ − e⁻ᵘ) / (eᵘ + e⁻ᵘ)."""

    def function(self) -> type[ScalarFunction]:
        """The hyperbolic tangent."""
        return functions.tanh


@dataclass(frozen=True)
class ReLU(Named):
    """max(u, 0); its derivative at the kink is taken as 0."""

    def function(self) -> type[ScalarFunction]:
        """The rectifier."""
        return functions.relu


@dataclass(frozen=True)
class LeakyReLU(Named):
    """u for u > 0, slope · u elsewhere; the derivative at the kink is taken as the slope."""

    slope: Any = "1/100"

    def __post_init__(self) -> None:
        """The slope is a number."""
        _number(self.slope)

    def function(self) -> type[ScalarFunction]:
        """The leaky rectifier."""
        return functions.leaky_relu(_number(self.slope))


@dataclass(frozen=True)
class ELU(Named):
    """u for u > 0, α(eᵘ − 1) elsewhere."""

    alpha: Any = 1

    def __post_init__(self) -> None:
        """α is a number."""
        _number(self.alpha)

    def function(self) -> type[ScalarFunction]:
        """The exponential linear unit."""
        return functions.elu(_number(self.alpha))


@dataclass(frozen=True)
class Softplus(Named):
    """log(1 + eᵘ)."""

    def function(self) -> type[ScalarFunction]:
        """The smooth rectifier."""
        return functions.softplus


@dataclass(frozen=True)
class SiLU(Named):
    """u σ(u), also called swish."""

    def function(self) -> type[ScalarFunction]:
        """The sigmoid linear unit."""
        return functions.silu


@dataclass(frozen=True)
class GELU(Named):
    """u Φ(u) with the normal distribution's Φ; `approximate="tanh"` for Hendrycks and Gimpel's approximation."""

    approximate: str | None = None

    def __post_init__(self) -> None:
        """Exact, or one approximation."""
        if self.approximate not in (None, "tanh"):
            raise UsageError(
                f"GELU has no approximation {self.approximate!r}", expected='None or "tanh"', hint='GELU("tanh")'
            )

    def function(self) -> type[ScalarFunction]:
        """The Gaussian error linear unit."""
        return functions.gelu_tanh if self.approximate == "tanh" else functions.gelu


@dataclass(frozen=True)
class Softmax(Activating):
    """a_j = exp(z_j) / Σ_k exp(z_k)."""

    def range_(self) -> Set:
        """Probabilities."""
        return Interval.open(0, 1)

    def sums_to_one(self) -> bool:
        """Probabilities of classes that exclude each other."""
        return True

    def equations(self, a: Units, scope: Scope) -> Iterator[Equation]:
        """a_j = exp(z_j) / Σ_k exp(z_k)."""
        out = self.output(a, scope)
        j, k = scope.unit("j", a.width), scope.unit("k", a.width)
        yield Equation(out[j], exp(a[j]) / summation(exp(a[k]), k))


@dataclass(frozen=True)
class Unspecified(Elementwise):
    """An activation g^{[l]} that is left open; its derivative prints as g'^{[l]}."""

    name: str = "g"

    def apply(self, u: Expr, layer: Expr) -> Expr:
        """g^{[l]}(u)."""
        return UnspecifiedNode(self.name, 0, layer, u)


@dataclass(frozen=True)
class Activation(Named):
    """A user's own activation: a SymPy expression of one symbol, or a plain Python function of one scalar.

    Its derivative is derived and proved like those of the built-in ones.
    Raises: FunctionError when the function cannot be read as a formula.
    """

    formula: Expr | Callable[[Any], Any] | type[ScalarFunction]
    name: str = ""

    def function(self) -> type[ScalarFunction]:
        """The scalar function that the formula says."""
        from symbackprop.language.formulas import as_scalar_function

        return as_scalar_function(self.formula, self.name)

    def as_written(self) -> str:
        """The formula in LaTeX, in its author's own shape.

        Raises: FunctionError for a Python function with a construct that cannot be drawn truly.
        """
        from symbackprop.language.source_latex import latex_as_written

        return latex(self.formula) if isinstance(self.formula, Expr) else latex_as_written(self.formula)


def _number(value: Any) -> Expr:
    """An exact number, or a hyperparameter.

    Raises: UsageError for what is neither.
    """
    number = read_setting(value, f"not a number: {value!r}", 'a real number such as 0.01 or "1/100", or a symbol')
    if number.is_real is False:
        raise UsageError(f"not a real number: {value!r}")
    return number
