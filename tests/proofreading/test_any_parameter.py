"""What would be broken: slopes by a letter that stands for any weight or bias, which nothing else depends on."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

NOTE = r"""
$$z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}, \quad a^{(l)} = g(z^{(l)}), \quad C = \frac{1}{2} \sum_i (a^{(L)}_i - y_i)^2$$
If $\alpha$ is any weight or bias below the last layer,
$$\frac{\partial C}{\partial \alpha} = \sum_i (a^{(L)}_i - y_i) \frac{\partial a^{(L)}_i}{\partial \alpha}$$
$$\frac{\partial a^{(L)}}{\partial \alpha} = g'(z^{(L)}) \odot \frac{\partial z^{(L)}}{\partial \alpha}$$
$$\frac{\partial z^{(L)}}{\partial \alpha} = W^{(L)} \frac{\partial a^{(L-1)}}{\partial \alpha}$$
"""
SLIPS = (
    (r"(a^{(L)}_i - y_i) \frac", r"(y_i - a^{(L)}_i) \frac"),
    ("g'(z", "g(z"),
    (r"W^{(L)} \frac", r"(W^{(L)})^T \frac"),
    (r"\partial a^{(L-1)}", r"\partial z^{(L-1)}"),
)


def verdicts(text):
    """On the statements behind the definitions."""
    return [f.verdict for f in proofread(text, "notes.md").findings[3:]]


def test_one_parameter_stands_for_all():
    """Nothing says how anything depends on α; and what holds for one weight is no proof for all."""
    assert verdicts(NOTE) == [Verdict.AGREES] * 3


@pytest.mark.parametrize(("right", "slip"), SLIPS)
def test_slips_in_slopes_by_any_parameter_are_refuted(right, slip):
    """The weight that is read for α may make nothing true."""
    assert verdicts(NOTE.replace(right, slip)).count(Verdict.REFUTED) == 1


def test_a_rate_is_no_parameter():
    """The α that a step multiplies its slope by is not what is differentiated by."""
    rate = NOTE + r"$$W^{(l)} \leftarrow W^{(l)} - \alpha \frac{\partial C}{\partial W^{(l)}}$$"
    assert set(verdicts(rate)[:3]) == {Verdict.UNDECIDED}
