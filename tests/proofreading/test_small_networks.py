"""Small networks whose units have names, and single neurons: net_{h1}, out_{o1}, target; ∂z/∂b = 1."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

NAMED = r"""
$$net_{h 1} = w_1 * i_1 + w_2 * i_2 + b_j * 1$$
$$out_{h 1} = \frac{1}{1 + e^{-net_{h1}}}$$
$$net_{o1} = w_5 * out_{h1} + w_6 * out_{h2} + b_2 * 1, \quad out_{o1} = \frac{1}{1 + e^{-net_{o1}}}$$
$$E_{total} = \frac{1}{2}(target_{o1} - out_{o1})^2 + \frac{1}{2}(target_{o2} - out_{o2})^2$$
$$\frac{\partial E_{total}}{\partial out_{o1}} = -(target_{o1} - out_{o1})$$
$$\frac{\partial E_{total}}{\partial w_5} = -(target_{o1} - out_{o1}) * out_{o1} (1 - out_{o1}) * out_{h1}$$
$$net_{h1} = w_1 * i_1 + w_2 * i_2 + b_1 * 1$$
$$\frac{\partial net_{h1}}{\partial w_1} = i_1$$
"""
LAYERS = r"""
$$z^l = W^l a^{l-1} + b^l, \quad a^l = \sigma(z^l)$$
$$\frac{\partial z^l}{\partial b^l} = 1, \quad \frac{\partial z^l}{\partial W^l} = a^{l-1}$$
$$a_i^l = \sigma(z_i^l) = \sigma \Bigg( \sum_{j=1}^{d} {w_{ij}^l \cdot a_j^{l-1} + b_i^l} \Bigg)$$
"""
STEPS = r"""
$$w_k' = w_k - \frac{\eta}{m} \sum_1^m \frac{\partial C_x}{\partial w_k}$$
The inputs are $$z_j^l = \sum_k w_j^l o_k^{l-1} + b_j^l$$ and $$a_j^L = \sigma(z_j^L)$$.
$$\nabla_a C = (a^L - y)$$
$$\delta^L = (a^L - y) \odot \sigma'(z^L)$$
"""
PRIMES = r"""
$$z_k^L = \sum_j w_{kj}^L a_j^{L-1} + b_k^L, \quad a_k^L = \sigma(z^L)$$
$$\delta^L = C'(a^L) \odot \sigma'(z^L)$$
$$\frac{1}{1 + e^{-s}} - \frac{1}{(1 + e^{-s})^2} = \frac{e^{-s}}{(1 + e^{-s})^2}$$
"""
HOLDS = (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)


def test_a_strange_index_in_a_definition_is_a_slip():
    """The line is said once more as it is meant; everything else holds, spaces in names and all."""
    (wrong,) = [f for f in proofread(NAMED, "note.md").findings if f.verdict not in HOLDS]
    assert wrong.correction is not None and "b_1" in wrong.correction.latex


@pytest.mark.parametrize("note", [LAYERS, STEPS, PRIMES])
def test_one_slip_of_the_pen_leaves_the_rest_understood(note):
    """Braces that no one sees, an index left out."""
    assert [f.latex for f in proofread(note, "note.md").findings if f.verdict not in HOLDS] == []


@pytest.mark.parametrize(
    ("note", "right", "wrong"),
    [
        (NAMED.replace("b_j", "b_1"), r"(1 - out_{o1}) * out_{h1}", r"(1 - out_{o1}) * out_{h2}"),
        (NAMED.replace("b_j", "b_1"), r"\partial w_1} = i_1", r"\partial w_1} = i_1 * w_1"),
        (LAYERS, r"b^l} = 1", r"b^l} = 2"),
        (LAYERS, r"W^l} = a^{l-1}", r"W^l} = a^l"),
        (PRIMES, r"C'(a^L) \odot \sigma'", r"C'(a^L) \odot \sigma"),
        (
            NAMED.replace("b_j", "b_1") + r"$$out_{o1}' = out_{o1} (1 - out_{o1})$$",
            r"(1 - out_{o1})$$",
            r"(1 + out_{o1})$$",
        ),
    ],
)
def test_slips_in_small_networks_are_refuted(note, right, wrong):
    """What is lenient to the pen is strict to the sense."""
    assert right in note
    assert [f for f in proofread(note.replace(right, wrong), "note.md").findings if f.verdict is Verdict.REFUTED]


def test_a_name_left_out_is_no_mistake():
    """Which target is meant, the text does not say."""
    note = NAMED.replace(r"w_5} = -(target_{o1}", r"w_5} = -(target")
    assert not [f for f in proofread(note, "note.md").findings if f.verdict is Verdict.REFUTED]


def test_weights_of_one_unit_are_others_than_those_of_a_layer():
    """The delta rule of a perceptron, before layers are spoken of."""
    note = r"""
