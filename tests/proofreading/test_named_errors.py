r"""What would be broken: δ_y = ∂L/∂y, δ_{z_1}, δ_{a^{[l]}}: the error of a quantity is taken for that of a unit y,
or is nothing that is known."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

GOOD = {Verdict.PROVED, Verdict.AGREES}

LETTERS = r"""
$$z = W_1 x + b_1$$ $$h = \phi(z)$$ $$y = W_2 h + b_2$$
$$\delta_y = \frac{\partial L}{\partial y}$$
$$\frac{\partial L}{\partial W_2} = \delta_y h^T$$
$$\delta_h = W_2^T \delta_y$$
$$\delta_z = \delta_h \odot \phi'(z)$$
$$\frac{\partial L}{\partial W_1} = \delta_z x^T$$
$$\frac{\partial L}{\partial b_1} = \delta_z$$
"""
NUMBERED = r"""
$$z_1 = W_1 x + b_1$$ $$a_1 = \sigma(z_1)$$ $$z_2 = W_2 a_1 + b_2$$ $$\hat y = \sigma(z_2)$$
$$L = -y \log \hat y - (1 - y) \log(1 - \hat y)$$
$$\delta_{z_2} = \frac{\partial L}{\partial z_2} = \hat y - y$$
$$\frac{\partial L}{\partial W_2} = \delta_{z_2} a_1^T$$
$$\delta_{a_1} = \frac{\partial L}{\partial a_1} = W_2^T \delta_{z_2}$$
$$\delta_{z_1} = \delta_{a_1} \odot \sigma'(z_1)$$
$$\frac{\partial L}{\partial W_1} = \delta_{z_1} x^T$$
"""
ANY_LAYER = r"""
$$z^{[l]} = W^{[l]} a^{[l-1]} + b^{[l]}$$ $$a^{[l]} = \sigma(z^{[l]})$$
$$\delta_{z^{[l]}} = \delta_{a^{[l]}} \odot \sigma'(z^{[l]})$$
$$\delta_{a^{[l]}} = (W^{[l+1]})^T \delta_{z^{[l+1]}}$$
$$\frac{\partial L}{\partial W^{[l]}} = \delta_{z^{[l]}} (a^{[l-1]})^T$$
"""
UNNAMED = r"""
$$h = \tanh(W x + b)$$ $$o = V h + c$$ $$\hat y = \mathrm{softmax}(o)$$ $$L = -\sum_i y_i \log \hat y_i$$
$$\delta_o = \hat y - y$$
$$\nabla_V L = \delta_o h^T$$
$$\delta_h = V^T \delta_o \odot (1 - h^2)$$
$$\nabla_W L = \delta_h x^T$$
"""
OF_ACTIVATION = UNNAMED.replace(r" \odot (1 - h^2)", "").replace(r"\delta_h x^T", r"(\delta_h \odot (1 - h^2)) x^T")
NOTES = [LETTERS, NUMBERED, ANY_LAYER, UNNAMED, OF_ACTIVATION]
IDS = ["letters", "numbers", "any layer", "no name for the weighted input", "the error of an activation"]

SLIPS = [
    (LETTERS, r"\delta_y h^T", r"h \delta_y^T"),
    (LETTERS, r"W_2^T \delta_y", r"W_2 \delta_y"),
    (LETTERS, r"\delta_h \odot \phi'(z)", r"\delta_h \odot \phi(z)"),
    (LETTERS, r"\delta_h \odot \phi'(z)", r"\delta_h"),
    (LETTERS, r"b_1} = \delta_z", r"b_1} = \delta_h"),
    (NUMBERED, r"\sigma'(z_1)", r"\sigma'(a_1)"),
    (NUMBERED, r"\delta_{z_1} x^T", r"\delta_{a_1} x^T"),
    (NUMBERED, r"\hat y - y$", r"y - \hat y$"),
    (ANY_LAYER, r"(W^{[l+1]})^T", r"(W^{[l]})^T"),
    (ANY_LAYER, r"\delta_{z^{[l]}} (a", r"\delta_{a^{[l]}} (a"),
    (UNNAMED, r"V^T \delta_o", r"V \delta_o"),
    (UNNAMED, r"(1 - h^2)", r"(1 - h)"),
    (OF_ACTIVATION, r"\delta_h = V^T \delta_o", r"\delta_h = -V^T \delta_o"),
]


def verdicts(text):
    """The verdicts on all that has an error."""
    return {f.latex: f.verdict for f in proofread(text, "notes.md").findings if "delta" in f.latex}


@pytest.mark.parametrize("text", NOTES, ids=IDS)
def test_errors_are_those_of_what_they_are_named_by(text):
    """Right formulas of such errors are not understood, or even refuted."""
    assert set(verdicts(text).values()) <= GOOD | {Verdict.DEFINITION}
    assert len([v for v in verdicts(text).values() if v in GOOD]) >= 3


@pytest.mark.parametrize(("text", "right", "slip"), SLIPS)
def test_a_slip_is_refuted(text, right, slip):
    """An error by a name may be any, and whatever is said of it holds."""
    assert right in text
    found = [f.verdict for f in proofread(text.replace(right, slip), "notes.md").findings]
    assert found.count(Verdict.REFUTED) == 1


def test_an_index_below_an_error_is_an_index():
    """The k of δ_k is taken for the name of a quantity k, where it counts units."""
    text = r"""
    $$z_k = \sum_j w_{kj} h_j$$ $$a_k = \sigma(z_k)$$ $$E = \frac12 \sum_k (a_k - y_k)^2$$
    $$\delta_k = \frac{\partial E}{\partial z_k} = (a_k - y_k) a_k (1 - a_k)$$
    $$\frac{\partial E}{\partial w_{kj}} = \delta_k h_j$$
    """
    assert set(verdicts(text).values()) <= GOOD | {Verdict.DEFINITION}
    slip = text.replace("(a_k - y_k) a_k (1 - a_k)", "(a_k - y_k) (1 - a_k)")
    assert Verdict.REFUTED in [f.verdict for f in proofread(slip, "notes.md").findings]


def test_what_may_be_either_of_two_errors_is_left_open():
    """δ_h without the slope of h in any formula is said to be ∂L/∂h, or that of its weighted input."""
    text = UNNAMED.replace(r" \odot (1 - h^2)", "")
    assert {v for k, v in verdicts(text).items() if "delta_h" in k} == {Verdict.UNDECIDED}


ABOVE = r"""
$$z_k = \sum_i w_{ki} x_i + b_k, \quad o_k = g(z_k)$$
$$\frac{\partial E}{\partial w_{ki}} = \delta^z_k x_i$$
$$\delta^z_k = \delta^o_k g'(z_k)$$
"""


def test_errors_named_above_are_slopes_of_what_names_them():
    """z and o were powers of one error δ_k, so that δ^o_k x_i was put in place of δ^z_k x_i."""
    assert {*verdicts(ABOVE).values()} <= GOOD


@pytest.mark.parametrize(
    ("right", "wrong"), [(r"\delta^z_k x_i", r"\delta^o_k x_i"), (" g'(z_k)", ""), ("x_i$$", "x_k$$")]
)
def test_slips_beside_errors_named_above_are_refuted(right, wrong):
    """The other error, a slope that is lost, an index."""
    assert right in ABOVE
    assert Verdict.REFUTED in verdicts(ABOVE.replace(right, wrong)).values()


def test_a_minus_before_errors_named_above_leaves_open_what_they_are():
    """∂E/∂w = −δ^z x may mean δ^z = −∂E/∂z."""
    assert {*verdicts(ABOVE.replace(r"= \delta^z_k x", r"= -\delta^z_k x")).values()} == {Verdict.UNDECIDED}


COUNTED = r"""
$$z_1 = x W_1 + b_1, \quad a_1 = \sigma(z_1), \quad z_2 = a_1 W_2 + b_2, \quad \hat y = \mathrm{softmax}(z_2)$$
$$\delta_1 = \frac{\partial J}{\partial z_2} = \hat y - y, \quad \frac{\partial J}{\partial W_2} = a_1^T \delta_1$$
$$\delta_2 = \frac{\partial J}{\partial z_1}, \quad \frac{\partial J}{\partial W_1} = x^T \delta_2$$
"""


def test_errors_may_be_counted_from_the_output() -> None:
    """δ_1 = ∂J/∂z_2 beside δ_2 = ∂J/∂z_1; where one layer has two errors, one of them is a slip."""
    assert {f.verdict for f in proofread(COUNTED, "note.md").findings} <= GOOD | {Verdict.DEFINITION}
    wrong = proofread(COUNTED.replace(r"x^T \delta_2", r"x^T \delta_1"), "note.md").findings
    assert wrong[-1].verdict is Verdict.REFUTED
    twice = COUNTED.replace(r"\delta_1", r"\delta_2").replace(r"{\partial z_1}", r"{\partial z_2}")
    assert Verdict.REFUTED in {f.verdict for f in proofread(twice, "note.md").findings}
