"""Logistic regression: one example is a column x, all of them are the rows of X."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

NOTE = r"""
$$z = \vec{w} \cdot \vec{x} + b, \quad p = \sigma(z)$$
$$L = -\frac{1}{m} \sum_{i=1}^m \left[ y_i \log p_i + (1 - y_i) \log(1 - p_i) \right]$$
$$\frac{\partial L}{\partial \vec{w}} = \frac{1}{m} X^T (\vec{p} - \vec{y})$$
$$\frac{\partial L}{\partial b} = \frac{1}{m} \sum_{i=1}^m (p_i - y_i)$$
"""
PENALTY = r"""
$$a = \sigma(\mathbf{w}^T \mathbf{x} + b)$$
$$J = -\frac{1}{m} \sum_{i=1}^m \left[ y^{(i)} \log a^{(i)} + (1 - y^{(i)}) \log(1 - a^{(i)}) \right]
    + \frac{\lambda}{2m} \|\mathbf{w}\|^2$$
$$\frac{\partial J}{\partial \mathbf{w}} = \frac{1}{m} X^T (\mathbf{a} - \mathbf{y}) + \frac{\lambda}{m} \mathbf{w}$$
"""


@pytest.mark.parametrize("note", [NOTE, PENALTY], ids=["plain", "with a penalty"])
def test_the_rows_of_x_are_the_columns_of_before(note):
    """X was taken for a function, w for a matrix, or the norm of w for what has its shape."""
    assert all(f.verdict not in (Verdict.REFUTED, Verdict.UNDECIDED) for f in proofread(note, "note.md").findings)


def test_a_slip_is_found():
    """Whatever has some other layout was let pass."""
    wrong = NOTE.replace(r"X^T (\vec{p} - \vec{y})", r"X (\vec{p} - \vec{y})")
    assert proofread(wrong, "note.md").refuted
