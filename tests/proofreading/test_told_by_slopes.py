"""What would be broken: notes that begin with the backward pass, or have letters of their own, are not understood."""

import pytest

import symbackprop as sb

BACKWARD = r"""
$$\frac{\partial J}{\partial q} = p - t$$
$$\frac{\partial J}{\partial V} = \frac{\partial J}{\partial q} h^T$$
$$\frac{\partial J}{\partial c} = \frac{\partial J}{\partial q}$$
$$\frac{\partial J}{\partial h} = V^T \frac{\partial J}{\partial q}$$
$$\frac{\partial J}{\partial u} = \frac{\partial J}{\partial h} \odot \phi'(u)$$
$$\frac{\partial J}{\partial U} = \frac{\partial J}{\partial u} x^T$$
"""
COSTS = [r"-t \log p - (1 - t) \log (1 - p)", r"-\sum_k t_k \log p_k", r"\frac{1}{2} \|p - t\|^2"]


def verdicts(note: str) -> list[sb.Verdict]:
    """Those of all that is claimed, definitions left out."""
    return [f.verdict for f in sb.check_document(note) if f.verdict is not sb.Verdict.DEFINITION]


@pytest.mark.parametrize("cost", COSTS)
def test_the_forward_pass_is_told_by_the_slopes(cost):
    """Nothing would say what h depends on, though the equations of the backward pass tell the forward one."""
    found = verdicts(f"$$J = {cost}$$\n{BACKWARD}")
    assert len(found) == 6 and set(found) <= {sb.Verdict.PROVED, sb.Verdict.AGREES}


def test_a_slip_in_the_backward_pass_is_found_all_the_same():
    """What one equation tells, another contradicts: V is transposed for the one and not for the other."""
    note = f"$$J = {COSTS[2]}$$\n{BACKWARD.replace('V^T', 'V')}"
    (wrong,) = sb.check_document(note).refuted
    assert wrong.correction is not None and wrong.correction.what == "transpose V"


@pytest.mark.parametrize(("layer", "last"), [("(k)", "(N)"), ("k", "M"), ("[i]", "[K]")])
def test_any_capital_is_the_last_layer(layer, last):
    """N beside k would be nothing that is known."""
    above = layer.replace("k", "k+1").replace("i", "i+1")
    below = layer.replace("k", "k-1").replace("i", "i-1")
    note = rf"""
    $$s^{{{layer}}} = W^{{{layer}}} v^{{{below}}} + b^{{{layer}}}, \quad v^{{{layer}}} = \sigma(s^{{{layer}}})$$
    $$E = \frac12 \|v^{{{last}}} - t\|^2$$
    $$e^{{{layer}}} = \partial E / \partial s^{{{layer}}}$$
    $$e^{{{last}}} = (v^{{{last}}} - t) \odot \sigma'(s^{{{last}}})$$
    $$e^{{{layer}}} = (W^{{{above}}})' e^{{{above}}} \odot \sigma'(s^{{{layer}}})$$
    """
    found = verdicts(note)
    assert len(found) == 2 and set(found) <= {sb.Verdict.PROVED, sb.Verdict.AGREES}


@pytest.mark.parametrize("weighted", [r"\theta \cdot x_i + b", r"\theta^T x_i + \theta_0"])
def test_one_unit_for_examples_below(weighted):
    """The dot would be a product of matrices, and the weight of number 0 an entry that is out of range."""
    bias = "b" if "b" in weighted else r"\theta_0"
    note = rf"""
    $$p_i = \sigma({weighted}), \quad L = -\frac1n \sum_{{i=1}}^n [y_i \log p_i + (1 - y_i) \log(1 - p_i)]$$
    $$\frac{{\partial L}}{{\partial \theta}} = \frac1n \sum_{{i=1}}^n (p_i - y_i) x_i$$
    $$\frac{{\partial L}}{{\partial {bias}}} = \frac1n \sum_{{i=1}}^n (p_i - y_i)$$
    """
    found = verdicts(note)
    assert len(found) == 2 and set(found) <= {sb.Verdict.PROVED, sb.Verdict.AGREES}


@pytest.mark.parametrize(("slope", "verdict"), [(r"\hat{y} - y", "refuted"), (r"2 (\hat{y} - y)", "agrees")])
def test_the_slope_of_a_cost_by_the_output_tells_no_output(slope, verdict):
    """∂L/∂ŷ = ŷ − y was taken for what ŷ is by itself, and nothing that reads ŷ could be judged."""
    note = rf"""
$$\text{{MSE}} = \frac{{1}}{{n}} \sum_{{i=1}}^n (y_i - \hat{{y}}_i)^2$$
$$z = x \cdot w + b$$
$$a = \sigma(z)$$
$$\frac{{\partial a}}{{\partial z}} = \sigma(z) (1 - \sigma(z))$$
$$\frac{{\partial L}}{{\partial \hat{{y}}}} = {slope}$$
"""
    assert verdicts(note)[-1].value == verdict
