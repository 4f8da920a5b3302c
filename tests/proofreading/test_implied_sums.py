"""Index calculus: an index that stands twice is summed, and no Σ says so."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

NOTE = r"""
$$s = x W^{(1)} + b^{(1)}, \quad h = \sigma(s)$$
$$v = h W^{(2)} + b^{(2)}, \quad q = \mathrm{softmax}(v) = \phi(v)$$
$$E = -y_i \log q_i$$
$$\frac{\partial v_b}{\partial h_c} = \frac{\partial}{\partial h_c} \left[h_i W^{(2)}_{ib} + b^{(2)}_b\right]
  = W^{(2)}_{ib} \delta_{ic} = W^{(2)}_{cb}$$
$$\frac{\partial E}{\partial v_b} = -\frac{y_a}{q_a} (q_a \delta_{ab} - q_a q_b)
  = -y_a \delta_{ab} + y_a q_b = q_b - y_b$$
$$\frac{\partial E}{\partial h_c} = [q - y]_b W^{(2)T}_{bc}$$
$$\frac{\partial E}{\partial W^{(2)}} = h \otimes (q - y)$$
"""


def test_every_index_that_stands_twice_is_summed():
    """A letter was taken for one of all its values, W^T_{bc} for W_{bc}, or h ⊗ δ for a product entry by entry."""
    assert all(f.verdict not in (Verdict.REFUTED, Verdict.UNDECIDED) for f in proofread(NOTE, "note.md").findings)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"= W^{(2)}_{cb}$$", r"= W^{(1)}_{cb}$$"),
        (r"+ y_a q_b = q_b - y_b", r"+ y_a q_b = q_b + y_b"),
        (r"h \otimes (q - y)", r"(q - y) \otimes h"),
    ],
)
def test_a_slip_is_found(right, wrong):
    """Sums over letters that the text leaves open let a mistake pass."""
    assert right in NOTE
    assert proofread(NOTE.replace(right, wrong), "note.md").refuted


def test_a_sum_that_is_missing_in_one_place_is_none_that_is_implied():
    """The index of δ_k, not summed, was taken for one that the text leaves to be summed."""
    note = r"""
    $$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j, \quad a^l_j = \sigma(z^l_j)$$
    $$\delta^l_j = \frac{\partial C}{\partial z^l_j}$$
    $$\delta^l_j = \sigma'(z^l_j) w^{l+1}_{kj} \delta^{l+1}_k$$
    """
    assert [f.verdict for f in proofread(note, "note.md").findings][-1] is not Verdict.PROVED
