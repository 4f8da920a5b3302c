"""Entries of number 0: the first of all where sums run to K − 1, and the bias where w_0 is added to w_1 x_1 + …."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

FROM_ZERO = r"""
$$L = -\sum_{c=0}^{C-1} t_c \log p_c, \quad p_c = \frac{e^{s_c}}{\sum_{r=0}^{C-1} e^{s_r}}$$
$$\frac{\partial L}{\partial s_0} = p_0 - t_0$$
$$\frac{\partial p_1}{\partial s_0} = -p_0 p_1$$
"""
BIAS = r"""
$$u = w_0 + w_1 x_1 + w_2 x_2 + \dots + w_n x_n, \quad q = \sigma(u)$$
$$L = -\sum_i (y^{(i)} \log q^{(i)} + (1 - y^{(i)}) \log(1 - q^{(i)}))$$
$$\frac{\partial u}{\partial w_0} = 1, \quad \frac{\partial u}{\partial w_j} = x_j$$
$$\frac{\partial L}{\partial w_0} = \sum_i (q^{(i)} - y^{(i)})$$
$$\mathbf{w} \leftarrow \mathbf{w} - \alpha \mathbf{X}^T (\mathbf{q} - \mathbf{y})$$
"""


@pytest.mark.parametrize("note", [FROM_ZERO, BIAS])
def test_entries_of_number_zero_are_read(note):
    """s_0 was out of range, and so was w_0; of a step that begins with w no one knew how many entries that has."""
    verdicts = {f.verdict for f in proofread(note, "note.md").findings}
    assert verdicts <= {Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION}


def test_a_slip_of_the_bias_is_refuted():
    """∂u/∂w_0 = 1, where x_0 stands nowhere."""
    note = BIAS.split("$$L")[0] + r"$$\frac{\partial u}{\partial w_j} = x_j$$ $$\frac{\partial u}{\partial w_0} = x_1$$"
    assert [f.verdict for f in proofread(note, "note.md").findings][-2:] == [Verdict.PROVED, Verdict.REFUTED]
