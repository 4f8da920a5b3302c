"""What would be broken: scripts, rates and limits of sums as notes about networks of layers write them."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

LAYERS = r"""
$$z^m = W^m a^{m - 1} + b^m$$
$$a^m = \sigma(z^m)$$
$$C = \frac12 \sum_j (a^L_j - y_j)^2$$
"""
HOLDS = {Verdict.PROVED, Verdict.AGREES}


def findings(*equations, before=LAYERS):
    """What is found about equations of one small document."""
    report = proofread(before + "".join(f"\n$${e}$$\n" for e in equations), "notes.md")
    return report.findings[-len(equations) :]


def verdicts(*equations, before=LAYERS):
    """The verdicts on equations of one small document."""
    return [f.verdict for f in findings(*equations, before=before)]


def test_a_transpose_behind_a_step_of_layers_is_one():
    """A factor of the 1 in m − 1 would make layers of no number; and W^T_{kl} is W_{lk}, not W_{kl}."""
    slope = r"\frac{\partial C}{\partial a^m_k} = \sum_l %s \frac{\partial C}{\partial z^{m + 1}_l}"
    assert verdicts(
        r"\frac{\partial C}{\partial W^m} = \frac{\partial C}{\partial z^m} a^{m - 1 \top}",
        r"\frac{\partial C}{\partial z^m} = W^{m+1T} \frac{\partial C}{\partial z^{m+1}} \odot \sigma'(z^m)",
        slope % r"W^{m + 1 \top}_{kl}",
        slope % r"W^{m + 1 \top}_{lk}",
    ) == [Verdict.PROVED] * 3 + [Verdict.REFUTED]


def test_an_ordinal_names_no_unit():
    """The h of the i^{th} unit would be read as a label in W_{jh}."""
    before = f"{LAYERS}\nOf the $i^{{th}}$ unit:\n"
    equation = r"z^m_j = \sum_{h=1}^{N^{m-1}} W^m_{jh} a^{m-1}_h + b^m_j"
    assert set(verdicts(equation, before=before)) <= HOLDS


def test_a_row_may_begin_with_an_arrow():
    """What follows would not be understood."""
    rows = r"\begin{align} x &= y \\ \to \frac{\partial a^m_j}{\partial z^m_j} &= \sigma'(z^m_j) \end{align}"
    assert set(verdicts(rows)) <= HOLDS


def test_a_learning_rate_has_any_name():
    """A step of gradient descent would not be one; λ of a penalty makes no step right."""
    step = r"W^m = W^m - %s \frac{\partial C}{\partial W^m}"
    rates = (r"\lambda", r"\tau", r"\text{learning rate} \cdot", r"\mathrm{step} \cdot", "LR")
    assert verdicts(*(step % rate for rate in rates)) == [Verdict.PROVED] * len(rates)
    before = LAYERS + r"$$R = \frac{\lambda}{2} \sum_{m} \lVert W^m \rVert^2$$"
    assert verdicts(step % r"\lambda", before=before) == [Verdict.UNDECIDED]


def test_a_sum_counts_the_units_that_its_index_has():
    """Σ_{k=1}^{N^m} would pass for a sum over the units of layer m − 1, or the line after would be blamed."""
    chain = (
        r"\frac{\partial z^m_j}{\partial W^m_{ji}} = \frac{\partial}{\partial W^m_{ji}}"
        r"\left(\sum_{k=1}^{N^{%s}} W^m_{jk} a^{m-1}_k + b^m_j\right) = a^{m-1}_i"
    )
    report = proofread(f"{LAYERS}\n$${chain % 'm-1'}$$\n\n$${chain % 'm'}$$\n", "notes.md")
    *right, wrong, after = report.findings[-4:]
    assert {f.verdict for f in (*right, after)} <= HOLDS
    assert wrong.verdict is Verdict.REFUTED
    assert wrong.correction is not None
    assert r"\sum_{k=1}^{N^{m-1}}" in wrong.correction.latex


OUTWARD = r"""
$$y_j^l = f(u_j^l)$$
$$u_j^l = \sum_i w_{ij}^l y_i^{l-1}$$
$$E = \frac{1}{2}\sum_i (y_i^L - \tilde{y}_i)^2$$
"""


def test_weights_from_unit_to_unit_and_primed_indices():
    """The prime of j' would be a function's, ỹ a layer with a 1 before it, and W^T y^{l-1} no sum of w_{ij} y_i."""
    slope = r"\frac{\partial E}{\partial y_j^l} = \sum_{k'} \frac{\partial E}{\partial u_{k'}^{l+1}} %s^{l+1}"
    assert verdicts(
        slope % "w_{jk'}",
        slope % "w_{k'j}",
        r"\mathbf{u}^l = \left(W^l\right)^\top \mathbf{y}^{l-1}",
        r"\frac{\partial E}{\partial W^l} = \mathbf{y}^{l-1} \left(\frac{\partial E}{\partial u^l}\right)^\top",
        before=OUTWARD + r"$$W^l = (w_{ij}^l)_{i,j}$$",
    ) == [Verdict.PROVED, Verdict.REFUTED, Verdict.PROVED, Verdict.PROVED]


ROWS = r"""
$$Y^1 = X W^1 + b^1$$
$$H^1 = f(Y^1)$$
$$\hat y = H^1 W^2 + b^2$$
$$L = \frac{1}{N} \sum_{i,j} (\hat y_{ij} - y_{ij})^2$$
"""


def test_entries_in_rows_of_layers():
    """Y^1 would be a power, (…)_{ij} one entry, + b_n no part of what is differentiated, "for m = i" a claim."""
    rows = r"""\begin{align}
    \frac{\partial L}{\partial H^1_{ij}} &= \sum_{m, n} \frac{\partial L}{\partial \hat y_{mn}}
      \frac{\partial}{\partial H^1_{ij}} \sum_{k} H^1_{mk} W^2_{kn} + b^2_n \\
    &= \sum_{n} \frac{\partial L}{\partial \hat y_{in}} W^2_{jn} & \text{nonzero for } m = i \\
    &= \sum_{n} \frac{\partial L}{\partial \hat y_{in}} {W^2}^T_{nj} \end{align}"""
    equation = r"$$\frac{\partial L}{\partial \hat y} = \left(\frac{2}{N} (\hat y_{ij} - y_{ij})\right)_{ij}$$"
    report = proofread(f"{ROWS}\n$${rows}$$\n\n{equation}\n", "notes.md")
    assert [f.verdict in HOLDS for f in report.findings[4:]] == [True] * 4


def test_examples_and_layers_in_one_superscript():
    """(i, ℓ) would be a power, ⊗ of two columns a product entry by entry, L′(a, y) a function of its own."""
    before = r"""
