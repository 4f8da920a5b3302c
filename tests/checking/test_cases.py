"""What would be broken: functions with cases, under sums and alone; and the relations that prove identities."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    Eq,
    KroneckerDelta,
    Max,
    Min,
    Ne,
    Piecewise,
    Rational,
    Symbol,
    cos,
    cosh,
    exp,
    log,
    pi,
    sign,
    sin,
    sqrt,
    symbols,
    sympify,
    tan,
    tanh,
)

import symbackprop as sb
from symbackprop.checking.chains import Chains
from symbackprop.checking.comparisons import Comparison
from symbackprop.checking.referee import Referee, check
from symbackprop.checking.verdicts import Verdict
from symbackprop.language.functions import scalar_function
from symbackprop.language.indices import summation
from symbackprop.language.systems import Equation, System
from tests.checking.test_canonical_form import a, b, j, k, n

u, v = symbols("u v", real=True)
y = Symbol("y", real=True)
EMPTY = System((), ())


def proved(left, right):
    """Whether an equality is proved for all sizes."""
    return Comparison(Chains(EMPTY)).proof(left, sympify(right)) is not None


def verdict(left, right):
    """The verdict on one statement about nothing but data."""
    return Referee(EMPTY).statement(left, right, "statement").verdict


HUBER = Piecewise(((u - y) ** 2 / 2, Abs(u - y) < 1), (Abs(u - y) - Rational(1, 2), True))
LOSSES = {
    "huber": HUBER,
    "hinge": Max(0, 1 - u * y),
    "pinball": Piecewise((y - u, y > u), ((u - y) / 2, True)),
    "insensitive": Max(0, Abs(u - y) - 1),
}


@cache
def gradients(name, batch):
    """The gradients of one layer with a loss that has cases."""
    cost = sb.CustomCost(formula=LOSSES[name].xreplace({u: Symbol("a", real=True)}))
    return sb.backprop(sb.network("n_0", sb.Dense("n_1"), sb.Tanh(), cost=cost, batch=batch))


@pytest.mark.parametrize("batch", ["rows", "columns", None])
@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_with_cases_is_proved_for_all_sizes(name, batch):
    """Σ_k of cases with δ_kj inside: contracted case by case, the kinks' values included."""
    report = check(gradients(name, batch)).require(Verdict.PROVED)
    assert all(part.sizes == "all" for judged in report for part in (judged, *judged.steps))


@pytest.mark.parametrize("name", LOSSES)
def test_lies_about_a_loss_with_cases_are_refuted(name):
    """The sign, the batch's 1/m, and the cases the other way round."""
    from tests.checking.test_referee import with_right_side

    system = gradients(name, "columns")
    for lie in (lambda rhs: -rhs, lambda rhs: 2 * rhs, swapped_cases):
        assert [wrong.name for wrong in check(with_right_side(system, "delta1", lie)).refuted] == ["delta1"]


def swapped_cases(rhs):
    """The values of the cases exchanged."""
    (cases,) = rhs.atoms(Piecewise)
    values, conditions = zip(*cases.args, strict=True)
    return rhs.xreplace({cases: Piecewise(*zip(values[::-1], conditions, strict=True))})


def positive(x):
    """A rectifier without a name."""
    return Piecewise((x, x > 0), (x / 100, True))


def test_deltas_contract_through_cases():
    """Σ_k cases(u δ_kj, v δ_kj) = cases(u_j, v_j), in one case or in all of them."""
    step = Piecewise((a[k] * KroneckerDelta(k, j), b[k] > 0), (2 * KroneckerDelta(j, k), True))
    assert proved(summation(step, k), Piecewise((a[j], b[j] > 0), (2, True)))
    assert not proved(summation(step, k), Piecewise((a[j], b[j] >= 0), (2, True)))
    one = Piecewise((a[k] * KroneckerDelta(k, j), b[k] > 0), (1, True))
    assert proved(summation(one, k), positive_part(j) + n - summation(Piecewise((1, b[k] > 0), (0, True)), k))


