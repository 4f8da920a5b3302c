"""Numeric lines: computed again from the numbers that a document gives; only the first wrong one is refuted."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread
from symbackprop.proofreading.reports.rendering import message
from symbackprop.proofreading.reports.report import Finding

AGREES, REFUTED, DEFINITION, UNDECIDED = Verdict.AGREES, Verdict.REFUTED, Verdict.DEFINITION, Verdict.UNDECIDED

FORWARD = r"""
# A network with two neurons

The first neuron reads two inputs.

$$
\begin{align}
net_{p1} &= w_1 \cdot x_1 + w_2 \cdot x_2 + b_1 \\
&= 0.3 * 0.7 + 0.45 * 0.2 + 0.1 \\
&= 0.4
\end{align}
$$

$$
\begin{align}
out_{p1} &= \frac{1}{1 + e^{-net_{p1}}} \\
&= \frac{1}{1 + e^{-0.4}} \\
&= 0.598687660
\end{align}
$$

$$
\begin{align}
net_{q1} &= w_3 \cdot out_{p1} + b_2 \\
&= 0.8 * 0.598687660 + 0.2 \\
&= 0.678950128
\end{align}
$$

$$
\begin{align}
out_{q1} &= \frac{1}{1 + e^{-net_{q1}}} \\
&= 0.663504337
\end{align}
$$

$$
\begin{align}
E &= \frac{1}{2}(target - out_{q1})^2 \\
&= \frac{1}{2}(0.9 - 0.663504337)^2 \\
&= 0.027965099
\end{align}
$$
"""
BACKWARD = r"""
## Backwards

$$
\begin{align}
\frac{\partial E}{\partial w_3} &= -(target - out_{q1}) \cdot out_{q1} (1 - out_{q1}) \cdot out_{p1} \\
&= -0.031611618
\end{align}
$$

$$
\begin{align}
w_3^+ &= w_3 - \eta \frac{\partial E}{\partial w_3} \\
&= 0.8 - 0.5 * (-0.031611618) \\
&= 0.815805809
\end{align}
$$
"""


def findings(text: str) -> dict[str, Finding]:
    """What was found, by the right sides without spaces."""
    return {f.latex.split(" = ")[-1].replace(" ", "").strip(): f for f in proofread(text, "note.md")}


def refuted(text: str) -> list[str]:
    """The right sides that are refuted, without spaces."""
    return [side for side, finding in findings(text).items() if finding.verdict is REFUTED]


def test_every_number_of_a_right_example_is_computed_again() -> None:
    """No line of a right example is refuted, and every one with a number agrees."""
    found = findings(FORWARD + BACKWARD)
    assert not [f for f in found.values() if f.verdict is REFUTED]
    for side in ("0.4", "0.598687660", "0.678950128", "0.663504337", "0.027965099", "-0.031611618", "0.815805809"):
        assert found[side].verdict is AGREES, side


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("0.598687660", "0.589687660"),
        ("0.027965099", "0.027695099"),
        ("0.678950128\n", "0.778950128\n"),
        ("= 0.815805809", "= 0.784194191"),
        ("= -0.031611618", "= 0.031611618"),
    ],
)
def test_a_wrong_number_is_found_where_it_is_printed_first(right: str, wrong: str) -> None:
    """A changed digit, a lost sign or a step uphill is refuted; what is computed from it afterwards is not."""
    text = FORWARD + BACKWARD
    at = text.index(right)
    assert refuted(text[:at] + wrong + text[at + len(right) :]) == [wrong.replace("=", "").strip()]


def test_descendants_of_a_wrong_number_are_not_refuted() -> None:
    """Where a wrong net input goes on through the whole example, only its own line is wrong."""
    text = FORWARD.replace("&= 0.4\n", "&= 0.5\n").replace("e^{-0.4}", "e^{-0.5}").replace("0.598687660", "0.622459331")
    text = text.replace("0.678950128", "0.697967465").replace("0.663504337", "0.667736979")
    text = text.replace("0.027965099", "0.026973055")
    assert refuted(text) == ["0.5"]


def test_a_stale_number_put_into_a_formula_is_refuted() -> None:
    """σ(z) with the number of another z is found where it is put in, and not at the right result after it."""
    text = r"""
