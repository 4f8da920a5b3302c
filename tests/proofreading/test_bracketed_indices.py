"""Indices and layers in brackets behind symbols, as programs write them, and chains that begin with an expression."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

ENTRIES = r"""
-----
$$H_l[p, 0] = f(U_l[p, 0])$$
$$U_l[p, 0] = B_l[p, 0] + \sum_q W_l[p, q] H_{l-1}[q, 0]$$
-----
$$C = \sum_p (H_{out}[p, 0] - T[p, 0])^2$$
$$\frac{\partial C}{\partial H_{out}[p, 0]} = 2 (H_{out}[p, 0] - T[p, 0])$$
$$\frac{\partial C}{\partial W_l[p, c]}$$
$$= \frac{\partial C}{\partial H_l[p, 0]} \cdot f'(U_l[p, 0]) \cdot H_{l-1}[c, 0]$$
"""
LAYERS = r"""
$$Z[1] = W[1] X + b[1], \quad A[1] = g(Z[1]), \quad Z[2] = W[2] A[1] + b[2], \quad A[2] = \sigma(Z[2])$$
$$dZ[2] = A[2] - Y$$
$$dZ[1] = W[2]^T dZ[2] * g'(Z[1])$$
"""
ROWS = r"""
$$\delta^{(l)} = ((W^{(l+1)})^T \delta^{(l+1)}) \odot g'(z^{(l)})$$
In rows this is $Z_1 = X W_1^T + b_1$, $A_1 = g(Z_1)$ and $Z_2 = A_1 W_2^T + b_2$.
"""
HOLDS = (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)


@pytest.mark.parametrize(("note", "count"), [(ENTRIES, 5), (LAYERS, 6), (ROWS, 4)])
def test_what_stands_in_brackets_is_read(note, count):
    """W_l[p, q] was W_l times a row, H_{out} no layer, and X W^T turned the weights of columns too."""
    found = [f.verdict for f in proofread(note, "note.md").findings]
    assert len(found) == count
    assert set(found) <= set(HOLDS)


def test_a_slip_in_brackets_is_refuted():
    """W[2] dZ[2] has shapes that do not fit, once [2] is a layer and no factor."""
    found = proofread(LAYERS.replace("W[2]^T dZ", "W[2] dZ"), "note.md").findings
    assert [f.verdict for f in found][-1] is Verdict.REFUTED
