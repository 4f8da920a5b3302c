"""Sections that stand by themselves and have slips in them, and layers that the letters of two weights tell."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES)
LAYERED = r"""# Layers
$$\mathbf{z}^{(l)} = \mathbf{W}^{(l)} \mathbf{h}^{(l-1)} + \mathbf{b}^{(l)}$$
$$\mathbf{h}^{(l)} = f(\mathbf{z}^{(l)})$$
$$\hat{y}_k = \frac{e^{z_k^{(L)}}}{\sum_{j=1}^{K} e^{z_j^{(L)}}}$$
# Two layers
$$x_j = \sum_i w_{ji} y_i + b_j, \quad y_j = f(x_j)$$
"""
UNITS = r"""
The output is linear, $\hat{y}_k = \sum_j v_{kj} y_j + c_k$, and
$$E = \frac{1}{2} \sum_k (\hat{y}_k - d_k)^2$$
$$\frac{\partial E}{\partial y_j} = \sum_k (\hat{y}_k - d_k) v_{kj}$$
$$\frac{\partial E}{\partial x_j} = \frac{\partial E}{\partial y_j} f'(x_j)$$
$$\frac{\partial E}{\partial x_j} = \sum_k (\hat{y}_k - d_k) v_{kj} f'(x_j)$$
$$\frac{\partial E}{\partial w_{ji}} = \sum_k (\hat{y}_k - d_k) v_{kj} f'(x_j) y_i$$
$$\frac{\partial E}{\partial y_i} = \sum_j \frac{\partial E}{\partial x_j} w_{ji}$$
"""
SLIPS = [
    (r"\partial y_j} f'(x_j)", r"\partial y_j} f(x_j)"),
    ("f'(x_j) y_i", "f'(x_j) y_j"),
    (r"\sum_j \frac", r"\frac"),
]


def test_letters_of_two_weights_tell_layers() -> None:
    """w_{ji} y_i below v_{kj} y_j: y_i is of the layer below y_j, and not defined by itself."""
    alone = LAYERED.partition("# Two layers")[2] + UNITS
    assert all(f.verdict in (*HOLDS, Verdict.DEFINITION) for f in proofread(alone, "note.md").findings)


@pytest.mark.parametrize("count", [1, 3])
def test_slips_do_not_keep_a_section_from_being_understood(count: int) -> None:
    """Each of them is refuted, and what is right holds, though nothing was refuted as long as nothing was read."""
    text = LAYERED + UNITS
    for right, wrong in SLIPS[:count]:
        assert right in text
        text = text.replace(right, wrong, 1)
    findings = proofread(text, "note.md").findings
    assert sum(f.verdict is Verdict.REFUTED for f in findings) == count
    assert sum(f.verdict in HOLDS for f in findings[-5:]) == 5 - count


RUN_IN = r"""
$$\hat y = \sigma(Xw+b), \quad L = -\frac1n\sum_{i=1}^n\left(y_i\ln\hat y_i+(1-y_i)\ln(1-\hat y_i)\right)$$

**Softmax.** Now $Z=XW$, $p_{ik}=\frac{e^{z_{ik}}}{\sum_je^{z_{ij}}}$.

$$\frac{\partial\ell_i}{\partial z_{ij}} = p_{ij}-y_{ij}, \quad \nabla_WL=\frac1nX^\top(P-Y)$$
"""


def test_a_paragraph_may_begin_with_its_heading() -> None:
    """The cost of one output is not that of the classes further down."""
    assert all(f.verdict in HOLDS for f in proofread(RUN_IN, "note.md").findings[-2:])
