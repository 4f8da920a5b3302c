"""The affine layer."""

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Expr

from symbackprop.language.indices import Size, size, summation
from symbackprop.language.systems import Equation, Role
from symbackprop.layers.layer import Layer
from symbackprop.layers.scope import Scope, Units


@dataclass(frozen=True)
class Dense(Layer):
    """Affine map  z_j = Σ_k w_jk a_k + b_j.

    Shapes: w (n, n_in), b (n,);  a (n_in,) → z (n,); one more axis for a batch.
    Source: Nielsen (2015), eq. 25.
    """

    n: Size
    bias: bool = True
    starts_layer = True

    def __post_init__(self) -> None:
        """A width is a positive integer or a symbol."""
        object.__setattr__(self, "n", size(self.n))

    @property
    def width(self) -> Expr:
        """The number of units."""
        return self.n

    def output(self, a: Units, scope: Scope) -> Units:
        """z, with one entry for each unit."""
        return scope.units("z", self.width, Role.WEIGHTED_INPUT)

    def equations(self, a: Units, scope: Scope) -> Iterator[Equation]:
        """z_j = Σ_k w_jk a_k + b_j."""
        w = scope.parameter("w", Role.WEIGHT, self.width, a.width)
        z = self.output(a, scope)
        j, k = scope.unit("j", self.width), scope.unit("k", a.width)
        weighted = summation(w[j, k] * a[k], k)
        if self.bias:
            weighted += scope.parameter("b", Role.BIAS, self.width)[j]
        yield Equation(z[j], weighted)
