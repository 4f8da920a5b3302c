"""How many outputs or examples there are, where only the limit of a sum tells: C = (1/K) Σ_{k=1}^K (ŷ_k − y_k)²."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)
UNITS = r"""
$$z_i = \sum_j w_{ij} x_j + b_i, \quad \hat{y}_i = \sigma(z_i)$$
$$L = \frac{1}{K} \sum_{i=1}^{K} (\hat{y}_i - y_i)^2$$
$$\frac{\partial L}{\partial \hat{y}_i} = \frac{2}{K} (\hat{y}_i - y_i)$$
$$\frac{\partial L}{\partial w_{ij}} = \frac{2}{K} (\hat{y}_i - y_i) \sigma'(z_i) x_j$$
"""
MATRICES = r"""
The cost is $C = \frac{1}{K} \sum_{i=1}^{K} (\hat{y}_i - y_i)^2$, the activation $\sigma(x) = \frac{1}{1 + e^{-x}}$.
$$\frac{\partial C}{\partial A^{(2)}} = \frac{2}{K} (A^{(2)} - Y)$$
$$\frac{\partial C}{\partial Z^{(2)}} = \frac{\partial C}{\partial A^{(2)}} \cdot (A^{(2)} \times (1 - A^{(2)}))$$
$$\frac{\partial C}{\partial W^{(2)}} = \frac{\partial C}{\partial Z^{(2)}} \cdot (A^{(1)})^T$$
$$\frac{\partial C}{\partial B^{(2)}} = \frac{\partial C}{\partial Z^{(2)}}$$
"""
BATCH = r"""
$$Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}, \quad A^{[l]} = \sigma(Z^{[l]})$$
$$C = \frac{1}{2 K} \sum_{i=1}^{K} (a^{[L](i)} - y^{(i)})^2$$
$$dZ^{[L]} = \frac{1}{K} (A^{[L]} - Y) \odot \sigma'(Z^{[L]})$$
"""


@pytest.mark.parametrize(
    ("note", "count", "wrong"),
    [
        (UNITS, "K", (r"\frac{2}{K} (\hat{y}_i - y_i) \sigma'", r"2 (\hat{y}_i - y_i) \sigma'")),
        (UNITS, r"n_{\text{out}}", (r"\frac{2}{K} (\hat{y}_i - y_i)$$", r"2 (\hat{y}_i - y_i)$$")),
        (MATRICES, "N_{out}", (r"\frac{2}{K} (A", r"\frac{1}{K} (A")),
        (MATRICES, "N_{out}", ("(A^{(1)})^T", "(A^{(2)})^T")),
        (BATCH, r"N_{\text{samples}}", (r"\frac{1}{K} (A", r"\frac{2}{K} (A")),
    ],
)
def test_the_limit_of_a_sum_counts_its_terms(note, count, wrong):
    """Nothing said what K is, a lost 1/K passed, and N_{out} was taken for a number of examples."""
    right = proofread(note.replace("K", count), "note.md").findings
    assert [f.latex for f in right if f.verdict not in HOLDS] == []
    slip = proofread(note.replace(*wrong, 1).replace("K", count), "note.md").findings
    of_slip = [f.verdict for f, before in zip(slip, right, strict=True) if f.latex != before.latex]
    assert not set(of_slip) & {Verdict.PROVED, Verdict.AGREES}


DIVIDED = r"""
$$C = \frac{1}{N_{\text{out}}} \sum_i (A_i^{(2)} - Y_i)^2, \qquad A^{(2)} = \sigma(Z^{(2)})$$
$$\frac{\partial C}{\partial A^{(2)}} = \frac{2}{N_{\text{out}}} (A^{(2)} - Y)$$
"""


def test_what_a_cost_is_divided_by_is_a_number():
    """Where no sum has it as its limit, nothing said what N_{out} is; a lost 2 passed."""
    *_, right = proofread(DIVIDED, "note.md").findings
    *_, slip = proofread(DIVIDED.replace(r"\frac{2}", r"\frac{1}"), "note.md").findings
    assert (right.verdict in HOLDS, slip.verdict) == (True, Verdict.REFUTED)
