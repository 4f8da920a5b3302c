"""One pattern by a letter above: ∂E^p/∂y^p."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

NOTE = r"""
The output is linear, $y = \sum_{i=1}^{n} w_i x_i + \theta$, and half of the squared error is added over patterns $p$.
$$\frac{\partial E^p}{\partial w_j} = \frac{\partial E^p}{\partial y^p}\cdot\frac{\partial y^p}{\partial w_j}$$
$$\frac{\partial y^p}{\partial w_j} = x_j$$
$$\frac{\partial E^p}{\partial y^p} = -(d^p - y^p)$$
$$\Delta_p w_j = \gamma\,(d^p - y^p)\,x_j$$
$$\Delta_p \theta = \gamma\,(d^p - y^p)$$
"""


def verdicts(text: str) -> list[Verdict]:
    """What is said of every statement of a note."""
    return [f.verdict for f in proofread(text, "note.md").findings]


def test_the_letter_of_a_pattern_is_no_power():
    """Nothing would say what p is, nor what the cost of one pattern depends on."""
    assert not {Verdict.UNDECIDED, Verdict.REFUTED} & {*verdicts(NOTE)}


@pytest.mark.parametrize(
    ("was", "slip"),
    [
        ("= -(d^p - y^p)", "= (d^p - y^p)"),
        (r"\frac{\partial y^p}{\partial w_j} = x_j", r"\frac{\partial y^p}{\partial w_j} = w_j"),
        (r"\Delta_p w_j = \gamma\,(d^p - y^p)\,x_j", r"\Delta_p w_j = \gamma\,(d^p - y^p)"),
    ],
)
def test_a_slip_about_a_pattern_does_not_hold(was, slip):
    """It would be let pass with the letter."""
    assert was in NOTE
    assert Verdict.REFUTED in verdicts(NOTE.replace(was, slip))


def test_a_power_stays_one():
    """The p of a norm, above weights too, would be left out."""
    powers = r"$$E = \frac{1}{p} \sum_i w_i^p$$ $$\frac{\partial E}{\partial w_i} = w_i$$"
    assert verdicts(powers)[-1] not in (Verdict.PROVED, Verdict.AGREES)
