"""Notes as people write them: several costs, words below sums, rounded numbers, statements that claim nothing."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.containers.reading import read_displays
from symbackprop.proofreading.proofreader import lexicon_for, proofread, read_formulas
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import mentions

LAYERS = (
    r"$z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}$, $a^{(l)} = \sigma(z^{(l)})$ with $\sigma(u) = \frac{1}{1 + e^{-u}}$. "
)
NEURON = r"$x_1 = 0.5$, $x_2 = 1.0$, $w_1 = 0.3$, $w_2 = 0.7$, $b = 0.1$. $$z = w_1 x_1 + w_2 x_2 + b = 0.95$$ "


def verdicts(text: str) -> dict[str, Verdict]:
    """What is said of every statement."""
    return {finding.latex: finding.verdict for finding in proofread(text, "notes.md").findings}


def last(text: str) -> Verdict:
    """What is said of the last statement."""
    return proofread(text, "notes.md").findings[-1].verdict


def test_each_of_two_costs_has_its_own_error() -> None:
    """Would be broken: the error of the first of two costs called wrong, because the second is in force."""
    costs = (
        r"Either $E = \frac12 \sum_k (a^{(L)}_k - y_k)^2$ or "
        r"$H_{CE} = -\sum_k [y_k \log a^{(L)}_k + (1 - y_k) \log(1 - a^{(L)}_k)]$. "
        r"$L_{CE} = -\sum_k [y_k \log a^{(L)}_k + (1 - y_k) \log(1 - a^{(L)}_k)]$ "
    )
    found = verdicts(
        LAYERS + costs + r"$$\delta^{(L)} = (a^{(L)} - y) \odot \sigma'(z^{(L)})$$"
        r"$$\delta^{(L)} = a^{(L)} - y$$ $$\delta^{(L)} = a^{(L)} + y$$"
    )
    assert found[r"\delta^{(L)} = (a^{(L)} - y) \odot \sigma'(z^{(L)})"] is Verdict.AGREES
    assert found[r"\delta^{(L)} = a^{(L)} - y"] is Verdict.PROVED
    assert found[r"\delta^{(L)} = a^{(L)} + y"] is Verdict.REFUTED


def test_what_fails_at_the_input_only_holds() -> None:
    """Would be broken: σ′(z) = a (1 − a) called wrong in a text that starts from z^1 = x."""
    text = r"$z^{(1)} = x$, $z^{(j)} = \Theta^{(j-1)} a^{(j-1)}$, $a^{(j)} = \sigma(z^{(j)})$ for $x \in R^3$. "
    found = verdicts(
        text
        + r"$$\delta^{(L)} = a^{(L)} - y$$ $$\delta^{(l)} = (\Theta^{(l)})^T \delta^{(l+1)} \odot \sigma'(z^{(l)})$$"
        r"$$\sigma'(z^{(l)}) = a^{(l)} \odot (1 - a^{(l)})$$"
    )
    assert list(found.values())[-1] in (Verdict.AGREES, Verdict.PROVED)


@pytest.mark.parametrize(
    ("quotient", "verdict"),
    [
        (r"\frac{J(\theta + \epsilon) - J(\theta - \epsilon)}{2 \epsilon}", Verdict.AGREES),
        (r"\frac{J(\theta + h e_i) - J(\theta)}{h}", Verdict.AGREES),
        (r"\frac{J(\theta + \epsilon) - J(\theta - \epsilon)}{\epsilon}", Verdict.REFUTED),
        (r"\frac{J(\theta - \epsilon) - J(\theta + \epsilon)}{2 \epsilon}", Verdict.REFUTED),
    ],
)
def test_difference_quotients_hold_by_their_form(quotient: str, verdict: Verdict) -> None:
    """Would be broken: gradient checking not understood, or a lost 2 or sign in it overlooked."""
    assert last(rf"$$\frac{{\partial J}}{{\partial \theta}} \approx {quotient}$$") is verdict


def test_a_word_below_a_sum_says_what_it_runs_over() -> None:
    """Would be broken: Σ_batch taken for an index."""
    net = r"$Z_1 = X W_1 + b_1$, $A_1 = \tanh(Z_1)$, $Z_2 = A_1 W_2 + b_2$, $L = \frac{1}{2} \sum (Z_2 - Y)^2$. "
    found = verdicts(
        net + r"$$\frac{\partial L}{\partial b_2} = \sum_{batch} \frac{\partial L}{\partial Z_2}$$"
        r"$$\frac{\partial L}{\partial b_1} = \sum_{\text{columns}} \frac{\partial L}{\partial Z_1}$$"
    )
    assert list(found.values())[-2] in (Verdict.AGREES, Verdict.PROVED)
    assert list(found.values())[-1] is Verdict.REFUTED


def test_targets_that_are_one_hot_are_targets() -> None:
    """Would be broken: Y_{one-hot} taken for another quantity than the Y of the cost."""
    net = r"$$Z^{[1]} = W^{[1]} X + b^{[1]}, \quad A^{[1]} = \text{Softmax}(Z^{[1]})$$ "
    found = proofread(
        net + r"$$dZ^{[1]} = A^{[1]} - Y_{\text{one-hot}}$$ $$dW^{[1]} = \frac{1}{m} dZ^{[1]} X^T$$", "n.md"
    )
    assert found.findings[2].verdict in (Verdict.AGREES, Verdict.PROVED)


def test_slopes_of_printed_numbers_are_computed() -> None:
    """Would be broken: ∂z/∂w_1 taken for 0, because all that z reads was printed."""
    assert last(NEURON + r"$$\frac{\partial z}{\partial w_1} = 0.5$$") is Verdict.AGREES
    assert last(NEURON + r"$$\frac{\partial z}{\partial w_1} = 0.3$$") is Verdict.REFUTED


def test_slopes_are_products_of_rounded_slopes() -> None:
    """Would be broken: the rounding of a slope before taken for a mistake in the one that is made of it."""
    net = r"$x = 3$, $w = 1$, $b = 0.155$, $y = 0$. $$z = w x + b = 3.155$$ $$a = \frac{1}{1 + e^{-z}} = 0.959$$ "
    steps = (
        r"$$l = (y - a)^2 = 0.919681$$ $$\frac{\partial l}{\partial a} = -2 (y - a) = 1.918$$"
        r"$$\frac{\partial a}{\partial z} = a (1 - a) = 0.039319$$ $$\frac{\partial z}{\partial w} = x = 3$$"
    )
    assert last(net + steps + r"$$\frac{\partial l}{\partial w} = 1.918 \cdot 0.039319 \cdot 3$$") is Verdict.AGREES
    assert last(net + steps + r"$$\frac{\partial l}{\partial w} = 1.918 \cdot 0.039319 \cdot 4$$") is not Verdict.AGREES


@pytest.mark.parametrize(
    "text",
    [
        r"low ($$ \approx 0 $$) or high ($$ \approx 1 $$)",
        r"ten layers back at most $0.25^{10} \approx 10^{-6}$ is left",
        r"$z = w x + b$, $L = (z - y)^2$. $$\frac{\partial L}{\partial x} = 12.10 w^T$$",
        LAYERS + r"$$w_{ij} \leftarrow w_{ij} - \eta \frac{\partial E}{\partial w_{ij}}$$",
    ],
)
def test_what_may_be_right_is_not_refuted(text: str) -> None:
    """Would be broken: an alarm about two remarks, an order of magnitude, numbers of an example, a step down."""
    assert Verdict.REFUTED not in verdicts(text).values()


def test_a_composition_of_any_functions_is_no_cost() -> None:
    """Would be broken: L = f(g(x)), said to recall the chain rule, taken for the cost of the network."""
    text = (
        r"If $L = f(g(h(x)))$ then apply the chain rule. Here $z = w x + b$ and $a = \sigma(z)$. "
        r"$$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial a} \frac{\partial a}{\partial z} x$$"
    )
    assert last(text) in (Verdict.AGREES, Verdict.PROVED)


def test_reasons_in_front_are_no_part_of_an_equation() -> None:
    r"""Would be broken: what follows \because not read."""
    text = r"$z = w x + b$. $$\because a = \sigma(z)$$ $$\therefore \frac{\partial a}{\partial z} = \sigma'(z)$$"
    assert last(text) is Verdict.PROVED


def test_examples_are_told_by_the_letter_of_their_cost() -> None:
    """Would be broken: the n of E_n, y_{nk} and t_{nk} taken for a unit."""
    text = r"$y_k = \sum_i w_{ki} x_i$, $E_n = \frac12 \sum_k (y_{nk} - t_{nk})^2$"
    lexicon = lexicon_for(read_formulas(read_displays(text, "notes.md")))
    (cost,) = [d for d in lexicon.definitions if d.mention.base == "E"]
    outputs = [m for m in mentions(cost.body, lexicon.habits) if m.base in ("y", "t")]
    assert [(name_of(m.example), [name_of(u) for u in m.units]) for m in outputs] == [("n", ["k"])] * 2


def test_the_variable_of_a_function_may_have_any_value() -> None:
    """Would be broken: dy/dz not understood where a text defines y(z) and nothing else; an arrow at the end read."""
    text = r"$$y = \frac{1}{1 + e^{-z}} \rightarrow$$ $$\frac{dy}{dz} = y (1 - y)$$ $$\frac{dy}{dz} = y (1 + y)$$"
    assert list(verdicts(text).values())[1:] == [Verdict.PROVED, Verdict.REFUTED]


def test_weights_of_a_layer_are_not_those_of_one_unit() -> None:
    """Would be broken: an alarm about w_{ij}, where the text has explained one unit with w_i so far."""
    text = (
        r"$z = b + \sum_i x_i w_i$, $y = \frac{1}{1 + e^{-z}}$, $E = \frac12 \sum_{j} (t_j - y_j)^2$. $$"
        r"\frac{\partial z_j}{\partial w_{ij}} \frac{\partial E}{\partial z_j} = y_i \frac{\partial E}{\partial z_j}$$"
    )
    assert last(text) is not Verdict.REFUTED


def test_the_cost_of_each_example_may_be_any() -> None:
    """Would be broken: ∂C/∂a = 2 (a − y) called wrong where C is the mean of costs C_k that are not said."""
    text = LAYERS + r"$$C = \frac{1}{N} \sum_k C_k$$ $$\frac{\partial C}{\partial a^{(L)}} = 2 (a^{(L)} - y)$$"
    assert last(text) is Verdict.AGREES


def test_the_estimate_is_the_last_activation() -> None:
    """Would be broken: ∂L/∂ŷ not understood in a text of layers that does not say that ŷ is the last activation."""
    error = r"\delta^{(L)} = \nabla_{\hat{y}} L \odot \sigma'(z^{(L)})"
    assert last(LAYERS + f"$${error}$$") in (Verdict.AGREES, Verdict.PROVED)
    assert last(LAYERS + f"$${error.replace('odot', 'odot W^{(L)} ')}$$") is not Verdict.AGREES


def test_a_sum_over_outputs_reaches_both_terms() -> None:
    """Would be broken: the second term of a cross-entropy without brackets left out of its sum."""
    text = (
        r"$z_j = \sum_i w_{ji} x_i + b_j$, $a_j = \sigma(z_j)$. "
        r"$$C = -\sum_k y_k \log a_k + (1 - y_k) \log (1 - a_k)$$ $$\frac{\partial C}{\partial z_j} = a_j - y_j$$"
    )
    assert last(text) is Verdict.PROVED
    assert last(text.replace("a_j - y_j", "a_j + y_j")) is Verdict.REFUTED


def test_one_output_is_no_share_of_itself():
    """As a softmax of one unit y was 1, and so was what is multiplied by 1 − y anything."""
    note = r"""