$$\mathbf{z}^{(i, \ell)} = \left(W^{(\ell)}\right)^\top \mathbf{a}^{(i, \ell - 1)} + \mathbf{b}^{(\ell)}$$
$$\mathbf{a}^{(i, \ell)} = f(\mathbf{z}^{(i, \ell)})$$
$$\hat{\mathbf{y}}^{(i)} = \mathbf{a}^{(i, L)}$$
$$\text{Cost} = \frac{1}{m} \sum_{i=1}^m L(\hat{\mathbf{y}}^{(i)}, \mathbf{y}^{(i)})$$
$$\boldsymbol{\delta}^{(i, L)} = f'(\mathbf{z}^{(i, L)}) \odot L'(\mathbf{a}^{(i, L)}, \mathbf{y}^{(i)})$$
"""
    error = r"\boldsymbol{\delta}^{(i, \ell)}"
    slope = r"\frac{\partial \text{ Cost }}{\partial W^{(\ell)}} = \frac{1}{m} \sum_{i=1}^m"
    found = verdicts(
        error + r"= f'(\mathbf{z}^{(i, \ell)}) \odot [W^{(\ell+1)} \boldsymbol{\delta}^{(i, \ell+1)}]",
        rf"\begin{{align}} & {slope} \: \\ & \mathbf{{a}}^{{(i, \ell-1)}} \otimes {error} \end{{align}}",
        rf"{slope} \mathbf{{a}}^{{(i, \ell)}} \otimes {error}",
        before=before,
    )
    assert set(found[:2]) <= HOLDS
    assert found[2] is Verdict.REFUTED


def test_statements_without_layers_beside_those_with_them():
    """B would count examples, z^l be missing in ∂z/∂W^l, w ← w − Δw be of no weights, and ∂z/∂W = a^T no matrix."""
    found = verdicts(
        r"\sigma'(z) = \sigma(z) (1 - \sigma(z))",
        r"\frac{\partial z}{\partial W} = a^T",
        r"\frac{\partial z}{\partial B} = 1",
        r"\delta^{[l]} = (W^{[l+1]})^T \cdot \delta^{[l+1]} \cdot \sigma'(z^{[l]})",
        r"\frac{\partial z}{\partial W^{[l]}} = (a^{[l-1]})^T",
        r"\nabla B^{[l]} = \delta^{[l]}",
        r"w = w - \Delta w",
        before="$z = W \\cdot a + B$, $\\sigma(z) = 1 / 1 + e^{-z}$\n\n$$\\Delta w = lr \\cdot \\nabla w$$\n",
    )
    assert set(found) <= HOLDS


def test_a_prime_may_stand_for_the_only_activation():
    """The g of g' would be some other function than the ReLU that is applied, and the argument of a bare φ' unknown."""
    before = r"""
