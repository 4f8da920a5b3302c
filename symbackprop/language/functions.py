"""Scalar functions: each carries its definition, its domain and its names.

`sigmoid(u)` is an atom to the calculus and to the canonical form; `sigmoid.definition` says what it means, and that
alone is what the referee believes.  `sigmoid.prime` is its derivative, an atom too, printed σ'(u); its closed form
is a theorem of the calculus and is proved against the definition.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from sympy import (
    Expr,
    Function,
    Interval,
    Lambda,
    Piecewise,
    Rational,
    S,
    Set,
    Symbol,
    erf,
    exp,
    log,
    pi,
    sqrt,
    sympify,
)
from sympy import tanh as hyperbolic_tangent

ARGUMENT = Symbol("u", real=True)
_interned: dict[tuple[Any, ...], type["ScalarFunction"]] = {}


class ScalarFunction(Function):
    """A function of one real number, known by name; made by `scalar_function`, never subclassed by hand."""

    nargs = 1
    is_real = True
    label: ClassVar[str] = ""
    latex_name: ClassVar[str] = ""
    definition: ClassVar[Lambda]
    domain: ClassVar[Set] = S.Reals
    range_: ClassVar[Set] = S.Reals
    kinks: ClassVar[tuple[Expr, ...]] = ()
    base: ClassVar[type["ScalarFunction"] | None] = None
    prime: ClassVar[type["ScalarFunction"]]


def scalar_function(
    name: str,
    definition: Lambda | Expr,
    *,
    latex: str = "",
    domain: Set = S.Reals,
    range_: Set = S.Reals,
    kinks: Sequence[Any] = (),
) -> type[ScalarFunction]:
    """A named scalar function u ↦ definition; the same name and definition give the same function.

    `kinks` are the points where it has no derivative; there `prime` takes the value of the closed form that the
    rules give (for ReLU at 0, the value 0), and the referee states it as a precondition.
    """
    body = definition if isinstance(definition, Lambda) else Lambda(ARGUMENT, definition)
    key = (name, body, latex, domain, range_, tuple(kinks))
    if key not in _interned:
        points = tuple(sympify(k) for k in kinks)
        shown = latex or rf"\operatorname{{{name.replace('_', ' ')}}}"
        common = {"domain": domain, "kinks": points}
        function: Any = type(name, (ScalarFunction,), {
            **common, "label": name, "latex_name": shown, "definition": body, "range_": range_,
        })  # fmt: skip
        function.prime = type(f"{name}_prime", (ScalarFunction,), {
            **common, "label": f"{name}'", "latex_name": shown + "'", "base": function,
        })  # fmt: skip
        _interned[key] = function
    return _interned[key]


def settings(expr: Expr) -> set[Symbol]:
    """The symbols that the functions in an expression read beside their argument: α of ELU, when it is left open."""
    bases = {a.func.base or a.func for a in expr.atoms(ScalarFunction)}
    return {s for f in bases for s in (f.definition.free_symbols | settings(f.definition.expr))}


_u = ARGUMENT
_unit = Interval.open(0, 1)
_positive = Interval.open(0, S.Infinity)

sigmoid = scalar_function("sigmoid", 1 / (1 + exp(-_u)), latex=r"\sigma", range_=_unit)
tanh = scalar_function("tanh", hyperbolic_tangent(_u), latex=r"\tanh", range_=Interval.open(-1, 1))
relu = scalar_function("relu", Piecewise((_u, _u > 0), (0, True)), latex=r"\operatorname{ReLU}",
                       range_=Interval(0, S.Infinity), kinks=[0])  # fmt: skip
softplus = scalar_function("softplus", log(1 + exp(_u)), range_=_positive)
silu = scalar_function("silu", _u * sigmoid(_u), latex=r"\operatorname{SiLU}")
gelu = scalar_function("gelu", _u * (1 + erf(_u / sqrt(2))) / 2, latex=r"\operatorname{GELU}")
gelu_tanh = scalar_function(
    "gelu_tanh",
    _u * (1 + tanh(sqrt(2 / pi) * (_u + Rational(44715, 1000000) * _u**3))) / 2,
    latex=r"\operatorname{GELU}_{\tanh}",
)


def leaky_relu(slope: Expr) -> type[ScalarFunction]:
    """u for u > 0, slope · u elsewhere."""
    body = Piecewise((_u, _u > 0), (slope * _u, True))
    return scalar_function("leaky_relu", body, latex=r"\operatorname{LeakyReLU}", kinks=[0])


def elu(alpha: Expr) -> type[ScalarFunction]:
    """u for u > 0, α(eᵘ − 1) elsewhere; its derivative is continuous at 0 only for α = 1."""
    body = Piecewise((_u, _u > 0), (alpha * (exp(_u) - 1), True))
    return scalar_function("elu", body, latex=r"\operatorname{ELU}", kinks=[] if alpha == 1 else [0])
