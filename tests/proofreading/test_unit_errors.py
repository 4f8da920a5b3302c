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


ROWS = r"""
$$H = \tanh(X W_h + b_h), \quad \hat{Y} = \text{softmax}(H W_o + b_o)$$
$$J = -\frac{1}{N} \sum_{n} \sum_{c} y_{n,c} \log \hat{y}_{n,c}$$
$$\delta_3 = \hat{Y} - Y$$
$$\delta_2 = (1 - H^2) \circ \delta_3 W_o^T$$
$$\frac{\partial J}{\partial W_o} = \frac{1}{N} H^T \delta_3$$
$$\frac{\partial J}{\partial b_o} = \frac{1}{N} \sum_n \delta_3$$
$$\frac{\partial J}{\partial W_h} = \frac{1}{N} X^T \delta_2$$
"""
PASSAGE = r"""
$$z^{(L)} = w^{(L)} a^{(L-1)} + b^{(L)}, \quad a^{(L)} = \sigma(z^{(L)})$$
$$C_0 = (a^{(L)} - y)^2$$
$$\frac{\partial C_0}{\partial w^{(L)}} = a^{(L-1)} \sigma'(z^{(L)}) 2(a^{(L)} - y)$$
$$\frac{\partial C_0}{\partial a_k^{(L-1)}} = \sum_j \frac{\partial z_j^{(L)}}{\partial a_k^{(L-1)}}
\frac{\partial C_0}{\partial z_j^{(L)}}$$
"""
SHIFTED = r"""
$$z_1 = x W_1 + b_1, \quad a_1 = \tanh(z_1), \quad z_2 = a_1 W_2 + b_2, \quad a_2 = \hat{y} = \mathrm{softmax}(z_2)$$
$$L(y, \hat{y}) = -\frac{1}{N} \sum_{n} \sum_{i} y_{n,i} \log \hat{y}_{n,i}$$
$$\delta_3 = \hat{y} - y$$
$$\delta_2 = (1 - \tanh^2 z_1) \circ \delta_3 W_2^T$$
$$\frac{\partial L}{\partial W_2} = a_1^T \delta_3$$
$$\frac{\partial L}{\partial W_1} = x^T \delta_2$$
"""
WRITTEN_OUT = r"""
$$dZ^{[2]} = A^{[2]} - Y$$
$$dW^{[2]} = \frac{1}{m} dZ^{[2]} A^{[1]T}$$
$$\frac{\partial L}{\partial W^{[2]}} = \frac{\partial L}{\partial A^{[2]}} \cdot
\frac{\partial A^{[2]}}{\partial Z^{[2]}} \cdot \frac{\partial Z^{[2]}}{\partial W^{[2]}}$$
"""


@pytest.mark.parametrize("note", [ROWS, PASSAGE, SHIFTED, WRITTEN_OUT])
def test_what_holds_in_one_convention_of_a_text_is_not_refuted_by_another(note):
    """δ_3 is that of the output, a ∘ b c multiplies matrices first, numbers have no order, a chain has no 1/m."""
    assert all(f.verdict in HOLDS for f in proofread(note, "note.md").findings)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [(r"(1 - H^2) \circ", r"(1 - H) \circ"), ("H^T", "X^T"), (r"\hat{Y} - Y", r"\hat{Y} + Y"), ("W_o^T", "W_o")],
)
def test_a_slip_about_numbered_errors_is_refuted(right, wrong):
    """Numbered errors were understood by nobody, and let everything pass."""
    assert proofread(ROWS.replace(right, wrong, 1), "note.md").refuted


TEX = r"""
$$\mathbf{u} = \mathbf{W} \mathbf{x} + \mathbf{b}, \quad \mathbf{h} = \text{ReLU}(\mathbf{u})$$
$$\mathbf{\theta} = \mathbf{U} \mathbf{h} + \mathbf{c}$$
$$\hat{\mathbf{y}} = \text{softmax}(\mathbf{\theta}), \quad J = \mathrm{CE}(\mathbf{y}, \hat{\mathbf{y}})$$
$$\mathbf{\delta}_1 = \frac{\partial J}{\partial \mathbf{\theta}} = \hat{\mathbf{y}} - \mathbf{y}$$
$$\frac{\partial J}{\partial \mathbf{u}} = \mathbf{U}^\top \mathbf{\delta}_1 \circ \mathrm{sgn}(\mathbf{h})$$
$$\frac{\partial J}{\partial \mathbf{U}} = \mathbf{\delta}_1 \mathbf{h}^\top$$
"""


def test_a_capital_beside_its_small_letter_is_another_quantity_and_ce_a_cost():
    """U, folded into u, was a batch of it; CE was some function or other of two arguments."""
    assert all(f.verdict in HOLDS for f in proofread(TEX, "note.md").findings)
    assert proofread(TEX.replace(r"\mathbf{U}^\top", r"\mathbf{U}"), "note.md").refuted


def test_symbols_that_are_defined_by_each_other_do_no_harm():
    """What an error is was looked up without end."""
    note = r"$net_{h1} = a = \delta_1$ and $w_1 = w + .4$ and $\delta_1 \leftarrow -\ln 0.6682 - w$"
    assert proofread(note, "note.md").findings
