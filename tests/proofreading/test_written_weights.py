"""Weights written out entry by entry tell how many units each layer has, and conditions in chains, l = L = 3."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)
NOTE = r"""
$$z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}, \quad a^{(l)} = \sigma(z^{(l)}), \quad a^{(1)} = x$$
$$C = \frac{1}{2} \| a^{(L)} - y \|^2, \quad \delta^{(l)} = \frac{\partial C}{\partial z^{(l)}}$$
$$z^{(2)} = W^{(2)} x + b^{(2)} = \begin{bmatrix} w_{1,1}^{(2)} & w_{1,2}^{(2)} & w_{1,3}^{(2)} \\
w_{2,1}^{(2)} & w_{2,2}^{(2)} & w_{2,3}^{(2)} \end{bmatrix}
\begin{bmatrix} x_1 \\ x_2 \\ x_3 \end{bmatrix} + \begin{bmatrix} b_1^{(2)} \\ b_2^{(2)} \end{bmatrix}$$
$$\delta^{(l)} = \begin{cases} \begin{bmatrix} a_1^{(3)} - y_1 \\ a_2^{(3)} - y_2 \end{bmatrix} \odot
\begin{bmatrix} \sigma'(z_1^{(3)}) \\ \sigma'(z_2^{(3)}) \end{bmatrix} & \text{if } l = L = 3 \\
(\begin{bmatrix} w_{1,1}^{(3)} & w_{2,1}^{(3)} \\ w_{1,2}^{(3)} & w_{2,2}^{(3)} \end{bmatrix}
\begin{bmatrix} \delta_1^{(3)} \\ \delta_2^{(3)} \end{bmatrix}) \odot
\begin{bmatrix} \sigma'(z_1^{(2)}) \\ \sigma'(z_2^{(2)}) \end{bmatrix} & \text{if } l = 2 \end{cases}$$
$$\frac{\partial C}{\partial b^{(l)}} = \begin{cases}
\begin{bmatrix} \delta_1^{(3)} \\ \delta_2^{(3)} \end{bmatrix} & \text{if } l = 3 \\
\begin{bmatrix} \delta_1^{(2)} \\ \delta_2^{(2)} \end{bmatrix} & \text{if } l = 2 \end{cases}$$
"""


def test_tables_of_weights_tell_the_sizes_of_layers():
    """What was written out had the sizes of an example, and nothing was said of it."""
    assert [f.latex for f in proofread(NOTE, "note.md").findings if f.verdict not in HOLDS] == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"w_{1,2}^{(3)} & w_{2,2}^{(3)} \end", r"w_{1,2}^{(3)} & w_{2,1}^{(3)} \end"),
        (r"\sigma'(z_1^{(2)})", r"\sigma'(z_1^{(3)})"),
        (r"a_1^{(3)} - y_1", r"y_1 - a_1^{(3)}"),
        (r"\delta_2^{(2)} \end{bmatrix} & \text{if } l = 2", r"\delta_1^{(2)} \end{bmatrix} & \text{if } l = 2"),
        (r"x_2 \\ x_3", r"x_3 \\ x_2"),
    ],
)
def test_slips_in_what_is_written_out_do_not_hold(right, wrong):
    """An entry by another, or another layer."""
    assert right in NOTE
    assert [f for f in proofread(NOTE.replace(right, wrong), "note.md").findings if f.verdict not in HOLDS]
