"""Chains that write a sum before its function, a = W x + b = σ(z), statements in parentheses, and errors in short."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = {Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION}
NOTE = r"""
$$h_j^l = \sum_i w_{ji}^l h_i^{l-1} + b_j^l = f(z_j^l)$$
$$E = \frac{1}{2} \sum_j (h_j^L - y_j)^2$$
$$\delta_j^L = (h_j^L - y_j) f'(z_j^L)$$
$$\delta_j^l = f'(z_j^l) \sum_k w_{kj}^{l+1} \delta_k^{l+1}$$
$$(\frac{\partial z_k^{l+1}}{\partial h_j^l} = w_{kj}^{l+1})$$
$$\frac{\partial E}{\partial w_{ji}^l} = \delta_j^l h_i^{l-1}$$
$$\frac{\partial E}{\partial b} = \delta$$
"""


def test_what_stands_before_a_function_is_its_argument() -> None:
    """All that follows would be held against a network without the function, and be undecided."""
    first, _, *rest = proofread(NOTE, "notes.md").findings
    assert first.verdict is Verdict.REFUTED
    assert first.correction is not None
    assert first.correction.latex.startswith("z_j^l =")
    assert {f.verdict for f in rest} <= HOLDS
    assert len(rest) == 6


@pytest.mark.parametrize(
    ("right", "wrong", "verdict"),
    [
        (r"h_j^l} = w_{kj}^{l+1}", r"h_j^l} = w_{jk}^{l+1}", Verdict.REFUTED),
        (r"\frac{\partial E}{\partial b} = \delta", r"\delta = 2 \delta \odot f'(z^L)", Verdict.UNDECIDED),
    ],
)
def test_a_slip_beside_such_a_chain(right: str, wrong: str, verdict: Verdict) -> None:
    """A slip would hold; and what says no layer would be refuted, though it may be meant of another."""
    assert right in NOTE
    found = proofread(NOTE.replace(right, wrong, 1), "notes.md").findings[2:]
    assert [f.verdict for f in found if f.verdict not in HOLDS] == [verdict]


def test_a_sum_is_no_argument_that_has_a_formula_of_its_own() -> None:
    """ŷ = w^T x + b = f(x) would make x a sum, and a z of another formula that of this."""
    note = r"$$\hat{y} = w^T x + b = f(x)$$ $$C = (\hat{y} - y)^2$$ $$\frac{\partial C}{\partial b} = 2 (\hat{y} - y)$$"
    assert proofread(note, "notes.md").findings[-1].verdict in HOLDS
