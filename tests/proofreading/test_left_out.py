r"""Vectors, matrices and sums of which dots leave something out, entries of brackets, and signs for conditions."""

from collections.abc import Sequence

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.reading import read_side
from symbackprop.proofreading.lexicon.left_out import filled
from symbackprop.proofreading.proofreader import proofread

HOLDS = {Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION}
LAYERED = r"""
$z^l = W^l a^{l-1} + b^l$, $a^l = \sigma(z^l)$, $C = \frac12 \sum_j (a^L_j - y_j)^2$
and $\delta^l = \frac{\partial C}{\partial z^l}$.

"""
SOFTMAX = r"""
$z = W x$, $p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$, $L = -\sum_k y_k \log p_k$ where $\sum_k y_k = 1$.

"""
RELU = r"""
$z = W x + b$, $h = \mathrm{ReLU}(z)$, $L = \frac12 \|h - y\|^2$.

"""


def verdicts(preamble: str, claims: Sequence[str]) -> list[Verdict]:
    """The verdicts on the claims of a note, which stand behind its definitions."""
    note = preamble + "".join(f"$${claim}$$\n\n" for claim in claims)
    return [f.verdict for f in proofread(note, "note.md").findings[-len(claims) :]]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (r"w_1 x_1 + w_2 x_2 + \dots + w_n x_n + b", "{+ <sum r = 1..∅: (w_{r} x_{r})> + b}"),
        (r"w_{j1} a_1 + \cdots + w_{jn} a_n", "<sum r = 1..∅: (w_{(j r)} a_{r})>"),
        (r"w_{j1} a_1 + \cdots + w_{jk} a_k + \cdots + b_j", "{+ <sum r = 1..∅: (w_{(j r)} a_{r})> + b_{j}}"),
        (r"x_1 + \cdots + x_k + \cdots + x_n", "<sum r = 1..∅: x_{r}>"),
        (r"(x_1, x_2, \dots, x_j, \dots, x_n)^T", "<column r = 1..∅: x_{r}>"),
        (r"\begin{bmatrix} x_1 & x_2 & \cdots & x_n \end{bmatrix}", "<row r = 1..∅: x_{r}>"),
        (r"\begin{pmatrix} a_1 b_1 & \cdots & a_1 b_m \\ \vdots & & \vdots \\ a_n b_1 & \cdots & a_n b_m \end{pmatrix}",
         "<matrix r, q..∅: (a_{r} b_{q})>"),
        (r"\begin{pmatrix} s_1 & & \\ & \ddots & \\ & & s_n \end{pmatrix}", "diag@(<column r = 1..∅: s_{r}>)"),
        (r"\begin{bmatrix} w_{11} & \cdots & w_{1n} \\ \vdots & & \vdots \\ w_{m1} & \cdots & w_{mn} \end{bmatrix}",
         "<matrix r, q..∅: w_{(r q)}>"),
    ],
)  # fmt: skip
def test_what_is_left_out_is_told_by_what_is_there(text: str, meant: str) -> None:
    """The first entries and the last have one general entry, in whatever spelling."""
    assert outline(filled(read_side(text), "rqp")) == meant


@pytest.mark.parametrize(
    "text", [r"a_1 + b_2 + \dots + c_n", r"C(a_1, \dots, a_n)", r"(a_1, b_2, \dots, c_n)^T", r"x + \dots + y"]
)
def test_what_has_no_general_entry_is_left_as_it_is(text: str) -> None:
    """Dots between things that have nothing in common stay dots; arguments are no vector."""
    assert "…" in outline(filled(read_side(text), "rqp"))


def test_what_dots_stand_for_is_read_for_all_sizes() -> None:
    """Vectors, outer products, sums, diagonal matrices and chains of derivatives; the rows of W do not define it."""
    claims = [
        r"W^l = \begin{bmatrix} (w^l_1)^T \\ (w^l_2)^T \\ \vdots \\ (w^l_n)^T \end{bmatrix}",
        r"\nabla_a C = \begin{pmatrix} a^L_1 - y_1 \\ \vdots \\ a^L_n - y_n \end{pmatrix}",
        r"\frac{\partial C}{\partial W^l} = \begin{pmatrix} \delta^l_1 a^{l-1}_1 & \cdots & \delta^l_1 a^{l-1}_k \\"
        r" \vdots & \ddots & \vdots \\ \delta^l_j a^{l-1}_1 & \cdots & \delta^l_j a^{l-1}_k \end{pmatrix}",
        r"\delta^l_j = (w^{l+1}_{1j} \delta^{l+1}_1 + \dots + w^{l+1}_{nj} \delta^{l+1}_n) \sigma'(z^l_j)",
        r"\delta^l = \begin{bmatrix} \sigma'(z^l_1) & & \\ & \ddots & \\ & & \sigma'(z^l_n) \end{bmatrix}"
        r" (W^{l+1})^T \delta^{l+1}",
        r"\frac{\partial C}{\partial z^l} = \frac{\partial z^{l+1}}{\partial z^l} \cdots"
        r" \frac{\partial z^L}{\partial z^{L-1}} \frac{\partial C}{\partial z^L}",
    ]
    assert set(verdicts(LAYERED, claims)) <= HOLDS


def test_matrices_may_have_another_diagonal() -> None:
    """The Jacobian of softmax has two general entries; its denominator is a sum."""
    claims = [
        r"\frac{\partial p}{\partial z} = \begin{bmatrix} p_1(1-p_1) & \cdots & -p_1 p_n \\ \vdots & \ddots & \vdots \\"
        r" -p_n p_1 & \cdots & p_n (1-p_n)\end{bmatrix}",
        r"p_i = \frac{e^{z_i}}{e^{z_1} + \dots + e^{z_n}}",
        r"\frac{\partial L}{\partial z} = (p_1 - y_1, p_2 - y_2, \ldots, p_n - y_n)^T",
    ]
    assert set(verdicts(SOFTMAX, claims)) <= HOLDS


