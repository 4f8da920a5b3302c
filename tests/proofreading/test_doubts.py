"""What would be broken: right equations of notes that are read in part only, or in an unusual layout, are refuted."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

LAYER = r"$$z = W x + b$$ $$a = \tanh(z)$$ $$L = \frac{1}{2} \|a - y\|^2$$"
SOFTMAX = r"$$p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$$ $$L = -\sum_i y_i \log p_i$$"


HOLDS = Verdict.AGREES
"""Said of what holds, proved or not."""


def verdicts(*parts):
    """The verdicts on the equations of a document's last part."""
    whole = "\n\n".join(parts)
    found = [f.verdict for f in proofread(whole, "notes.md").findings if f.outer[0] >= len(whole) - len(parts[-1])]
    return [HOLDS if verdict is Verdict.PROVED else verdict for verdict in found]


def test_gradients_that_are_all_rows_are_a_layout():
    """The numerator's layout is taken for a transpose too many in every equation."""
    rows = r"""
$$\frac{\partial L}{\partial a} = (a - y)^T$$
$$\frac{\partial L}{\partial x} = (a - y)^T \text{diag}(1 - a^2) W$$
"""
    assert verdicts(LAYER, rows) == [HOLDS, HOLDS]


def test_a_swapped_outer_product_is_no_layout():
    """Every transposed gradient by a matrix would be excused."""
    swapped = r"""
$$\frac{\partial L}{\partial z} = (a - y) \odot (1 - a^2)$$
$$\frac{\partial L}{\partial W} = x \frac{\partial L}{\partial z}^T$$
"""
    assert verdicts(LAYER, swapped) == [HOLDS, Verdict.REFUTED]


@pytest.mark.parametrize(
    ("equation", "wanted"),
    [
        (r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)", HOLDS),
        (r"\frac{\partial p_i}{\partial z_j} = -p_i p_j", HOLDS),
        (r"\frac{\partial p_i}{\partial z_j} = p_i p_j", Verdict.REFUTED),
    ],
)
def test_a_case_of_indices_holds_where_they_differ(equation, wanted):
    """What a text says for i ≠ j is refuted where they are the same, or δ_{ij} is taken for the error δ_j."""
    assert (
        verdicts(SOFTMAX, r"For $i \neq j$, with $\delta_j = \frac{\partial L}{\partial z_j}$:", f"$${equation}$$")[-1]
        is wanted
    )


@pytest.mark.parametrize(
    "equation",
    [
        r"\frac{d}{dx} \arctan x = \frac{1}{1 + x^2}",
        r"g'(z) = 2 g(z) (3 - g(z))",
        r"\eta = 0.1",
        r"\delta = \kappa (y - a)",
    ],
)
def test_what_is_not_understood_refutes_nothing(equation):
    """A function, a number or an error that the text does not define is given some value, and the claim fails by it."""
    assert verdicts(LAYER, f"$${equation}$$") in ([Verdict.UNDECIDED], [Verdict.DEFINITION])


@pytest.mark.parametrize(
    ("step", "is_wrong"),
    [
        (r"W \leftarrow (1 - \eta \lambda) W - \eta (a - y) \odot (1 - a^2) x^T", False),
        (r"W \leftarrow W - \eta \frac{\partial L}{\partial W} - \eta \lambda W", False),
        (r"W \leftarrow W - \eta \frac{\partial L}{\partial W}", False),
        (r"W \leftarrow W + \eta \frac{\partial L}{\partial W}", True),
    ],
)
def test_weight_decay_is_a_step(step, is_wrong):
    """A step whose first term is no bare weight is judged as an equation, and refuted."""
    assert (verdicts(LAYER, f"$${step}$$") == [Verdict.REFUTED]) is is_wrong


def test_functions_that_call_each_other_end():
    """y_j(n) = φ(v_j(n)) with v_j(n) = Σ w y_i(n), where (n) is a time and no argument, recurs for ever."""
    text = r"$$v_j(n) = \sum_i w_{ji}(n) y_i(n)$$ $$y_j(n) = \varphi(v_j(n))$$ $$e_j(n) = d_j(n) - y_j(n)$$"
    assert Verdict.REFUTED not in verdicts("", text)


TWO_LAYERS = r"""
$$f(x) = W_2 \phi(W_1 x + b_1) + b_2$$ $$z = W_1 x + b_1$$ $$h = \phi(z)$$ $$y = W_2 h + b_2$$
Without an activation: $$f(x) = W_2 (W_1 x + b_1) + b_2$$
$$\frac{\partial L}{\partial b_2} = \frac{\partial L}{\partial y}$$
$$\frac{\partial L}{\partial h} = W_2^T \frac{\partial L}{\partial y}$$
$$\frac{\partial L}{\partial z} = \frac{\partial L}{\partial h} \odot \phi'(z)$$
$$\frac{\partial L}{\partial x} = W_1^T \frac{\partial L}{\partial z}$$
$$\frac{\partial z}{\partial x} = W_1$$ $$\frac{\partial y}{\partial h} = W_2$$
$$\frac{\partial L}{\partial b_1} = \frac{\partial L}{\partial z}$$
$$\frac{\partial L}{\partial W_1} = \frac{\partial L}{\partial z} x^T$$
"""


def test_two_formulas_of_one_function_are_no_doubt_where_neither_is_read():
    """Whatever fails in a text is excused, because it has f(x) once more for a network without activations."""
    wrong = r"$$\frac{\partial L}{\partial W_2} = h \left(\frac{\partial L}{\partial y}\right)^T$$"
    right = r"$$\frac{\partial L}{\partial W_2} = \frac{\partial L}{\partial y} h^T$$"
    assert [f.verdict for f in proofread(TWO_LAYERS + wrong, "notes.md").findings][-1] is Verdict.REFUTED
    assert [f.verdict for f in proofread(TWO_LAYERS + right, "notes.md").findings][-1] is Verdict.PROVED


