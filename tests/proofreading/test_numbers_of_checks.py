"""Gradients checked with numbers, J(w + ε) − J(w − ε), and rates that words give."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

CHECK = r"""
One sigmoid neuron, $J(w) = \frac12(\sigma(wx)-y)^2$ with x = 2, y = 1, w = 0.3, and $a=\sigma(wx)$, so
$\frac{dJ}{dw} = (a-y)\,a(1-a)\,x$.  In numbers $a = \sigma(0.6) = 0.6457$ and
$$\frac{dJ}{dw} = (0.6457-1)\cdot0.6457\cdot0.3543\cdot2 = -0.1621$$
With $\varepsilon = 0.01$
$$\frac{J(w+\varepsilon)-J(w-\varepsilon)}{2\varepsilon} = \frac{0.0611735-0.0644163}{0.02} = -0.16214$$
"""
STEP = r"""
Take x = 0.5, v = --0.8 and the target d = 0.3.  Then $y = vx = -0.4$, $E = \frac12 (y-d)^2$ and
$\partial E/\partial v = (y-d)x = -0.35$.  An update with step 0.1:
$$v \gets v - \eta\,\frac{\partial E}{\partial v} = -0.8 + 0.035 = -0.765$$
"""


def verdicts(text: str) -> list[Verdict]:
    """What is said of every statement of a note."""
    return [f.verdict for f in proofread(text, "note.md").findings]


@pytest.mark.parametrize("note", [CHECK, STEP], ids=["check", "step"])
def test_a_cost_beside_its_place_and_a_rate_in_words_are_computed(note):
    """Not all numbers for these would be given."""
    assert not {Verdict.UNDECIDED, Verdict.REFUTED} & {*verdicts(note)}


@pytest.mark.parametrize(
    ("was", "slip"),
    [
        ("-0.0644163}{0.02} = -0.16214", "-0.0654163}{0.02} = -0.21214"),
        (r"\frac{0.0611735-0.0644163}{0.02} = -0.16214", r"\frac{0.0644163-0.0611735}{0.02} = 0.16214"),
        (r"{0.02} = -0.16214", r"{0.01} = -0.32428"),
    ],
)
def test_a_wrong_difference_quotient_is_refuted(was, slip):
    """Only the arithmetic of its numbers would be looked at."""
    assert was in CHECK
    assert Verdict.REFUTED in verdicts(CHECK.replace(was, slip))


def test_a_step_the_other_way_does_not_hold():
    """A rate in words is any, until a line holds with it."""
    assert verdicts(STEP.replace("-0.8 + 0.035 = -0.765", "-0.8 - 0.035 = -0.835"))[-2] is not Verdict.AGREES
