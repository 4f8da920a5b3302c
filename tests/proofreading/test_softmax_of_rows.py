"""Softmax of a row vector: its value bears its name, and what is added to all entries is not seen."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

NOTE = r"""
$$q(\mathbf v)_i = \frac{e^{v_i}}{\sum_j e^{v_j}}$$
$$q(\mathbf v + d)_i = \frac{e^{v_i + d}}{\sum_j e^{v_j + d}} = \frac{e^{v_i} e^d}{\sum_j e^{v_j} e^d}$$
$$\frac{\partial q(\mathbf v)_i}{\partial v_i} = q_i - q_i^2$$
$$H(\mathbf y, \mathbf q) = -\sum_{i=1}^n y_i \log q_i = -\mathbf y \log \mathbf q^T$$
$$\nabla_{\mathbf q} H = -\nabla_{\mathbf q} \mathbf y \log \mathbf q^T = -\frac{\mathbf y}{\mathbf q}$$
$$\nabla_{\mathbf v} H = -\frac{\mathbf y}{\mathbf q} \left[\mathrm{diag}(\mathbf q) - \mathbf q^T \mathbf q\right]
    = \mathbf q - \mathbf y$$
"""
PRIMED = r"""
$$\sigma(x) = \frac{1}{1 + e^{-x}}$$
$$\sigma'(x) = \left(\frac{1}{1 + e^{-x}}\right)' = \frac{e^{-x}}{(1 + e^{-x})^2}$$
"""


@pytest.mark.parametrize("note", [NOTE, PRIMED], ids=["rows", "a prime on a bracket"])
def test_it_is_understood_throughout(note):
    """The whole vector q, the constant d, or what ∇ and a prime reach was not taken from the note."""
    assert all(f.verdict not in (Verdict.REFUTED, Verdict.UNDECIDED) for f in proofread(note, "note.md").findings)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"q_i - q_i^2", r"q_i + q_i^2"),
        (r"= \mathbf q - \mathbf y", r"= \mathbf y - \mathbf q"),
        (r"e^{v_i} e^d}{\sum_j e^{v_j} e^d}", r"e^{v_i} e^d}{\sum_j e^{v_j}}"),
        (r"= -\frac{\mathbf y}{\mathbf q}$$", r"= \frac{\mathbf y}{\mathbf q}$$"),
    ],
)
def test_a_slip_is_found(right, wrong):
    """What was read as a quantity of any value lets a mistake pass."""
    assert right in NOTE
    assert proofread(NOTE.replace(right, wrong), "note.md").refuted


def test_a_function_of_several_vectors_keeps_its_name():
    """s(x) and s(z) were taken for a quantity times a bracket, where the text also names s alone."""
    note = r"Softmax $s$ of $x$: $$s(x)_i = \frac{e^{x_i}}{\sum_j e^{x_j}}$$ $$\sum_i s(z)_i = 1$$ $$s = s$$"
    assert not proofread(note, "note.md").refuted


SPREAD = r"""
$$P = \mathrm{softmax}(X\Theta + \mathbf{1} b^T)$$
$$J = -\frac{1}{m} \sum_{i=1}^{m} \sum_{c=1}^{K} Y_{ic} \log P_{ic}$$
$$\frac{\partial J}{\partial \Theta} = \frac{1}{m} X^T (P - Y)$$
$$\frac{\partial J}{\partial b} = \frac{1}{m} (P - Y)^T \mathbf{1}$$
$$\frac{\partial J}{\partial \Theta_{jc}} = \frac{1}{m} \sum_{i=1}^m (P_{ic} - Y_{ic}) X_{ij}$$
"""


def _verdicts_of_spread(note):
    return [f.verdict for f in proofread(note, "note.md").findings][2:]


def test_ones_spread_a_bias_over_rows():
    """The b of 1 b^T was given the shape of X Θ, and all that reads it stayed undecided."""
    assert set(_verdicts_of_spread(SPREAD)) == {Verdict.PROVED}


@pytest.mark.parametrize(
    ("at", "right", "wrong"),
    [
        (0, "X^T (P - Y)", "X (P - Y)"),
        (0, "X^T (P - Y)", "X^T (Y - P)"),
        (1, r"(P - Y)^T \mathbf{1}", r"(P + Y)^T \mathbf{1}"),
        (1, r"(P - Y)^T \mathbf{1}", r"(P - Y) \mathbf{1}"),
        (2, "X_{ij}", "X_{ji}"),
    ],
)
def test_a_slip_beside_spread_biases_is_refuted(at, right, wrong):
    """A lost transpose, a sign and turned indices are slips there as anywhere."""
    assert right in SPREAD
    assert _verdicts_of_spread(SPREAD.replace(right, wrong))[at] is Verdict.REFUTED


LAYERS = r"""
$$H = \max(0, X W_1 + b_1), \quad S = H W_2 + b_2, \quad P = \text{softmax}(S)$$
$$L = -\frac1N \sum_i \log P_{i, y_i} + \lambda \left(\sum W_1^2 + \sum W_2^2\right)$$
$$dS_{ik} = \frac{1}{N} (P_{ik} - 1(y_i = k))$$
$$dW_2 = H^T dS + 2 \lambda W_2$$
$$dH = dS W_2^T$$
$$dZ_1 = dH \odot 1[H > 0]$$
$$dW_1 = X^T dZ_1 + 2 \lambda W_1$$
$$db_1 = \sum_{i=1}^N dZ_{1\,i,:}$$
"""


@pytest.mark.parametrize("note", [LAYERS, LAYERS.replace("(0, X W_1 + b_1)", "(X W_1 + b_1, 0)")])
def test_the_right_class_of_each_example_picks_from_its_row(note: str) -> None:
    """Nothing told which entry P_{i, y_i} is, what Σ W² adds up, and that max(0, Z) has a Z within."""
    assert {f.verdict.value for f in proofread(note, "n.md").findings} <= {"proved", "agrees", "definition"}


def test_slips_behind_such_a_cost_are_found() -> None:
    """What was not understood lets mistakes pass: a slope, a penalty, a sign, a transpose."""
    note = LAYERS
    slips = (("1[H > 0]", "1[H < 0]"), ("dS + 2", "dS + "), ("- 1(y_i", "+ 1(y_i"), ("X^T dZ", "X dZ"))
    for right, wrong in slips:
        assert right in note
        note = note.replace(right, wrong)
    found = {f.latex: f.verdict for f in proofread(note, "n.md").findings}
    for _, wrong in slips:
        assert [v for latex, v in found.items() if wrong in latex] == [Verdict.REFUTED]
