"""What would be broken: the derivative of a built-in or a user's scalar function."""

import pytest
from sympy import N, Rational, exp

from symbackprop.calculus.closed_forms import CLOSED_FORMS, derivative
from symbackprop.language import functions
from symbackprop.language.functions import ARGUMENT, ScalarFunction, scalar_function

u = ARGUMENT
BUILT_IN = [
    functions.sigmoid,
    functions.tanh,
    functions.relu,
    functions.softplus,
    functions.silu,
    functions.gelu,
    functions.gelu_tanh,
    functions.leaky_relu(Rational(1, 100)),
    functions.elu(Rational(3, 2)),
    scalar_function("bump", exp(-(u**2)) * functions.sigmoid(u)),
]


def written_out(expression):
    """The expression with every named function replaced by its definition."""
    while expression.has(ScalarFunction):
        expression = expression.replace(lambda f: isinstance(f, ScalarFunction), lambda f: f.func.definition(f.args[0]))
    return expression


@pytest.mark.parametrize("function", BUILT_IN, ids=lambda f: f.label)
def test_derivative_is_that_of_the_definition(function):
    """f′ by the rules equals SymPy's derivative of the definition of f, at 50 digits, on both sides of a kink."""
    theorem = derivative(function)
    expected = written_out(function.definition(u)).diff(u)
    for at in (Rational(-17, 10), Rational(3, 10)):
        gap = written_out(theorem.rhs).subs(u, at) - expected.subs(u, at)
        assert abs(N(gap, 50)) < Rational(1, 10**45)


@pytest.mark.parametrize("function", BUILT_IN, ids=lambda f: f.label)
def test_derivative_is_in_closed_form(function):
    """No derivative of another function is left in it, and its steps lead to it."""
    theorem = derivative(function)
    assert not any(f.func.base for f in theorem.rhs.atoms(ScalarFunction))
    assert theorem.chain()[-1] == theorem.rhs


def test_kinks_take_the_value_of_the_second_piece():
    """The derivative of ReLU at 0 is 0."""
    assert derivative(functions.relu).rhs.subs(u, 0) == 0


def test_the_table_holds_the_lines_of_the_textbook():
    """σ′ = σ(1 − σ) is printed as such, not as e⁻ᵘ/(1 + e⁻ᵘ)²."""
    for function, form in CLOSED_FORMS.items():
        assert derivative(function).rhs == form(u)
        assert "′" in form.__doc__
