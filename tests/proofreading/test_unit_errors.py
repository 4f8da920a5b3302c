"""Errors of units in texts without layers, and changes of weights: whose they are, and with which sign."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

ONE_LINE = r"""
$$h_j = \sigma\left(\sum_i w_{ij} x_i + b_j\right), \quad y_k = \sigma\left(\sum_j v_{jk} h_j + c_k\right)$$
$$E = \frac{1}{2} \sum_k (y_k - d_k)^2$$
$$\delta_k = (y_k - d_k) y_k (1 - y_k)$$
$$\frac{\partial E}{\partial v_{jk}} = \delta_k h_j$$
$$\delta_j = h_j (1 - h_j) \sum_k v_{jk} \delta_k$$
$$w_{ij} \leftarrow w_{ij} - \eta \delta_j x_i$$
"""
DOWNHILL = r"""
$$net_k = \sum_j w_{kj} o_j, \quad o_k = \sigma(net_k)$$
$$E = \frac{1}{2} \sum_k (t_k - o_k)^2$$
$$\delta_k = (t_k - o_k) o_k (1 - o_k)$$
$$\delta_j = o_j (1 - o_j) \sum_k \delta_k w_{kj}$$
$$\Delta w_{kj} = -\eta \frac{\partial E}{\partial w_{kj}} = \eta \delta_k o_j$$
$$\Delta w_{ji} = \eta \delta_j x_i$$
"""
HOLDS = (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)


@pytest.mark.parametrize("note", [ONE_LINE, DOWNHILL])
def test_errors_belong_to_the_weighted_input_with_their_index(note):
    """Drawn at random, as they once were, they refuted every right equation about them."""
    assert all(f.verdict in HOLDS for f in proofread(note, "note.md").findings)


@pytest.mark.parametrize(
    ("note", "right", "wrong"),
    [
        (ONE_LINE, r"\sum_k v_{jk} \delta_k", r"\sum_k v_{jk} h_k"),
        (ONE_LINE, r"v_{jk}} = \delta_k h_j", r"v_{jk}} = \delta_k y_k"),
        (ONE_LINE, r"\delta_j = h_j (1 - h_j)", r"\delta_j = h_j"),
        (DOWNHILL, r"\Delta w_{ji} = \eta \delta_j x_i", r"\Delta w_{ji} = -\eta \delta_j x_i"),
        (DOWNHILL, r"\delta_j = o_j (1 - o_j) \sum", r"\delta_j = (1 - o_j) \sum"),
    ],
)
def test_a_slip_in_a_text_without_layers_is_refuted(note, right, wrong):
    """Errors and changes that anything could be would be of no use."""
    assert [f for f in proofread(note.replace(right, wrong), "note.md").findings if f.verdict is Verdict.REFUTED]
