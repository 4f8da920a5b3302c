"""Logistic regression in short: h for h_θ(x), ∇J for ∇_θ J, one formula for all examples beside those of one."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HYPOTHESIS = r"The model: $h_\theta(x) = \frac{1}{1 + e^{-\theta^T x}}$, with the mean cross-entropy of $m$ examples."
ONE = r"$$\frac{\partial}{\partial\theta_j}\left[-y\log h-(1-y)\log(1-h)\right] = (h-y)x_j$$"
WRITTEN_OUT = ONE.replace("(h-y)", r"\left(-\frac{y}{h}+\frac{1-y}{1-h}\right)h(1-h)")
ALL = r"""$$\frac{\partial J(\theta)}{\partial\theta_j}
= \frac1m\sum_{i=1}^m\left(h_\theta(x^{(i)})-y^{(i)}\right)x_j^{(i)}$$
"""
STACKED = r"""
With one example in every row of $X$: $\nabla J = \frac1m X^T(\sigma(X\theta)-y)$, and a step is
$$\theta := \theta-\frac{\alpha}{m}X^T(\sigma(X\theta)-y)$$
"""
REGRESSION = r"""
$$J(\theta) = \frac{1}{2n} \|X\theta - y\|^2, \qquad \nabla J = \frac1n X^\top (X\theta - y)$$
"""


def verdicts(text: str) -> list[Verdict]:
    """What is said of every statement of a note."""
    return [f.verdict for f in proofread(text, "note.md").findings]


@pytest.mark.parametrize("own", [ONE, WRITTEN_OUT, ALL, STACKED], ids=["one", "written out", "all", "stacked"])
def test_a_letter_and_a_gradient_without_more_are_understood(own):
    """Nothing said what h is, or what the gradient is by."""
    assert not {Verdict.UNDECIDED, Verdict.REFUTED} & {*verdicts(f"{HYPOTHESIS}\n\n{own}")}


@pytest.mark.parametrize(
    ("was", "slip"),
    [
        (r"= (h-y)x_j", r"= (y-h)x_j"),
        (r"= (h-y)x_j", r"= (h-y)"),
        (r"\nabla J = \frac1m X^T(", r"\nabla J = \frac1m X("),
        (r"\nabla J = \frac1m X^T(\sigma(X\theta)-y)", r"\nabla J = \frac1m X^T(y-\sigma(X\theta))"),
    ],
)
def test_what_is_wrong_of_them_does_not_hold(was, slip):
    """They would be let pass, or found by nobody: X is to be turned where X stacks what is one example elsewhere."""
    text = "\n\n".join([HYPOTHESIS, ONE, ALL, STACKED])
    assert was in text
    assert Verdict.REFUTED in verdicts(text.replace(was, slip))


def test_a_gradient_is_by_the_one_parameter_that_the_statement_reads():
    """It would be a gradient by everything."""
    assert set(verdicts(REGRESSION)) <= {Verdict.DEFINITION, Verdict.PROVED, Verdict.AGREES}
    assert Verdict.REFUTED in verdicts(REGRESSION.replace(r"(X\theta - y)$$", r"(y - X\theta)$$"))


def test_a_letter_with_a_meaning_of_its_own_is_not_the_model():
    """The step h of a quotient would be the value of a model."""
    model = r"$$h_\theta(x) = \theta^T x$$ $$J(\theta) = \frac12 (h_\theta(x) - y)^2$$"
    quotient = r"$$\frac{\partial J}{\partial \theta} \approx \frac{J(\theta + h) - J(\theta - h)}{2h}$$"
    assert verdicts(model + quotient)[-1] is Verdict.AGREES
