"""The derivatives of the named scalar functions, f′(u) in closed form, each a theorem with its steps.

Where the textbook has a line of its own (σ′ = σ(1 − σ)) the table has it; all others, a user's own functions among
them, are derived from their definitions by the rules.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

from sympy import Expr

from symbackprop.calculus.derivation import Derivation
from symbackprop.language import functions
from symbackprop.language.functions import ARGUMENT, ScalarFunction
from symbackprop.language.nodes import Partial
from symbackprop.language.systems import Equation

ClosedForm = Callable[[Expr], Expr]
CLOSED_FORMS: dict[type[ScalarFunction], ClosedForm] = {}


def closed_form(function: type[ScalarFunction]) -> Callable[[ClosedForm], ClosedForm]:
    """Enter the textbook's line for the derivative of a function into the table."""

    def enter(form: ClosedForm) -> ClosedForm:
        CLOSED_FORMS[function] = form
        return form

    return enter


@closed_form(functions.sigmoid)
def sigmoid_rule(u: Expr) -> Expr:
    """σ′(u) = σ(u) (1 − σ(u))"""
    return functions.sigmoid(u) * (1 - functions.sigmoid(u))


@closed_form(functions.tanh)
def tanh_rule(u: Expr) -> Expr:
    """tanh′(u) = 1 − tanh²(u)"""
    return 1 - functions.tanh(u) ** 2


@closed_form(functions.softplus)
def softplus_rule(u: Expr) -> Expr:
    """softplus′(u) = σ(u)"""
    return functions.sigmoid(u)


def derivative(function: type[ScalarFunction]) -> Equation:
    """The theorem f′(u) = …, by the table or from the definition of f."""
    form = CLOSED_FORMS.get(function)
    return _from_definition(cast(Any, function)) if form is None else _from_table(function, form)


def _from_table(function: type[ScalarFunction], form: ClosedForm) -> Equation:
    derivation = Derivation(function.prime(ARGUMENT))
    derivation.rewrite(rule_name(form), derivation.state, form(ARGUMENT))
    return Equation(function.prime(ARGUMENT), derivation.state, derivation.steps, f"{function.label}'")


def rule_name(form: ClosedForm) -> str:
    """The name under which a closed form stands in a derivation."""
    return form.__name__.removesuffix("_rule").replace("_", " ") + " rule"


@lru_cache(maxsize=1000)
def _from_definition(function: Any) -> Equation:
    derivation = Derivation(function.prime(ARGUMENT))
    derivation.rewrite("definition", derivation.state, Partial(function.definition(ARGUMENT), ARGUMENT))
    derivation.differentiate()
    while inner := derivation.first(ScalarFunction, lambda f: f.func.base is not None):
        theorem = derivative(inner.func.base)
        rule = theorem.steps[0].rule if len(theorem.steps) == 1 else f"derivative of {inner.func.base.label}"
        derivation.rewrite(rule, inner, at(theorem, inner.args[0]))
    return Equation(function.prime(ARGUMENT), derivation.state, derivation.steps, f"{function.label}'")


def at(theorem: Equation, u: Expr) -> Expr:
    """The right side of f′(u) = … for another argument."""
    return theorem.rhs.xreplace({ARGUMENT: u})
