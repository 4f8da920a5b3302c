"""Notes on two layers in haste: a sign set as text, a product without its brackets, db without a layer."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

NOTE = r"""
$$z^{[1]} = W^{[1]} X + b^{[1]}$$
$$A^{[1]} = g^{[1]}(z^{[1]})$$
$$z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}$$
$$A^{[2]} = g^{[2]}(z^{[2]})$$
$$dz^{[2]} = A^{[2]} - Y$$
$$dW^{[2]} = \frac{1}{m} dz^{[2]} A^{[1]T}$$
$$db = \frac{1}{m} np.sum(dz^{[2]}, axis=1, keepdims=True)$$
$$dz^{[1]} = W^{[2]T} dz^{[2]} \text{\*} g'^{[1]}(z^{[1]})$$
$$dW^{[1]} = \frac{1}{m} dz^{[1]} X^T$$
$$db = \frac{1}{m} \text{np.sum}(dz^{[1]}, \text{axis}=1, \text{keepdims}=True)$$
"""
UNFOLDED = r"""
$$z^{(l)} = W^{(l)} h^{(l-1)} + b^{(l)}$$ $$h^{(l)} = \sigma(z^{(l)})$$
$$\delta^{(l)} = [(W^{(l+1)})^T \delta^{(l+1)}] \odot \sigma'(z^{(l)})$$
$$\delta^{(1)} = [(W^{(2)})^T [(W^{(3)})^T \delta^{(3)}] \odot \sigma'(z^{(2)})] \odot \sigma'(z^{(1)})$$
"""
HOLDS = (Verdict.PROVED, Verdict.AGREES)
SAID = (*HOLDS, Verdict.DEFINITION)


@pytest.mark.parametrize("text", [NOTE, UNFOLDED, NOTE.replace(r"\text{\*}", r"\text{⊙}")])
def test_what_was_written_in_haste_is_read(text):
    """A star between braces is a word, (W δ) ⊙ v has no meaning, and db may be that of either layer."""
    assert [f.latex for f in proofread(text, "notes.md").findings if f.verdict not in SAID] == []


@pytest.mark.parametrize(
    ("text", "right", "slip"),
    [
        (NOTE, r"W^{[2]T} dz^{[2]} \text", r"W^{[2]} dz^{[2]} \text"),
        (NOTE, r"\text{\*} g'^{[1]}(z^{[1]})", r"\text{\*} g'^{[1]}(A^{[1]})"),
        (NOTE, "np.sum(dz^{[2]}, axis=1", "np.sum(dz^{[2]}, axis=0"),
        (UNFOLDED, r"\sigma'(z^{(2)})]", r"\sigma'(z^{(1)})]"),
        (UNFOLDED, r"(W^{(3)})^T \delta^{(3)}] \odot", r"W^{(3)} \delta^{(3)}] \odot"),
    ],
)
def test_a_slip_in_it_does_not_hold(text, right, slip):
    """Some order of the factors, or some layer, makes everything hold."""
    assert right in text
    found = proofread(text.replace(right, slip), "notes.md").findings
    assert any(slip.split("]")[0] in f.latex and f.verdict not in SAID for f in found)


def test_the_input_in_the_place_of_the_first_layer_is_a_slip():
    """z^{[2]} = W^{[2]} X + b^{[2]}, with all that follows right, is a definition like any other."""
    (wrong,) = proofread(NOTE.replace("W^{[2]} A^{[1]} +", "W^{[2]} X +"), "notes.md").refuted
    assert wrong.correction is not None and "W^{[2]} A^{[1]} + b^{[2]}" in wrong.correction.latex


def test_the_letter_of_a_function_with_a_layer_is_what_that_layer_applies():
    """g^{[1]} is tanh where a^{[1]} = tanh(z^{[1]}), and g^{[l]} that of each layer; g^{[2]} is none of layer 1."""
    text = r"""$$z^{[1]} = W^{[1]} x + b^{[1]}, \quad a^{[1]} = \tanh(z^{[1]})$$
$$z^{[2]} = W^{[2]} a^{[1]} + b^{[2]}, \quad a^{[2]} = \text{ReLU}(z^{[2]})$$
$$z^{[3]} = W^{[3]} a^{[2]} + b^{[3]}, \quad a^{[3]} = \sigma(z^{[3]})$$
$$L = \frac12 \|a^{[3]} - y\|^2$$
$$\delta^{[l]} = \frac{\partial L}{\partial z^{[l]}}$$
$$\delta^{[3]} = (a^{[3]} - y) \odot g'^{[3]}(z^{[3]})$$
$$\delta^{[l]} = W^{[l+1]T} \delta^{[l+1]} \odot g'^{[l]}(z^{[l]})$$
$$\delta^{[1]} = W^{[2]T} \delta^{[2]} \odot g'^{[1]}(z^{[1]})$$
"""
    for letter in ("g'", r"\sigma'"):
        read = text.replace("g'", letter)
        assert all(f.verdict is Verdict.PROVED for f in proofread(read, "notes.md").findings[-4:])
        slips = ((r"+1]} \odot", r"]} \odot"), (letter + "^{[1]}", letter + "^{[2]}"), (letter + "^{[3]}", "g^{[3]}"))
        for right, wrong in slips:
            found = proofread(read.replace(right, wrong), "notes.md").findings[-3:]
            assert [f.verdict for f in found].count(Verdict.REFUTED) == 1


MIXED = r"""
$$z_1 = W_1 x + b_1, \quad a_1 = \sigma(z_1), \quad z_2 = W_2^T a_1 + b_2, \quad a_2 = \sigma(z_2)$$
$$\delta_1 = (W_2 \delta_2) \odot \sigma'(z_1)$$
$$\frac{\partial L}{\partial W_1} = \delta_1 x^T$$
$$\frac{\partial L}{\partial W_2} = a_1 \delta_2^T$$
"""


def test_each_layer_lays_out_its_own_weights():
    """W_1 x fits nothing where W_2^T a_1 says that weights are transposed."""
    *_, error, first, second = proofread(MIXED, "note.md").findings
    assert {f.verdict for f in (error, first, second)} <= {Verdict.PROVED, Verdict.AGREES}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"(W_2 \delta_2)", r"(W_2^T \delta_2)"),
        (r"\delta_1 x^T", r"x \delta_1^T"),
        (r"a_1 \delta_2^T", r"\delta_2 a_1^T"),
    ],
)
def test_a_product_in_the_layout_of_the_other_layer_is_wrong(right, wrong):
    """A transpose that is missing or too many would pass in one layer of two."""
    assert right in MIXED
    assert len(proofread(MIXED.replace(right, wrong), "note.md").refuted) == 1
