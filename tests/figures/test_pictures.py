"""What would be broken: a letter of a notation that a figure draws otherwise, or drops."""

import pytest

import symbackprop as sb
from symbackprop.figures.labels import fraction, italic, upright, words
from symbackprop.figures.pictures import picture
from symbackprop.typesetting.letters import read
from symbackprop.typesetting.presentation import Big


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        ("w^{l}_{jk}", "w^l_jk"),
        (r"\Theta^{(l)}", "Θ^(l)"),
        ("g'^{[l]}", "g′^[l]"),
        (r"\hat{y}", "ŷ".replace("ŷ", "y\u0302")),
        (r"\mathcal{L}", "ℒ"),
        (r"\operatorname{ReLU}", "ReLU"),
        (r"\frac{\partial C}{\partial w}", "∂C/∂w"),
        (r"n_{l-1}", "n_l−1"),
        (r"\sqrt{\hat{v}}", "√v\u0302"),
    ],
)
def test_letters(latex, plain):
    """What typesetting reads, a figure writes."""
    assert picture(read(latex)).plain == plain


@pytest.mark.parametrize("latex", ["w^{l}_{jk}", r"\Theta^{(l)}", r"\hat{y}", r"\mathcal{L}", r"\mathbf{1}^{T}"])
def test_latex_comes_back(latex):
    """A label in TikZ is the LaTeX that the notation is written in."""
    assert picture(read(latex)).latex == latex


def test_what_no_label_holds_is_refused():
    """A sum is no letter: an error, never dropped."""
    with pytest.raises(sb.SymbackpropError, match="cannot hold a Big"):
        picture(Big("∑"))


def test_words_are_escaped():
    """A user's name with an underscore does not break LaTeX."""
    assert words("a_b & c").latex == r"\mbox{a\_b \& c}"
    assert fraction(upright("∂") + italic("C"), italic("δ")).latex == r"\displaystyle\frac{\partial C}{\delta}"