$$ z = 0.2 * 0.5 + 0.3 = 0.4 $$
$$ a = \frac{1}{1 + e^{-z}} = \frac{1}{1 + e^{-0.46}} = 0.5987 $$
"""
    assert refuted(text) == [r"\frac{1}{1+e^{-0.46}}"]


def test_a_definition_that_names_the_wrong_neuron_is_refuted_by_its_numbers() -> None:
    """A formula with a₁ twice, into which a₂'s number is put, is wrong, and the line with the numbers is right."""
    text = r"""
$$ a_{h1} = \frac{1}{1 + e^{-0.4}} = 0.5987 $$
$$ a_{h2} = \frac{1}{1 + e^{-0.7}} = 0.6682 $$
$$ s_{o1} = w_5 \times a_{h1} + w_6 \times a_{h1} $$
$$ s_{o1} = 0.2 \times 0.5987 + 0.3 \times 0.6682 = 0.3202 $$
"""
    found = proofread(text, "note.md")
    assert [f.place.line for f in found if f.verdict is REFUTED] == [4]


def test_last_digits_may_be_rounded_either_way() -> None:
    """A number cut off instead of rounded, and one computed from more digits than are printed, are no mistakes."""
    text = r"""
$$ y = \frac{1}{1 + e^{-0.967}} = 0.725 $$
$$ L = (0 - 0.725)^2 = 0.5249 $$
$$ s = 0.3333 * 2.0 = 0.666 $$
"""
    assert not refuted(text)


def test_a_number_with_a_definition_is_checked_and_one_without_is_given() -> None:
    """`u = 0.62` after u = v h + c with all numbers known agrees; without them it is a definition."""
    known = r"""
$$ h = 0.8 $$
$$ v = 0.4 $$
$$ c = 0.3 $$
$$ u = v \cdot h + c $$

So:

$$ u = 0.62 $$
"""
    assert findings(known)["0.62"].verdict is AGREES
    assert findings(known.replace("0.62", "0.72"))["0.72"].verdict is REFUTED
    assert findings(known.replace("$$ h = 0.8 $$", ""))["0.62"].verdict is DEFINITION


def test_matrices_of_numbers_are_multiplied() -> None:
    """A product of matrices with numbers is computed entry by entry, and a wrong entry found."""
    text = r"""
$$ W = \begin{bmatrix} 0.2 & 0.4 \\ 0.6 & 0.8 \end{bmatrix} $$
$$ x = \begin{bmatrix} 0.5 \\ 0.25 \end{bmatrix} $$
$$ z = W x = \begin{bmatrix} 0.2 \\ 0.5 \end{bmatrix} $$
"""
    assert not refuted(text)
    assert len(refuted(text.replace(r"0.2 \\ 0.5 \e", r"0.2 \\ 0.6 \e"))) == 1


def test_a_second_round_may_use_the_updated_weights() -> None:
    """After w⁺ was computed, a line with its number in the place of w begins the next round and is no contradiction."""
    text = r"""
$$ z = w \cdot x = 0.5 * 0.8 = 0.4 $$
$$ w^+ = w - \eta g = 0.5 - 0.1 * 0.25 = 0.475 $$
$$ z = w \cdot x = 0.475 * 0.8 = 0.38 $$
"""
    assert not refuted(text)


def test_nothing_is_said_where_numbers_are_missing() -> None:
    """A formula whose inputs stand in a figure only, or a question mark, is not judged."""
    text = r"""
$$ z = w \cdot x + b $$
$$ z \cdot y = 0.31 $$
$$ q = 0.5 \times ? = ? $$
"""
    assert not refuted(text)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (r"0.5 \cdot 0.25 = 0.15", "0.125"),
        (r"0.5 \cdot 0.25 = 0.2", "0.125"),
        (r"0.123 \cdot 0.2821 = 0.2", "0.035"),
        (r"0.7 \cdot 0.333 = 0.53", "0.2331"),
        (r"3 \cdot 4 = 13", "12"),
    ],
)
def test_a_number_is_reprinted_with_digits_that_say_something(wrong, right):
    """0.12 is offered for 0.125, and 0.0 for 0.0347: other numbers, called right."""
    (finding,) = proofread(f"$${wrong}$$", "notes.md").findings
    assert finding.verdict is Verdict.REFUTED
    assert finding.correction.latex.split("= ")[1] == right


def test_two_numbers_are_no_example():
    """The message goes on after `for example` with a colon and nothing."""
    (finding,) = proofread(r"$$3 \cdot 4 = 13$$", "notes.md").findings
    assert "left 12, right 13" in message(finding)
    assert "for example" not in message(finding)


