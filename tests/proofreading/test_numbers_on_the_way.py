"""What would be broken: a right number refuted by a wrong one before it, a rate that only its steps show unknown."""

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

NEURON = r"""
$$ net_{h1} = w_1 i_1 + w_2 i_2 + b_1 = 0.15 * 0.05 + 0.2 * 0.1 + 0.35 = 0.3775 $$
$$ out_{h1} = \frac{1}{1 + e^{-net_{h1}}} = 0.593269992 $$
$$ E = \frac{1}{2} (target_{h1} - out_{h1})^2 = \frac{1}{2} (0.01 - 0.593269992)^2 = 0.170101942 $$
$$ \frac{\partial net_{h1}}{\partial w_2} = i_2 = 0.1 $$
"""
SLOPES = r"""
$$ \frac{\partial E}{\partial out_{h1}} = out_{h1} - target_{h1} = 0.583269992 $$
$$ \frac{\partial out_{h1}}{\partial net_{h1}} = out_{h1} (1 - out_{h1}) = 0.241300709 $$
$$ \frac{\partial net_{h1}}{\partial i_1} = w_1 = 0.15 $$
$$ \frac{\partial E}{\partial i_1} = \frac{\partial E}{\partial out_{h1}} \frac{\partial out_{h1}}{\partial net_{h1}}
\frac{\partial net_{h1}}{\partial i_1} = 0.583269992 * 0.241300709 * 0.15 = 0.021111520 $$
"""
STEPS = r"""
$$ w_1^+ = w_1 - \eta \frac{\partial E}{\partial w_1} $$
$$ w_2^+ = 0.192962827 $$
"""


def refuted(text: str) -> list[str]:
    """The refuted equations, without spaces."""
    return ["".join(f.latex.split()) for f in proofread(text, "note.md").findings if f.verdict is Verdict.REFUTED]


def test_a_number_that_is_right_is_put_in_though_a_wrong_one_stands_before_it() -> None:
    """∂net/∂i₁ = w₂ = 0.2 is wrong, and 0.15 in the product below is not; 0.25 there would be."""
    text = NEURON + SLOPES
    assert refuted(text) == []
    assert refuted(text.replace("= w_1 = 0.15", "= w_2 = 0.2")) == [r"\frac{\partialnet_{h1}}{\partiali_1}=w_2"]
    assert refuted(text.replace("0.241300709 * 0.15 ", "0.241300709 * 0.25 "))


def test_a_weight_in_the_middle_of_a_chain_has_its_number() -> None:
    """w₁ = 0.15 is given, so that ∂net/∂i₁ = w₁ = −0.35 is wrong."""
    assert refuted((NEURON + SLOPES).replace("= w_1 = 0.15", "= w_1 = -0.35"))[0] == "w_1=-0.35"


def test_the_rate_of_a_step_is_found_where_it_comes_out_round() -> None:
    """A weight after a step with nine digits says that the rate is 0.5; a wrong one says nothing."""
    (*_, last) = proofread(NEURON + STEPS, "note.md").findings
    assert last.verdict is Verdict.AGREES and "eta = 0.5" in last.reason
    (*_, last) = proofread((NEURON + STEPS).replace("192962827", "192962287"), "note.md").findings
    assert last.verdict is Verdict.DEFINITION


def test_numbers_on_the_way_are_rounded_as_they_are_printed() -> None:
    """(−0.718)² is 0.515524, so that ½ · 0.5155 is as right as 0.2578; ½ · 0.5165 is not."""
    text = r"$$ E = \frac{1}{2} (0.1 - 0.818)^2 = \frac{1}{2} (-0.718)^2 = \frac{1}{2} (0.5155) \approx 0.2578 $$"
    assert refuted(text) == []
    assert refuted(text.replace("0.5155", "0.5165"))


def test_sums_of_named_neurons_are_quantities() -> None:
    """sum_{h1} is what a neuron sums up, and no function."""
    text = r"""
$$ \text{sum}_{h_1} = x_1 w_1 + x_2 w_3 + b_1 \qquad \text{out}_{h_1} = \frac{1}{1 + e^{-\text{sum}_{h_1}}} $$
$$ \frac{\partial \text{sum}_{h_1}}{\partial w_3} = x_2 $$
$$ \frac{\partial \text{out}_{h_1}}{\partial \text{sum}_{h_1}} = \text{out}_{h_1} (1 - \text{out}_{h_1}) $$
"""
    verdicts = [f.verdict for f in proofread(text, "note.md").findings]
    assert verdicts[2:] == [Verdict.PROVED, Verdict.PROVED]
    assert refuted(text.replace("w_3} = x_2", "w_3} = x_1"))
