"""A user's own formula: what is read, what is refused, and where the reader points."""

import math
from functools import wraps

import numpy as np
import pytest
import sympy as sp
from numpy import exp as e
from sympy import Abs, Interval, Piecewise, Rational, Symbol, exp, log, oo, sqrt, tanh

from symbackprop.errors import FunctionError
from symbackprop.language import functions
from symbackprop.language.formulas import as_expression, as_scalar_function
from symbackprop.language.functions import ARGUMENT as u

SLOPE = 0.1


def swish(z):
    """z σ(z)."""
    return z / (1 + np.exp(-z))


def squash(x):
    """The logistic function, by another name."""
    return 1 / (1 + e(-x))


def uses_helper(z):
    """A docstring is no statement."""
    s = squash(z)
    s *= 2
    t: float = s * z
    return t - SLOPE


def by_cases(z):
    """Three cases, one with a name of its own."""
    if z > 1:
        return z
    elif z > -1:
        w = z**2
    else:
        w = -z
    return w


def shadowed(z):
    """A function within the function."""

    def exp(x):
        return 2 * x

    return exp(z)


def read(formula):
    """The definition that comes out, in u."""
    return as_scalar_function(formula).definition.expr


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (swish, u / (1 + exp(-u))),
        (uses_helper, 2 * u / (1 + exp(-u)) - Rational(1, 10)),
        (by_cases, Piecewise((u, u > 1), (u**2, u > -1), (-u, True))),
        (lambda z: np.maximum(0, z), Piecewise((u, u > 0), (0, True))),
        (lambda z: max(z, 0), Piecewise((u, u > 0), (0, True))),
        (lambda z: np.where(z > 0, z, SLOPE * z), Piecewise((u, u > 0), (u / 10, True))),
        (lambda z, a=0.5: z if z > 0 else a * (math.exp(z) - 1), Piecewise((u, u > 0), ((exp(u) - 1) / 2, True))),
        (lambda z: math.sqrt(1 + abs(z) ** 2), sqrt(1 + u**2)),
        (lambda z: np.clip(z, -1, 1), Piecewise((-1, u < -1), (1, u > 1), (u, True))),
        (lambda z: math.pi * z + 0.1 * np.pi, sp.pi * u + sp.pi / 10),
        (lambda z: sp.log(1 + sp.exp(z)), log(1 + exp(u))),
        (lambda z: np.log1p(np.exp(z)) / np.log(2), log(1 + exp(u)) / log(2)),
        (lambda z: np.minimum(0, np.exp(z) - 1), Piecewise((exp(u) - 1, u < 0), (0, True))),
        (lambda z: min(1, max(0, z)), Piecewise((u, (u > 0) & (u < 1)), (0, u <= 0), (1, True))),
        (lambda z: z if -1 < z <= 1 else 0, Piecewise((u, (u > -1) & (u <= 1)), (0, True))),
        (0.5 * Symbol("t") ** 2, u**2 / 2),
        (sp.Max(Symbol("t"), 0), Piecewise((u, u > 0), (0, True))),
        (lambda z: functions.sigmoid(z) * z, functions.sigmoid(u) * u),
        (np.arctan, sp.atan(u)),
    ],
)  # fmt: skip
def test_a_formula_is_read_exactly(formula, expected):
    """The syntax tree becomes the expression that its author would write by hand."""
    assert read(formula) == expected


def test_two_lambdas_on_one_line_are_told_apart():
    """The wrong lambda of a line would be differentiated."""
    pair = (lambda z: z + 1, lambda z: z * 2 if z > 0 else z)
    assert [read(f) for f in pair] == [u + 1, Piecewise((2 * u, u > 0), (u, True))]


def test_names_count_by_what_they_are_bound_to():
    """A name that looks like log and is bound to exp is exp."""
    log = np.exp
    assert read(lambda z: log(z)) == exp(u)


def test_the_function_of_a_function_keeps_its_name():
    """The name shows in LaTeX and in the emitted source."""
    assert as_scalar_function(swish).label == "swish"
    assert as_scalar_function(swish, "mine").label == "mine"
    assert as_scalar_function(lambda z: z * z).label == "f"