def test_a_right_number_after_a_wrong_one_is_no_mistake() -> None:
    """What was refuted may be printed right further down, and what follows from the right number holds."""
    text = r"""
$z = 0.95$, $y = 0.8$

$$ a = \frac{1}{1 + e^{-z}} = 0.712 $$
$$ L = \frac{1}{2} (y - a)^2 = \frac{1}{2} (0.8 - 0.721)^2 = 0.00312 $$
$$ \frac{\partial L}{\partial a} = -(0.8 - 0.721) = -0.079 $$
"""
    assert refuted(text) == ["0.712"]
    assert findings(text)["-0.079"].verdict is AGREES


def test_more_digits_than_are_printed_may_go_on() -> None:
    """A number that follows from the unrounded one, and not from what was printed of it, is right."""
    text = r"""
$$ z = 0.4 * 0.3 + 0.2 * 0.8 = 0.28 $$
$$ a = \frac{1}{1 + e^{-z}} = 0.57 $$
$$ s = 900 a = 512.6 $$
"""
    assert not refuted(text)
    assert findings(text)["512.6"].verdict is AGREES


def test_numbers_put_into_a_formula_that_was_stated_before_agree() -> None:
    """A gradient whose network is not said is computed by the formula that the text gives for it, and its step too."""
    text = r"""
$g = 0.25$, $x = 0.6$, $v = 0.7$, $\eta = 0.1$

$$ \frac{\partial L}{\partial v} = g x $$
$$ \frac{\partial L}{\partial v} = 0.15 $$
$$ v_{new} = 0.7 - 0.1 \cdot 0.15 = 0.685 $$
"""
    found = findings(text)
    assert found["0.15"].verdict is AGREES
    assert found[r"0.7-0.1\cdot0.15"].verdict is AGREES


def test_a_step_half_in_symbols_agrees() -> None:
    """w = w − 0.1 · g with the slope that was printed is a step of gradient descent."""
    text = r"""
$w = 0.5$, $x = 2$, $y = 0.7$

$$ p = w x = 1.0 $$
$$ L = (p - y)^2 = 0.09 $$
$$ \frac{\partial L}{\partial w} = 2 (p - y) x = 1.2 $$
$$ w = w - 0.1 \times 1.2 = 0.38 $$
"""
    found = findings(text)
    assert found[r"w-0.1\times1.2"].verdict is AGREES
    assert found["0.38"].verdict is AGREES


def test_a_number_that_only_a_figure_gives_is_found_where_it_comes_out_round() -> None:
    """σ(net) with nine digits says that net is 0.3925; with three it says nothing."""
    text = r"""
$$ net_{h1} = w_1 x_1 + w_2 x_2 + b_1 = 0.15 * 0.05 + 0.2 * 0.1 + 0.35 = 0.3775 $$
$$ out_{h1} = \frac{1}{1 + e^{-net_{h1}}} = 0.593269992 $$
$$ out_{h2} = %s $$
"""
    assert findings(text % "0.596884378")["0.596884378"].verdict is AGREES
    assert findings(text % "0.597")["0.597"].verdict is DEFINITION
    assert findings(text % "0.596884578")["0.596884578"].verdict is DEFINITION


def test_weights_numbered_one_by_one_belong_to_the_neuron_that_is_left_out() -> None:
    """Where net_{h1} reads w₁ and w₂ and net_{o1} w₅ and w₆, the second hidden neuron reads w₃ and w₄."""
    text = r"""
$x_1 = 0.5$, $x_2 = 0.2$, $w_1 = 0.1$, $w_2 = 0.3$, $w_3 = 0.6$, $w_4 = -0.4$, $w_5 = 0.2$, $w_6 = 0.7$

$$ net_{h1} = w_1 x_1 + w_2 x_2 = 0.11 $$
$$ out_{h1} = \frac{1}{1 + e^{-net_{h1}}} = 0.5275 $$
$$ out_{h2} = 0.5548 $$
$$ net_{o1} = w_5 out_{h1} + w_6 out_{h2} = 0.4939 $$
"""
    found = findings(text)
    assert found["0.5548"].verdict is AGREES
    assert not refuted(text)
    assert refuted(text.replace("0.5548", "0.5584")) == ["0.5584"]


