"""Whole errors beside entries, δ^l = ∂C/∂z_j^l, and costs that are called by a second name."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES)
LAYERS = r"""
$$z_j^l = \sum_k w_{jk}^l a_k^{l-1} + b_j^l, \quad a_j^l = \sigma(z_j^l)$$
$$C = \frac{1}{2} \sum_j (y_j - a_j^L)^2$$
$$\delta^L = \frac{\partial C}{\partial a_j^L} \sigma'(z_j^L)$$
$$\delta^l = \frac{\partial C}{\partial a_j^l} \frac{\partial a_j^l}{\partial z_j^l}$$
$$\delta^l = \sum_k w_{kj}^{l+1} \delta_k^{l+1} \sigma'(z_j^l)$$
"""
RENAMED = r"""
The output of a neuron is $$o_j = \varphi(net_j), \quad net_j = \sum_{k=1}^{n} w_{kj} o_k$$
and the error is $$E = C(f(net_j))$$ with $$C(o_j) = \frac{1}{2} \sum_j (o_j - y_j)^2$$
so that $$\frac{\partial E}{\partial o_j} = (o_j - y_j)$$
"""


def test_a_whole_error_beside_entries_is_one_of_its_entries() -> None:
    """A vector on one side and a number on the other would be refuted by their shapes, or by an open index."""
    assert {f.verdict for f in proofread(LAYERS, "note.md").findings[3:]} <= {*HOLDS}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\sum_k w_{kj}^{l+1}", r"\sum_k w_{jk}^{l+1}"),
        (r"a_j^L} \sigma'(z_j^L)", r"a_j^L} \sigma(z_j^L)"),
        (r"\delta_k^{l+1} \sigma'(z_j^l)", r"\delta_k^{l+1}"),
        (r"\frac{\partial a_j^l}{\partial z_j^l}", r"\frac{\partial z_j^l}{\partial a_j^l}"),
    ],
)
def test_a_slip_in_the_entry_of_an_error_does_not_hold(right: str, wrong: str) -> None:
    """Read as an entry, the error is held against what the network says like any other."""
    findings = proofread(LAYERS.replace(right, wrong), "note.md").findings[3:]
    assert sum(f.verdict not in HOLDS for f in findings) == 1


def test_a_cost_that_is_another_one_has_its_formula() -> None:
    """E = C(f(net)) would say nothing of how E depends on the outputs."""
    last = proofread(RENAMED, "note.md").findings[-1]
    assert last.verdict in HOLDS
    slip = proofread(RENAMED.replace("(o_j - y_j)$", "(y_j - o_j)$"), "note.md").findings[-1]
    assert slip.verdict not in HOLDS


MEAN_KEPT_OUT = r"""
$$Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}, \quad A^{[l]} = \sigma(Z^{[l]})$$
$$J = -\frac{1}{m} \sum_{i=1}^m \sum_k [y_k^{(i)} \log a_k^{[L](i)} + (1 - y_k^{(i)}) \log(1 - a_k^{[L](i)})]$$
$$%s$$
$$dZ^{[L]} = A^{[L]} - Y$$
$$\frac{\partial J}{\partial W^{[l]}} = \frac{1}{m} dZ^{[l]} (A^{[l-1]})^T$$
"""


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (r"dZ^{[l]} = m \frac{\partial J}{\partial Z^{[l]}}", Verdict.AGREES),
        (r"\frac{\partial J}{\partial Z^{[l]}} = \frac{1}{m} dZ^{[l]}", Verdict.AGREES),
        (r"dZ^{[l]} = \frac{1}{m} \frac{\partial J}{\partial Z^{[l]}}", Verdict.REFUTED),
    ],
)
def test_an_error_may_be_said_to_be_the_slope_without_the_mean(said, verdict):
    """m ∂J/∂Z would be refuted, since ∂J/∂Z was taken for another name of the error."""
    findings = proofread(MEAN_KEPT_OUT % said, "notes.md").findings
    assert findings[3].verdict is verdict
    assert {f.verdict for f in findings[4:]} <= {Verdict.PROVED, Verdict.AGREES}


def test_entries_are_named_by_a_chain_and_cases_may_begin_with_their_conditions():
    """A = (a_j) = γ(o_j) says what a_j is, o_j and O are one quantity, and ∂A/∂O = 1 where o_i > 0 is an entry's."""
    text = r"""$$o^l_j = b^l_j + \sum_i a_i^{l-1} w^l_{ij}$$
$$\gamma(o^l_i) = \begin{cases} o^l_i > 0 & o^l_i \\ o^l_i \le 0 & 0 \end{cases}$$
$$A^l = (a^l_j) = \gamma(o^l_j)$$
$$E = \frac12 (t - A^L)^2$$
$$\frac{\partial A^l}{\partial O^l} = \begin{cases} o^l_i > 0 & 1 \\ o^l_i \le 0 & 0 \end{cases}\
$$
"""
    holds = (Verdict.PROVED, Verdict.AGREES)
    assert proofread(text, "notes.md").findings[-1].verdict in holds
    for wrong in (r"> 0 & 2 \\ o^l_i \le 0 & 0 \end{cases}\ ", r"> 0 & 0 \\ o^l_i \le 0 & 1 \end{cases}\ "):
        slip = text.replace(r"> 0 & 1 \\ o^l_i \le 0 & 0 \end{cases}" + "\\\n", wrong)
        assert slip != text
        assert proofread(slip, "notes.md").findings[-1].verdict not in holds
