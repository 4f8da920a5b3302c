"""Habits of notes: thresholds with Greek letters, one example's cost, layers by name, scripts without their signs."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

THRESHOLDS = r"""
$$\alpha_h = \sum_{i=1}^d v_{ih} x_i, \quad b_h = f(\alpha_h - \gamma_h)$$
$$\beta_j = \sum_{h=1}^q w_{hj} b_h, \quad \hat{y}_j^k = f(\beta_j - \theta_j)$$
$$E_k = \frac12 \sum_{j=1}^l (\hat{y}_j^k - y_j^k)^2$$
$$\Delta w_{hj} = -\eta \frac{\partial E_k}{\partial w_{hj}}$$
$$g_j = -\frac{\partial E_k}{\partial \hat{y}_j^k} \frac{\partial \hat{y}_j^k}{\partial \beta_j}
= (y_j^k - \hat{y}_j^k) f'(\beta_j - \theta_j)$$
$$\Delta w_{hj} = \eta g_j b_h, \quad \Delta \theta_j = -\eta g_j$$
$$e_h = -\frac{\partial E_k}{\partial b_h} \frac{\partial b_h}{\partial \alpha_h}
= f'(\alpha_h - \gamma_h) \sum_{j=1}^l w_{hj} g_j$$
$$\Delta v_{ih} = \eta e_h x_i, \quad \Delta \gamma_h = -\eta e_h$$
"""
ONE_EXAMPLE = r"""
$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j, \quad a^l_j = \sigma(z^l_j)$$
$$C_x = \frac12 \sum_j (y_j - a^L_j)^2, \quad C = \frac1N \sum_x C_x$$
$$\delta^l_j \equiv \frac{\partial C_x}{\partial z^l_j}$$
$$\delta^l_j = \sum_k \frac{\partial C_x}{\partial z^{l+1}_k} \frac{\partial z^{l+1}_k}{\partial z^l_j}$$
$$\frac{\partial C_x}{\partial w^l_{jk}} = \frac{\partial C_x}{\partial z^l_j} a^{l-1}_k$$
"""
NAMED_LAYERS = r"""
$$z^{(O)} = W^{(O)} a^{(H)} + b^{(O)}, \quad a^{(H)} = g(W^{(H)} x + b^{(H)})$$
$$f(x) = a^{(O)} = \mathrm{softmax}(z^{(O)})$$
$$\frac{\partial l(f(x), y)}{\partial b^{(O)}_i} = \frac{\partial l(f(x), y)}{\partial z^{(O)}_i}$$
$$\forall i \neq k, \quad \frac{\partial z^{(O)}_k}{\partial W^{(O)}_{ij}} = 0$$
$$\nabla_{a^{(H)}} l(f(x), y) = \left(W^{(O)}\right)' \nabla_{z^{(O)}} l(f(x), y)$$
$$\frac{\partial l(f(x), y)}{\partial W^{(H)}_{ij}} = \frac{\partial l(f(x), y)}{\partial z^{(H)}_i} x_j$$
$$\frac{\partial l(f(x), y)}{\partial z^{H}_i} = \frac{\partial l(f(x), y)}{\partial a^{(H)}_i} g'(z^{H}_i)$$
"""
LOOSE = r"""
$$z^l_i = \sum_j w^l_{ij} a^{l-1}_j + b^l_i, \quad a^l_i = \sigma(z^l_i)$$
$$\delta i^l = \frac{\partial C}{\partial z^l_i}$$
$$\delta i^l = \sigma'(z^l_i) \sum_k w^{l+1}_{ki} \delta k^{l+1}$$
$$\frac{\partial C}{\partial w^l_{ij}} = \delta_i^l a_j^{l-1}$$
"""
PUT_IN = r"""
$$\frac{\partial net_o}{\partial w_5} = \frac{\partial (w_5 out_{h1} + w_6 out_{h2})}{\partial w_5} = out_{h1}$$
$$\frac{1}{1 + e^{-net_o}} = out_o$$
$$\frac{\partial out_o}{\partial net_o} = out_o (1 - out_o)$$
$$\frac{\partial E}{\partial w_6} = \frac{\partial E}{\partial out_o} \frac{\partial out_o}{\partial net_o} out_{h2}$$
"""
SEVERAL = r"""
$$g(z) = \frac{1}{1 + e^{-z}}$$ or $$g(z) = \tanh z$$ or $$g(z) = \max(0, z)$$ as you like.
# One hidden layer
$$Z^{[1]} = W^{[1]} X + b^{[1]}, \quad A^{[1]} = g^{[1]}(Z^{[1]})$$
$$Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}, \quad A^{[2]} = g^{[2]}(Z^{[2]}) = \sigma(Z^{[2]})$$
$$J = \frac{1}{m} \sum_{i=1}^m \mathcal{L}(a^{[2](i)}, y^{(i)})$$
$$dZ^{[2]} = A^{[2]} - Y$$
$$dW^{[2]} = \frac{1}{m} dZ^{[2]} A^{[1]T}$$
"""
HOLDS = (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)


@pytest.mark.parametrize("note", [THRESHOLDS, ONE_EXAMPLE, NAMED_LAYERS, LOOSE, PUT_IN, SEVERAL])
def test_what_many_notes_write_is_understood(note):
    """γ_h was a learning rate, C_x that of seven examples, f a function, δ i^l a product: all undecided or refuted."""
    assert [(f.latex, f.reason) for f in proofread(note, "note.md").findings if f.verdict not in HOLDS] == []


@pytest.mark.parametrize(
    ("note", "right", "wrong"),
    [
        (ONE_EXAMPLE, r"{\partial z^l_j} a^{l-1}_k", r"{\partial z^l_j} a^{l-1}_j"),
        (NAMED_LAYERS, r"g'(z^{H}_i)", r"g(z^{H}_i)"),
        (LOOSE, r"w^{l+1}_{ki}", r"w^{l+1}_{ik}"),
        (SEVERAL, r"dZ^{[2]} A^{[1]T}", r"A^{[1]T} dZ^{[2]}"),
    ],
)
def test_a_slip_among_them_is_refuted(note, right, wrong):
    """What is understood can be wrong, and is said to be."""
    assert right in note
    assert [f for f in proofread(note.replace(right, wrong), "note.md").findings if f.verdict is Verdict.REFUTED]


def test_a_repair_is_read_as_the_note_was():
    """(W^{(O)})' is a transpose, and (H) the number of a layer: nothing that was tried there could be understood."""
    found = proofread(NAMED_LAYERS.replace(r"g'(z^{H}_i)", r"g(z^{H}_i)"), "note.md").findings[-1]
    assert found.correction is not None and r"g'(z^{H}_i)" in found.correction.latex


