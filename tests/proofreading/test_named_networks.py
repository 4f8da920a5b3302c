r"""Statements about what the words beside them name: "for the sigmoid, f'(x) = f(x)(1 - f(x))"."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

ACTIVATIONS = r"""
The activation is $f(x) = \tanh x$, so that $f'(x) = 1 - f(x)^2$.

For the sigmoid $f'(x) = f(x)(SIGN f(x))$ would hold instead.
"""
ENTRIES = r"""
The hidden units are $a_j^{(l)} = \phi(z_j^{(l)})$ with $z_j^{(l)} = \sum_k w_{jk}^{(l)} a_k^{(l-1)}$.

# Logistic
$$ \phi(z_j) = \frac{1}{1 + e^{-z_j}} $$
$$ \frac{\partial \phi(z_j)}{\partial z_j} = \phi(z_j) (1 - \phi(z_j)) $$
# Squares
$$ \phi(z_j) = z_j^2 $$
$$ \frac{\partial \phi(z_j)}{\partial z_j} = SLOPE $$
# Normalised
$$ \phi(z_j) = \frac{e^{z_j}}{\sum_k e^{z_k}} $$
$$ \frac{\partial \phi(z_j)}{\partial z_i} = \phi(z_j) (\delta_{ij} - \phi(z_i)) $$
"""
OUTPUTS = r"""
$$ z^{[l]} = W^{[l]} a^{[l-1]} + b^{[l]}, \quad a^{[l]} = g(z^{[l]}) $$
$$ \delta^{[l]} = (W^{[l+1]})^T \delta^{[l+1]} \odot g'(z^{[l]}) $$
$g(z) = \max(0, z)$ or $g(z) = \tanh(z)$ in the hidden layers.

**Softmax + CCE**:
$$ \delta^{[L]} = \hat{y} - y $$

**Identity with the quadratic cost**:
$$ \delta^{[L]} = \hat{y} - y $$

**Output and target**:
$$ \delta^{[L]} = \hat{y} + y $$
"""


def verdicts(text):
    """What is said of every equation, by its own text."""
    return {f.latex: f.verdict for f in proofread(text, "note.md").findings}


@pytest.mark.parametrize(("sign", "verdict"), [("1 -", Verdict.AGREES), ("1 +", Verdict.REFUTED)])
def test_a_function_that_the_sentence_names(sign, verdict):
    """Else the derivative of the sigmoid is refuted where f is tanh; a wrong one is refuted all the same."""
    assert verdicts(ACTIVATIONS.replace("SIGN", sign))[f"f'(x) = f(x)({sign} f(x))"] is verdict


@pytest.mark.parametrize(("slope", "holds"), [("2 z_j", True), ("z_j", False)])
def test_one_letter_with_a_formula_in_every_part(slope, holds):
    """Softmax, which comes last, was read into every part; z_j was an entry of an entry."""
    found = verdicts(ENTRIES.replace("SLOPE", slope))
    slopes = {latex: v for latex, v in found.items() if latex.startswith(r"\frac{\partial \phi")}
    assert len(slopes) == 3
    holding = [v in (Verdict.PROVED, Verdict.AGREES) for v in slopes.values()]
    assert holding == [True, holds, True]


def test_networks_in_a_list():
    """Which activation and cost an error is for, stands in the words before it; else it is open."""
    found = [f.verdict for f in proofread(OUTPUTS, "note.md").findings if r"\delta^{[L]}" in f.latex]
    assert found[:2] == [Verdict.AGREES, Verdict.AGREES]
    assert found[2] not in (Verdict.AGREES, Verdict.PROVED)


def test_a_letter_that_may_be_any_function():
    """g' = g (1 - g) is true of the sigmoid, which is taken to be meant; 1 + g is true of no usual one."""
    text = r"The derivative of the logistic function: $\frac{d}{dx} g(x) = g(x)(1 SIGN g(x))$"
    assert verdicts(text.replace("SIGN", "-")).popitem()[1] in (Verdict.AGREES, Verdict.PROVED)
    assert verdicts(text.replace("SIGN", "+")).popitem()[1] not in (Verdict.AGREES, Verdict.PROVED)


LEAKY = r"""
$$a = \phi(z), \quad z = W x + b, \quad C = \frac{1}{2} \|a - y\|^2$$
with the NAME $\phi(u) = \max(0.01 u, u)$, whose derivative is
$$\phi'(u) = \begin{cases} 1 & u > 0 \\ SLOPE & u < 0 \end{cases}$$
$$\frac{\partial C}{\partial z} = (a - y) \odot \phi'(z)$$
"""


@pytest.mark.parametrize("name", ["leaky rectifier", "rectifier", "leaky ReLU", "ReLU"])
def test_a_formula_behind_the_name_says_what_is_meant_by_it(name):
    """The slope of max(0, u) holds for max(0.01 u, u), because "leaky rectifier" is one."""
    notes = [LEAKY.replace("NAME", name).replace("SLOPE", slope) for slope in ("0.01", "0", "-0.01")]
    right, *wrong = [proofread(note, "note.md").findings[-2].verdict for note in notes]
    assert right in (Verdict.PROVED, Verdict.AGREES)
    assert not {Verdict.PROVED, Verdict.AGREES} & set(wrong)


