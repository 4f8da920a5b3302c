"""Sums that are differentiated as they are written out, with another letter than in the formula of their symbol."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

UNITS = r"""
$$E = \frac{1}{2} \sum_j (t_j - o_j)^2, \quad net_j = \sum_i w_{ji} o_i, \quad o_j = f(net_j)$$
$$\delta_j = -\frac{\partial E}{\partial net_j}$$
$$\delta_j = f'(net_j) \sum_k \delta_k w_{kj}$$
"""


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{\partial net_j}{\partial w_{ji}} = \frac{\partial}{\partial w_{ji}} \sum_m w_{jm} o_m", "proved"),
        (r"\frac{\partial net_j}{\partial w_{ji}} = \frac{\partial}{\partial w_{ji}} \sum_m w_{mj} o_m", "refuted"),
        (r"\frac{\partial net_j}{\partial w_{ji}} = \frac{\partial}{\partial w_{ji}} \sum_m w_{jm} o_j", "undecided"),
        (r"\frac{\partial}{\partial w_{ji}} \sum_k w_{jk} o_k = o_i", "proved"),
        (r"\frac{\partial}{\partial w_{ji}} \sum_k w_{jk} o_k = o_j", "refuted"),
        (r"\frac{\partial}{\partial w_{ji}} \left(\sum_k w_{jk} o_k\right) = -o_i", "refuted"),
    ],
)
def test_the_letter_that_a_sum_runs_over_does_not_matter(line, verdict):
    """Σ_k w_{jk} o_k is net_j = Σ_i w_{ji} o_i, in a text where the letters of units tell layers; nothing else is."""
    *_, found = proofread(f"{UNITS}$${line}$$\n", "n.md").findings
    assert found.verdict is Verdict(verdict)
