"""What names of math, numpy, scipy and sympy mean as formulas, by the object that a name is bound to.

`from numpy import exp as e` makes `e` the exponential, and a user's own function called `exp` is not: what counts is
the object, never its spelling.
"""

import builtins
import math
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy
import sympy
from sympy import Abs, E, Expr, Float, Integer, Rational, pi, sympify

from symbackprop.language.cases import as_cases, clip, largest, smallest, where
from symbackprop.language.functions import ScalarFunction

Formula = Callable[..., Expr]


# name: (meaning, how many arguments, the names it has in math, numpy, sympy and the builtins)
_TABLE: dict[str, tuple[Formula, int, str]] = {
    "exp": (sympy.exp, 1, "exp"),
    "log": (sympy.log, 1, "log ln"),
    "log2": (lambda u: sympy.log(u) / sympy.log(2), 1, "log2"),
    "log10": (lambda u: sympy.log(u) / sympy.log(10), 1, "log10"),
    "expm1": (lambda u: sympy.exp(u) - 1, 1, "expm1"),
    "log1p": (lambda u: sympy.log(1 + u), 1, "log1p"),
    "logaddexp": (lambda u, v: sympy.log(sympy.exp(u) + sympy.exp(v)), 2, "logaddexp"),
    "sqrt": (sympy.sqrt, 1, "sqrt"),
    "square": (lambda u: u**2, 1, "square"),
    "reciprocal": (lambda u: 1 / u, 1, "reciprocal"),
    "negative": (lambda u: -u, 1, "negative"),
    "power": (lambda u, v: u**v, 2, "pow power float_power"),
    "add": (lambda u, v: u + v, 2, "add"),
    "subtract": (lambda u, v: u - v, 2, "subtract"),
    "multiply": (lambda u, v: u * v, 2, "multiply"),
    "divide": (lambda u, v: u / v, 2, "divide true_divide"),
    "abs": (Abs, 1, "abs fabs absolute Abs"),
    "sign": (sympy.sign, 1, "sign"),
    "sin": (sympy.sin, 1, "sin"),
    "cos": (sympy.cos, 1, "cos"),
    "tan": (sympy.tan, 1, "tan"),
    "sinh": (sympy.sinh, 1, "sinh"),
    "cosh": (sympy.cosh, 1, "cosh"),
    "tanh": (sympy.tanh, 1, "tanh"),
    "arcsin": (sympy.asin, 1, "asin arcsin"),
    "arccos": (sympy.acos, 1, "acos arccos"),
    "arctan": (sympy.atan, 1, "atan arctan"),
    "arsinh": (sympy.asinh, 1, "asinh arcsinh"),
    "erf": (sympy.erf, 1, "erf"),
    "expit": (lambda u: 1 / (1 + sympy.exp(-u)), 1, "expit"),
    "max": (largest, 0, "max maximum fmax Max"),
    "min": (smallest, 0, "min minimum fmin Min"),
    "where": (where, 3, "where"),
    "clip": (clip, 3, "clip"),
}
# numpy.max and numpy.min reduce an array; they are not functions of scalars
_OTHERWISE = {id(getattr(numpy, name)) for name in ("max", "min", "amax", "amin")}


def meaning_of(value: Any) -> str | None:
    """The canonical name of a function that an object is, or None: numpy.exp, math.exp and sympy.exp are "exp"."""
    if id(value) in _OTHERWISE:
        return None
    homes = [builtins, math, numpy, sympy, sys.modules.get("scipy.special")]
    for name, (_, _, spellings) in _TABLE.items():
        for spelling in spellings.split():
            if any(home is not None and getattr(home, spelling, _TABLE) is value for home in homes):
                return name
    return None


def formula_of(name: str) -> tuple[Formula, int]:
    """The meaning of a canonical name, and how many arguments it takes (0: two or more)."""
    meaning, count, _ = _TABLE[name]
    return meaning, count


def is_symbolic_function(value: Any) -> bool:
    """Whether an object is a function that SymPy or this library knows, and that stands for itself."""
    return isinstance(value, type) and issubclass(value, sympy.Function | ScalarFunction)


def number(value: Any) -> Expr | None:
    """An exact number: 0.1 is 1/10, as its author wrote it; None for what is not a finite real number."""
    if isinstance(value, bool | numpy.bool_):
        return None
    if isinstance(value, int | numpy.integer):
        return Integer(int(value))
    if isinstance(value, Fraction):
        return Rational(value.numerator, value.denominator)
    if isinstance(value, float | numpy.floating):
        return _decimal(float(value) if isinstance(value, float) else value)
    if isinstance(value, Expr) and value.is_number and value.is_real and value.is_finite:
        return exact(value)
    return None


def _decimal(value: Any) -> Expr | None:
    for constant, known in ((math.pi, pi), (math.e, E), (math.tau, 2 * pi)):
        if value == constant:
            return known
    if not math.isfinite(value):
        return None
    return Rational(str(value))


def exact(expr: Any) -> Expr:
    """The expression with every decimal fraction made exact, Max and Min written as cases, no case within a case."""
    expr = sympify(expr)
    new = {f: Rational(str(f)) for f in expr.atoms(Float)}
    expr = expr.xreplace(new) if new else expr
    return as_cases(expr)
