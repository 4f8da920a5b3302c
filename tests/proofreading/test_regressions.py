"""Regression with one weight and one bias: ŷ_i = w x_i + b, fitted to the mean of squares; and ∇J_w for ∂J/∂w."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES)
LINE = r"""
$$\hat{y}_i = w x_i + b$$
$$J = \frac{1}{N} \sum_{i=1}^{N} (y_i - \hat{y}_i)^2$$
$$\frac{\partial J}{\partial w} = -\frac{2}{N} \sum_{i=1}^{N} x_i (y_i - \hat{y}_i)$$
$$\frac{\partial J}{\partial b} = -\frac{2}{N} \sum_{i=1}^{N} (y_i - \hat{y}_i)$$
"""
BELOW = LINE.replace(r"\frac{\partial J}{\partial w}", r"\nabla J_{w}").replace(
    r"\frac{\partial J}{\partial b}", r"\nabla J_b"
)
BELOW += r"$$\nabla J_w = \frac{\partial J}{\partial w}$$"


@pytest.mark.parametrize("note", [LINE, LINE.replace("{N}", "{m}"), LINE.replace(r"\hat{y}", "f"), BELOW])
def test_slopes_of_a_line_hold(note: str) -> None:
    """One weight, and a number for each example: the cost would be an array, or a gradient by everything."""
    findings = proofread(note, "note.md").findings[2:]
    assert len(findings) >= 2
    assert {f.verdict for f in findings} <= {*HOLDS}


@pytest.mark.parametrize("note", [LINE, BELOW])
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"= -\frac{2}{N} \sum_{i=1}^{N} x_i", r"= \frac{2}{N} \sum_{i=1}^{N} x_i"),
        (r"x_i (y_i", "(y_i"),
        ("-\\frac{2}", "-\\frac{1}"),
    ],
)
def test_a_slip_in_the_slopes_of_a_line_does_not_hold(note: str, right: str, wrong: str) -> None:
    """A sign, an input or a factor that is lost is one here as anywhere."""
    findings = proofread(note.replace(right, wrong), "note.md").findings[2:]
    assert any(f.verdict is Verdict.REFUTED for f in findings)
    assert sum(f.verdict in HOLDS for f in findings) < len(findings)


FEATURES = r"""
$$\hat{y}_i = w_1 x_{i1} + w_2 x_{i2} + b$$
$$L = \frac{1}{N} \sum_{i=1}^{N} (\hat{y}_i - y_i)^2$$
$$\frac{\partial L}{\partial w_1} = \frac{2}{N} \sum_{i=1}^{N} (\hat{y}_i - y_i) x_{i1}$$
"""


def test_numbered_features_of_an_example_have_its_index() -> None:
    """x_{i1} would be a quantity named i1, as o1 is a neuron, and have no examples."""
    assert proofread(FEATURES, "note.md").findings[-1].verdict in HOLDS
    slip = FEATURES.replace(r"y_i) x_{i1}", r"y_i) x_{i2}")
    assert proofread(slip, "note.md").findings[-1].verdict not in HOLDS


def test_a_nabla_before_the_derivative_of_a_step_says_the_same_twice():
    """w ← w − η ∇ ∂E/∂w was refuted as a step by w ∇ ∂E/∂w; with a plus it is a step up."""
    step = r"$$w_{ki} \leftarrow w_{ki} - \eta \nabla \frac{\partial E}{\partial w_{ki}}$$"
    (finding,) = proofread(step, "note.md").findings
    assert finding.verdict is Verdict.AGREES
    (slip,) = proofread(step.replace("} - ", "} + "), "note.md").findings
    assert slip.verdict is not Verdict.AGREES
