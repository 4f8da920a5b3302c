"""The table of rules of calculus.

A rule pushes ∂/∂x exactly one level down: it never recurses, simplifies or looks at sizes.  Its docstring is the line
of the textbook.  A rule with a precondition says so.  A node without a rule is an error, never a constant.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sympy import (
    Abs,
    Add,
    Expr,
    Idx,
    Indexed,
    KroneckerDelta,
    Mul,
    Piecewise,
    Pow,
    Sum,
    Symbol,
    atan,
    cos,
    cosh,
    erf,
    exp,
    log,
    pi,
    sign,
    sin,
    sinh,
    sqrt,
    tan,
)
from sympy import tanh as hyperbolic_tangent

from symbackprop.errors import UnknownNodeError
from symbackprop.language.functions import ScalarFunction
from symbackprop.language.indices import bound, fresh, names_in, rename_apart, summation
from symbackprop.language.nodes import Dependence, Partial, Unspecified
from symbackprop.language.systems import head, heads

Applicable = Callable[[Any, Expr], bool]


@dataclass(frozen=True)
class Rule:
    """A line of the textbook: which nodes it is for, when it holds, and what it makes of ∂(node)/∂x."""

    name: str
    kind: type
    apply: Callable[[Any, Expr], Expr]
    when: Applicable
    where: str

    @property
    def statement(self) -> str:
        """The textbook line."""
        return (self.apply.__doc__ or "").strip()


RULES: list[Rule] = []


def _always(f: Any, x: Expr) -> bool:
    return True


def rule(kind: type, *, when: Applicable = _always, where: str = "") -> Callable[[Any], Any]:
    """Enter a function into the table: for nodes of a kind, when a condition on their form holds.

    `where` is a precondition on values (u > 0), stated, not checked here.
    """

    def enter(apply: Callable[[Any, Expr], Expr]) -> Callable[[Any, Expr], Expr]:
        name = apply.__name__.removesuffix("_rule").replace("_", " ") + " rule"
        RULES.append(Rule(name, kind, apply, when, where))
        return apply

    return enter


def find_rule(f: Expr, x: Expr) -> Rule:
    """The first rule in the table for ∂f/∂x.   Raises: UnknownNodeError."""
    for r in RULES:
        if isinstance(f, r.kind) and r.when(f, x):
            return r
    raise UnknownNodeError(
        f"no rule of calculus covers {type(f).__name__}",
        text=str(f),
        expected=", ".join(sorted({r.kind.__name__ for r in RULES})),
        hint="write it with functions that have a rule, or add a rule to the table",
    )


def reads(f: Expr, x: Expr) -> bool:
    """Whether an expression reads the quantity that x is an entry of."""
    return head(x) in heads(f)


def _same_quantity(f: Expr, x: Expr) -> bool:
    return head(f) == head(x)


def _some_factor_is_constant(f: Mul, x: Expr) -> bool:
    return any(not reads(u, x) for u in f.args)


def _exponent_is_constant(f: Pow, x: Expr) -> bool:
    return not reads(f.exp, x)


@rule(Expr, when=lambda f, x: not isinstance(f, Idx) and not reads(f, x))
def constant_rule(f: Expr, x: Expr) -> Expr:
    """∂c/∂x = 0"""
    return 0 * x


@rule(Symbol, when=_same_quantity)
def variable_rule(f: Symbol, x: Symbol) -> Expr:
    """∂x/∂x = 1"""
    return x**0


@rule(Indexed, when=_same_quantity)
def entry_rule(f: Indexed, x: Indexed) -> Expr:
    """∂x_i/∂x_j = δ_ij"""
    return Mul(*(KroneckerDelta(i, j) for i, j in zip(f.indices, x.indices, strict=True)))


@rule(Add)
def sum_of_terms_rule(f: Add, x: Expr) -> Expr:
    """∂(u + v)/∂x = ∂u/∂x + ∂v/∂x, and terms without x vanish"""
    return Add(*(Partial(u, x) for u in f.args if reads(u, x)))


@rule(Mul, when=_some_factor_is_constant)
def constant_factor_rule(f: Mul, x: Expr) -> Expr:
    """∂(c u)/∂x = c ∂u/∂x"""
    constants = [u for u in f.args if not reads(u, x)]
    return Mul(*constants) * Partial(Mul(*(u for u in f.args if reads(u, x))), x)


@rule(Mul)
def product_rule(f: Mul, x: Expr) -> Expr:
    """∂(u v)/∂x = (∂u/∂x) v + u (∂v/∂x)"""
    u, v = f.as_two_terms()
    return Partial(u, x) * v + u * Partial(v, x)


@rule(Pow, when=_exponent_is_constant)
def power_rule(f: Pow, x: Expr) -> Expr:
    """∂uⁿ/∂x = n uⁿ⁻¹ ∂u/∂x"""
    u, n = f.args
    return Mul(n, u ** (n - 1), Partial(u, x))


@rule(Pow, where="u > 0")
def general_power_rule(f: Pow, x: Expr) -> Expr:
    """∂uᵛ/∂x = uᵛ ∂(v log u)/∂x"""
    u, v = f.args
    return f * Partial(v * log(u), x)


@rule(exp)
def exponential_rule(f: exp, x: Expr) -> Expr:
    """∂eᵘ/∂x = eᵘ ∂u/∂x"""
    return f * Partial(f.exp, x)


@rule(log, where="u > 0")
def logarithm_rule(f: log, x: Expr) -> Expr:
    """∂(log u)/∂x = (1/u) ∂u/∂x"""
    u = f.args[0]
    return Partial(u, x) / u


@rule(Abs, where="u ≠ 0; there the value 0 is taken")
def absolute_value_rule(f: Abs, x: Expr) -> Expr:
    """∂|u|/∂x = sign(u) ∂u/∂x"""
    u = f.args[0]
    return sign(u) * Partial(u, x)


@rule(sign, where="u ≠ 0; there the value 0 is taken")
def sign_rule(f: sign, x: Expr) -> Expr:
    """∂sign(u)/∂x = 0"""
    return 0 * x


@rule(hyperbolic_tangent)
def hyperbolic_tangent_rule(f: Expr, x: Expr) -> Expr:
    """∂tanh(u)/∂x = (1 − tanh²u) ∂u/∂x"""
    return (1 - f**2) * Partial(f.args[0], x)


@rule(erf)
def error_function_rule(f: Expr, x: Expr) -> Expr:
    """∂erf(u)/∂x = (2/√π) e^(−u²) ∂u/∂x"""
    u = f.args[0]
    return 2 / sqrt(pi) * exp(-(u**2)) * Partial(u, x)


@rule(sin)
def sine_rule(f: Expr, x: Expr) -> Expr:
    """∂sin(u)/∂x = cos(u) ∂u/∂x"""
    return cos(f.args[0]) * Partial(f.args[0], x)


@rule(cos)
def cosine_rule(f: Expr, x: Expr) -> Expr:
    """∂cos(u)/∂x = −sin(u) ∂u/∂x"""
    return -sin(f.args[0]) * Partial(f.args[0], x)


@rule(tan)
def tangent_rule(f: Expr, x: Expr) -> Expr:
    """∂tan(u)/∂x = (1 + tan²u) ∂u/∂x"""
    return (1 + f**2) * Partial(f.args[0], x)


@rule(sinh)
def hyperbolic_sine_rule(f: Expr, x: Expr) -> Expr:
    """∂sinh(u)/∂x = cosh(u) ∂u/∂x"""
    return cosh(f.args[0]) * Partial(f.args[0], x)


@rule(cosh)
def hyperbolic_cosine_rule(f: Expr, x: Expr) -> Expr:
    """∂cosh(u)/∂x = sinh(u) ∂u/∂x"""
    return sinh(f.args[0]) * Partial(f.args[0], x)


@rule(atan)
def arctangent_rule(f: Expr, x: Expr) -> Expr:
    """∂arctan(u)/∂x = 1/(1 + u²) ∂u/∂x"""
    u = f.args[0]
    return Partial(u, x) / (1 + u**2)


@rule(Piecewise, where="away from the ends of the pieces; there the value of the piece that holds is taken")
def piecewise_rule(f: Piecewise, x: Expr) -> Expr:
    """∂(u if p, else v)/∂x = ∂u/∂x if p, else ∂v/∂x"""
    return Piecewise(*((Partial(u, x), p) for u, p in f.args))


@rule(Sum)
def sum_rule(f: Sum, x: Expr) -> Expr:
    """∂(Σ_k u_k)/∂x = Σ_k ∂u_k/∂x"""
    apart = rename_apart(f, names_in(x))
    return summation(Partial(apart.function, x), *bound(apart))


@rule(ScalarFunction, when=lambda f, x: f.func.base is None)
def function_rule(f: ScalarFunction, x: Expr) -> Expr:
    """∂f(u)/∂x = f′(u) ∂u/∂x"""
    u = f.args[0]
    return f.func.prime(u) * Partial(u, x)


@rule(Unspecified)
def unspecified_function_rule(f: Unspecified, x: Expr) -> Expr:
    """∂g(u)/∂x = g′(u) ∂u/∂x"""
    u = f.argument
    return Unspecified(f.name, f.order + 1, f.layer, u) * Partial(u, x)


@rule(Dependence)
def dependence_rule(f: Dependence, x: Expr) -> Expr:
    """∂C(a)/∂x = Σ_k ∂C/∂a_k ∂a_k/∂x"""
    taken = names_in(f, x)
    entry = []
    for i in f.bound:
        entry.append(fresh(i, taken))
        taken.add(str(entry[-1].label))
    body = f.body.xreplace(dict(zip(f.bound, entry, strict=True)))
    return summation(Dependence(f.name, f.body, f.bound, (*f.at, tuple(entry))) * Partial(body, x), *entry)