def positive_part(i):
    """a_i where b_i > 0."""
    return Piecewise((a[i], b[i] > 0), (0, True))


def test_functions_with_cases_under_sums():
    """Σ_k f(a_k)² and its like, f a leaky rectifier."""
    squared = Piecewise((a[k] ** 2, a[k] > 0), (a[k] ** 2 / 10000, True))
    assert proved(summation(positive(a[k]) ** 2, k), summation(squared, k))
    assert proved(summation(positive(a[k]) - positive(-a[k]), k), summation(a[k], k) * Rational(101, 100))
    assert not proved(summation(positive(a[k]) * positive(b[k]), k), summation(positive(a[k] * b[k]), k))


TRUE = [
    (Abs(u) * sign(u), u),
    (Abs(u * v), Abs(u) * Abs(v)),
    (1 / Abs(u), sign(u) / u),
    (sign(u) * Abs(u) ** Rational(3, 2), u * sqrt(Abs(u))),
    (Max(u, v), (u + v + Abs(u - v)) / 2),
    (Max(-1, Min(1, u)), (Abs(u + 1) - Abs(u - 1)) / 2),
    (Piecewise((1, Abs(u) < 1), (0, True)), Piecewise((0, u <= -1), (1, u < 1), (0, True))),
    (Piecewise((u, u > 0), (0, True)), Piecewise((u, u >= 0), (0, True))),
    (Piecewise((sin(u) / u, Ne(u, 0)), (1, True)) * u, sin(u)),
    (Piecewise((1, u**2 - 1 > 0), (0, True)), Piecewise((1, u > 1), (1, u < -1), (0, True))),
    (Piecewise((exp(u), Eq(u, 2)), (0, True)), Piecewise((exp(2), Eq(u, 2)), (0, True))),
    (sin(u) ** 2 + cos(u) ** 2, 1),
    (sin(u + v), sin(u) * cos(v) + cos(u) * sin(v)),
    (tan(u) ** 2 + 1, cos(u) ** -2),
    (cos(u + pi / 2), -sin(u)),
    (cos(3 * u), 4 * cos(u) ** 3 - 3 * cos(u)),
    (log(exp(u) + exp(2 * u)), u + log(1 + exp(u))),
    (log(cosh(u)), u + log(1 + exp(-2 * u)) - log(2)),
    (tanh(log(1 + exp(u))), 1 - 2 / ((1 + exp(u)) ** 2 + 1)),
    (exp(log(1 + exp(u)) / 2), sqrt(1 + exp(u))),
]
FALSE = [
    (Abs(u), u),
    (Abs(u + v), Abs(u) + Abs(v)),
    (Abs(u) ** 3, u**3),
    (Max(u, v), u + v),
    (Max(-1, Min(1, u)), u),
    (Piecewise((1, u**2 - 1 > 0), (0, True)), Piecewise((1, u > 1), (0, True))),
    (sin(2 * u), 2 * sin(u)),
    (cos(u + pi), cos(u)),
    (log(1 + exp(u)), u),
    (sqrt(u**2), u),
]


@pytest.mark.parametrize(("left", "right"), TRUE)
def test_true_relations_are_proved(left, right):
    """By cases with their points, by exponentials, by logarithms of products."""
    assert proved(left, right)


@pytest.mark.parametrize(("left", "right"), FALSE)
def test_false_relations_are_refuted(left, right):
    """And never proved: points of both signs are tried."""
    assert verdict(left, right) is Verdict.REFUTED


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (Piecewise((1, u > 0), (0, True)), Piecewise((1, u >= 0), (0, True))),
        (Piecewise((u / u, Ne(u, 0)), (0, True)), 1),
        (Piecewise((u, u > 0)), u),
        (Abs(u) / u * sign(u), 1 - Piecewise((0, Ne(u, 0)), (1, True)) * 2),
    ],
)
def test_what_differs_at_one_point_is_not_proved(left, right):
    """A value at a kink is part of the claim, and so is that there is one."""
    assert verdict(left, right) is not Verdict.PROVED


