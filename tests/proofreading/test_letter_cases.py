"""What would be broken: letters in both cases, steps by velocities of layers, costs in terms of others, next values."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = {Verdict.PROVED, Verdict.AGREES}
BOTH_CASES = r"""
$$h_j = \sum_i w_{ij} x_i + b_j, \quad H_j = \sigma(h_j), \quad \sigma(x) = \frac{1}{1 + e^{-x}}$$
$$o_k = \sum_j v_{jk} H_j + c_k, \quad O_k = \sigma(o_k), \quad E = \frac12 \sum_k (Y_k - O_k)^2$$
$$\varepsilon_k = (O_k - Y_k) O_k (1 - O_k)$$
$$\frac{\partial E}{\partial v_{jk}} = \varepsilon_k H_j$$
$$\frac{\partial E}{\partial w_{ij}} = (\sum_k \varepsilon_k v_{jk}) %s x_i$$
"""


@pytest.mark.parametrize(("slope", "holds"), [("H_j (1 - H_j)", True), ("h_j (1 - h_j)", False), ("H_j", False)])
def test_a_unit_is_not_computed_from_itself(slope: str, holds: bool) -> None:
    """H_j = σ(h_j) would be a circle, left out, and the right slopes refuted for it."""
    findings = proofread(BOTH_CASES % slope, "notes.md").findings
    assert findings[-2].verdict in HOLDS
    assert (findings[-1].verdict in HOLDS) is holds


VELOCITY = r"""
$$V^{(2)} \leftarrow \mu V^{(2)} - \eta \nabla_{W^{(2)}} J$$
$$W^{(2)} \leftarrow W^{(2)} %s V^{(2)}$$
"""


@pytest.mark.parametrize(("sign", "verdict"), [("+", Verdict.AGREES), ("-", Verdict.REFUTED)])
def test_a_velocity_of_a_layer_moves_its_weights(sign: str, verdict: Verdict) -> None:
    """The velocity before would be one of no layer, and the step refuted."""
    assert proofread(VELOCITY % sign, "notes.md").findings[1].verdict is verdict


OF_ANOTHER_COST = r"""
The data are pairs $(x_i, y_i)$ with $x_i \in \mathbb{R}^d$.
$$\hat{y}_i = w^T x_i + b = \sum_{j=1}^d w_j x_{ij} + b$$
$$\hat{y} = X w + b \mathbf{1}$$
$$\nabla_w J = \frac{1}{n} X^T (\hat{y} - y)$$
$$\text{MSE} = 2J$$
"""


def test_a_cost_by_another_one_says_nothing_of_that() -> None:
    """It would be refuted by gradients of J; and the declaration of any x_i would end the reading of the text."""
    findings = proofread(OF_ANOTHER_COST, "notes.md").findings
    assert findings[-1].verdict is Verdict.DEFINITION


NEXT = r"""
With $w_{11}^{(2)} = 0.3$, $\eta = 0.1$ and $\frac{\partial E}{\partial w_{11}^{(2)}} = 0.0196$
$$w_{11}^{(2)+} = w_{11}^{(2)} - \eta \frac{\partial E}{\partial w_{11}^{(2)}} = %s$$
"""


@pytest.mark.parametrize(("value", "verdict"), [("0.29804", Verdict.AGREES), ("0.29904", Verdict.REFUTED)])
def test_a_plus_behind_a_layer_marks_the_next_value(value: str, verdict: Verdict) -> None:
    """The plus would be a sum with nothing behind it."""
    assert proofread(NEXT % value, "notes.md").findings[-1].verdict is verdict