$$t = f(\sum_i w_i x_i)$$
$$\Delta w_i = \eta (y - t) x_i$$
With layers, $$\delta_i = f'(n_i) \sum_L \delta_L w_{Li}$$.
"""
    assert not [f for f in proofread(note, "note.md").findings if f.verdict is Verdict.REFUTED]


ONE_INPUT = r"""
$$\mathbf{s} = W_1 x + \mathbf{b}_1, \quad \mathbf{a} = \mathrm{ReLU}(\mathbf{s})$$
$$\hat{y} = \mathbf{w}_2 \cdot \mathbf{a} + b_2, \quad L = \tfrac{1}{2} (\hat{y} - y)^2$$
$$\frac{\partial L}{\partial \mathbf{s}} = \frac{\partial L}{\partial \mathbf{a}} \odot \mathrm{ReLU}'(\mathbf{s})$$
$$\frac{\partial L}{\partial W_1} = \frac{\partial L}{\partial \mathbf{s}} \, x$$
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"{\partial \mathbf{s}} \, x", r"{\partial \mathbf{a}} \, x"),
        (r"{\partial \mathbf{s}} \, x", r"{\partial \mathbf{s}} \, \mathbf{a}"),
        ("W_1 x", r"W_1 \mathbf{x}"),
    ],
)
def test_an_input_that_is_not_bold_beside_bold_vectors_is_a_number(right: str, wrong: str) -> None:
    """A vector would need a transpose in ∂L/∂W = (∂L/∂z) x, and the line be refuted; so it is where x is bold."""
    last = proofread(ONE_INPUT, "note.md").findings[-1]
    assert last.verdict in HOLDS[:2]
    slip = proofread(ONE_INPUT.replace(right, wrong), "note.md").findings[-1]
    assert slip.verdict is Verdict.REFUTED


NUMBERED = r"""
$$L = \frac{1}{2} (y - \hat{y})^2$$
$$h_1 = \sigma(w_{11}x_1+w_{12}x_2+b_1)$$ $$h_2 = \sigma(w_{21}x_1+w_{22}x_2+b_2)$$
$$\hat{y}= \sigma(w_1h_1+w_2h_2+b)$$
$$\frac{\partial L}{\partial a} = \frac{\partial L}{\partial \hat{y}} \frac{\partial \hat{y}}{\partial a}
= -(y - \hat{y}) \sigma'(a)$$
$$\frac{\partial L}{\partial h_1} = -(y - \hat{y}) \hat{y} (1 - \hat{y}) w_1$$
$$\frac{\partial L}{\partial a_1} = \frac{\partial L}{\partial h_1} \frac{\partial h_1}{\partial a_1}
= \frac{\partial L}{\partial h_1} \sigma'(a_1)$$
$$\frac{\partial L}{\partial w_{11}} = \frac{\partial L}{\partial a_1} x_1$$
"""


def test_what_slopes_are_taken_at_is_what_functions_are_taken_of() -> None:
    """w_1h_1 without a space was w_{h1}, and nothing said what the a_1 of σ′(a_1) is."""
    assert [f.latex for f in proofread(NUMBERED, "note.md").findings if f.verdict not in HOLDS] == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\frac{\partial L}{\partial a_1} x_1", r"\frac{\partial L}{\partial a_1} x_2"),
        (r"\hat{y}) w_1", r"\hat{y}) w_2"),
    ],
)
def test_slips_of_numbers_beside_such_slopes_are_refuted(right: str, wrong: str) -> None:
    """Another input, another weight."""
    assert right in NUMBERED
    found = proofread(NUMBERED.replace(right, wrong), "note.md").findings
    assert any(f.verdict is Verdict.REFUTED for f in found)


def test_a_number_has_no_numbered_entries() -> None:
    """The a_1 that nothing defines was the a of another unit, and what is right of it was refuted."""
    note = NUMBERED.replace(r"= \frac{\partial L}{\partial h_1} \sigma'(a_1)", "")
    assert not any(f.verdict is Verdict.REFUTED for f in proofread(note, "note.md").findings)


HIDDEN = (
    r"$u_1=w_1x$, $h=\tanh(u_1)$, $u_2=w_2h$, $y=\tanh(u_2)$, $E=\frac12(y-t)^2$, "
    r"$\delta_2=\frac{\partial E}{\partial u_2}$"
)


@pytest.mark.parametrize(
    ("slope", "holds"),
    [(r"w_2} = \delta_2h", True), (r"w_1} = \delta_2w_2(1-h^2)x", True), (r"w_1} = \delta_2w_2(1-h)x", False)],
)
def test_a_hidden_state_behind_a_weight_is_no_part_of_its_name(slope: str, holds: bool) -> None:
    """The h of w_2h is that of h = tanh(u_1): nothing said how E depends on w where w_2h was w_{h2}."""
    last = proofread(rf"{HIDDEN} and $$\frac{{\partial E}}{{\partial {slope}$$", "note.md").findings[-1]
    assert (last.verdict in HOLDS) is holds