Logistic regression, $\hat{y} = \sigma(w^T x + b)$, and
$$\ell = -[y \ln \hat{y} + (1 - y) \ln (1 - \hat{y})]$$
$$\frac{\partial \ell}{\partial \hat{y}} = -\frac{y}{\hat{y}} + \frac{1-y}{1-\hat{y}}$$
$$\frac{\partial \ell}{\partial b} = \hat{y} - y$$
"""
    wrong = note.replace(r"} + \frac{1", r"} - \frac{1")
    assert [f.verdict for f in proofread(note, "note.md").findings[2:] if f.verdict is Verdict.REFUTED] == []
    assert proofread(wrong, "note.md").findings[2].verdict is Verdict.REFUTED


def test_weights_by_where_they_come_from_are_no_slip() -> None:
    """w_{pq} from p to q, as rows have it: the definition itself would be refuted for the order of its indices."""
    note = r"""
$$s_q^l = \sum_{p=1}^{n_{l-1}} w_{pq}^l r_p^{l-1} + b_q^l, \qquad r_q^l = f(s_q^l)$$
$$s^l = r^{l-1} W^l + b^l, \qquad r^l = f(s^l)$$
$$C = \frac12 \sum_q (r_q^L - t_q)^2$$
$$\frac{\partial s_q^l}{\partial w_{pq}^l} = r_p^{l-1}$$
"""
    assert not proofread(note, "note.md").refuted
