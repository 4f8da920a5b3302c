"""Outputs O_{11} that only their slopes put a formula in for, of inputs x_{i1} that are counted for any example."""

import pytest

from symbackprop.proofreading.proofreader import proofread

NETWORK = r"""
$$L = (Y - \hat Y)^2$$

$$\frac{\partial \hat{Y}}{\partial w_{11}^2}
= \frac{\partial}{\partial w_{11}^2} [O_{11} w_{11}^2 + O_{12} w_{21}^2 + b_{21}] = O_{11}$$

$$\frac{\partial O_{11}}{\partial w_{11}'}
= \frac{\partial}{\partial w_{11}'} [x_{i1} w_{11}' + x_{i2} w_{21}' + b_{11}'] = x_{i1}$$
"""
DEFINED = r"""
$$L = (Y - \hat Y)^2$$

$$\hat{Y} = O_{11} w_{11}^2 + O_{12} w_{21}^2 + b_{21}$$

$$O_{11} = x_{i1} w_{11}' + x_{i2} w_{21}' + b_{11}'$$
"""


@pytest.mark.parametrize("network", [NETWORK, DEFINED])
@pytest.mark.parametrize(
    ("slope", "slip"),
    [
        (r"-2(Y - \hat{Y}) w_{11}^2 x_{i1}", r"-2(Y - \hat{Y}) w_{11}^2 x_{i2}"),
        (r"-2(Y - \hat{Y}) w_{11}^2 x_{i1}", r"2(Y - \hat{Y}) w_{11}^2 x_{i1}"),
        (r"-2(Y - \hat{Y}) w_{11}^2 x_{i1}", r"-2(Y - \hat{Y}) w_{21}^2 x_{i1}"),
    ],
)
def test_slopes_go_on_through_outputs_that_are_put_in(network: str, slope: str, slip: str) -> None:
    """∂L/∂w_{11}' needs what O_{11} is, whether it is defined or put in; x_{i1} is one number."""
    claim = r"$$\frac{\partial L}{\partial w_{11}'} = "
    *_, right = proofread(f"{network}\n{claim}{slope}$$\n", "n.md").findings
    *_, wrong = proofread(f"{network}\n{claim}{slip}$$\n", "n.md").findings
    assert right.verdict.value == "proved"
    assert wrong.verdict.value == "refuted"
