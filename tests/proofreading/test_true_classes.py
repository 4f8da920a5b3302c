"""The class that is right, by a letter: c of −log p_c, y of h_y and e_y."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)
LETTER = r"""
With $p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$ and the right class $c$ the loss is $L = -\log p_c$. Then
$$\frac{\partial L}{\partial p_c} = -\frac{1}{p_c}, \qquad \frac{\partial L}{\partial z_c} = p_c - 1$$
$$\frac{\partial L}{\partial z_i} = p_i \quad (i \neq c)$$
$$\frac{\partial L}{\partial z_i} = p_i - \mathbf{1}\{i = c\} = p_i - \delta_{ic}$$
"""
LABEL = r"""
The loss of scores $h$ is $\ell_{ce}(h, y) = -h_y + \log \sum_{j=1}^k \exp(h_j)$. With $s = \text{softmax}(h)$,
$$\frac{\partial \ell_{ce}(h, y)}{\partial h_i} = -1\{i = y\} + \frac{\exp h_i}{\sum_{j=1}^k \exp h_j}$$
$$\nabla_h \ell_{ce}(h, y) = s - e_y$$
"""
LIKELIHOOD = r"""
$$\log \left( \prod_{i=1}^n p_i^{y_i} (1 - p_i)^{1 - y_i} \right) = \sum_{i=1}^n [y_i \log p_i + (1-y_i) \log(1-p_i)]$$
"""


@pytest.mark.parametrize("text", [LETTER, LABEL, LIKELIHOOD])
def test_what_is_said_of_the_right_class_is_understood(text):
    """The letter is taken for an index of all classes, or the target for no power."""
    assert all(f.verdict in HOLDS for f in proofread(text, "note.md").findings)


@pytest.mark.parametrize(("text", "right", "wrong"), [(LETTER, "p_c - 1", "1 - p_c"), (LABEL, "s - e_y", "e_y - s")])
def test_a_slip_in_it_is_found(text, right, wrong):
    """One certain class lets a mistake pass."""
    assert proofread(text.replace(right, wrong), "note.md").refuted


def test_both_cases_named_in_one_breath_are_both_meant():
    """The last one named hides the other, and what is wrong in it."""
    text = r"""
With $p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$ and $L = -\log p_y$ we tell $i = y$ and $i \neq y$ apart:
$$\frac{\partial L}{\partial z_i} = \begin{cases} p_y - 1 & \text{if } i = y \\ p_i & \text{otherwise} \end{cases}$$
"""
    assert proofread(text, "note.md").findings[-1].verdict in HOLDS
    assert proofread(text.replace("p_y - 1", "1 - p_y"), "note.md").findings[-1].verdict is Verdict.REFUTED
