"""What would be broken: right notes are refuted or left undecided, because one construct in them is misread."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

NO = Verdict.REFUTED
HOLDS = (Verdict.PROVED, Verdict.AGREES)
UNIT = r"$$\hat{y} = \sigma(z)$$ $$L = -y \ln \hat{y} - (1 - y) \ln(1 - \hat{y})$$ The score is $z$."
DEEP = r"$$z^l = W^l a^{l-1} + b^l$$ $$a^l = \sigma(z^l)$$"
ROWS = r"$$Z_1 = X W_1 + b_1$$ $$A_1 = \sigma(Z_1)$$ $$L = \frac{1}{2m} \sum_{i=1}^m \|A_i - Y_i\|^2$$"


def found(*parts):
    """The verdicts on the statements of a note's last part."""
    whole = "\n\n".join(parts)
    return [f.verdict for f in proofread(whole, "notes.md").findings if f.outer[0] >= len(whole) - len(parts[-1])]


@pytest.mark.parametrize(("right", "holds"), [(r"\hat{y} - y", True), (r"y - \hat{y}", False), (r"\hat{y} + y", False)])
def test_a_note_may_begin_at_the_score(right, holds):
    """What a note begins with, and never computes, is not understood, nor anything that follows from it."""
    verdict = found(UNIT, rf"$$\frac{{\partial L}}{{\partial z}} = {right}$$")[0]
    assert verdict in HOLDS if holds else verdict is NO


@pytest.mark.parametrize("written", [r"\( $ {} $ \)", r"$\( {} \)$", "$$\n\\[ {} \\]\n$$", r"\[ $$ {} $$ \]"])
def test_mathematics_may_be_delimited_twice(written):
    """The inner delimiters are taken for a part of the formula."""
    (verdict,) = found(written.format(r"\sigma'(z) = \sigma(z) (1 - \sigma(z))"))
    assert verdict in HOLDS


def test_a_letter_has_the_formula_of_its_section():
    """The g of one section is taken for that of another."""
    note = r"""
## Sigmoid
$$g(z) = \frac{1}{1 + e^{-z}}$$
$$g'(z) = g(z) (1 - g(z))$$
## Hyperbolic tangent
$$g(z) = \tanh z$$
$$g'(z) = 1 - g(z)^2$$
$$g'(z) = 1 + g(z)^2$$
"""
    verdicts = found(note)
    assert verdicts[1] in HOLDS
    assert verdicts[3] in HOLDS
    assert verdicts[4] is NO


@pytest.mark.parametrize(
    "statement",
    [
        r"If z = 0, then $g(z) \approx \frac{1}{2}$.",
        r"With $\frac{dL}{da} = 28$ we go on.",
        r"$$w \leftarrow w - 0.01 \cdot 168$$",
        r"$$x \leftarrow a \leftarrow y$$",
        "So $b = \\frac{1}{m}$`np.sum(`$z$`)`.",
        "$$오차y = \\frac{1}{2} (y - t)^2$$",
    ],
)
def test_what_claims_nothing_is_not_refuted(statement):
    """A number that is given, a flow, half a formula or a part of a name is held to be an equation."""
    assert NO not in found(r"$$a = g(z)$$ $$y = w a$$ $$L = \frac{1}{2} (y - t)^2$$", statement)


def test_weights_without_a_layer_are_any_weights():
    """dW beside dW^{[1]} is taken for that of the last layer."""
    forward = (
        r"$$Z^{[1]} = W^{[1]} X + b^{[1]}, \quad A^{[1]} = g(Z^{[1]}), \quad Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}$$"
    )
    assert NO not in found(forward, r"$$dW = \frac{1}{m} dZ^{[1]} X^T$$")


def test_a_word_may_say_what_a_sum_runs_over():
    """A sum over rows is taken for a sum over an index that nothing has."""
    assert found(ROWS, r"$$db_1 = \frac{1}{m} \sum_{\text{rows}} dZ_1$$")[0] is not NO


@pytest.mark.parametrize(
    "equation",
    [
        r"\delta^l = \frac{\partial C}{\partial z^l} = \nabla_z C",
        r"\nabla_a C = (W^{l+1})^T \delta^{l+1}",
        r"\frac{\mathrm{d}C}{\mathrm{d}a^l_j} = \sum_k \delta^{l+1}_k \frac{\mathrm{dz^{l+1}_k}}{\mathrm{d}a^l_j}",
        r"\delta_i^l = \left\{\begin{array}{ll} \frac{\partial C}{\partial a_i^L} \sigma'(z_i^L) & (l = L) \\"
        r" \sum_k \delta_k^{l+1} W_{ki}^{l+1} \sigma'(z_i^l) & (l < L) \end{array}\right.",
    ],
)
def test_errors_of_any_layer(equation):
    """An error is taken for that of the last layer, or a name for a definition in a circle."""
    verdicts = found(DEEP, f"$${equation}$$")
    assert verdicts[0] in HOLDS


def test_no_piece_is_where_nothing_is_defined():
    """A slope that is said to be undefined at a point is not understood anywhere."""
    pieces = r"\begin{cases} 0 & if z < 0 \\ 1 & if z > 0 \\ undefined & if z = 0 \end{cases}"
    assert found(r"$$g(z) = \max(0, z)$$", rf"$$\frac{{dg(z)}}{{dz}} = {pieces}$$")[0] in HOLDS