def test_a_power_of_ten_has_the_last_digit_of_its_number() -> None:
    """1.404 · 10⁻¹ is rounded in its third decimal."""
    text = r"$a = 0.47$, $t = 1$ $$ E = \frac{1}{2} (t - a)^2 = 1.404 \times 10^{-1} $$"
    assert not refuted(text)
    assert refuted(text.replace("1.404", "1.440")) == [r"1.440\times10^{-1}"]


def test_numbers_with_decimal_commas_are_computed_again() -> None:
    """A German note with commas in its numbers is checked like one with points."""
    text = r"""
Es sei $x = 0{,}5$, $w = 0{,}8$, $t = 1$.

$$ a = w x = 0{,}8 \cdot 0{,}5 = 0{,}4 $$
$$ E = \frac{1}{2} (t - a)^2 = 0{,}18 $$
"""
    assert findings(text)["0.18"].verdict is AGREES
    assert refuted(text.replace("0{,}18", "0{,}28")) == ["0.28"]


def test_tuples_and_lists_of_numbers_are_given() -> None:
    """(x₁, x₂) = (0, 1) gives both; lists are columns, rows of lists a matrix, and weights of one unit a row."""
    text = r"""
- $(x_1, x_2) = (0.5, 0.8)$, $(v_1, v_2) = (0.2, 0.3)$
- $q = [0.5, 0.8]$, $W = [[0.2, -0.4], [0.3, 0.1]]$, $V = [0.5, -0.6]$

$$ s = v_1 x_1 + v_2 x_2 = 0.34 $$
$$ h = W q = [-0.22, 0.23] $$
$$ r = V h = -0.248 $$
"""
    found = findings(text)
    assert found["0.34"].verdict is AGREES
    assert found["[-0.22,0.23]"].verdict is AGREES
    assert found["-0.248"].verdict is AGREES
    assert refuted(text.replace("0.34 ", "0.43 ")) == ["0.43"]


def test_another_example_may_have_other_numbers() -> None:
    """What is computed anew with inputs and targets that prose tells contradicts nothing."""
    text = r"""
The weight is $w = 0.2$, and $b = 0.1$; the first input is 0.5 with target $t = 1$.

$$ z = w x + b = 0.2 \cdot 0.5 + 0.1 = 0.2 $$
$$ E = (t - z)^2 = (1 - 0.2)^2 = 0.64 $$

The next input is 0.7 with target 0, the last one 0.9.

$$ z = 0.2 \cdot 0.7 + 0.1 = 0.24 $$
$$ E = (t - z)^2 = (0 - 0.24)^2 = 0.0576 $$
$$ z = w x + b = 0.28 $$
"""
    assert not refuted(text)
    assert findings(text)["0.0576"].verdict is AGREES


def test_a_digit_lost_in_copying_a_long_number_is_found() -> None:
    """0.59326992 for 0.593269992 changes no digit of the product, and is wrong all the same; 0.59326999 is rounded."""
    text = r"""
$$ a = \frac{1}{1 + e^{-0.3775}} = 0.593269992 $$
$$ s = 0.4 a = 0.4 * 0.59326992 = 0.237307997 $$
"""
    found = [f for f in proofread(text, "note.md") if f.verdict is REFUTED]
    assert [f.correction.latex for f in found if f.correction] == ["0.4 a = 0.4 * 0.593269992"]
    assert not refuted(text.replace("0.59326992", "0.59326999"))


def test_the_number_on_the_way_is_wrong_where_the_end_is_right() -> None:
    """a (1 − a) = 0.6 (0.1 − 0.6) = 0.24: what was put in is wrong, not what comes out."""
    text = r"""
$a = 0.6$

## Backwards

$$ \frac{\partial a}{\partial z} = a (1 - a) = 0.6 (0.1 - 0.6) = 0.24 $$
"""
    assert refuted(text) == ["0.6(0.1-0.6)"]


def test_a_number_may_show_what_a_formula_in_symbols_lacks() -> None:
    """-(t − a) = 0.881090 says that t is 0.01, where no line gives it."""
    text = r"""
$$ a = 0.891090 $$
$$ E = \frac{1}{2} (t - a)^2 $$
$$ \frac{\partial E}{\partial a} = -(t - a) = 0.881090 $$
$$ u = 3 t = 0.03 $$
"""
    found = findings(text)
    assert found["0.881090"].verdict is AGREES
    assert found["0.03"].verdict is AGREES
    assert refuted(text.replace("0.03 ", "0.04 ")) == ["0.04"]


