"""Functions of one number as the library has them: its named functions, SymPy's, and those left open."""

from collections.abc import Callable
from typing import Any

from sympy import Abs, Dummy, Expr, Integer, cos, cosh, diff, exp, log, sign, sin, sinh, sqrt

from symbackprop.language.functions import relu, sigmoid, softplus, tanh
from symbackprop.language.nodes import Unspecified
from symbackprop.proofreading.proving.forms import Algebra, Formal
from symbackprop.proofreading.proving.refusals import Unsaid
from symbackprop.proofreading.worlds import functions
from symbackprop.proofreading.worlds.functions import Elementwise

NAMED: dict[str, Any] = {"sigmoid": sigmoid, "tanh": tanh, "ReLU": relu, "softplus": softplus}
PLAIN: dict[str, Callable[[Expr], Expr]] = {
    "identity": lambda u: u, "exp": exp, "log": log, "sin": sin, "cos": cos, "sinh": sinh, "cosh": cosh, "sqrt": sqrt,
    "square": lambda u: u**2, "abs": Abs, "sign": sign,
}  # fmt: skip
KNOWN = frozenset(f.name for f in functions.KNOWN.values())


def symbolic(function: Elementwise) -> Any:
    """The library's function for one of the engine's: a named one, one of SymPy's, or the name of an open one."""
    if function.name in NAMED:
        return NAMED[function.name]
    return PLAIN[function.name] if function.name in KNOWN else function.name


def called(function: Any, argument: Expr, primes: int = 0) -> Expr:
    """f(u), or f'(u)."""
    if isinstance(function, str):
        return Unspecified(function, primes, Integer(0), argument)
    if primes and hasattr(function, "prime"):
        return function.prime(argument)
    if primes:
        u = Dummy("u", real=True)
        return diff(function(u), u).xreplace({u: argument})
    return function(argument)


def softmax_of(algebra: Algebra, value: Formal, axis: int) -> Formal:
    """e^{z_i} / Σ_k e^{z_k}"""
    if len(value.shape) != 2:
        raise Unsaid("softmax of a number")
    above = value.named(exp(value.expr))
    return algebra.entrywise(above, algebra.summed(above, axis), lambda a, b: a / b)