def test_a_batch_with_sizes_of_its_own_is_another_quantity():
    """X ∈ ℝ^{n×e} of a later chapter gives x ∈ ℝ^d its size, and what is right of x has shapes that do not fit."""
    text = (
        r"With $x \in \mathbb{R}^d$, $W \in \mathbb{R}^{m \times d}$, $b \in \mathbb{R}^m$: $$z = W x + b$$"
        "\n# Tokens\n"
        r"All tokens are $X \in \mathbb{R}^{n \times e}$. "
        r"$$y = V z$$ $$\frac{\partial y}{\partial x} = V W$$"
    )
    assert [f.verdict for f in proofread(text, "notes.md").findings][-1] in (Verdict.PROVED, Verdict.AGREES)
    slip = text.replace("V W", "V W^T")
    assert [f.verdict for f in proofread(slip, "notes.md").findings][-1] not in (Verdict.PROVED, Verdict.AGREES)


def test_what_stands_behind_an_inequality_is_said_under_it():
    """If z > 0, the slope of max(0, z) is that of z; the same without the words before it is refuted."""
    note = r"""$$z_j = \sum_k w_{kj} x_k + b_j, \quad a_j = \max(0, z_j)$$
%s $\sum_k w_{kj} x_k + b_j > 0$%s
$$\frac{\partial a_j}{\partial w_{ij}} = x_i$$"""
    rate = note.replace(r"\sum_k w_{kj} x_k + b_j > 0", r"\eta > 0")
    said = [
        proofread(n, "note.md").findings[-1] for n in (note % ("Si", ":"), note % ("Here", "."), rate % ("If", ":"))
    ]
    assert [f.verdict for f in said] == [Verdict.UNDECIDED, Verdict.REFUTED, Verdict.REFUTED]


UNTOLD_WHOLE = (
    r"$$E(O) = \frac{1}{n} (d - o)^2$$"
    r"$$\delta_o = \frac{\partial E_{total}}{\partial net_o}"
    r" = \frac{\partial E_{total}}{\partial out_o} * \frac{\partial out_o}{\partial net_o}$$"
    r"$$\frac{\partial net_o}{\partial w_1} = \frac{\partial (w_1 * out_{h1} + w_2 * out_{h2})}{\partial w_1}"
    r" = out_{h1}$$"
)


@pytest.mark.parametrize(
    ("slope", "verdict"),
    [
        (r"\frac{\partial E_{total}}{\partial w_1} = \delta_o * out_{h1}", Verdict.AGREES),
        (r"\frac{\partial E_{total}}{\partial w_1} = \delta_o * out_{h2}", Verdict.REFUTED),
        (r"\frac{\partial E_{total}}{\partial out_o} = 3 - out_o", Verdict.UNDECIDED),
    ],
)
def test_a_slip_is_found_whatever_the_whole_cost_is(slope, verdict):
    """Nothing says what E_total is, and δ_o out_{h1} is its slope all the same; what it comes to itself is open."""
    *_, found = proofread(f"{UNTOLD_WHOLE} $${slope}$$", "a.md").findings
    assert found.verdict is verdict


def test_a_mean_of_what_has_no_examples_is_not_refuted():
    """Else the 1/m of all examples would be struck out where a text writes the inputs of one by numbers."""
    note = r"""$z = w_1x_1 + w_2x_2 + b$, then $a(z) = \frac{1}{1+e^{-z}}$.
$$\frac{\partial a}{\partial z} = a(1-a)$$
$$\frac{\partial z}{\partial w_1} = x_1$$
$$\frac{\partial \mathcal{L}}{\partial w_1} = \frac{1}{m}\sum (a-y)x_1$$
"""
    assert not any(f.verdict is Verdict.REFUTED for f in proofread(note, "a.md").findings)


UNITS = r"""
$$z^{(l)}_i = \sum_j w^{(l)}_{ij} a^{(l-1)}_j + b^{(l)}_i, \quad a^{(l)}_i = \sigma(z^{(l)}_i)$$
$$\frac{\partial z^{(l)}_i}{\partial w^{(l)}_{ij}} = a^{(l-1)}_j$$
$$\frac{\partial z^{(l)}_i}{\partial b^{(l)}_i} = 1$$
$$\frac{\partial z^{(l)}_i}{\partial a^{(l-1)}_j} = w_{ij}$$
"""


def test_a_layer_that_is_left_out_is_no_slip():
    """∂z_i^{(l)}/∂a_j^{(l-1)} = w_{ij} is about w^{(l)}; with the indices swapped it holds for no layer."""
    last = proofread(UNITS, "note.md").findings[-1]
    assert last.verdict is Verdict.AGREES and "w^{(l)}_{ij}" in last.reason
    assert proofread(UNITS.replace("= w_{ij}", "= w_{ji}"), "note.md").findings[-1].verdict is not Verdict.AGREES


def test_letters_in_the_other_case_are_no_slip():
    """softmax(Y_i) = e^{y_i} / Σ_j e^{y_j} says what softmax is; with another sum it is not."""
    text = r"$$\mathrm{softmax}(z_i) = \frac{e^{z_i}}{\sum_j e^{z_j}}$$"
    again = text.replace("softmax}(z_i)", "softmax}(Z_i)")
    assert proofread(f"{text} {again}", "note.md").findings[-1].verdict is not Verdict.REFUTED