def test_the_same_formula_gives_the_same_function():
    """Two classes for one function would never cancel."""
    assert as_scalar_function(swish) is as_scalar_function(swish)
    assert as_scalar_function(np.tanh) is functions.tanh
    assert as_scalar_function(functions.relu) is functions.relu


@pytest.mark.parametrize(
    ("formula", "kinks"),
    [
        (lambda z: abs(z), (0,)),
        (lambda z: abs(z) * z, ()),
        (lambda z: max(z, 0), (0,)),
        (lambda z: max(z, 0) ** 2, ()),
        (lambda z: np.clip(z, -2, 3), (-2, 3)),
        (lambda z: z if z > 0 else math.exp(z) - 1, ()),
        (lambda z: z if z > 0 else 2 * (math.exp(z) - 1), (0,)),
        (lambda z: 1 if z > 1 else 0, (1,)),
        (lambda z: abs(z**2 - 2), (-sqrt(2), sqrt(2))),
        (lambda z: np.sqrt(abs(z)), (0,)),
        (lambda z: functions.relu(z - 1), (1,)),
        (lambda z: z * np.sign(z), (0,)),
        (lambda z: max(z, 0) + min(0, np.exp(z) - 1), (0,)),  # smooth, but the cases at 0 alone have the slope 0
        (lambda z: z / (1 + abs(z)), ()),
    ],
)
def test_kinks_are_where_the_derivative_jumps(formula, kinks):
    """A kink that is not stated would be a false precondition."""
    assert as_scalar_function(formula).kinks == kinks


@pytest.mark.parametrize(
    ("formula", "domain", "range_"),
    [
        (swish, Interval(-oo, oo), Interval(-oo, oo)),
        (squash, Interval(-oo, oo), Interval.open(0, 1)),
        (lambda z: np.log(z), Interval.open(0, oo), Interval(-oo, oo)),
        (lambda z: np.log(1 + z**2), Interval(-oo, oo), Interval(0, oo)),
        (lambda z: math.sqrt(1 - z**2), Interval(-1, 1), Interval(0, oo)),
        (lambda z: 1 / (z - 1), sp.Reals - sp.FiniteSet(1), Interval(-oo, oo)),
        (lambda z: np.where(z > 0, np.log1p(abs(z)), -np.log(1 - z)), Interval(-oo, oo), Interval(-oo, oo)),
        (lambda z: np.tanh(z) ** 2, Interval(-oo, oo), Interval.Ropen(0, 1)),
        (lambda z: np.exp(-abs(z)), Interval(-oo, oo), Interval.Lopen(0, 1)),
    ],
)
def test_domain_and_range(formula, domain, range_):
    """Points outside the domain would refute true equations."""
    f = as_scalar_function(formula)
    assert f.domain == domain
    assert f.range_ == range_


def test_an_unknown_domain_is_refused_not_guessed():
    """A guessed domain would make proofs hollow."""
    with pytest.raises(FunctionError, match="cannot be found out"):
        as_scalar_function(lambda z: np.log(np.cos(z) - z**3))


def reducing(z):
    """A softmax is no function of one number."""
    return np.exp(z) / np.sum(np.exp(z), axis=0)


def summing(z):
    """Nor is this."""
    return np.exp(z) / np.sum(np.exp(z))


def transposing(z):
    """Nor is this one."""
    return 2 * z.T


def looping(z):
    """A loop."""
    total = 0
    for power in range(3):
        total += z**power
    return total


def unknown(z):
    """A name from nowhere."""
    return 1 + zz  # noqa: F821


def recursive(z):
    """A function of itself."""
    return recursive(z - 1)


def open_ended(z):
    """No value for z ≤ 0."""
    if z > 0:
        return z


def indexing(z):
    """An array."""
    return z[0]


def through_a_helper(z):
    """The mistake is elsewhere."""
    return 1 + transposing(z)


