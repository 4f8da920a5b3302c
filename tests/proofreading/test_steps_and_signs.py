"""Signs and steps that short notes write otherwise, and what is refuted of them."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES)
MOMENTUM = r"""
For all of them $g_t = \nabla_\theta L(\theta_{t-1})$.

- $\theta_t = \theta_{t-1} STEP \eta g_t$
- $v_t = \mu v_{t-1} - \eta g_t$, $\theta_t = \theta_{t-1} + v_t$

$$m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t$$
"""
THRESHOLDS = r"""
- $y_3 = sigmoid(x_1 w_{13} + x_2 w_{23} - \theta_3)$
- $y_5 = sigmoid(y_3 w_{35} - \theta_5)$

error $e = y_{d,5} - y_5$

$$\delta_5 = y_5 (1 - y_5) e$$
$$\Delta w_{35} = \alpha \cdot y_3 \cdot \delta_5$$
$$\Delta\theta_5 = \alpha \cdot (-1) \cdot \delta_5$$
$$\delta_3 = y_3 (1 - y_3) \cdot \delta_5 \cdot w_{35}$$
"""
SQUARES = r"""
$z = w^T x$, $J(w) = \frac12 \sum_i (y^{(i)} - \phi(z^{(i)}))^2$, $\phi(z) = z$.

$$\frac{\partial J}{\partial w_j} = \frac12\sum_i2(y^{(i)}-\phi(z^{(i)}))\frac{\partial}{\partial w_j}(y^{(i)}-\phi(z^{(i)}))$$
"""  # noqa: E501
DIFFERENCE = r"""
One neuron, $J(w) = \frac12(\sigma(wx) - y)^2$ with x = 2, y = 1, w = 0.3 and $a = \sigma(0.6) = 0.6457$.

$$\frac{J(w+\varepsilon)-J(w-\varepsilon)}{2\varepsilon} = \frac{0.0611735-0.0644163}{0.02} = -0.16214$$
"""


def refuted(note):
    """The places of what is refuted."""
    return [f.place.line for f in proofread(note, "note.md").findings if f.verdict is Verdict.REFUTED]


def test_what_is_gathered_of_gradients_is_no_parameter():
    """v = μ v − η g was refuted as a step that keeps a part of its parameter only; a step up still is."""
    assert refuted(MOMENTUM.replace("STEP", "-")) == []
    assert 4 in refuted(MOMENTUM.replace("STEP", "+"))


def test_the_step_of_a_threshold_says_nothing_of_the_sign_of_errors():
    """It has the other sign, for a threshold is taken away: Δw = α y δ was refuted beside it."""
    assert refuted(THRESHOLDS) == []


def test_a_number_behind_the_letter_of_a_sum_is_a_factor():
    r"""\sum_i2(…) is twice the sum over i, and its ½ was to be left out."""
    assert [f.verdict in HOLDS for f in proofread(SQUARES, "note.md").findings][-1]
    assert refuted(SQUARES.replace(r"\frac12\sum_i2", r"\sum_i2")) == [4]


@pytest.mark.parametrize("wrong", ["", "-0.36214"])
def test_a_cost_at_another_place_is_no_product(wrong):
    """J(w + ε) was read as J times w + ε, and a right difference of printed values refuted."""
    note = DIFFERENCE.replace("-0.16214", wrong) if wrong else DIFFERENCE
    assert bool(refuted(note)) is bool(wrong)
