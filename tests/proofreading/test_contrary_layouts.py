r"""What would be broken: right statements refuted beside wrong ones, and slopes that are written d\frac{f}{dx}."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = {Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION}
COLUMNS = r"""
$$\bar{Z}^{[l]} = \bar{w}^{[l]} \bar{A}^{[l-1]} + \bar{b}^{[l]}, \quad A^{[l]} = g^{[l]}(Z^{[l]})$$
$$C(w, b) = \frac{1}{m} \sum_{j=1}^m \| y - \hat{y} \|^2$$

## The last layer
$$\delta^{[L]} = \frac{d C}{d A^{[L]}} \odot g^{'[L]}$$
$$\frac{d C}{d w^{[L]}} = \frac{1}{m} A^{[L-1]T} \delta^{[L]}$$
$$\frac{d C}{d b^{[L]}} = \frac{1}{m} np.sum(\delta^{[L]}, axis=0, keepdims=True)$$
$$\frac{d C}{d A^{[L-1]}} = W^{[L]T} \delta^{[L]}$$
"""
SLOPES = r"""
$$z = w x + b, \quad a = \sigma(z), \quad L = (y - a)^2$$
$$\frac{dL}{da} = d\frac{(y - a)^2}{da} = 2 (y - a) d\frac{y - a}{da} = -2 (y - a)$$
$$\frac{da}{dw} = d\frac{\sigma(w x + b)}{dw}$$
"""


def test_what_holds_in_the_layout_of_the_network_is_not_refuted_in_another():
    """Two wrong gradients would make a section one of rows, where W^T δ is right in columns."""
    *_, weights, biases, inputs = proofread(COLUMNS, "note.md").findings
    assert Verdict.REFUTED in (weights.verdict, biases.verdict)
    assert inputs.verdict is not Verdict.REFUTED


def test_a_product_with_dots_may_leave_open_which_products_it_means():
    """W^T g′ ⋯ W^T g′ ∇C is a sketch, and is not refuted for a ⊙ that would make it fit; nor does it hold so."""
    sketch = r"\nabla_{A^{[0]}} C = W^{[1]T} g^{'[1]} \ldots W^{[L-1]T} g^{'[L-1]} W^{[L]T} g^{'[L]} \nabla_{A^{[L]}} C"
    forward = COLUMNS.partition("##")[0]
    assert proofread(f"{forward}$${sketch}$$", "note.md").findings[-1].verdict is Verdict.UNDECIDED


def test_a_d_before_a_fraction_differentiates_what_stands_above():
    """It would be a letter d times (y − a)² over a small change."""
    assert [f.latex for f in proofread(SLOPES, "note.md").findings if f.verdict not in HOLDS] == []


@pytest.mark.parametrize(("right", "wrong"), [("= -2 (y - a)", "= 2 (y - a)"), (r"+ b)}{dw}", r"+ b)}{db}")])
def test_a_slip_in_such_slopes_does_not_hold(right, wrong):
    """A sign, or a slope by something else."""
    found = proofread(SLOPES.replace(right, wrong), "note.md").findings
    assert {f.verdict for f in found} - HOLDS


def test_another_layout_in_which_states_fit_no_better_excuses_no_slip():
    """X^T dZ^1 holds where examples are rows; but W^2 X^1 + b^1, a slip of its own, is computed in neither layout."""
    note = r"""
$$Z^{[1]} = W^{[1]} X + b^{[1]}$$
$$A^{[1]} = ReLU(Z^{[1]})$$
$$Z^{[2]} = W^{[2]} X^{[1]} + b^{[1]}$$
$$A^{[2]} = Softmax(Z^{[2]})$$
$$dZ^{[2]} = A^{[2]} - Y$$
$$dW^{[2]} = \frac{1}{m} dZ^{[2]} A^{[1]T}$$
$$dZ^{[1]} = W^{[2]T} dZ^{[2]} * ReLU'(Z^{[1]})$$
$$dW^{[1]} = \frac{1}{m} %s$$
"""
    assert proofread(note % r"dZ^{[1]} X^T", "note.md").findings[-1].verdict in HOLDS
    assert proofread(note % r"X^T dZ^{[1]}", "note.md").findings[-1].verdict is Verdict.REFUTED


def test_slips_alone_show_no_layout():
    """Two slips that would fit examples in rows made the right gradient between them wrong."""
    note = r"""
$$dW^{[1]} = \frac{1}{m} dZ^{[1]} X^T$$
$$db^{[1]} = \frac{1}{m} \text{np.sum}(dZ^{[1]}, axis=1, keepdims=True)$$
# Deep
$$dZ^{[l]} = dA^{[l]} * g^{[l]'}(Z^{[l]})$$
$$dW^{[l]} = \frac{1}{m} dZ^{[l]} A^{[l-1]T}$$
$$db^{[l]} = \frac{1}{m} \text{np.sum}(dZ^{[l]}, axis=0, keepdims=True)$$
$$dA^{[l-1]} = dZ^{[l]} W^{[l]T}$$
"""
    weights, biases, inputs = proofread(note, "note.md").findings[-3:]
    assert weights.verdict is not Verdict.REFUTED
    assert biases.verdict not in HOLDS and inputs.verdict not in HOLDS


BOTH = r"""
$G = \frac{\partial L}{\partial Z}$

## Columns
$$Z = W A_{prev} + b$$
$$\nabla_W L = G A_{prev}^T$$
$$\nabla_b L = G \mathbf 1$$

## Rows
$$Z = A_{prev} W + b$$
$$\nabla_W L = A_{prev}^T G$$
$$\nabla_b L = \mathbf 1^T G$$
"""


def test_where_the_weights_stand_tells_the_layout_of_data_by_any_name() -> None:
    """A_{prev} W fitted examples in columns as well, for nothing says how large A_{prev} is."""
    found = proofread(BOTH.replace("= A_{prev}^T G", "= G A_{prev}^T"), "note.md").findings
    assert [f.verdict for f in found if f.verdict is not Verdict.DEFINITION] == [
        Verdict.PROVED, Verdict.PROVED, Verdict.REFUTED, Verdict.PROVED]  # fmt: skip
