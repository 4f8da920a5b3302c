r"""What would be broken: indices that cannot be meant, by letters alone, and what looks like it and is meant."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

BEFORE = r"""$$a_j^l = \sigma(z_j^l)$$
$$C = \frac{1}{2} \sum_k (a_k^L - y_k)^2$$
"""


def last(text):
    """The verdict on the last statement of a note."""
    return proofread(text, "notes.md").findings[-1]


@pytest.mark.parametrize(
    ("said", "repaired"),
    [
        (r"z_j^l = \sum_j w_{jk}^l a_k^{l-1} + b_j^l", r"\sum_k w_{jk}^l a_k^{l-1} + b_j^l"),
        (r"z_k^l = \sum_p w_{kp}^l a_j^{l-1} + b_k^l", r"\sum_p w_{kp}^l a_p^{l-1} + b_k^l"),
        (r"\frac{\partial C}{\partial a_k^L} = (a_i^L - y_i)", "(a_k^L - y_k)"),
        (
            r"\frac{\partial C}{\partial a_j^l} = \sum_k \frac{\partial C}{\partial z_k^{l+1}} "
            r"\frac{\partial z_k^{l+1}}{\partial a_k^l}",
            r"\frac{\partial z_k^{l+1}}{\partial a_j^l}",
        ),
        (
            r"y_k = \sigma(\sum_j \sigma(\sum_i x_i w_{ij} + b^h_i) v_{jk} + b^y_j)",
            r"\sigma(\sum_j \sigma(\sum_i x_i w_{ij} + b^h_j) v_{jk} + b^y_k)",
        ),
    ],
)
def test_an_index_that_is_open_on_one_side_is_refuted(said, repaired):
    """The letter is named, and the one that was meant is put in its place."""
    found = last(f"{BEFORE}$${said}$$")
    assert found.verdict is Verdict.REFUTED
    assert found.correction.latex.replace(" ", "").endswith(repaired.replace(" ", ""))


@pytest.mark.parametrize(
    "said",
    [
        r"z_j^l = \sum_k w_{jk}^l a_k^{l-1} + b_j^l",
        r"\frac{\partial z_k}{\partial w_{kp}} = \frac{\partial}{\partial w_{kp}} (w_{k1} a_1 + \dots + w_{kn} a_n)",
        r"\frac{\partial C}{\partial z_i} = \sum_k \frac{\partial C}{\partial p_k} \begin{cases} 1 & k = i \end{cases}",
        r"\frac{\partial L}{\partial z_i} = -\frac{1}{p_c} \frac{\partial p_c}{\partial z_i}",
        r"\frac{\partial L}{\partial a_{mn}} = \sum_{i,j} \frac{\partial L}{\partial z_{i,j}} k_{m-i,n-j}",
        r"\delta^l = \frac{\partial C}{\partial a_j} \frac{\partial a_j}{\partial z_j}",
    ],
)
def test_what_a_letter_may_stand_for_is_not_refuted(said):
    """Dots, cases, classes, index arithmetic and whole vectors tell what is meant."""
    found = last(f"{BEFORE}$${said}$$")
    assert found.verdict is not Verdict.REFUTED or "open on" not in found.reason


def test_an_index_has_no_role():
    """k is a kernel further down, a weight by what is done with it, and counts units here: k stands outside of Σ_j."""
    found = proofread(
        r"""$$z_j = \sum_j w_{jk} a_k + b_j$$
$$u = k x + c$$ $$v = \sigma(u)$$ $$C = (v - t)^2$$ $$\frac{\partial C}{\partial k} = 2 (v - t) \sigma'(u) x$$
$$q_i = \sum_k r_{ik} s_k$$""",
        "notes.md",
    ).findings
    assert found[0].verdict is Verdict.REFUTED and found[0].correction.latex.startswith(r"z_j = \sum_k")


def test_the_index_of_what_is_differentiated_may_go():
    """∂ log p_k/∂x_j = −e^{x_j}/Σ_q e^{x_q} has no k on the right for k ≠ j; in ∂C/∂b_j the j has to be somewhere."""
    said = r"$$\frac{\partial \log p_k}{\partial x_j} = -\frac{e^{x_j}}{\sum_q e^{x_q}} = -p_j$$"
    assert not any("nothing on the right" in f.reason for f in proofread(said, "notes.md").findings)


def test_an_index_that_is_mended_is_no_other_index_of_the_same_symbol() -> None:
    """δ_i = Σ_j δ_j u_{jk}: u_{ji} is meant, and not u_{jj}."""
    text = r"$$a_j = \sum_k u_{jk} z_k$$ $$\delta_i = \sigma'(a_i) \sum_j \delta_j u_{jk}$$"
    found = proofread(text, "note.md").findings[-1]
    assert found.verdict is Verdict.REFUTED and found.correction is not None
    assert "u_{ji}" in found.correction.latex
