"""What would be broken: presentation trees as plain text."""

import pytest
from sympy import Abs, Piecewise, Symbol, exp, log, sqrt

import symbackprop as sb
from symbackprop.language.functions import ARGUMENT as U
from symbackprop.typesetting.plain_text import plain
from symbackprop.typesetting.presentation import Accent, Identifier
from symbackprop.typesetting.typeset import present

K = Symbol("lam", real=True)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (U**2 / (1 + exp(-U)), "u²/(1 + e^(-u))"),
        (sqrt(U) * log(U), "√(u) log u"),
        (Abs(U - 1) / 2, "1/2 |u - 1|"),
        (Piecewise((U, U > 0), (0, True)), "{ u if u > 0; 0 otherwise }"),
        (-K * U, "-λ u"),
    ],
    ids=str,
)
def test_expressions(expression, text):
    """Fractions, powers, functions, cases and signs."""
    assert plain(present(expression)) == text


def test_equations():
    """Layers after their letter, sums by their index, derivatives in a line, transposes raised."""
    net = sb.backprop(sb.network(2, sb.Dense(3), sb.Sigmoid(), sb.Dense(2), cost=sb.Quadratic(), batch="columns"))
    shown = {e.defines: plain(present(e, system=net)) for e in net}
    assert shown["delta1"] == "δ[1]_js = (Σ_i w[2]_ij δ[2]_is) σ'(z[1]_js)"
    assert shown["dw2"] == "∂C/∂w[2]_jk = Σ_s δ[2]_js a[1]_ks"
    dw2 = net.gradient("w2")[0]
    assert plain(present(dw2, "matrix", system=net)) == "∂C/∂W[2] = δ[2] A[1]ᵀ"
    block = plain(present(net, names=["z1", "a1"]))
    assert block.splitlines()[1] == "a[1]_js = σ(z[1]_js)"


def test_an_accent_stands_on_its_letter():
    """û is one letter."""
    assert plain(Accent("hat", Identifier("u"))) == "u\u0302"
