"""Notes whose layers have initials, W_h and W_o, whose capitals may be one example, and whose costs are each one's."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

INITIALS = r"""
$$Z_h = W_h X_i + b_h, \quad A_h = \tanh(Z_h)$$
$$Z_o = W_o A_h + b_o, \quad A_o = \mathrm{softmax}(Z_o)$$
$$L = -\mathrm{tr}(Y^T \log A_o), \quad J = \frac{L}{m}$$
$$\frac{\partial L}{\partial a_j} = -\frac{y_j}{a_j}$$
$$\frac{\partial a_j}{\partial z_i} = a_j (\delta_{ij} - a_i)$$
$$\frac{\partial L}{\partial z_i} = a_i - y_i$$
$$\frac{\partial L}{\partial W_o} = (A_o - Y) A_h^T$$
$$\frac{\partial L}{\partial W_h} = [W_o^T (A_o - Y) \odot (1 - A_h^2)] X_i^T$$
"""
EACH = r"""
$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j, \quad a^l_j = \sigma(z^l_j)$$
$$C = \frac{1}{n} \sum_x C_x, \quad C_x = \frac{1}{2} \sum_j (y_j - a^L_j)^2$$
$$\delta^l_j = \frac{\partial C_x}{\partial z^l_j}$$
$$\frac{\partial C_x}{\partial w^l_{jk}} = \delta^l_j a^{l-1}_k$$
"""
CHAPTERS = r"""
# Costs
$$C = \frac{1}{m} \sum_{i=1}^m (A^{(i)} - Y^{(i)})^2$$
# Layers
## One example
$$Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}, \quad A^{[l]} = g(Z^{[l]})$$
$$db^{[l]} = dZ^{[l]}$$
## Many
$$db^{[l]} = \frac{1}{m} \sum_{i=1}^m dZ^{[l](i)}$$
"""
OUTPUT = r"""
$$z^l = W^l a^{l-1} + b^l, \quad a^l_i = \frac{1}{1 + e^{-z^l_i}}$$
$$\frac{d a^l_i}{d z^l_i} = a^l_i (1 - a^l_i)$$
$$a^L_i = \frac{e^{z^L_i}}{\sum_j e^{z^L_j}}$$
"""


@pytest.mark.parametrize("note", [INITIALS, EACH, CHAPTERS, OUTPUT], ids=["initials", "each", "chapters", "output"])
def test_nothing_right_is_refuted_or_left_out(note):
    """A letter was taken for another than the note means by it."""
    assert all(f.verdict not in (Verdict.REFUTED, Verdict.UNDECIDED) for f in proofread(note, "note.md").findings)


@pytest.mark.parametrize(
    ("note", "right", "wrong"),
    [
        (INITIALS, "= a_i - y_i", "= y_i - a_i"),
        (INITIALS, r"(A_o - Y) A_h^T", r"(A_o - Y) X_i^T"),
        (OUTPUT, r"a^l_i (1 - a^l_i)", r"a^l_i (1 + a^l_i)"),
    ],
)
def test_a_slip_is_found(note, right, wrong):
    """The reading that makes the note hold lets a mistake pass."""
    found = {f.verdict for f in proofread(note.replace(right, wrong), "note.md").findings}
    assert found & {Verdict.REFUTED, Verdict.UNDECIDED}


def test_a_slope_of_a_cost_may_be_0_for_the_numbers_at_hand():
    """∂L/∂w = 0, where the cost is smallest or the input is 0, was refuted."""
    assert not proofread(
        r"$$z = w x + b$$ $$L = (z - y)^2$$ Setting $\frac{\partial L}{\partial w} = 0$.", "n.md"
    ).refuted
