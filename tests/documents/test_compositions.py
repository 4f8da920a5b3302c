"""Chains, nested equations, running totals and small displays: derived, judged, and refused where they cannot be."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.documents.derivatives import ACTIVATIONS
from symbackprop.documents.evaluation import Evaluation
from symbackprop.documents.model import CodeBlock
from symbackprop.documents.slopes import slope
from symbackprop.documents.source import Source
from symbackprop.documents.workspace import judge
from symbackprop.errors import DocumentError
from symbackprop.language.systems import System

GENERIC = "network: {generic: true}"
BATCH = "network: {generic: true, batch: columns, l2: true, convention: per example}"
WIDE = "network: {inputs: n_0, layers: [[dense, n_1], sigmoid, [dense, n_2], sigmoid], cost: quadratic%s}"
SINGLE = "network: {inputs: 1, layers: [[dense, 1], sigmoid, [dense, 1], sigmoid], cost: quadratic}"
SOFTMAX = "network: {inputs: n, layers: [[dense, K], softmax], cost: cross-entropy}"


def made(head, directive):
    """A document of one directive: its blocks, and the verdicts on its equations."""
    evaluation = Evaluation(Source("notes.md", f"---\ntitle: T\n{head}\n---\n```{directive}\n```\n"), "notes")
    document = evaluation.document()
    verdicts = {evaluation.workspace.judgement(s).overall for s in evaluation.workspace.shown}
    return document, verdicts


def latex(head, directive):
    """What a directive prints; every equation of it must be proved."""
    document, verdicts = made(head, directive)
    assert verdicts <= {Verdict.PROVED}
    [block] = document.equations
    return block.formula.latex


def test_a_chain_stops_before_anything_is_evaluated():
    """∂C/∂w_jk = δ_j ∂z_j/∂w_jk for every layer, the sum over layers and units being gone."""
    shown = latex(GENERIC, "{chain} dw\n:layer: l")
    assert r"\delta^{[l]}_{j} \frac{\partial z^{[l]}_{j}}{\partial w^{[l]}_{jk}}" in shown and "sum" not in shown


def test_a_whole_chain_goes_down_to_the_output():
    """A weight of the first layer reaches the cost through five local derivatives, the errors being written out."""
    shown = latex(WIDE % "", "{chain} dw1\n:whole:")
    assert shown.count(r"\frac{\partial") == 6 and "delta" not in shown


@pytest.mark.parametrize(
    "head, directive",
    [
        (GENERIC, "{chain} delta\n:layer: l\n:evaluated:"),
        (BATCH, "{chain} dw db\n:layer: l\n:evaluated:"),
        (GENERIC, "{chain} da\n:layer: L-1\n:evaluated:"),
        (WIDE % ", batch: rows", "{chain} delta\n:evaluated:"),
        (SOFTMAX, "{chain} delta1\n:evaluated:"),
    ],
)
def test_an_evaluated_chain_is_proved(head, directive):
    """Link by link, in every kind of network, also where softmax makes a sum of the links."""
    assert made(head, directive)[1] == {Verdict.PROVED}


def test_an_evaluated_chain_ends_where_the_sweep_ends():
    """Softmax with cross-entropy is a − y, by the assumption that targets add up to 1."""
    document, _ = made(SOFTMAX, "{chain} delta1\n:evaluated:\n:steps:")
    [block] = document.equations
    assert block.formula.latex.endswith("= a^{[1]}_{j} - y_{j}")
    assert "assumption" in block.steps[0].latex


def test_a_layer_that_ends_before_the_cost_has_no_direct_effect():
    """∂C/∂a^{L−1} is what comes through layer L, and nothing beside it."""
    assert "^{+}" not in latex(GENERIC, "{chain} da\n:layer: L-1")


def test_equations_nest_in_matrix_form():
    """Three layers without biases in one line, and the gradient by the input with the factors reversed."""
    layers = ", ".join(f"{{dense: {{n: n_{i}, bias: false}}}}, unspecified" for i in (1, 2))
    head = f"network: {{inputs: n_0, layers: [{layers}], cost: unspecified}}"
    shown = latex(head, "{nested} a\n:layer: 2\n:through: z a\n:form: matrix")
    assert shown == "a^{[2]} = g^{[2]}(W^{[2]} g^{[1]}(W^{[1]} x))"
    shown = latex(head, "{nested} dx\n:through: delta\n:form: matrix")
    assert shown.index("W^{[1]") < shown.index("W^{[2]") < shown.index(r"\nabla")


def test_what_has_no_end_is_refused():
    """In the generic network every layer reads another."""
    with pytest.raises(DocumentError, match="has no end"):
        made(GENERIC, "{nested} a\n:layer: l\n:through: z a")


def test_one_layer_by_another_needs_single_units():
    """∂a²/∂a¹ is one number where there is one unit a layer."""
    assert latex(SINGLE, "{across} da2/da1").endswith(r"\sigma'(z^{[2]}_{1})") or "sigma'" in latex(
        SINGLE, "{across} da2/da1"
    )
    with pytest.raises(DocumentError, match="has several entries"):
        made(WIDE % "", "{across} da2/da1")


def test_a_sum_over_examples_becomes_a_loop():
    """Δ ← Δ + δ aᵀ for an example, and the mean with the penalty at the end."""
    document, _ = made(BATCH, "{accumulation} dw\n:layer: l\n:form: matrix")
    shown = document.equations[0].formula.latex
    assert r"\leftarrow 0" in shown and r"\delta^{[l]} a^{[l-1]\mathsf{T}}" in shown and r"\lambda W^{[l]}" in shown
    head = BATCH + "\nnotation: coursera\nform: matrix"
    joined, _ = made(head, "{accumulation} dw db\n:layer: l")
    lefts = [left.latex for left, _, _ in joined.equations[0].formula.rows]
    assert lefts == [r"\Delta^{(l)}", r"\Delta^{(l)}", r"\frac{\partial J}{\partial \Theta^{(l)}}"]
    with pytest.raises(DocumentError, match="no single sum over m examples"):
        made(GENERIC, "{accumulation} dw\n:layer: l")


def test_adam_corrects_exactly_what_is_missing():
    """After t equal slopes the running mean is (1 − βᵗ) of the slope, and its correction the slope."""
    document, _ = made(WIDE % ", optimiser: adam", "{correction} u\n:layer: 1")
    first, second = (r.latex for _, r, _ in document.equations[0].formula.rows)
    assert r"1 - \beta_{1}^{t}" in first and "beta" not in second
    with pytest.raises(DocumentError, match="w does not remember a slope"):
        made(WIDE % ", optimiser: adam", "{correction} w\n:layer: 1")


def test_numpy_adds_up_along_the_axis_of_the_examples():
    """Columns are examples: axis 1; rows: axis 0."""
    for batch, axis in (("columns", 1), ("rows", 0)):
        document, _ = made(WIDE % f", batch: {batch}, convention: per example", "{lines} db2")
        [code] = [b for b in document.blocks if isinstance(b, CodeBlock)]
        assert code.text == f"db2 = np.sum(delta2, axis={axis}, keepdims=True) / m"


def test_the_product_of_entries_is_computed():
    """[1, 2] ⊙ [3, 4] = [3, 8]; shapes must be equal."""
    document, _ = made(GENERIC, "{hadamard} [1,2] [3,4]")
    assert document.equations[0].formula.latex.endswith(r"\begin{bmatrix} 3 \\ 8 \end{bmatrix}")
    with pytest.raises(DocumentError, match="two matrices of one shape"):
        made(GENERIC, "{hadamard} [1,2] [3,4,5]")


def test_a_prediction_needs_an_output_that_grows():
    """A sigmoid unit has the threshold one half; a hyperbolic tangent does not."""
    one = "network: {inputs: 2, layers: [[dense, 1], %s], cost: quadratic}"
    assert r"\frac{1}{2}" in made(one % "sigmoid", "{prediction}")[0].equations[0].formula.latex
    assert "argmax" in made(SOFTMAX, "{prediction}")[0].equations[0].formula.latex
    with pytest.raises(DocumentError, match="no threshold"):
        made(one % "tanh", "{prediction}")


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_every_slope_is_reached_from_the_definition(name):
    """Each line from the definition of a function to its derivative is proved."""
    _, theorem = slope(ACTIVATIONS[name])
    assert judge(theorem, System((), ())).overall is Verdict.PROVED


def test_a_letter_says_of_what_it_is_the_derivative():
    """δ ≡ ∂C/∂z, or m ∂C/∂z where a convention takes it of one example."""
    assert "equiv" in made(GENERIC, "{definition} delta\n:layer: l")[0].equations[0].formula.latex
    assert r"\equiv m \frac" in made(BATCH, "{definition} delta\n:layer: l")[0].equations[0].formula.latex
