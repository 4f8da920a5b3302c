"""What would be broken: one gradient against the cost that its document defines is let off, or blamed for nothing."""

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

MEAN = r"""
$$\hat{y} = w x + b$$
$$J = \frac{1}{m} \sum_{i=1}^m (\hat{y}_i - y_i)^2$$
$$\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=1}^m (\hat{y}_i - y_i) x_i$$
"""
SOFTMAX = r"""
$$z = W x + b, \quad p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$$
$$C = \frac{1}{2} \sum_i (p_i - y_i)^2$$
$$\frac{\partial C}{\partial z_i} = p_i - y_i$$
"""


def last(text):
    """What is found about the last equation of a document."""
    return proofread(text, "notes.md").findings[-1]


def test_a_forgotten_factor_is_refuted_with_its_repair():
    """The only gradient of a document is undecided, because it is that of another cost."""
    finding = last(MEAN)
    assert finding.verdict is Verdict.REFUTED
    assert "quadratic" in finding.reason and finding.related[0][1] == "the cost"
    assert finding.correction.what == "the factor 2"


def test_softmax_with_squares_is_not_softmax_with_logarithms():
    """p − y is let off where a document has squares."""
    finding = last(SOFTMAX)
    assert finding.verdict is Verdict.REFUTED
    assert finding.correction.latex.endswith(r"p_i \left(p_i - y_i - \sum_k p_k (p_k - y_k)\right)")


def test_a_text_that_speaks_of_the_other_cost_is_not_refuted():
    """Of two costs the one that is written out is held against a gradient of the one that is named."""
    assert last(SOFTMAX + "\nThis is for the cross-entropy loss.").verdict is Verdict.UNDECIDED
    assert last(MEAN + "\nWe ignore the factor of 2.").verdict is Verdict.UNDECIDED


def test_a_cost_of_logarithms_may_be_misprinted_itself():
    """The right gradient is held against a slip in the cost above it."""
    forward = r"$$z^{(l)} = W^{(l)} a^{(l-1)}, \quad a^{(l)} = \sigma(z^{(l)})$$"
    cost = r"$$J = -\sum_k y_k \log a^{(L)}_k + (1 - y_k)(1 - \log a^{(L)}_k)$$"
    assert last(forward + cost + r"$$\delta^{(L)} = a^{(L)} - y$$").verdict is Verdict.UNDECIDED


FIRST = r"""
$$z^L = w^L a^{L-1} + b^L, \quad a^L = \sigma(z^L)$$
$$C_0(\dots) = (a^L - y)^2$$
$$\frac{\partial C_0}{\partial b^L} = \frac{\partial a^L}{\partial z^L} \frac{\partial C_0}{\partial a^L}$$
$$\delta^L = \nabla_a C \odot \sigma'(z^L)$$
$$\nabla_a C = 2 (a^L - y)$$
$$\delta^L = 2 (a^L - y) \odot \sigma'(z^L)$$
"""


def test_what_is_put_in_is_no_second_witness():
    """∇_a C = a − y and δ = (a − y) ⊙ σ′(z), where the one is put into the other, outvote the cost C_0 = (a − y)²."""
    assert not proofread(FIRST, "notes.md").refuted
    found = proofread(FIRST.replace("2 (a", "(a"), "notes.md").refuted
    assert [f.correction.what for f in found] == ["the factor 2", "the factor 2"]
    assert all("C_0" not in f.latex for f in found)
