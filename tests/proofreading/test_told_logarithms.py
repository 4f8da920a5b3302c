r"""What would be broken: logarithms to base 10 were taken for natural ones, or nothing was said of their slopes."""

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES)
SOFTMAX = r"""$$z_j = \sum_i w_{ij} x_i + b_j, \quad p_k = \frac{e^{z_k}}{\sum_q e^{z_q}}$$
$$E = -\sum_k y_k \log(p_k)$$
"""
TOLD = r"""$$\log(p_k) = \frac{\ln(p_k)}{\ln(10)}$$
"""
OF_TEN = r"$$\frac{\partial E}{\partial z_j} = -\frac{1}{\ln(10)} \sum_k y_k (\delta_{kj} - p_j)$$"
NATURAL = r"$$\frac{\partial E}{\partial z_j} = -\sum_k y_k (\delta_{kj} - p_j)$$"


def last(text):
    """The verdict on the last statement."""
    return proofread(text, "notes.md").findings[-1].verdict


def test_a_text_may_say_to_which_base_its_logarithms_are():
    """log u = ln u / ln 10 puts 1 / ln 10 into every slope; a sign or a lost entry is a slip there."""
    assert last(SOFTMAX + TOLD + OF_TEN) in HOLDS
    assert last(SOFTMAX + TOLD + NATURAL) is Verdict.REFUTED
    assert last(SOFTMAX + TOLD + OF_TEN.replace("= -", "= ")) is Verdict.REFUTED
    assert last(SOFTMAX + TOLD + OF_TEN.replace("- p_j", "- p_k")) is Verdict.REFUTED


def test_a_logarithm_is_natural_without_a_word():
    """The slope of −Σ y log p has no 1 / ln 10 where nothing says so."""
    assert last(SOFTMAX + NATURAL) in HOLDS
    assert last(SOFTMAX + OF_TEN) not in HOLDS
