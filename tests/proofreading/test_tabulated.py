"""Tables of entries: a matrix written as a column, and sizes that are those of the author's example."""

import pytest

from symbackprop.proofreading.proofreader import proofread

PRODUCT = r"""
Let $Z = X Y$ where
$$X = \begin{bmatrix} x_{1,1} & x_{1,2} & x_{1,3} \\ x_{2,1} & x_{2,2} & x_{2,3} \end{bmatrix}$$
$$Y = \begin{bmatrix} y_{1,1} & y_{1,2} \\ y_{2,1} & y_{2,2} \\ y_{3,1} & y_{3,2} \end{bmatrix}$$
$$Z = \begin{bmatrix} z_{1,1} & z_{1,2} \\ z_{2,1} & z_{2,2} \end{bmatrix}$$
and $L$ a number that depends on $Z$.
"""
COLUMN = r"\begin{bmatrix} \frac{dL}{dz_{1,1}} \\ \frac{dL}{dz_{1,2}} \\ %s \end{bmatrix}"
REST = r"\frac{dL}{dz_{2,1}} \\ \frac{dL}{dz_{2,2}}"
SWAPPED = r"\frac{dL}{dz_{2,2}} \\ \frac{dL}{dz_{2,1}}"
SPREAD = r"""
Let $Q = u \mathbf{1}_{1,\text{C}}$ where $u$ is a column of three, and C = 2.
"""


def last(text: str) -> str:
    """The verdict on the last statement."""
    return str(proofread(text, "note.md").findings[-1].verdict)


@pytest.mark.parametrize(("rest", "verdict"), [(REST, "agrees"), (SWAPPED, "refuted")])
def test_a_matrix_written_as_a_column(rest: str, verdict: str) -> None:
    """The entries of a gradient one below another are that gradient; in another order they are not."""
    assert last(PRODUCT + rf"$$\frac{{dL}}{{dZ}} = {COLUMN % rest}$$") == verdict


def test_sizes_of_an_example_refute_nothing() -> None:
    """A table, or ones, of the sizes that the author has in mind say nothing of others."""
    ones = r"$$\frac{\partial L}{\partial u} = \frac{\partial L}{\partial Q} \mathbf{1}_{2,1}$$"
    assert last(SPREAD + ones) != "refuted"
    table = r"\begin{bmatrix} q_{1,1} & q_{1,2} \\ q_{2,1} & q_{2,2} \\ q_{3,1} & q_{3,2} \end{bmatrix}"
    assert last(SPREAD + rf"$$Q^T Q = {table}^T {table}$$") != "refuted"
