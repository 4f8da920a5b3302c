"""What would be broken: formulas that overflow at 1000, lose their digits, or widen float32."""

import mpmath
import numpy as np
import pytest
from sympy import (
    Abs,
    Integer,
    Max,
    Min,
    Piecewise,
    Rational,
    Symbol,
    atan,
    cosh,
    erf,
    exp,
    lambdify,
    log,
    sinh,
    sqrt,
    tanh,
)

import symbackprop as sb
from symbackprop.compiling.helpers import HELPERS
from symbackprop.compiling.printer import ArrayPrinter
from symbackprop.compiling.scalars import stabilise
from symbackprop.errors import UnknownNodeError
from symbackprop.language.functions import ARGUMENT as u
from symbackprop.language.functions import scalar_function

FORMULAS = [
    1 / (1 + exp(-u)),
    exp(-u) / (1 + exp(-u)) ** 2,
    u / (1 + exp(-u)),
    1 / (1 + exp(-2 * u - 1)) ** 3,
    (exp(u) - exp(-u)) / (exp(u) + exp(-u)),
    1 - sinh(u) ** 2 / cosh(u) ** 2,
    1 / cosh(u),
    log(cosh(u)),
    log(1 + exp(u)),
    -log(1 + exp(-u)),
    log(1 / (1 + exp(-u))),
    log(1 + u**2),
    log(exp(u) + exp(-2 * u) + 3),
    u * tanh(log(1 + exp(u))),
    u * (1 + erf(u / sqrt(2))) / 2,
    erf(u),
    1 - erf(u),
    exp(-(u**2)),
    u / (1 + Abs(u)),
    atan(u) * sqrt(2),
    Piecewise((u, u > 0), (2 * (exp(u) - 1), True)),
    Piecewise((u * log(u), u > 0), (0, True)),
    Piecewise((1, u > 0), (Rational(1, 100), True)),
    Piecewise((u / 6 + Rational(1, 2), (u > -3) & (u < 3)), (1, u >= 3), (0, True)),
    Max(0, Min(1, u)),
]
POINTS = np.array([-1000, -45, -8, -3, -1.5, -0.25, 0, 0.001, 0.5, 1, 2.5, 7, 40, 1000])


@pytest.mark.parametrize("formula", FORMULAS, ids=str)
def test_formulas_against_50_digits(formula):
    """The same numbers as the formula itself at 50 digits, without a warning; float32 stays float32."""
    function = scalar_function("f", formula)
    system = sb.network(1, sb.Dense(1, bias=False), sb.Activation(function), cost=sb.Quadratic(), batch="rows")
    forward = sb.lambdify(system, "a1")
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        got = forward({"w1": np.ones((1, 1))}, POINTS[:, None])[:, 0]
        single = forward({"w1": np.ones((1, 1), np.float32)}, POINTS[:, None].astype(np.float32))
    with mpmath.workdps(60):
        exact = [float(mpmath.mpf(lambdify(u, formula, "mpmath")(mpmath.mpf(z)))) for z in POINTS]
    np.testing.assert_allclose(got, exact, rtol=1e-14, atol=2e-16)
    assert single.dtype == np.float32 and np.isfinite(single).all()


def test_error_function_to_the_last_digits():
    """erf and erfc, which NumPy lacks, on both sides of every seam."""
    space = {"np": np}
    for name in ("polynomial", "erfc", "erf"):
        exec(HELPERS[name][0], space)
    z = np.concatenate([np.linspace(-6, 26, 801), [0.0, 1e-300, 0.46875, np.nextafter(0.46875, 1), 4, -4, 1000, -1000]])
    for name in ("erf", "erfc"):
        with mpmath.workdps(40):
            exact = [float(getattr(mpmath, name)(mpmath.mpf(float(v)))) for v in z]
        np.testing.assert_allclose(space[name](z), exact, rtol=1e-15, atol=1e-307)
        assert space[name](z.astype(np.float32)).dtype == np.float32


def test_numbers_are_python_literals():
    """√2 is a literal: np.sqrt(2) is a float64 and would widen float32."""
    printed = ArrayPrinter(str, str).doprint(sqrt(2) * Symbol("x") + Rational(1, 3) * Symbol("y"))
    assert printed == "1.4142135623730951 * x + y / 3"


def test_a_function_named_like_numpys_own_is_not_taken_for_it():
    """A user's function that is called exp or log, with another meaning."""
    for name in ("exp", "log", "softmax", "u", "t1", "np", "lambda"):
        function = scalar_function(name, u**2 + 1)
        net = sb.network(1, sb.Dense(1, bias=False), sb.Activation(function), cost=sb.Quadratic())
        assert sb.lambdify(net, "a1")({"w1": np.array([[3.0]])}, np.ones(1)) == [10]


def test_two_functions_of_one_name():
    """Two leaky rectifiers with different slopes are two helpers."""
    net = sb.network(1, sb.Dense(1), sb.LeakyReLU("1/2"), sb.LeakyReLU("1/4"), cost=sb.Quadratic())
    assert sb.lambdify(net, "a2")({"w1": -np.ones((1, 1)), "b1": np.zeros(1)}, np.ones(1)) == [-1 / 8]


def test_unknown_nodes_are_refused():
    """No silent constant for what has no NumPy form."""
    from sympy import besselj

    with pytest.raises(UnknownNodeError, match="besselj"):
        ArrayPrinter(str, str).doprint(stabilise(besselj(Integer(0), u)))


def test_logarithm_of_a_users_own_sigmoid_is_fused():
    """log a and log(1 − a) with a = 1/(1 + e⁻ᶻ) of the user's own, at ±1000."""
    a, y = Symbol("a"), Symbol("y")
    cost = sb.CustomCost(formula=-y * log(a) - (1 - y) * log(1 - a))
    own = sb.Activation(1 / (1 + exp(-Symbol("z"))), "own")
    step = sb.lambdify(sb.network(1, sb.Dense(1), own, cost=cost))
    for z, target in ((1000.0, 0.0), (-1000.0, 1.0)):
        with np.errstate(all="raise", under="ignore"):
            assert step({"w1": np.zeros((1, 1)), "b1": np.array([z])}, np.ones(1), np.array([target])) == 1000
