"""Notes that do not show their forward pass: a figure has it, or everybody knows it."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES)
NEURON = r"""
$$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial \hat y}\frac{\partial \hat y}{\partial z}\frac{\partial z}{\partial w} = (\hat y - y) x$$
$$\frac{\partial L}{\partial b} = \hat y - y$$
$$\frac{\partial L}{\partial z} = \hat{y} - y$$
"""  # noqa: E501
NAMED = r"""
$$\frac{\partial E}{\partial W_o} = \frac{\partial E}{\partial O}\frac{\partial O}{\partial Z_o}\frac{\partial Z_o}{\partial W_o} = (O - Y)\, O(1-O)\, H$$
$$\frac{\partial E}{\partial W_h} = \frac{\partial E}{\partial O}\frac{\partial O}{\partial Z_o}\frac{\partial Z_o}{\partial H}\frac{\partial H}{\partial Z_h}\frac{\partial Z_h}{\partial W_h} = (O - Y)\, O(1-O)\, W_o\, H(1-H)\, X$$
"""  # noqa: E501
HIDDEN = r"""
$$dZ_2 = \hat Y - Y$$
$$dW_2 = \frac{1}{m} dZ_2 H^T$$
$$db_2 = \frac1m \sum dZ_2$$
$$dH = W_2^T dZ_2$$
$$dZ_1 = dH \odot \mathbb{1}[Z_1>0]$$
$$dW_1 = \frac1m dZ_1 X^T$$
"""
UNITS = r"""
$$\frac{\partial E}{\partial w_{ij}} = \frac{\partial E}{\partial o_j}\frac{\partial o_j}{\partial net_j}\frac{\partial net_j}{\partial w_{ij}}$$
$$\frac{\partial net_j}{\partial w_{ij}} = o_i$$
$$\frac{\partial o_j}{\partial net_j} = o_j (1-o_j)$$
$$\frac{\partial E}{\partial o_j} = o_j - t_j$$
$$\Delta w_{ij} = -\eta (o_j - t_j) o_j (1-o_j) o_i$$
"""  # noqa: E501
MODEL = r"""
$$ J(\theta) = \frac{1}{2m} \sum_{i=1}^{m} (h_\theta(x^{(i)}) - y^{(i)})^2 $$
$$ \frac{\partial J}{\partial \theta_j} = \frac{1}{m} \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)}) x_j^{(i)} $$
$$ \theta_j := \theta_j - \alpha \frac{1}{m} \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)}) x_j^{(i)} $$
"""
FIELDS = r"""
Error of an output neuron: $e_j = d_j - y_j$. Local gradient $\delta_j = e_j \varphi'(v_j)$.
For a hidden neuron: $\delta_j = \varphi'(v_j)\sum_k \delta_k w_{kj}$.
Weight correction: $\Delta w_{ji} = \eta \delta_j y_i$.
"""
NAMED_COST = r"""
For $\hat{y} = wx + b$ with MSE:
- $\frac{\partial MSE}{\partial w} = \frac{2}{n}\sum (\hat y - y) x$
- $\frac{\partial MSE}{\partial b} = \frac{2}{n}\sum (\hat y - y)$
"""
RECEIVED = r"""
$O = X W + b$ hands back:
- $\nabla W = X^T G$
- $\nabla b_j = \sum_i G_{ij}$
- $\nabla X = G W^T$
"""
NOTES = {
    "received": RECEIVED,
    "neuron": NEURON,
    "named": NAMED,
    "hidden": HIDDEN,
    "units": UNITS,
    "model": MODEL,
    "fields": FIELDS,
    "cost": NAMED_COST,
}
SLIPS = [
    (NEURON, r"(\hat y - y) x", r"(y - \hat y) x"),
    (NEURON, r"= \hat y - y$$", r"= (\hat y - y) x$$"),
    (NAMED, r"O(1-O)\, H$$", r"O(1-O)\, X$$"),
    (NAMED, r"W_o\, H(1-H)\, X", r"W_o\, X"),
    (HIDDEN, r"dZ_2 H^T", r"H dZ_2^T"),
    (HIDDEN, r"W_2^T dZ_2", r"W_2 dZ_2"),
    (HIDDEN, r"[Z_1>0]", r"[Z_2>0]"),
    (UNITS, r"= o_i$$", r"= o_j$$"),
    (UNITS, r"-\eta (o_j", r"\eta (o_j"),
    (MODEL, r"\theta_j - \alpha", r"\theta_j + \alpha"),
    (FIELDS, r"\delta_k w_{kj}", r"\delta_k w_{jk}"),
    (NAMED_COST, r"(\hat y - y) x", r"(y - \hat y) x"),
    (RECEIVED, r"X^T G", r"X G^T"),
]


@pytest.mark.parametrize("name", NOTES)
def test_what_is_right_in_the_usual_network_holds(name):
    """Nothing said what ŷ, H or h_θ is, and a right note was left open, or refuted for shapes that nobody gave."""
    findings = proofread(NOTES[name], "note.md").findings
    claims = [f for f in findings if f.verdict is not Verdict.DEFINITION]
    assert claims and all(f.verdict in HOLDS for f in claims)


@pytest.mark.parametrize(("note", "right", "wrong"), SLIPS)
def test_a_slip_does_not_hold_in_the_usual_network(note, right, wrong):
    """A network that is chosen so that most of a note holds could be chosen so that its slips do."""
    assert right in note
    at = note[: note.index(right)].count("\n")
    findings = proofread(note.replace(right, wrong, 1), "note.md").findings
    assert any(f.verdict not in HOLDS for f in findings if f.place.line == at + 1)
