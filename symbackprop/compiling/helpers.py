"""The functions that an emitted module may need beside NumPy's: each is text that a reader finds in the module itself.

`HELPERS` are written by hand: reductions that are shifted by a maximum, and the error function, which NumPy lacks.
A named scalar function (an activation or its derivative) is printed from its definition or its identity.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sympy import Expr, cse, numbered_symbols

from symbackprop.compiling.names import Names
from symbackprop.compiling.printer import ArrayPrinter, Code, Scalar
from symbackprop.compiling.scalars import stabilise
from symbackprop.compiling.words import documented, words
from symbackprop.errors import UnknownNodeError
from symbackprop.language.functions import ARGUMENT, ScalarFunction

SOFTMAX = '''\
def softmax(z, axis):
    """exp(z_j) / Σ_k exp(z_k); the greatest z is subtracted first, which changes nothing but overflows never."""
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
'''

LOG_SOFTMAX = '''\
def log_softmax(z, axis):
    """log(exp(z_j) / Σ_k exp(z_k)) = z_j − log Σ_k exp(z_k), with the greatest z subtracted first."""
    shifted = z - z.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
'''

LOG_SUM_EXP = '''\
def log_sum_exp(z, axis):
    """log Σ_k exp(z_k), with the greatest z taken out of the sum."""
    greatest = z.max(axis=axis, keepdims=True)
    return np.squeeze(greatest, axis) + np.log(np.exp(z - greatest).sum(axis=axis))
'''

POLYNOMIAL = '''\
def polynomial(x, *coefficients):
    """Horner's scheme, the highest power first."""
    value = coefficients[0]
    for c in coefficients[1:]:
        value = value * x + c
    return value
'''

ERFC = '''\
def erfc(x):
    """1 − erf(x) by W. J. Cody's rational approximations (Math. Comp. 23, 1969), to the last digits of float64."""
    u = np.abs(x)
    small, middle, large = np.minimum(u, 0.5), np.clip(u, 0.46875, 4), np.clip(u, 4, 30)
    s = small**2
    near = 1 - small * (
        polynomial(s, 1.85777706184603153e-1, 3.16112374387056560e0, 1.13864154151050156e2, 3.77485237685302021e2,
                   3.20937758913846947e3)
        / polynomial(s, 1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3,
                     2.84423683343917062e3)
    )
    between = polynomial(
        middle, 2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594e0, 6.61191906371416295e1,
        2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3,
        1.23033935479799725e3,
    ) / polynomial(
        middle, 1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
        3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
    )
    r = 1 / large**2
    tail = r * polynomial(
        r, 1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
        1.60837851487422766e-2, 6.58749161529837803e-4,
    ) / polynomial(
        r, 1, 2.56852019228982242e0, 1.87295284992346725e0, 5.27905102951428412e-1, 6.05183413124413191e-2,
        2.33520497626869185e-3,
    )
    far = (0.5641895835477563 - tail) / large
    v = np.minimum(u, 30)
    step = np.trunc(v * 16) / 16
    decay = np.exp(-step * step) * np.exp(-(v - step) * (v + step))
    upper = np.where(u <= 0.46875, near, decay * np.where(u <= 4, between, far))
    return np.where(x < 0, 2 - upper, upper)
'''

ERF = '''\
def erf(x):
    """The error function: its own ratio near 0, where 1 − erfc(x) would lose digits."""
    s = np.minimum(np.abs(x), 0.5) ** 2
    near = x * (
        polynomial(s, 1.85777706184603153e-1, 3.16112374387056560e0, 1.13864154151050156e2, 3.77485237685302021e2,
                   3.20937758913846947e3)
        / polynomial(s, 1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3,
                     2.84423683343917062e3)
    )
    return np.where(np.abs(x) <= 0.46875, near, np.sign(x) * (1 - erfc(np.abs(x))))
'''

HELPERS = {
    "softmax": (SOFTMAX, ()),
    "log_softmax": (LOG_SOFTMAX, ()),
    "log_sum_exp": (LOG_SUM_EXP, ()),
    "polynomial": (POLYNOMIAL, ()),
    "erfc": (ERFC, ("polynomial",)),
    "erf": (ERF, ("polynomial", "erfc")),
}


_LOCAL = re.compile(r"u|t\d+")


@dataclass
class Helpers:
    """The helpers of one module, each written once, before what calls it."""

    names: Names
    identities: Mapping[type[ScalarFunction], Expr]
    texts: dict[Any, str] = field(default_factory=dict)

    def require(self, key: str | type[ScalarFunction]) -> str:
        """The name of a helper, which is written into the module if it is not there yet."""
        if isinstance(key, str):
            text, needed = HELPERS[key]
            for other in needed:
                self.require(other)
            self.texts.setdefault(key, text)
            return key
        if key not in self.texts:
            text = self.scalar_function(key)
            self.texts[key] = text
        return self.name(key)

    def name(self, function: type[ScalarFunction]) -> str:
        """sigmoid, sigmoid_prime."""
        name = function.label.replace("'", "_prime")
        return self.names.of(function, f"{name}_function" if _LOCAL.fullmatch(name) else name)

    def identifier(self, name: str) -> str:
        """The name of a hyperparameter, none that a helper has for something else."""
        return self.names.of(name, f"{name}_value" if _LOCAL.fullmatch(name) else name)

    def scalar_function(self, function: type[ScalarFunction]) -> str:
        """`def f(u)` from the definition of f, or from the proved identity of a derivative."""
        formula = self.formula(function)
        chosen = {s: Scalar(self.identifier(s.name)) for s in sorted(formula.free_symbols - {ARGUMENT}, key=str)}
        u = Code("u")
        body = stabilise(formula).xreplace({ARGUMENT: u, **chosen})
        temporaries, (value,) = cse(body, symbols=numbered_symbols("t", cls=Code, start=1), order="none")
        printer = ArrayPrinter(self.require, self.identifier)
        arguments = ", ".join(map(str, (u, *chosen.values())))
        lines = [f"def {self.name(function)}({arguments}):", f'    """{documented(words(formula))}"""']
        lines += [f"    {name} = {printer.doprint(part)}" for name, part in temporaries]
        return "\n".join([*lines, f"    return {printer.doprint(value)}", ""])

    def formula(self, function: type[ScalarFunction]) -> Expr:
        """The closed form in the letter u."""
        if function.base is None:
            return function.definition(ARGUMENT)
        if function not in self.identities:
            raise UnknownNodeError(
                f"no closed form of {function.label} is known", hint="equations from backprop bring it as an identity"
            )
        return self.identities[function]

    def text(self) -> Iterable[str]:
        """The helpers in an order in which each stands before those that call it."""
        return self.texts.values()