def test_a_cost_beside_another_is_no_function_of_what_is_read_on_the_way():
    """E_total was one of net and of out, which is computed from net: the chain rule came out wrong."""
    note = r"""
$$E = (d - o)^2$$
$$net_o = w_5 out_{h1} + w_6 out_{h2}, \quad out_o = \frac{1}{1 + e^{-net_o}}$$
$$\frac{\partial E_{total}}{\partial w_5} = \frac{\partial E_{total}}{\partial out_o}
\frac{\partial out_o}{\partial net_o} \frac{\partial net_o}{\partial w_5}$$
"""
    assert proofread(note, "note.md").findings[-1].verdict in HOLDS


def test_macros_with_signs_around_their_arguments_are_written_out():
    r"""\def\pd[#1] was no definition, and every line that used it had an unknown command."""
    note = r"""
\def\pd[#1]{\partial_{#1}}
\def\avg[#1,#2]{\frac{1}{#2}\sum_{#1=1}^{#2}}
$$a_i = \sigma(w x_i + b), \quad C = \avg[i, n] (a_i - y_i)^2$$
$$\pd[w] C = \avg[i, n] 2 (a_i - y_i) \pd[w] a_i = \avg[i, n] 2 (a_i - y_i) a_i (1 - a_i) x_i$$
"""
    assert [f.latex for f in proofread(note, "note.tex").findings if f.verdict not in HOLDS] == []


def test_sizes_below_symbols_are_no_indices():
    """The n × m of W_{n×m} was an index that is not known."""
    note = r"""
$$z^l_{n_l \times 1} = W^l_{n_l \times n_{l-1}} a^{l-1}_{n_{l-1} \times 1} + b^l, \quad a^l = \sigma(z^l)$$
$$\delta^l_{n_l \times 1} = \frac{\partial C}{\partial z^l}$$
$$\left(\frac{\partial C}{\partial W^l}\right)_{n_l \times n_{l-1}} = \delta^l_{n_l \times 1} (a^{l-1})^T$$
"""
    assert [f.latex for f in proofread(note, "note.md").findings if f.verdict not in HOLDS] == []


@pytest.mark.parametrize(
    "note",
    [
        r"""
$$z^l_i = \sum_j w^l_{ij} a^{l-1}_j + b^l_i, \quad a^l_i = \sigma(z^l_i), \quad a^0 = x$$
$$\frac{\partial z^l_i}{\partial w^l_{ij}} = \begin{cases} a^{l-1}_j & l > 1 \\ x_j & l = 1 \end{cases}$$
""",
        r"""
$$Z^{[1]} = W^{[1]} X + b^{[1]}, \quad A^{[1]} = \chi(Z^{[1]})$$
$$\nabla_{b^{[1]}} \mathcal{L} = \nabla_{Z^{[1]}} \mathcal{L} \cdot (\dot{1}_{1 \times m})^T$$
$$\nabla_{Z^{[1]}} \mathcal{L} = \nabla_{A^{[1]}} \mathcal{L} \odot \frac{d \chi(Z^{[1]})}{dz}$$
""",
        r"""
$$x_j^{(l+1)} = \sum_i w_{ij}^{(l)} x_i^{(l)} + b_j^{(l)}, \quad
(x^{(p,3)})_j = \sum_{i} w_{ij}^{(2)} (x^{(p,2)})_i + b_j^{(2)}$$
$$E = \frac{1}{m} \sum_{p=1}^m \sum_k (y_k^{(p)} - x_k^{(p,3)})^2$$
$$\frac{\partial (x^{(p,3)})_k}{\partial (x^{(p,2)})_j} = w_{jk}^{(2)}$$
""",
        r"""
$$\hat{y}^{(l)} = w^T x^{(l)}, \quad E = \frac{1}{2L} \sum_{l=1}^L (y^{(l)} - \hat{y}^{(l)})^2$$
$$\frac{\partial E}{\partial w} = -\frac{1}{L} \sum_{l=1}^L (y^{(l)} - \hat{y}^{(l)}) x^{(l)}$$
""",
    ],
)
def test_scripts_that_say_two_things_are_understood(note):
    """The l of a case was a quantity, an accented one a number, (p, 3) a list, and the l of examples a layer."""
    assert [(f.latex, f.reason) for f in proofread(note, "note.md").findings if f.verdict not in HOLDS] == []


def test_a_function_that_is_defined_of_its_variable_is_no_network():
    """f was a number from the line on that puts the weighted input in, and the first line made it undefined."""
    note = r"""
$$f(x) = \frac{1}{1 + e^{-x}}$$
$$f(x) = \frac{1}{1 + e^{-\sum_i w_i x_i}}$$
$$f'(x) = f(x) (1 - f(x))$$
"""
    assert proofread(note, "note.md").findings[-1].verdict in HOLDS