@pytest.mark.parametrize(
    ("formula", "shown", "caret", "says"),
    [
        (reducing, "return np.exp(z) / np.sum(np.exp(z), axis=0)", "axis=0", "axis="),
        (summing, "return np.exp(z) / np.sum(np.exp(z))", "np.sum", "np.sum is not a function of scalars"),
        (transposing, "return 2 * z.T", "z.T", ".T is an attribute"),
        (looping, "for power in range(3):", "for power in range(3):", "a loop"),
        (unknown, "return 1 + zz  # noqa: F821", "zz", "zz is not bound"),
        (recursive, "def recursive(z):", "def recursive", "calls itself"),
        (open_ended, "def open_ended(z):", "def open_ended", "without returning"),
        (indexing, "return z[0]", "z[0]", "indexing"),
        (through_a_helper, "return 2 * z.T", "z.T", "called by through_a_helper"),
        (shadowed, "def exp(x):", "def exp", "a function within the function"),
    ],
)
def test_a_refusal_points_at_the_construct(formula, shown, caret, says):
    """The author's own line, with carets under what is not understood."""
    with pytest.raises(FunctionError) as caught:
        as_scalar_function(formula)
    lines = str(caught.value).splitlines()
    assert "test_formulas.py:" in lines[0]
    assert says in str(caught.value)
    assert lines[1] == f"    {shown}"
    start = 4 + shown.index(caret)
    assert lines[2] == " " * start + "^" * len(caret)


def generating(z):
    """Not a value but many."""
    yield z


async def waiting(z):
    """A value later."""
    return z


def printing(z):
    """A side effect."""
    print(z)
    return z


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        (generating, "generating is a generator"),
        (waiting, "waiting is an async function"),
        (print, "print is a function that prints"),
        (printing, "print is called for what it does"),
    ],
)
def test_functions_of_another_kind_are_named(formula, says, capsys):
    """And none of them is run."""
    with pytest.raises(FunctionError, match=says):
        as_scalar_function(formula)
    assert capsys.readouterr().out == ""


def test_a_long_line_is_cut_around_the_caret():
    """Two hundred characters would hide the place."""
    long = lambda z: z + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + z[0] + 11 + 12 + 13 + 14 + 15 + 16 + 17 + 18 + 19  # noqa: E731 # fmt: skip
    with pytest.raises(FunctionError) as caught:
        as_scalar_function(long)
    _, line, carets, *_ = str(caught.value).splitlines()
    assert len(line) < 90 and line[carets.index("^") :][: carets.count("^")] == "z[0]"


def test_a_lambda_of_sympy_is_a_formula():
    """Its own bound variable says which symbol is meant."""
    assert read(sp.Lambda(Symbol("v"), Symbol("v") ** 2)) == u**2


@pytest.mark.parametrize("formula", [3, "z + 1", None, lambda z: 3, lambda a, b: a, np.floor,
                                     sp.Function("h")(Symbol("z")), Symbol("a") * Symbol("b")])  # fmt: skip
def test_what_is_no_formula_of_one_number_is_refused(formula):
    """Anything else would surface as an error of SymPy."""
    with pytest.raises(FunctionError):
        as_scalar_function(formula)


def test_without_source_a_function_is_called_with_a_symbol():
    """Functions typed at a prompt have no source."""
    scope = {"sp": sp, "np": np}
    exec("def soft(z): return sp.log(1 + sp.exp(z))\ndef hard(z): return np.exp(z)", scope)
    assert read(scope["soft"]) == log(1 + exp(u))
    with pytest.raises(FunctionError, match="hard cannot be read as a formula: its source is not at hand"):
        as_scalar_function(scope["hard"])


def test_a_decorator_that_changes_the_value_is_found_out():
    """The source alone would say z², the function computes 2 z²."""

    def doubled(f):
        @wraps(f)
        def g(z):
            return 2 * f(z)

        return g

    @doubled
    def f(z):
        return z**2

    with pytest.raises(FunctionError, match="does not compute the formula"):
        as_scalar_function(f)


def test_a_cost_is_read_in_a_and_y_whatever_its_parameters_are_called():
    """The order of the parameters is what counts."""
    a, y = Symbol("a", real=True), Symbol("y", real=True)
    assert as_expression(lambda out, target: np.abs(out - target)) == Abs(a - y)
    assert as_expression(lambda p, t: p * t + 0.25) == a * y + Rational(1, 4)


def test_tanh_of_three_libraries_is_one():
    """math, numpy and sympy spell one function."""
    assert {read(f) for f in (np.tanh, math.tanh, sp.tanh)} == {tanh(u)}