ACTIVATIONS = {
    "mish": u * tanh(log(1 + exp(u))),
    "signed power": sign(u) * Abs(u) ** Rational(3, 2),
    "log-cosh": log((exp(u) + exp(-u)) / 2),
    "gaussian": exp(-(u**2)),
    "softsign": u / (1 + Abs(u)),
    "signed log": sign(u) * log(1 + Abs(u)),
    "hard tanh": Max(-1, Min(1, u)),
    "hard swish": u * Max(0, Min(6, u + 3)) / 6,
    "celu": Max(0, u) + Min(0, 2 * (exp(u / 2) - 1)),
    "selu": Rational(10507, 10000) * Piecewise((u, u > 0), (Rational(16733, 10000) * (exp(u) - 1), True)),
    "snake": u + sin(u) ** 2,
    "soft shrink": Piecewise((u - 1, u > 1), (u + 1, u < -1), (0, True)),
    "squared": Max(0, u) ** 2,
    "root": u / sqrt(1 + u**2),
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_derivative_of_a_user_s_activation_is_proved(name):
    """Every step of f', for all u; and twice the derivative is refuted."""
    net = sb.network(2, sb.Dense(3), sb.Activation(formula=ACTIVATIONS[name], name="f"), cost=sb.Quadratic())
    (identity,) = sb.backprop(net).identities
    check(identity).require(Verdict.PROVED)
    lie = Equation(identity.lhs, 2 * identity.rhs)
    assert check(lie).refuted


def test_the_jump_of_a_sign_is_a_precondition():
    """sign′ = 0 away from 0: the referee says so."""
    net = sb.network(2, sb.Dense(3), sb.Activation(formula=ACTIVATIONS["signed power"], name="f"), cost=sb.Quadratic())
    assert "f'(u): u ≠ 0, the value 0 is taken there" in check(sb.backprop(net).identities).preconditions


def test_where_cases_meet_is_a_precondition():
    """A loss with cases is differentiated case by case; where they meet is said."""
    assert check(gradients("hinge", None)).preconditions == (
        "a1*y - 1 ≠ 0: there the case that holds is differentiated",
    )


numbers = st.integers(-2, 2)
linear = st.builds(lambda p, q, r: p * u + q * v + r, numbers, numbers, numbers)
conditions = st.builds(lambda t, strict: t > 0 if strict else Eq(t, 0), linear, st.booleans())


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(linear, conditions), min_size=1, max_size=3), linear, st.tuples(numbers, numbers))
def test_cases_have_the_value_of_the_case_that_holds(branches, last, at):
    """Written as brackets, a Piecewise is at every point what it was, on the edges too."""
    from symbackprop.checking.reading import Reader

    expr = Piecewise(*branches, (last, True)) + 0 * u
    value = Reader(symbols={u: number(at[0]), v: number(at[1])}).form(expr)
    assert value.constant == expr.subs({u: at[0], v: at[1]})
    assert evaluated(Reader().form(expr), at) == expr.subs({u: at[0], v: at[1]})


def number(value):
    """A constant form."""
    from symbackprop.checking.forms import number as form_of

    return form_of(value)


def evaluated(form, at):
    """A form with brackets at integers."""
    from symbackprop.checking.sums import Change

    values = {"u": number(at[0]), "v": number(at[1])}
    change = Change(atom=lambda atom: values.get(atom.head) if atom.kind == "symbol" else None)
    return change.form(form).constant


def test_a_named_function_with_cases_is_an_atom_until_it_is_written_out():
    """Σ_k f(a_k) − Σ_j f(a_j) needs no cases; f(u) against its cases does."""
    leaky = scalar_function("leaky", positive(Symbol("u", real=True)), kinks=[0])
    assert proved(summation(leaky(a[k]), k), summation(leaky(a[j]), j))
    assert proved(summation(leaky(a[k]), k), summation(positive(a[j]), j))