$$Z^{[1]} = W^{[1]} X + b^{[1]}$$
$$A^{[1]} = \text{ReLU}(Z^{[1]})$$
$$Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}$$
$$A^{[2]} = \text{softmax}(Z^{[2]})$$
$$L = -\frac{1}{m} \sum_{i=1}^m y_i \log(\hat{y}_i)$$
$$dZ^{[2]} = A^{[2]} - Y$$
"""
    slope = r"dZ^{[1]} = (W^{[2]})^T dZ^{[2]} \odot %s(Z^{[1]})"
    right, wrong = verdicts(slope % "g'", slope % "", before=before)
    assert right in HOLDS
    assert wrong is Verdict.REFUTED
    single = "$$z = w \\times x + b$$\n$$a = \\phi(z)$$\n"
    assert verdicts(r"\frac{\partial a}{\partial w} = \phi' \times x", before=single)[0] in HOLDS


def test_what_has_no_layer_in_a_text_of_layers():
    """A would be nothing, X^T (…) a call, the cost of any output nobody's, and W = [w_{11} w_{12}] define itself."""
    before = r"""
$$Z^{[l]} = A^{[l-1]} W^{[l]} + b^{[l]}$$
$$A^{[l]} = f(Z^{[l]})$$
$$dZ^{[L]} = A^{[L]} - y$$
$$dW^{[l]} = \frac{1}{m} A^{[l-1]T} dZ^{[l]}$$
$$W^{[1]} = \begin{bmatrix} w^{[1]}_{11} & w^{[1]}_{12} \end{bmatrix}$$
"""
    flat = r"\frac{\partial J}{\partial W} = \frac{1}{m} X^T (A - y)"
    of_layer = r"dZ^{[l]} = dZ^{[l+1]} W^{[l+1]T} * f'(Z^{[l]})"
    assert set(verdicts(flat, of_layer, before=before)) <= HOLDS
    open_cost = r"$$a^l = \sigma(W^l a^{l-1} + b^l)$$" + "\n" + r"$$C = \frac{(a_i^L - y_i^L)^2}{2}$$"
    assert set(verdicts(r"\frac{\partial C}{\partial a_i^L} = a_i^L - y_i^L", before=open_cost)) <= HOLDS


