"""What would be broken: the LaTeX that latexify draws of emitted code, held against the LaTeX of the equation."""

import math
import re

import numpy as np
import pytest

import symbackprop as sb
from symbackprop.errors import UnknownNodeError
from symbackprop.exports.drawn_code import drawn, drawn_functions
from symbackprop.language.functions import ARGUMENT
from tests.language import printed_latex

ACTIVATIONS = [
    sb.Sigmoid(), sb.ReLU(), sb.LeakyReLU(), sb.ELU(), sb.ELU(2), sb.Softplus(), sb.SiLU(), sb.GELU(), sb.GELU("tanh"),
    sb.Activation(lambda u: u / (1 + abs(u)), "softsign"),
]  # fmt: skip
BELOW = r"(\frac{u - \abs u|}{2})"
"""The smaller of u and 0, in words that the reader knows."""
POINTS = (-7.5, -1.0, -0.3, 0.7, 2.0, 9.0)


def as_latexify(latex):
    """Our LaTeX spelled as latexify spells: exp(v) for eᵛ, its own form of cases, one line."""
    latex = re.sub(r"\\\\\n\s*&\\quad|\\begin\{aligned\}|\\end\{aligned\}|&\\quad|&(?==)", "", latex)
    latex = re.sub(r"\\operatorname\{(\w+)\}", r"\\mathrm{\1}", latex).replace(r"\sigma(", r"\mathrm{sigmoid}(")
    latex = latex.replace(r"\begin{cases}", r"\cases").replace(r"\end{cases}", "")
    latex = latex.replace(r"& \text{if } ", r", & \mathrm{if} ").replace(
        r"& \text{otherwise}", r", & \mathrm{otherwise}"
    )
    while "e^{" in latex:
        start = latex.index("e^{")
        depth, end = 1, start + 3
        while depth:
            depth += {"{": 1, "}": -1}.get(latex[end], 0)
            end += 1
        latex = f"{latex[:start]}\\exp({latex[start + 3 : end - 1]}){latex[end:]}"
    return latex.replace(r"\left|", r"\abs ").replace(r"\right|", "|")


def value(latex, u):
    """The value of one printed line."""
    return printed_latex.value_of(f"f = {latex}", u=u)


@pytest.fixture(autouse=True)
def more_functions(monkeypatch):
    """The reader of latexify's LaTeX, with erf, σ and the smaller of two."""
    sigmoid = lambda u: 1 / (1 + math.exp(-u))  # noqa: E731 - a table of functions
    for name, function in {"erf": math.erf, "sigmoid": sigmoid, "sign": np.sign}.items():
        monkeypatch.setitem(printed_latex.FUNCTIONS, rf"\mathrm{{{name}}}", function)


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda a: a.function().label)
def test_code_and_equation_are_drawn_alike(activation):
    """Both pictures, brought to one spelling and read with nothing else at hand, have the same values."""
    system = sb.backprop(sb.network(3, sb.Dense(2), activation, cost=sb.Quadratic()))
    function = activation.function()
    meant = {function.label: function.definition(ARGUMENT)}
    for identity in system.identities:
        meant[identity.lhs.func.label.replace("'", "_prime")] = identity.rhs
    pictures = drawn_functions(system)
    checked = [name for name in pictures if name in meant]
    assert checked
    for name in checked:
        code = (
            pictures[name].split("=", 1)[1].replace(r"\mathrm{min} \mathopen{}\left( u, 0 \mathclose{}\right)", BELOW)
        )
        ours = as_latexify(sb.typeset(meant[name], system=system))
        for u in POINTS:
            np.testing.assert_allclose(value(code, u), value(ours, u), rtol=1e-12, atol=1e-15)


def test_a_lie_in_the_code_is_seen():
    """The picture of another function is not that of the equation."""
    code = drawn('def sigmoid(u):\n    """."""\n    return 1 / (1 + np.exp(u))\n').split("=", 1)[1]
    ours = as_latexify(sb.typeset(sb.Sigmoid().function().definition(ARGUMENT)))
    assert abs(value(code, 2.0) - value(ours, 2.0)) > 0.1


def test_what_has_no_drawing_is_refused():
    """latexify would print np.fft as a word."""
    with pytest.raises(UnknownNodeError, match=r"np\.fft has no drawing"):
        drawn('def f(u):\n    """."""\n    return np.fft(u)\n')