def test_entries_of_brackets_and_conditions_are_understood() -> None:
    """What stands in brackets has entries, what a condition is put to is 1 or 0, and I_n is the identity.

    Dots hide no mistake that all entries have.
    """
    claims = [
        r"\frac{\partial L}{\partial z_j} = (h_j - y_j) \mathrm{ReLU}'(z)_j",
        r"\frac{\partial L}{\partial z} = (h - y) \odot \mathbf{1}(z > 0)",
        r"\frac{\partial L}{\partial z} = \mathbb{I}_{\{z > 0\}} \odot (h - y)",
        r"\frac{\partial L}{\partial z} = \mathrm{diag}[h'(z)] (h - y)",
        r"\frac{\partial L}{\partial (b)_i} = \left[\frac{\partial L}{\partial z}\right]_i",
        r"\frac{\partial z}{\partial b} = I_n",
        r"\frac{\partial L}{\partial b} = (h_1 - y_1, \dots, h_n - y_n)^T",
    ]
    *found, last = verdicts(RELU, claims)
    assert set(found) <= HOLDS and last is Verdict.REFUTED


def test_numbered_matrices_have_entries() -> None:
    """(W_1)_{ij} is an entry of W_1, and so it is below a derivative."""
    note = r"$z_1 = W_1 x + b_1$, $a_1 = \sigma(z_1)$, $z_2 = W_2 a_1$, $L = \frac12 \|z_2 - y\|^2$." + "\n\n"
    claim = r"\frac{\partial L}{\partial (W_1)_{ij}} = \frac{\partial L}{\partial (z_1)_i} x_j"
    assert set(verdicts(note, [claim])) <= HOLDS


COLUMN = r"\begin{bmatrix} w_{1k}^{l+1} \\ w_{2k}^{l+1} \\ \vdots \\ w_{nk}^{l+1} \end{bmatrix}"


def test_a_dot_between_columns_is_their_inner_product():
    """w_k · δ is taken for the column of all w_{jk} δ_j, so that a right formula for a number has another shape."""
    right = rf"\delta_k^l = {COLUMN} \cdot \delta^{{l+1}} \cdot \sigma'(z_k^l)"
    sums = rf"\sum_m w_{{mk}}^{{l+1}} \delta_m^{{l+1}} = {COLUMN} \cdot \delta^{{l+1}}"
    turned = right
    for entry in ("1k", "2k", "nk"):
        turned = turned.replace(entry, entry[::-1])
    slips = (r"\delta^{l+1}", r"a^{l+1}"), ("'", ""), (r"\cdot \delta", r"\delta"), ("= ", "= -")
    wrong = [turned, *(right.replace(*slip) for slip in slips)]
    found = verdicts(LAYERED, [sums, right, *wrong])
    assert set(found[:2]) <= HOLDS
    assert not set(found[2:]) & HOLDS


def test_sums_with_a_general_term_are_differentiated() -> None:
    """Between dots stands the term that is meant; what is left of it, and the bias, is 0."""
    terms = r"\frac{\partial}{\partial a_k^l} (w_{j1}^{l+1} a_1^l) + \dots + \frac{\partial}{\partial a_k^l}"
    terms += r" (w_{jk}^{l+1} a_k^l) + \dots + \frac{\partial}{\partial a_k^l} (b_j^{l+1})"
    whole = r"\frac{\partial}{\partial a_k^l} (w_{j1}^{l+1} a_1^l + \dots + w_{jk}^{l+1} a_k^l + \dots + b_j^{l+1})"
    claims = [f"{terms} = w_{{jk}}^{{l+1}}", f"{whole} = w_{{jk}}^{{l+1}}"]
    assert set(verdicts(LAYERED, claims)) <= HOLDS
    wrong = [claim.replace("= w_{jk}", "= w_{kj}") for claim in claims]
    assert set(verdicts(LAYERED, wrong)) == {Verdict.REFUTED}


WITHOUT_UNIT = r"""
$$y_j = \sum_i o_i v_{ji}, \quad \frac{\partial E}{\partial y_j} = y_j - d$$
$$x_i = \sum_k I_k w_{ki}$$
$$o_i = \frac{1}{1 + e^{-x_i}}$$
$$\frac{\partial E}{\partial w_{ki}} = o_i (1 - o_i) I_k \sum_j (y_j - d) v_{ji}$$
"""


def test_a_target_has_the_unit_of_what_it_is_compared_with():
    """d was nothing that is known in y_j − d, and I_k, which units are computed from, an identity."""
    found = {f.verdict for f in proofread(WITHOUT_UNIT, "note.md").findings}
    assert found <= {Verdict.DEFINITION, Verdict.PROVED, Verdict.AGREES}


@pytest.mark.parametrize(
    ("right", "wrong"), [("(y_j - d) v_{ji}", "(y_j - d) v_{ij}"), (r"\sum_j (y_j", "(y_j"), ("I_k \\sum", "I_i \\sum")]
)
def test_slips_beside_a_target_without_its_unit_do_not_hold(right, wrong):
    """Indices in the other order, a sum that is lost, an input of another unit."""
    assert right in WITHOUT_UNIT
    *_, last = proofread(WITHOUT_UNIT.replace(right, wrong), "note.md").findings
    assert last.verdict not in (Verdict.PROVED, Verdict.AGREES)