COMMAS = r"""$$Z_1 = X W_1 + b_1 \qquad A_1 = \sigma(Z_1)$$
$$Z_2 = A_1 W_2 + b_2 \qquad A_2 = \sigma(Z_2)$$
$$dZ_2 = A_2 - Y$$
$$\frac{\partial a_{1,j}^{(i)}}{\partial z_{1,j}^{(i)}} = a_{1,j}^{(i)} (1 - a_{1,j}^{(i)})$$
$$\frac{\partial L^{(i)}}{\partial z_{1,j}^{(i)}}
= \frac{\partial L^{(i)}}{\partial a_{1,j}^{(i)}} \sigma'(z_{1,j}^{(i)})$$
"""


def test_a_layer_may_stand_before_a_comma():
    """z_{1,j}^{(i)} is an entry of a row of Z_1; slips beside it are refuted and mended."""
    holds = (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)
    assert all(f.verdict in holds for f in proofread(COMMAS, "notes.md").findings)
    (wrong,) = proofread(COMMAS.replace("(1 - a", "(1 + a"), "notes.md").refuted
    assert wrong.correction.latex.endswith(r"a_{1,j}^{(i)} (1 - a_{1,j}^{(i)})")
    assert proofread(COMMAS.replace(r"\sigma'(z_{1,j}", r"\sigma'(z_{2,j}"), "notes.md").refuted


ANY_FUNCTION = r"""
Each layer is $a^{(l)} = \phi(z^{(l)})$ with $z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}$, and $a^{(0)} = x$.
$$\delta^{(l)} = \frac{\partial J}{\partial z^{(l)}} = ((W^{(l+1)})^T \delta^{(l+1)}) \odot \phi'(z^{(l)})$$
Take $a^{(1)} = \text{ReLU}(z^{(1)})$ and $a^{(2)} = \sigma(z^{(2)})$ with
$$J = -[y \log a^{(2)} + (1 - y) \log(1 - a^{(2)})]$$
$$\delta^{(1)} = ((W^{(2)})^T \delta^{(2)}) \odot %s'(z^{(1)})$$
"""


def test_a_letter_for_the_function_of_any_layer_is_that_of_each():
    """δ^{(l)} with φ′ would be refuted where one layer is a ReLU; and σ′ for the ReLU's slope is wrong."""
    right, wrong = (proofread(ANY_FUNCTION % name, "notes.md").findings for name in (r"\text{ReLU}", r"\sigma"))
    assert {right[4].verdict, right[-1].verdict} <= HOLDS
    assert wrong[-1].verdict is Verdict.REFUTED


@pytest.mark.parametrize(("sign", "verdict"), [(r"(\hat{y} - y)", "agrees"), (r"(y - \hat{y})", "refuted")])
def test_the_network_of_an_example_ends_where_its_output_is_computed(sign, verdict):
    """Behind rules for any L, ŷ = σ(z^{[2]}) is the output of two layers, so that y has the size of the second."""
    note = (
        r"$$\mathbf{z}^{[1]} = \mathbf{W}^{[1]} \mathbf{x} + \mathbf{b}^{[1]}$$ $$\hat{y} = \mathbf{a}^{[1]}$$"
        r"$$C = \frac{1}{2} (\mathbf{a}^{[1]} - \mathbf{y})^2$$"
        r"$$\mathbf{z}^{[l]} = \mathbf{W}^{[l]} \mathbf{a}^{[l-1]} + \mathbf{b}^{[l]}$$"
        r"$$\mathbf{a}^{[l]} = f^{[l]}(\mathbf{z}^{[l]})$$"
        r"$$\delta^{[L]} = \frac{\partial C}{\partial \mathbf{a}^{[L]}} \odot f'^{[L]}(\mathbf{z}^{[L]})$$"
        r"$$\mathbf{a}^{[1]} = \sigma(\mathbf{z}^{[1]})$$ $$\hat{y} = \sigma(\mathbf{z}^{[2]})$$"
        r"$$C = \frac{1}{2} (\hat{y} - y)^2$$"
        rf"$$\delta^{{[2]}} = {sign} \cdot \sigma'(\mathbf{{z}}^{{[2]}})$$"
    )
    *_, found = proofread(note, "a.md").findings
    assert found.verdict.value in (verdict, "proved" if verdict == "agrees" else verdict)