def test_products_of_shapes_are_no_numbers() -> None:
    """(1 × 3) × (3 × 3) = 1 × 3 says which matrices may be multiplied; as numbers it would be 27 = 3."""
    assert not refuted(r"The shapes are $(1 \times 3) \times (3 \times 3) = 1 \times 3$.")


def test_a_cost_after_a_step_is_no_step_of_the_cost() -> None:
    """E' beside E and a rate would be E − η, where the text puts the new output into the cost."""
    text = r"""
$$ t = 0.01, \qquad o = 0.751365, \qquad \eta = 0.5 $$
$$ E = \tfrac12 (o - t)^2 = 0.274811 $$
After one step it is
$$ E' = \tfrac12 (0.728352 - 0.01)^2 = 0.258015 $$
"""
    assert not refuted(text)


def test_right_numbers_after_a_wrong_formula_are_not_refuted() -> None:
    """-0.2444 comes from a formula that lacks a factor; what is right after it would be told to take it over."""
    text = r"""
$$ a = \sigma(z) = 0.5498, \qquad h = 0.6, \qquad t = 1 $$
$$ z = v h = 0.3333 \cdot 0.6 = 0.2 $$
$$ E = \frac12 (a - t)^2 = \frac12 (0.5498 - 1)^2 = 0.1013 $$
$$ \frac{\partial E}{\partial a} = a - t = -0.4502 $$
$$ \frac{\partial E}{\partial z} = (a - t) (1 - a) = -0.4502 \cdot 0.4502 = -0.2027 $$
$$ \frac{\partial E}{\partial v} = \frac{\partial E}{\partial z} h = -0.1114 \cdot 0.6 = -0.0669 $$
"""
    assert refuted(text) == ["(a-t)(1-a)"]


def test_a_row_of_ones_adds_nothing_up_behind_a_matrix() -> None:
    """Δ 1^T would be Δ, and be proved so; the sum over the examples is Δ 1."""
    text = r"""
$$ Z^{(l)} = W^{(l)} A^{(l-1)} + b^{(l)} \mathbf{1}^T, \qquad A^{(l)} = f(Z^{(l)}) $$
$$ J = \frac{1}{2m} \| A^{(L)} - Y \|_F^2, \qquad \Delta^{(l)} = \partial J / \partial Z^{(l)} $$
$$ \Delta^{(L)} = \frac{1}{m} (A^{(L)} - Y) \odot f'(Z^{(L)}) $$
$$ \Delta^{(l)} = \left( (W^{(l+1)})^T \Delta^{(l+1)} \right) \odot f'(Z^{(l)}) $$
$$ \frac{\partial J}{\partial W^{(l)}} = \Delta^{(l)} (A^{(l-1)})^T $$
$$ \frac{\partial J}{\partial b^{(l)}} = \Delta^{(l)} \mathbf{1} $$
"""
    assert not refuted(text)
    (wrong,) = proofread(text.replace(r"\mathbf{1} $$", r"\mathbf{1}^T $$"), "note.md").refuted
    assert wrong.correction is not None and wrong.correction.latex.endswith(r"\Delta^{(l)} \mathbf{1}")


@pytest.mark.parametrize(("number", "verdict"), [("-0.064", "agrees"), ("-0.046", "refuted")])
def test_a_number_below_zero_is_put_in_for_the_first_factor(number, verdict):
    """−0.064 · 0.525 is the product of the δ that is known and of an output that only this line tells."""
    note = rf"$$\delta_o \approx -0.064$$ $$\delta_o * out_{{h1}} \approx {number} * 0.525$$"
    *_, found = proofread(note, "a.md").findings
    assert found.verdict.value == verdict


def test_what_is_computed_from_a_refuted_formula_is_not_refuted_for_its_number() -> None:
    """With δ_1 = w δ_2 (1 − h) wrong, a right ∂E/∂w = δ_1 x does not follow from the number printed for δ_1."""
    text = r"""
$u=wx$, $h=\tanh(u)$, $E=\frac12(h-t)^2$, $x=0.6,\ w=0.9,\ t=0.4$
$$h=\tanh(0.54)=0.4930$$
$$\delta=\frac{\partial E}{\partial u}=(h-t)(1-h)=0.0930\times0.5070=0.0472$$
$$\frac{\partial E}{\partial w}=\delta x=0.0422$$
"""
    assert refuted(text) == ["(h-t)(1-h)"]
