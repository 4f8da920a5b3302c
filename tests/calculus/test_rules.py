"""What would be broken: one line of the table of derivatives.  Each is held against SymPy's own `diff` at 50 digits."""

import pytest
from sympy import (
    Abs,
    Function,
    IndexedBase,
    N,
    Piecewise,
    Rational,
    Symbol,
    atan,
    cos,
    cosh,
    erf,
    exp,
    log,
    sign,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)

from symbackprop.calculus.contraction import contraction
from symbackprop.calculus.derivation import Derivation
from symbackprop.calculus.rules import RULES, find_rule
from symbackprop.errors import UnknownNodeError
from symbackprop.language.indices import index, size, summation
from symbackprop.language.nodes import Partial

x, c = Symbol("x", real=True), Symbol("c", real=True)
EXAMPLES = [
    c + Rational(1, 3),
    x,
    x + c * x**2,
    c * sin(x),
    exp(x) * log(x) * cos(x),
    x**5,
    x**c,
    c**x,
    sqrt(1 + x**2),
    1 / (1 + exp(-x)),
    exp(-(x**2)),
    log(1 + x**2),
    Abs(x - 2),
    sign(x) * x**2,
    tanh(x / 2),
    erf(x),
    sin(x) + cos(x**2),
    tan(x / 3),
    sinh(x) * cosh(x),
    atan(x**2),
    Piecewise((x**2, x > Rational(1, 2)), (x, True)),
]


def differentiated(expression, variable):
    """The derivation of ∂(expression)/∂(variable) by the table of rules."""
    derivation = Derivation(Partial(expression, variable))
    derivation.differentiate()
    return derivation


@pytest.mark.parametrize("expression", EXAMPLES, ids=str)
def test_rule_agrees_with_sympy(expression):
    """The derivative by the table is SymPy's, at 50 digits."""
    derivation = differentiated(expression, x)
    for at in (Rational(7, 10), Rational(13, 8)):
        point = {x: at, c: Rational(4, 3)}
        expected = N(expression.diff(x).subs(point).doit(), 50)
        assert abs(N(derivation.state.subs(point).doit(), 50) - expected) < Rational(1, 10**45)


def test_examples_use_every_scalar_rule():
    """No rule of one variable stands in the table without an example here."""
    used = {step.rule for e in EXAMPLES for step in differentiated(e, x).steps}
    tensor_rules = {
        "entry rule",
        "sum rule",
        "function rule",
        "unspecified function rule",
        "dependence rule",
        "derivative of a function rule",
    }
    assert {r.name for r in RULES} - tensor_rules == used


def test_entries_give_kronecker_deltas():
    """∂(Σ_k w_jk a_k)/∂a_i = w_ji, the bound index renamed apart from the i of the variable."""
    n = size("n")
    i, j, k = index("i", n), index("j", n), index("k", n)
    w, a = IndexedBase("w", real=True), IndexedBase("a", real=True)
    for variable in (i, k):
        derivation = differentiated(summation(w[j, k] * a[k], k), a[variable])
        derivation.rewrite(*contraction(derivation.state))
        assert derivation.state == w[j, variable]


def test_an_unknown_node_is_an_error():
    """A function that no rule covers is never taken for a constant."""
    with pytest.raises(UnknownNodeError, match="no rule of calculus covers f"):
        find_rule(Function("f")(x), x)


def test_what_does_not_read_the_variable_is_constant():
    """f(c) has no x in it."""
    assert find_rule(Function("f")(c), x).name == "constant rule"


def test_every_rule_states_its_line():
    """The docstring of a rule is the line of the textbook, and it has a derivative in it."""
    for rule in RULES:
        assert "∂" in rule.statement and "=" in rule.statement
