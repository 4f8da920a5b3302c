"""Sums without brackets: what they reach, and what they leave outside."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.latex.reading import read_formula
from symbackprop.parsing.latex.tree import Addition, Big, Product
from symbackprop.proofreading.proofreader import proofread

UNIT = r"""
A single unit computes $\hat q^{(s)} = \sigma(v^T x^{(s)} + c)$ for each of $m$ examples, and costs
$$J = -\frac{1}{m} \sum_{s=1}^m q^{(s)} \log \hat q^{(s)} + (1 - q^{(s)}) \log(1 - \hat q^{(s)})$$
"""


@pytest.mark.parametrize(
    "latex",
    [
        r"\sum_i t_i \log p_i + (1 - t_i) \log(1 - p_i)",
        r"-\sum_i t_i \log p_i - (1 - t_i) \log(1 - p_i)",
        r"-\frac{1}{m} \sum_s \sum_i t_i^s \log p_i^s + (1 - t_i^s) \log(1 - p_i^s)",
    ],
)
def test_a_sum_reaches_terms_of_the_same_quantities(latex: str) -> None:
    """Both logarithms are summed, and added to each other."""
    node = read_formula(latex)
    node = node.terms[0] if isinstance(node, Addition) else node
    node = node.factors[-1] if isinstance(node, Product) else node
    while isinstance(node, Big) and isinstance(node.body, Big):
        node = node.body
    assert isinstance(node, Big)
    assert isinstance(node.body, Addition)
    assert node.body.signs == (1, 1)


@pytest.mark.parametrize(
    "latex",
    [
        r"\sum_j w_{ij} x_j + b_i",
        r"\sum_j w_{ij} x_j + b_j",
        r"p_i \sum_i t_i - t_i",
        r"\sum_i (t_i - p_i)^2 + \sum_i w_i^2",
    ],
)
def test_a_sum_leaves_other_terms_alone(latex: str) -> None:
    """A bias, a letter used for two things, and what is summed by itself stay outside."""
    assert isinstance(read_formula(latex), Addition)


@pytest.mark.parametrize(
    ("claim", "verdicts"),
    [
        (r"\frac{\partial J}{\partial c} = \frac{1}{m} \sum_{s=1}^m (\hat q^{(s)} - q^{(s)})", {"proved", "agrees"}),
        (r"\frac{\partial J}{\partial v} = \frac{1}{m} \sum_s (\hat q^{(s)} - q^{(s)}) x^{(s)}", {"proved", "agrees"}),
        (r"\frac{\partial J}{\partial c} = \frac{1}{m} \sum_{s=1}^m (q^{(s)} - \hat q^{(s)})", {"refuted"}),
        (r"\frac{\partial J}{\partial c} = \sum_{s=1}^m (\hat q^{(s)} - q^{(s)})", {"refuted"}),
    ],
)
def test_logistic_regression_example_by_example(claim: str, verdicts: set[str]) -> None:
    """Weights and bias get their shapes from what is said of one example."""
    assert str(proofread(f"{UNIT}\n$${claim}$$", "note.md").findings[-1].verdict) in verdicts


QUOTIENT = r"""
The softmax is $s(z_i) = \frac{e^{z_i}}{\sum_{k=1}^K e^{z_k}}$, so that
$$\frac{\partial s(z_j)}{\partial z_i} = \frac{\frac{\partial}{\partial z_i} e^{z_j} (\sum_{k=1}^K e^{z_k})
 %s e^{z_j} (\frac{\partial}{\partial z_i} \sum_{k=1}^K e^{z_k})}{(\sum_{k=1}^K e^{z_k})^2}$$
"""


@pytest.mark.parametrize(("sign", "verdict"), [("-", "agrees"), ("+", "refuted")])
def test_an_operator_may_reach_the_next_factor_alone(sign: str, verdict: str) -> None:
    """The quotient rule would be refuted where its first operator is taken to reach the denominator as well."""
    assert [f.verdict.value for f in proofread(QUOTIENT % sign, "notes.md").findings][1] == verdict


def test_an_index_behind_a_slope_in_brackets_counts_examples():
    """(∂Loss/∂w)_k in a sum over k was an entry of a number."""
    note = r"""$$z = w x + b, \quad a = \sigma(z), \quad E = \sum_{k=1}^n Loss_k$$
$$\frac{\partial E}{\partial w} = \sum_k \left(\frac{\partial Loss}{\partial w}\right)_k$$"""
    assert proofread(note, "note.md").findings[-1].verdict in (Verdict.PROVED, Verdict.AGREES)
    slip = note.replace(r"{\partial w} = ", r"{\partial b} = ")
    assert proofread(slip, "note.md").findings[-1].verdict is Verdict.REFUTED
