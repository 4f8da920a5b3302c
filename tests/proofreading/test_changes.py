"""Changes of weights: a share of the slope, whatever momentum adds to them and whatever their rate is called."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

MOMENTUM = r"""
Every unit has $s_j = \sum_i w_{ji} o_i$ and $o_j = f(s_j)$; the error is $E = \frac12 \sum_k (t_k - o_k)^2$.
$$\delta_j = -\frac{\partial E}{\partial s_j}$$
$$\delta_k = f'(s_k)(t_k - o_k), \quad \delta_j = f'(s_j) \sum_k \delta_k w_{kj}$$
$$\Delta w_{ji}(n+1) = \rho\, \delta_j o_i + \mu\, \Delta w_{ji}(n)$$
$$w_{ji}(n+1) = w_{ji}(n) + \Delta w_{ji}(n+1)$$
"""
NO_RATE = r"""
$z_1 = U_1 x + b_1$, $h = \sigma(z_1)$, $\hat y = U_2 h + b_2$ and $L = \frac12 \|\hat y - y\|^2$.
$$\delta_2 = \hat y - y$$
$$\delta_1 = U_2^T \delta_2 \odot \sigma'(z_1)$$
$$\Delta U_2 = \delta_2 h^T, \quad \Delta U_1 = \delta_1 x^T$$
$$U_1 = U_1 - \eta \Delta U_1$$
""".replace("U_", "W_")
ONE_UNIT = r"""
$y = \sum_i w_i x_i$ and $E = \frac12 (d - y)^2$.
$$\Delta w_i(k+1) = \rho\, (d - y) x_i + \mu\, \Delta w_i(k)$$
"""
HOLDS = (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)


@pytest.mark.parametrize("note", [MOMENTUM, NO_RATE])
def test_changes_are_read_with_momentum_and_without_a_rate(note):
    """What was changed before would be a factor too much, and δ_2 the slope by a z_2 that nothing reads."""
    assert all(f.verdict in HOLDS for f in proofread(note, "note.md").findings)


@pytest.mark.parametrize(
    ("note", "right", "wrong"),
    [
        (ONE_UNIT, r"\rho\, (d - y)", r"\rho\, (y - d)"),
        (NO_RATE, r"W_2 = \delta_2 h^T", r"W_2 = \delta_2 x^T"),
        (NO_RATE, r"\delta_2 = \hat y - y", r"\delta_2 = \hat y + y"),
    ],
)
def test_a_wrong_change_is_refuted(note, right, wrong):
    """A change that anything could be would be of no use."""
    assert right in note
    assert [f for f in proofread(note.replace(right, wrong), "note.md").findings if f.verdict is Verdict.REFUTED]


def test_a_state_may_have_the_letter_of_a_cost():
    """The dS of S = X W and H = ReLU(S) is a gradient, and no small change of a cost: nothing is computed from one."""
    text = r"""$$S = X W_1 + b_1, \quad H = \mathrm{ReLU}(S), \quad O = H W_2 + b_2, \quad P = \mathrm{softmax}(O)$$
$$L = -\frac1N \sum_n \sum_k Y_{nk} \log P_{nk}$$
$$dO = \frac1N (P - Y)$$
$$dH = dO W_2^T$$
$$dS = dH \odot \mathbb{1}[S > 0]$$
"""
    assert [f.verdict for f in proofread(text, "notes.md").findings][-3:] == [Verdict.PROVED] * 3
    slip = text.replace("W_2^T", "W_2")
    assert [f.verdict for f in proofread(slip, "notes.md").findings][-2] is Verdict.REFUTED
