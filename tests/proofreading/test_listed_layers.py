"""Layers whose units are written out one by one, z_1^1 = w_{11}^1 x_1 + …, beside what is said of whole layers."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = {Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION}
UNITS = r"""
$$z_1^1 = x_1 w_{11}^1 + x_2 w_{21}^1 + b_1^1$$
$$z_2^1 = x_1 w_{12}^1 + x_2 w_{22}^1 + b_2^1$$
$$z_3^1 = x_1 w_{13}^1 + x_2 w_{23}^1 + b_3^1$$
$$a_1^1 = h(z_1^1)$$
$$a_2^1 = h(z_2^1)$$
$$a_3^1 = h(z_3^1)$$
$$z_1^2 = a_1^1 w_{11}^2 + a_2^1 w_{21}^2 + a_3^1 w_{31}^2 + b_1^2$$
$$\hat{y} = f(z_1^2)$$

For all examples at once:

$$Z^1 = X W^1 + b^1, \quad A^1 = h(Z^1), \quad Z^2 = A^1 W^2 + b^2, \quad \hat{y} = f(Z^2)$$

The cost is $E = \frac{1}{2}(\hat{y} - y)^2$.
"""
CLAIMS = r"""
$$\frac{\partial E}{\partial w_{21}^2} = (\hat{y} - y) f'(z_1^2) a_2^1$$
$$\frac{\partial E}{\partial w_{13}^1} = (\hat{y} - y) f'(z_1^2) w_{31}^2 h'(z_3^1) x_1$$
$$\delta_i^l = \frac{\partial E}{\partial z_i^l}$$
$$\frac{\partial E}{\partial w_{ij}^{l_{last}}} = \delta_j^{l_{last}} a_i^{l_{last} - 1}$$
$$\delta_i^l = \sum_k \delta_k^{l+1} w_{ik}^{l+1} h'(z_i^l)$$
"""
SLIPS = (
    (r"f'(z_1^2) a_2^1", r"f'(z_1^2) a_1^1"),
    (r"f'(z_1^2) a_2^1", r"a_2^1"),
    (r"w_{31}^2 h'(z_3^1)", r"w_{21}^2 h'(z_3^1)"),
    (r"a_i^{l_{last} - 1}", r"a_i^{l_{last}}"),
    (r"w_{ik}^{l+1}", r"w_{ki}^{l+1}"),
)


def test_a_layer_is_made_of_the_units_that_are_written_out() -> None:
    """The ŷ of Z^2 would not depend on the z_1^2 of its own formula, and l_{last} be no layer."""
    assert {f.verdict for f in proofread(UNITS + CLAIMS, "notes.md").findings} <= HOLDS


@pytest.mark.parametrize(("right", "wrong"), SLIPS)
def test_a_slip_in_one_unit_is_refuted(right: str, wrong: str) -> None:
    """Units that are each a number of their own would leave such a slip undecided."""
    found = proofread(UNITS + CLAIMS.replace(right, wrong, 1), "notes.md").findings
    assert [f.verdict for f in found if f.verdict not in HOLDS] == [Verdict.REFUTED]


def test_a_layer_of_which_one_unit_is_shown_is_not_made_of_it() -> None:
    """Layers would be one unit wide where a text writes out the first for an example."""
    shown = r"""
$$z_1^2 = w_{11}^2 a_1^1 + w_{12}^2 a_2^1 + b_1^2$$
$$z^l = W^l a^{l-1} + b^l, \quad a^l = h(z^l), \quad E = \frac{1}{2} \|a^L - y\|^2$$
$$\frac{\partial E}{\partial z^l} = W^{l+1} \frac{\partial E}{\partial z^{l+1}} \odot h'(z^l)$$
$$\frac{\partial E}{\partial W^l} = \frac{\partial E}{\partial z^l} (a^{l-1})^T$$
"""
    assert [f.verdict for f in proofread(shown, "notes.md").findings[-2:]] == [Verdict.REFUTED, Verdict.PROVED]
