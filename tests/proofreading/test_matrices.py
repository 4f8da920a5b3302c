"""Matrix documents that define their own graph: shapes, rows and columns, softmax, products, ones, bias columns."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HIDDEN_LAYER = r"""
An input $x \in \mathbb{R}^d$ enters $V^{(1)} \in \mathbb{R}^{p \times d}$ and $V^{(2)} \in \mathbb{R}^{q \times p}$:
$$s = V^{(1)} x$$
$$h = \phi(s)$$
$$o = V^{(2)} h$$
$$E = \ell(o, y)$$
"""
CHAINS = r"""
With $\mathsf{Q} = g(\mathsf{P})$ and $\mathsf{R} = k(\mathsf{Q})$
"""
ROWS = r"""
$X \in \mathbb{R}^{N \times d}$, $W \in \mathbb{R}^{d \times c}$, $T \in \mathbb{R}^{N \times c}$
$$Z = X W + b$$
$$Y = \sigma(Z)$$
$$E = \frac{1}{2} \sum_{i=1}^N \sum_{k=1}^c (y_{ik} - t_{ik})^2$$
"""
WRITTEN_OUT = r"""
$$A = \begin{bmatrix} a_{11} & a_{12} \\ a_{21} & a_{22} \\ a_{31} & a_{32} \end{bmatrix}$$
$$p = [p_1, p_2]^T$$
$$c = [c_1, c_2, c_3]^T$$
$$u = A p + c$$
"""


def verdicts(text: str) -> list[str]:
    """The verdicts of a note, one for every statement that claims something."""
    return [str(f.verdict) for f in proofread(text, "note.md").findings]


def last(text: str) -> str:
    """The verdict on the last statement."""
    return verdicts(text)[-1]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial E}{\partial V^{(2)}} = \frac{\partial E}{\partial o} h^\top", "proved"),
        (r"\frac{\partial E}{\partial h} = {V^{(2)}}^\top \frac{\partial E}{\partial o}", "proved"),
        (r"\frac{\partial E}{\partial s} = \frac{\partial E}{\partial h} \odot \phi'(s)", "proved"),
        (r"\frac{\partial E}{\partial V^{(1)}} = \frac{\partial E}{\partial s} x^\top", "proved"),
        (r"\frac{\partial E}{\partial V^{(2)}} = h \frac{\partial E}{\partial o}", "refuted"),
        (r"\frac{\partial E}{\partial h} = V^{(2)} \frac{\partial E}{\partial o}", "refuted"),
        (r"\frac{\partial E}{\partial s} = \frac{\partial E}{\partial h} \odot \phi(s)", "refuted"),
    ],
)
def test_weights_told_apart_by_numbers(claim: str, verdict: str) -> None:
    """Where only weights carry numbers, states without any are still matrices that fit them."""
    assert last(f"{HIDDEN_LAYER}\n$${claim}$$") == verdict


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial E}{\partial Z} = (Y - T) \odot Y \odot (1 - Y)", "proved"),
        (r"\frac{\partial E}{\partial W} = X^T \frac{\partial E}{\partial Z}", "proved"),
        (r"\frac{\partial E}{\partial W} = \frac{\partial E}{\partial Z} X^T", "refuted"),
        (r"\frac{\partial E}{\partial Z} = (Y + T) \odot Y \odot (1 - Y)", "refuted"),
    ],
)
def test_examples_in_rows_where_the_shapes_say_so(claim: str, verdict: str) -> None:
    """N × d says that examples are rows, and the entries y_{ik} are those of Y."""
    assert last(f"{ROWS}\n$${claim}$$") == verdict


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"u_i = \sum_{j=1}^2 a_{ij} p_j + c_i", "agrees"),
        (r"u_i = \sum_{j=1}^3 a_{ij} p_j + c_i", "refuted"),
        (r"u_j = \sum_{i=1}^2 a_{ij} p_i + c_j", "refuted"),
    ],
)
def test_entries_written_out_declare_a_shape(claim: str, verdict: str) -> None:
    """A sum has to run as far as the entries that the document writes out."""
    assert last(f"{WRITTEN_OUT}\n$$0 = 0$$\n$${claim}$$") in (verdict, "definition" if verdict == "agrees" else verdict)


@pytest.mark.parametrize(
    ("rule", "claim", "verdict"),
    [
        (r"U = V W", r"\frac{\partial L}{\partial V} = \frac{\partial L}{\partial U} W^\top", "proved"),
        (r"U = V W", r"\frac{\partial L}{\partial W} = V^\top \frac{\partial L}{\partial U}", "proved"),
        (r"U = V W", r"\frac{\partial L}{\partial W} = \frac{\partial L}{\partial U} V^\top", "refuted"),
        (r"U = V^\top", r"\frac{\partial L}{\partial V} = \frac{\partial L}{\partial U}^\top", "proved"),
        (r"U = V \circ W", r"\frac{\partial L}{\partial V} = W \circ \frac{\partial L}{\partial U}", "proved"),
    ],
)
def test_rules_for_a_cost_that_nobody_defines(rule: str, claim: str, verdict: str) -> None:
    """Each rule is about its own result, though another one of the same name stood before."""
    before = r"$$U = V + W$$ gives $$\frac{\partial L}{\partial V} = \frac{\partial L}{\partial U}$$"
    assert last(f"{before}\n\nThen\n$${rule}$$ gives $${claim}$$") == verdict


def test_a_definition_that_cannot_be_computed_refutes_nothing() -> None:
    """Where the cost sums over an index that nothing binds, gradients are not judged by it."""
    text = ROWS.replace(r"\sum_{i=1}^N \sum_{k=1}^c (y_{ik}", r"\sum_{i=1}^N \sum_{i=k}^c (y_{ik}")
    assert "refuted" not in verdicts(text + r"$$\frac{\partial E}{\partial Z} = Y \odot T$$")


def test_ones_sum_over_the_examples() -> None:
    """1_N is a column with an entry for each example, not the number 1."""
    right = r"$$\frac{\partial E}{\partial b} = \mathbf{1}_N^T \frac{\partial E}{\partial Z}$$"
    wrong = r"$$\frac{\partial E}{\partial b} = \frac{\partial E}{\partial Z} \mathbf{1}_N$$"
    assert last(ROWS + right) == "proved"
    assert last(ROWS + wrong) == "refuted"


def test_no_weight_is_one_number_to_be_its_own_transpose():
    """h = x W^T is of rows: read with x a column, W is 1 × 1, and ∂E/∂h = ∂E/∂o W^T holds as well as the right one."""
    text = r"""$$h = \tanh(x W_1^T + b_1), \quad o = h W_2^T + b_2, \quad E = \frac12 \|o - t\|^2$$
$$\frac{\partial E}{\partial h} = \frac{\partial E}{\partial o} W_2$$"""
    assert proofread(text, "notes.md").findings[-1].verdict is Verdict.PROVED
    slip = proofread(text.replace("o} W_2", "o} W_2^T"), "notes.md").findings[-1]
    assert slip.verdict is Verdict.REFUTED and slip.correction is not None
