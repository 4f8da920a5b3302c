"""What a document defines without an equation of its own."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

LAYERS = r"""
$$a^l_j = \sigma\left(\sum_k w^l_{jk} a^{l-1}_k + b^l_j\right)$$
$$C = \frac12 \sum_j (y_j - a^L_j)^2$$
$$\delta^l_j \equiv \frac{\partial C}{\partial z^l_j}$$
$$\delta^L_j = \frac{\partial C}{\partial a^L_j} \sigma'(z^L_j)$$
$$\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)$$
$$\frac{\partial C}{\partial b^l_j} = \delta^l_j$$
"""
NEURON = r"""
$$\hat{y} = \sigma(w^T x + b)$$
$$L = -(y \log \hat{y} + (1 - y) \log(1 - \hat{y}))$$
$$\frac{\partial L}{\partial z} = \hat{y} - y$$
$$\frac{\partial L}{\partial w} = (\hat{y} - y) x$$
"""
HOLDS = (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)


@pytest.mark.parametrize("note", [LAYERS, NEURON])
def test_the_inside_of_an_activation_is_the_weighted_input_that_the_text_differentiates_by(note):
    """Without it nothing that reads z, in a text that writes a = σ(w a + b) in one line, could be judged."""
    assert all(f.verdict in HOLDS for f in proofread(note, "note.md").findings)


def test_the_implied_weighted_input_refutes_what_is_wrong_about_it():
    """A text in one line is judged as strictly as one with a line for z."""
    (wrong,) = proofread(LAYERS.replace(r"\sigma'(z^l)", r"\sigma'(z^{l+1})"), "note.md").refuted
    assert wrong.correction is not None and "z^{l}" in wrong.correction.latex


def test_a_repair_keeps_the_number_that_an_arrow_points_to():
    r"""`… = σ'(a^l) \rightarrow ({A})`: the tag is no part of the formula, before and after the repair."""
    text = r"$$z^l = w^l a^{l-1} + b^l, \quad a^l = \sigma(z^l)$$" "\n"
    text += r"$$\frac{\partial a^l}{\partial z^l} = \sigma'(a^l) \quad \rightarrow ({A})$$"
    (wrong,) = proofread(text, "note.md").refuted
    assert wrong.correction is not None and wrong.correction.latex.endswith(r"\sigma'(z^l) \quad \rightarrow ({A})")


NUMBERED = r"""
$$net_h = w_1 x_1 + w_2 x_2 + b_1 \qquad out_h = \frac{1}{1+e^{-net_h}}$$
$$net_o = w_3 \, out_h + b_2 \qquad out_o = \frac{1}{1+e^{-net_o}}$$
$$E = \frac12 (t - out_o)^2$$
$$\frac{\partial E}{\partial w_3} = \frac{\partial E}{\partial out_o} \frac{\partial out_o}{\partial net_o} out_h$$
$$\frac{\partial E}{\partial w_1} = \frac{\partial E}{\partial net_o} w_3 \, out_h (1 - out_h) x_1$$
"""


def test_letters_that_name_units_are_no_indices():
    """The h of net_h = w_1 x_1 + w_2 x_2 + b_1 counts nothing; as an index it made net_h defined by itself."""
    assert all(f.verdict in HOLDS for f in proofread(NUMBERED, "note.md").findings)
    (wrong,) = proofread(NUMBERED.replace("out_h) x_1", "out_h) x_2"), "n.md").refuted
    assert wrong.correction is not None and wrong.correction.latex.endswith("x_1")


BARRED = r"""
$$\bar{Z}^{[l]} = \bar{W}^{[l]} \bar{A}^{[l-1]} + \bar{b}^{[l]}, \quad A^{[l]} = g^{[l]}(Z^{[l]})$$
$$C = \frac{1}{m} \sum_{i=1}^m \mathcal{L}(\hat{y}^{(i)}, y^{(i)})$$
$$\delta^{[l]} = \frac{\partial C}{\partial A^{[l]}} \odot g'^{[l]}$$
$$\frac{\partial C}{\partial W^{[l]}} = \frac{1}{m} \delta^{[l]} A^{[l-1]T}$$
"""


def test_bars_on_every_letter_of_one_line_are_no_other_quantities():
    """Z with a bar was a second quantity on which nothing further down depended."""
    assert all(f.verdict in HOLDS for f in proofread(BARRED, "note.md").findings)
    assert proofread(BARRED.replace("A^{[l-1]T}", "A^{[l]T}"), "note.md").refuted


def test_a_bar_beside_a_letter_without_it_makes_another_quantity():
    """A mean is not what it is the mean of."""
    note = r"$$\bar{a} = \frac{1}{2} a$$ $$z = w \bar{a}$$ $$\frac{\partial z}{\partial a} = w$$"
    assert [f for f in proofread(note, "note.md").findings if f.verdict is Verdict.REFUTED]


GERMAN = r"""
$$z_h = w_1 x_1 + w_2 x_2 + b_h, \quad a_h = \tanh(z_h), \quad z_o = v a_h + b_o, \quad \hat{y} = \sigma(z_o)$$
$$L = \frac{1}{2} (\hat{y} - y)^2$$
$$\frac{\partial L}{\partial w_1} = (\hat{y} - y) \hat{y} (1 - \hat{y}) v (1 - a_h^2) x_1$$
$$v_{new} = v - \eta (\hat{y} - y) \hat{y} (1 - \hat{y}) a_h$$
"""


def test_a_bias_may_bear_the_name_of_its_unit():
    """The h of b_h is that of z_h: it made an index of both."""
    assert all(f.verdict in HOLDS for f in proofread(GERMAN, "note.md").findings)


def test_new_and_old_values_are_those_of_one_quantity():
    """w_{new} = w_{old} - … was a definition of a quantity called new, and never judged."""
    note = r"$$z = w x + b, \quad a = \sigma(z), \quad L = \frac12 (a - y)^2$$"
    step = r"$$w_{\text{new}} = w_{\text{old}} - \eta (a - y) a (1 - a) x$$"
    assert proofread(note + "\n" + step, "note.md").findings[-1].verdict is Verdict.PROVED
    assert proofread(note + "\n" + step.replace("} - ", "} + "), "note.md").findings[-1].verdict is Verdict.REFUTED
