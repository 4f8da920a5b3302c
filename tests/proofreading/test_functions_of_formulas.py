"""What would be broken: functions said at the formula that they are taken of, and functions that stand for values."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES)
LOGISTIC = r"""
$$\phi(\mathbf{w} \cdot \mathbf{x}) = \frac{1}{1 + e^{-\mathbf{w} \cdot \mathbf{x}}}$$
$$J(\mathbf{w}) = -\sum_{i=1}^n \left[y^{(i)} \log \phi(\mathbf{w} \cdot \mathbf{x}^{(i)})
+ (1 - y^{(i)}) \log(1 - \phi(\mathbf{w} \cdot \mathbf{x}^{(i)}))\right]$$
$$\frac{d}{d w_j} J(\mathbf{w}) = -\sum_{i=1}^n x_j^{(i)} (y^{(i)} - \phi(\mathbf{w} \cdot \mathbf{x}^{(i)}))$$
$$\frac{d}{d w_j} \phi(\mathbf{w} \cdot \mathbf{x}^{(i)}) = x_j^{(i)} \phi (1 - \phi)
+ 0 \cdot \phi(\mathbf{w} \cdot \mathbf{x}^{(i)})$$
$$\left(\frac{y^{(i)}}{\phi} - \frac{1 - y^{(i)}}{1 - \phi}\right)
\frac{d}{d w_j} \phi(\mathbf{w} \cdot \mathbf{x}^{(i)})
= x_j^{(i)} (y^{(i)} - \phi(\mathbf{w} \cdot \mathbf{x}^{(i)}))$$
$$w_j \leftarrow w_j + \eta \sum_{i=1}^n x_j^{(i)} (y^{(i)} - \phi(\mathbf{w} \cdot \mathbf{x}^{(i)}))$$
"""


def findings(note):
    """Those of all statements."""
    return proofread(note, "note.md").findings


def test_a_function_is_said_of_any_number():
    """φ was any function, and nothing of a logistic regression followed."""
    assert [f.latex for f in findings(LOGISTIC)[2:] if f.verdict not in HOLDS] == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"= -\sum_{i=1}^n x_j", r"= \sum_{i=1}^n x_j"),
        (r"\phi (1 - \phi)", r"\phi (1 + \phi)"),
        (r"x_j^{(i)} \phi (1 - \phi)", r"x_j^{(i)} (1 - \phi)"),
        (r"\frac{1 - y^{(i)}}{1 - \phi}", r"\frac{1 - y^{(i)}}{\phi}"),
        (r"w_j + \eta", r"w_j - \eta"),
    ],
)
def test_slips_beside_such_functions_are_not_taken_for_right(right, wrong):
    """A sign, a factor, a denominator."""
    assert right in LOGISTIC
    before, after = (sum(f.verdict in HOLDS for f in findings(n)) for n in (LOGISTIC, LOGISTIC.replace(right, wrong)))
    assert after == before - 1


WITHIN = r"""
$$out = f(z) = \frac{1}{1 + e^{-z}}$$
$$z = h_1 W_5 + h_2 W_6 + b_3, \quad E = \frac{1}{2} (y - out)^2$$
$$\frac{\partial out}{\partial z} = out (1 - out)$$
$$\frac{\partial h_1}{\partial z_1} = h_1 (1 - h_1), \quad \frac{\partial z_1}{\partial W_1} = X_1$$
$$\frac{\partial E}{\partial W_5} = -(y - out)(out)(1 - out)(h_1)$$
"""


def test_a_function_is_what_a_chain_goes_on_to_say() -> None:
    """out = f(z) = 1/(1 + e^{−z}) says what f is; else it may be any, and the slopes of the sigmoid are refuted."""
    assert not [f for f in proofread(WITHIN, "note.md").findings if f.verdict is Verdict.REFUTED]
    last = proofread(WITHIN, "note.md").findings[-1]
    assert last.verdict in (Verdict.PROVED, Verdict.AGREES)
    slip = proofread(WITHIN.replace("(1 - out)(h_1)", "(1 + out)(h_1)"), "note.md").findings[-1]
    assert slip.verdict not in (Verdict.PROVED, Verdict.AGREES)


SLOPES = r"""
$$\hat{y}_i = \frac{1}{1 + e^{-z}}$$
$$\frac{d\sigma}{dz} = \frac{e^{-z}}{(1 + e^{-z})^2}$$
$$1 - \hat{y}_i = \frac{e^{-z}}{1 + e^{-z}}$$
$$\frac{d\sigma}{dz} = \hat{y}_i (1 - \hat{y}_i)$$
"""
UNKNOWN = r"$$\hat{y}_i = \text{act}(z_i), \qquad z_i = A_{i-1} W_i + B_i$$" + SLOPES


@pytest.mark.parametrize("note", [SLOPES, UNKNOWN])
def test_an_entry_is_a_function_of_the_number_of_its_unit(note):
    """σ, which is taken of nothing here, would be unknown, z a vector beside ŷ_i, and not to be had where A is not."""
    assert [f.latex for f in findings(note)[-3:] if f.verdict not in HOLDS] == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("(1 + e^{-z})^2", "(1 + e^{-z})"), ("1 - \\hat{y}_i =", "1 + \\hat{y}_i ="), ("(1 - \\hat", "(1 + \\hat")],
)
def test_a_slip_about_one_unit_is_found(right, wrong):
    """Any function, or a number of another shape, would let it pass."""
    for note in (SLOPES, UNKNOWN):
        assert right in note
        assert [f.latex for f in findings(note.replace(right, wrong)) if f.verdict is Verdict.REFUTED] != []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\text{ReLU}'(z) = 1_{z > 0}", r"\text{ReLU}'(z) = 1_{z < 0}"),
        (r"\text{ReLU}'(z) = \mathbb{1}_{\{z > 0\}}", r"\text{ReLU}'(z) = \mathbb{1}_{\{z < 0\}}"),
        (r"\frac{d \tanh}{dx} = 1 - \tanh^2 x", r"\frac{d \tanh}{dx} = 1 + \tanh^2 x"),
        (r"\tanh' = 1 - \tanh^2", r"\tanh' = 1 + \tanh^2"),
    ],
)
def test_a_function_may_stand_alone_and_a_condition_below(right, wrong):
    """1_{z > 0} was an array of other shape, which refuted the right slope, and tanh alone was unknown."""
    (found,) = findings(f"$${right}$$")
    assert found.verdict in HOLDS
    (slip,) = findings(f"$${wrong}$$")
    assert slip.verdict is Verdict.REFUTED