def test_words_with_indices_are_names():
    """A note whose quantities have names of its own language is not read at all."""
    note = r"""
$$和_1 = w_1 x_1 + w_2 x_2$$
$$出_1 = \sigma(和_1)$$
$$\frac{\partial 和_1}{\partial w_1} = x_1$$
"""
    assert found(note)[2] in HOLDS


@pytest.mark.parametrize(
    "equation",
    [
        r"\delta_i^l = \sigma'(z_i) \sum_k W_{ki}^{l+1} \delta_k^{l+1}",
        r"\delta^l = (W^{l+1})^T \delta^{l+1} \odot \sigma'(z)",
        r"\delta^L = \sigma'(z^L) \odot \nabla C(y)",
    ],
)
def test_a_named_output_and_slopes_without_a_layer(equation):
    """The output's other name hides the last layer, and σ′(z) is taken at some other z than that of its layer."""
    output = r"$$a^l = \sigma(z^l)$$ $$y = a^L = \sigma(W^L a^{L-1} + b^L)$$ $$z^l = W^l a^{l-1} + b^l$$"
    assert found(output, f"$${equation}$$")[0] in HOLDS


@pytest.mark.parametrize(
    ("right", "holds"),
    [
        (r"\frac{0 \cdot \sum_j e^{z_j} - e^{z_i} e^{z_j}}{(\sum_j e^{z_j})^2}", True),
        (r"\frac{\sum_j e^{z_j} \cdot 0 - e^{z_i} e^{z_j}}{(\sum_j e^{z_j})^2}", True),
        (r"\frac{\sum_j e^{z_j} \cdot 0 + e^{z_i} e^{z_j}}{(\sum_j e^{z_j})^2}", False),
    ],
)
def test_a_sum_leaves_the_index_of_a_slope(right, holds):
    """The quotient rule for softmax is refuted, where one letter is that of the sum and of the slope."""
    softmax = r"$$s(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$$"
    verdict = found(softmax, r"For $i \neq j$:", rf"$$\frac{{\partial s(z)_i}}{{\partial z_j}} = {right}$$")[-1]
    assert verdict in HOLDS if holds else verdict is NO


def test_an_entry_of_softmax_may_be_squared():
    """The square of an entry is no entry."""
    softmax = r"$$s(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$$"
    slope = r"$$\frac{\partial s(z)_i}{\partial z_i} = s(z)_i - s(z)_i^2$$"
    assert found(softmax, slope)[0] in HOLDS


NUMBERED = r"""
$$f(z) = \frac{1}{1 + e^{-z}}$$
$$\frac{\partial J}{\partial W^{(1)}} = X^T \delta^{(2)}$$
$$\frac{\partial J}{\partial W^{(2)}} = (a^{(2)})^T \delta^{(3)}$$
$$\frac{\partial J}{\partial z^{(3)}} = \delta^{(3)}$$
"""


@pytest.mark.parametrize(
    ("right", "holds"),
    [
        (r"\delta^{(3)} (W^{(2)})^T \odot f'(z^{(2)})", True),
        (r"\delta^{(3)} (W^{(2)})^T \odot a^{(2)} \odot (1 - a^{(2)})", True),
        (r"\delta^{(3)} (W^{(2)})^T \odot a^{(2)} \odot (1 + a^{(2)})", False),
    ],
)
def test_layers_that_are_never_computed_use_the_function_that_is_given(right, holds):
    """Activations are some other function than f, of which the note gives the formula."""
    verdict = found(NUMBERED, rf"$$\delta^{{(2)}} = {right}$$")[-1]
    assert verdict in HOLDS if holds else verdict is NO


PART = r"\text{{{} }} \frac{{\partial C}}{{\partial a_k^{{l}}}} \text{{ coming from }} \delta_j^{{l+1}} = {}"


@pytest.mark.parametrize("words", ["component of", "the change in", "gradient of", "Anteil von"])
def test_words_may_say_what_of_a_symbol_is_meant(words):
    """The part of ∂C/∂a_k that comes from δ_j is taken for δ_j, which is refuted, and for a formula of it."""
    chain = (
        r"\frac{\partial C}{\partial z_j^{l+1}} \frac{\partial z_j^{l+1}}{\partial a_k^l} = w_{jk}^{l+1} \delta_j^{l+1}"
    )
    note = rf"{DEEP} $$\delta^l = \frac{{\partial C}}{{\partial z^l}}$$", f"$${PART.format(words, chain)}$$"
    part, link = found(*note)
    assert part is Verdict.UNDECIDED
    assert link in HOLDS
    part, link = found(note[0], note[1].replace("w_{jk}", "w_{kj}"))
    assert part is Verdict.UNDECIDED
    assert link is NO


def test_a_derivative_named_in_words_is_not_the_function():
    """ "Derivative of σ(z) = …" defines σ by itself, and nothing after it is understood."""
    words = r"$$\text{Derivative of } \sigma(z) = \sigma(z) (1 - \sigma(z))$$"
    slope = r"$$\frac{\partial C}{\partial W^l} = \frac{\partial C}{\partial z^l} (a^{l-1})^T$$"
    bias = r"$$\frac{\partial C}{\partial b^l} = \frac{\partial C}{\partial z^l}$$"
    assert found(DEEP, words + bias, slope)[-1] in HOLDS
    assert found(DEEP, words + bias, slope.replace("=", "= -"))[-1] is NO


def test_by_definition_of_a_symbol_it_is_that_symbol():
    """What is said of a whole equation makes it none."""
    (verdict,) = found(DEEP, r"$$\text{By the definition of } a^l = \sigma(W^l a^{l-1} + b^l)$$")
    assert verdict in HOLDS