def test_a_leaky_function_named_behind_a_formula_is_another():
    """A sentence about leaky ReLU takes the slope of ReLU for right."""
    note = r"$$f(x) = \tanh x$$ For the NAME $$f'(x) = \begin{cases} 1 & x > 0 \\ 0 & x < 0 \end{cases}$$"
    assert proofread(note.replace("NAME", "ReLU"), "note.md").findings[-1].verdict is Verdict.AGREES
    assert proofread(note.replace("NAME", "leaky ReLU"), "note.md").findings[-1].verdict is not Verdict.AGREES


LINEAR = (
    r"$$h = \sigma(W_1 x + b_1), \quad \hat{y} = W_2 h + b_2, \quad L = \tfrac{1}{2}(\hat{y} - y)^2$$"
    r"$$\delta_2 = \frac{\partial L}{\partial z_2} = \hat{y} - y$$"
    r"$$\delta^{(l)} = \frac{\partial L}{\partial z^{(l)}}$$"
    r"$$\delta^{(l)} = (W^{(l+1)\top} \delta^{(l+1)}) \odot \sigma'(z^{(l)})$$"
)


@pytest.mark.parametrize(
    ("function", "slip"), [(r"\sigma'_L(z^{(L)})", r"\sigma_L(z^{(L)})"), (r"\sigma'(z^{(L)})", r"2 \sigma'(z^{(L)})")]
)
def test_a_rule_for_any_network_holds_behind_a_linear_output(function, slip):
    """ŷ = W_2 h + b_2 is one network; δ^L = ∇L ⊙ σ′(z^L) says what holds in any, and σ_L is that of its last layer."""
    rule = r"\delta^{(L)} = \nabla_{\hat{y}} L \odot"
    *_, right = proofread(f"{LINEAR} $${rule} {function}$$", "a.md").findings
    *_, wrong = proofread(f"{LINEAR} $${rule} {slip}$$", "a.md").findings
    assert right.verdict in (Verdict.PROVED, Verdict.AGREES)
    assert wrong.verdict not in (Verdict.PROVED, Verdict.AGREES)


def test_an_error_written_out_is_about_the_network_of_the_text():
    """(ŷ − y) ⊙ σ′(z_2) is wrong where the text says that the output is linear."""
    *_, found = proofread(rf"{LINEAR} $$\delta_2 = (\hat{{y}} - y) \odot \sigma'(z_2)$$", "a.md").findings
    assert found.verdict is Verdict.REFUTED


def test_an_item_of_a_list_may_be_a_name():
    """* tanh, and below it the slope of g that tanh has: the word stands alone, and the g before is the sigmoid."""
    text = r"""* sigmoid

$$g(z) = \frac{1}{1 + e^{-z}}, \quad \frac{d g(z)}{d z} = g(z) (1 - g(z))$$

* tanh

$$\frac{d g(z)}{d z} = 1 - (\tanh(z))^2$$
"""
    assert proofread(text, "notes.md").findings[-1].verdict is Verdict.AGREES
    slip = proofread(text.replace("1 - (", "1 + ("), "notes.md").findings[-1]
    assert slip.verdict not in (Verdict.AGREES, Verdict.PROVED)


@pytest.mark.parametrize(("slope", "does_hold"), [("y(1-y)", True), ("(1-y)", False), ("y(1+y)", False)])
def test_a_linear_unit_has_the_function_that_is_named_instead(slope, does_hold):
    """Else the rule for a sigmoid unit would be held against the linear one that the text begins with."""
    note = rf"""
A linear neuron, $y = \sum_i w_i x_i$, with half the squared error.

The derivative is $\frac{{\partial E}}{{\partial w_i}} = -(t - y)\, x_i$.

The rule is $\Delta w_i = \eta\,(t-y)\,x_i$.

With a sigmoid instead: $\Delta w_i = \eta\,(t-y)\,{slope}\,x_i$
"""
    last = proofread(note, "a.md").findings[-1]
    assert (last.verdict in (Verdict.PROVED, Verdict.AGREES)) is does_hold


NODES = r"""
$$Y = X W + B$$
$$\frac{\partial L}{\partial B} = \sum_{n=1}^N \frac{\partial L}{\partial Y_n}$$
$$y = \frac{1}{1 + \exp(-x)}$$
$$\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y} y (1 - y)$$
$z = x + y$ has $\frac{\partial z}{\partial x} = 1$, and $z = x y$ has $\frac{\partial z}{\partial x} = y$.
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("", ""), ("\\partial x} = y$", "\\partial x} = x$")],
)
def test_a_node_has_operands_of_its_own(right: str, wrong: str) -> None:
    """The y of z = x + y was the output of the layer before, and the cost ran through z; B was no bias."""
    assert right in NODES
    found = proofread(NODES.replace(right, wrong), "note.md").findings
    bad = [f.latex for f in found if f.verdict not in (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)]
    assert len(bad) == bool(wrong) and all(wrong.rstrip("$") in latex for latex in bad)
