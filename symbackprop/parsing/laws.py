"""The functions of statements: g of a layer, σ, log, …, each as a law f(u); and derivatives of what is defined."""

from collections.abc import Callable, Mapping

from sympy import Abs, Expr, exp, log, sqrt

from symbackprop.calculus.definitions import meaning
from symbackprop.language import functions
from symbackprop.language.functions import ARGUMENT, ScalarFunction
from symbackprop.language.indices import names_in, replace
from symbackprop.language.nodes import Local, Partial, Unspecified
from symbackprop.language.systems import System, entries, head, heads
from symbackprop.parsing.names import Names

FUNCTIONS: Mapping[str, Callable[[Expr], Expr]] = {
    "exp": exp,
    "log": log,
    "abs": Abs,
    "sqrt": sqrt,
    "sigma": functions.sigmoid,
    "sigma_prime": functions.sigmoid.prime,
    "tanh": functions.tanh,
    "tanh_prime": functions.tanh.prime,
    "relu": functions.relu,
    "relu_prime": functions.relu.prime,
}
ACTIVATIONS = ("g", "g_prime", "prime")


def activation_law(name: str, layer: Expr, names: Names) -> Expr | None:
    """g(u) or g'(u) for the activation of a layer, whichever the System has; None where that is no function of u."""
    equation = names.activation(layer)
    if equation is None:
        return None
    g, primed = equation.rhs, name != "g"
    if isinstance(g, ScalarFunction):
        return g.func.prime(ARGUMENT) if primed else g.func(ARGUMENT)
    if isinstance(g, Unspecified):
        return Unspecified(g.name, int(primed), layer, ARGUMENT)
    return None


def derivative(u: Expr, x: Expr, names: Names) -> Expr:
    """∂u/∂x, everything on the way from x to u written out by its definition and all other quantities held fixed.

    Through one equation alone this is the local derivative of the quantity that it defines.
    """
    system = names.system
    above = set() if names.is_generic else _followers(head(x), system)
    if u in entries(u):
        rhs = meaning(system, u, names_in(u, x))
        if rhs is None or (head(x) in heads(rhs) and not heads(rhs) & above):
            return Partial(u, x) if rhs is None else Local(u, x)
    while through := sorted((e for e in entries(u) if head(e) in above), key=str):
        rhs = meaning(system, through[0], names_in(u, x))
        assert rhs is not None
        u = replace(u, through[0], rhs)
    return Partial(u, x)


def _followers(name: str, system: System) -> set[str]:
    """The quantities that are computed from one of that name, derivatives of the cost apart."""
    found: set[str] = set()
    for e in system.equations:
        if system[e.defines].gradient_of is None and heads(e.rhs) & {name, *found}:
            found.add(e.defines)
    return found
