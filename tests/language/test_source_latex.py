"""A function as its author wrote it: what latexify draws means what was read, and what it draws falsely is refused."""

import math
import random

import numpy as np
import pytest
from numpy import exp as e
from sympy import Symbol

from symbackprop import Activation
from symbackprop.errors import FunctionError
from symbackprop.language.formulas import as_expression
from symbackprop.language.source_latex import latex_as_written
from tests.language.printed_latex import value_of

HALF = 0.5


def swish(z):
    """z σ(z)."""
    return z / (1 + np.exp(-z))


def gelu(z):
    """With names for its parts."""
    c = math.sqrt(2 / math.pi)
    inner = c * (z + 0.044715 * z**3)
    return 0.5 * z * (1 + np.tanh(inner))


def rectified(z):
    """Cases by np.where."""
    return np.where(z > 0, z, 0.1 * z)


def staged(z):
    """Cases by if."""
    if z > 1:
        return z
    elif -1 < z <= 1:
        return z**2 - 2 * (z - 1)
    else:
        return -(z**3)


def renamed(z):
    """exp under another name, powers of calls, minus in parentheses."""
    return e(z * 2) ** 2 - (z - (1 - z)) * abs(z - 1) ** 1.5 / 3


def signs(z):
    """Minus signs and powers."""
    return -(z**2) * (2 * -z) + (-z) ** 2 / (z**2 + 1) ** (z / 7)


def logs(z):
    """Calls beside products, a named constant."""
    return np.log(1 + z**2) * z - np.sin(z) * np.cos(2 * z) / 2 ** (z - 1) + HALF


FUNCTIONS = [swish, gelu, rectified, staged, renamed, signs, logs, lambda z: z if z > 0 else math.exp(z) - 1]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_latex_means_the_formula_that_was_read(function):
    """latexify's output, read back by the conventions of print, has the values of our translation."""
    latex = latex_as_written(function)
    body = as_expression(function, ("z",))
    (z,) = body.free_symbols
    numbers = random.Random(1)
    for _ in range(20):
        at = numbers.uniform(-3, 3)
        assert value_of(latex, z=at, HALF=HALF) == pytest.approx(float(body.subs(z, at)), rel=1e-12)


def test_the_shape_is_the_authors():
    """SymPy would print another order."""
    assert latex_as_written(swish) == (
        r"\mathrm{swish}(z) = \frac{z}{1 + \exp \mathopen{}\left( -z \mathclose{}\right)}"
    )


def test_an_activation_shows_its_authors_formula():
    """The door to it from a layer."""
    assert Activation(swish).as_written() == latex_as_written(swish)
    assert Activation(2 * Symbol("t")).as_written() == "2 t"


@pytest.mark.parametrize(
    "function",
    [
        lambda z: np.sum(z),
        lambda z: np.exp(z, dtype=float),
        lambda z: 1e-5 * z,
        lambda z: z.T,
        lambda z: 2 * (3 / 4) * z,
        lambda z: 1 + (z if z > 0 else 0),
        lambda z: np.log1p(z),
        lambda z, a=2: a * z,
        np.exp,
    ],
)
def test_what_would_be_drawn_falsely_is_refused(function):
    """latexify itself drops or distorts each of these without a word."""
    with pytest.raises(FunctionError, match="cannot be shown as it was written"):
        latex_as_written(function)


def test_a_name_that_is_assigned_twice_is_refused():
    """It would print z = z + 1."""

    def again(z):
        z = z + 1
        return z

    with pytest.raises(FunctionError, match="only new names"):
        latex_as_written(again)
