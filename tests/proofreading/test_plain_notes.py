"""Short right notes as they are given to beginners: every equation is understood, and a slip in it is found."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

NOTES = {
    "one neuron with several inputs": r"""
$$z = \sum_i w_i x_i + b, \quad a = \sigma(z), \quad C = \frac12 (a-y)^2$$
$$\frac{\partial C}{\partial w_i} = (a-y)\, a (1-a)\, x_i$$
$$\frac{\partial C}{\partial b} = (a-y)\, a (1-a)$$
""",
    "a layer in prose": r"""
A layer computes $z = W a + b$. Then $\partial C / \partial W = \delta a^T$, $\partial C / \partial b = \delta$
and $\partial C/\partial a = W^T \delta$.
""",
    "least squares": r"""
$$L(w) = \frac{1}{2n}\lVert Xw-y\rVert^2$$
$$\nabla L(w) = \frac{1}{n}X^\top(Xw-y)$$
""",
    "logistic regression": r"""
$$h_\theta(x) = g(\theta^T x), \quad g(z) = \frac{1}{1+e^{-z}}$$
$$J(\theta) = -\frac{1}{m} \sum_{i=1}^m [y^{(i)} \log h_\theta(x^{(i)}) + (1 - y^{(i)}) \log (1 - h_\theta(x^{(i)}))]$$
$$\frac{\partial}{\partial \theta_j} J(\theta) = \frac{1}{m} \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)}) x_j^{(i)}$$
$$\theta := \theta - \frac{\alpha}{m} X^T (g(X\theta) - y)$$
""",
}
SLIPS = [
    ("one neuron with several inputs", r"a (1-a)\, x_i", r"a (1+a)\, x_i"),
    ("a layer in prose", r"\delta a^T", r"a \delta^T"),
    ("least squares", r"X^\top(Xw-y)", r"X(Xw-y)"),
    ("logistic regression", r"(h_\theta(x^{(i)}) - y^{(i)}) x_j", r"(y^{(i)} - h_\theta(x^{(i)})) x_j"),
]
HOLDS = (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)


@pytest.mark.parametrize("name", NOTES)
def test_a_right_note_is_understood_throughout(name):
    """Something that the note says was not taken from it."""
    assert all(f.verdict in HOLDS for f in proofread(NOTES[name], "note.md").findings)


@pytest.mark.parametrize(("name", "right", "wrong"), SLIPS)
def test_a_slip_in_it_is_found(name, right, wrong):
    """The reading that understands the note lets a mistake pass."""
    assert proofread(NOTES[name].replace(right, wrong), "note.md").refuted


def test_no_product_of_matrices_is_taken_for_one_of_numbers():
    """dW = dZ X with capital letters passed as a formula of single units."""
    assert proofread(r"$$Z=WX+b$$ $$A=\sigma(Z)$$ $$dW = dZ X$$", "note.md").refuted
