r"""Costs by small letters, e(w), gradients by their general entry in brackets, sums S and s, and escaped stars."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = {Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION}
NOTE = r"""
\begin{align\*}
x_j^{(k)} &= g\left( s_j^{(k)} \right)
\end{align\*}

Here $s_j^{(k)} = \sum_i w_{ij}^{(k)} x_i^{(k-1)}$, and $K$ is the last layer.

\begin{align\*}
\nabla_w e(w) &= \left[ \frac{\partial e(w)}{\partial w_{ij}^{(l)}} \right] \\\\
&= \frac{\partial e(w)}{\partial S_j^{(l)}} \frac{\partial S_j^{(l)}}{\partial w_{ij}^{(l)}} \\\\
&= \delta_j^{(l)} x_i^{(l-1)}
\end{align\*}

$$\frac{\partial e(w)}{\partial s_1^{(L)}} =
\frac{\partial}{\partial s_1^{(L)}} \left[ \frac{1}{2} \left( g(s_1^{(L)}) - y \right)^2 \right]$$

$$\delta_i^{(l-1)} = g'\left(s_i^{(l-1)}\right) \sum_j w_{ij}^{(l)} \delta_j^{(l)}$$
""".replace("(k", "(l")
SLIPS = (
    (r"x_i^{(l-1)}" + "\n\\end", r"x_i^{(l)}" + "\n\\end"),
    (r"g'\left(s_i^{(l-1)}\right) \sum", r"g'\left(s_i^{(l)}\right) \sum"),
)


def test_a_function_of_weights_that_is_differentiated_is_the_cost() -> None:
    """e would be nothing that is known, align with an escaped star no display, and S another quantity than s."""
    found = proofread(NOTE, "notes.md").findings
    assert len([f for f in found if f.verdict in HOLDS]) == len(found) == 7


@pytest.mark.parametrize(("right", "wrong"), SLIPS)
def test_a_slip_beside_such_a_cost_does_not_hold(right: str, wrong: str) -> None:
    """Entries in brackets, and a cost told by its slope, would agree with anything."""
    assert right in NOTE
    found = proofread(NOTE.replace(right, wrong, 1), "notes.md").findings
    assert {f.verdict for f in found} - HOLDS


ENTRIES = r"""
$$z^l = W^l a^{l-1} + b^l, \quad a^l = \sigma(z^l)$$
$$\frac{\partial C}{\partial W^l} = \left[ \frac{\partial C}{\partial w_{ij}^l} \right]$$
$$\nabla_b C = \left( \frac{\partial C}{\partial b_i^l} \right)$$
$$\frac{\partial C}{\partial W^l} = \left[ \frac{\partial C}{\partial w_{ij}^{l-1}} \right]$$
"""


def test_a_derivative_in_brackets_is_the_matrix_of_all_entries() -> None:
    """A whole gradient would have another shape than the entry in the brackets, and be refuted."""
    found = [f.verdict for f in proofread(ENTRIES, "notes.md").findings[-3:]]
    assert found == [Verdict.AGREES, Verdict.AGREES, Verdict.REFUTED]
