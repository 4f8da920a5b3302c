"""Scalar notes with named neurons: what holds by its form, by analogy, for one unit a layer, and what does not."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

GOOD = (Verdict.PROVED, Verdict.AGREES)
NETWORK = r"""
$$ s_{h1} = w_1 x_1 + w_2 x_2 $$
$$ s_{h2} = w_3 x_1 + w_4 x_2 $$
$$ a_{h1} = \frac{1}{1 + e^{-s_{h1}}} $$
$$ a_{h2} = \frac{1}{1 + e^{-s_{h2}}} $$
$$ s_{o1} = w_5 a_{h1} + w_6 a_{h2} $$
$$ a_{o1} = \frac{1}{1 + e^{-s_{o1}}} $$
$$ E = \frac{1}{2} (t_1 - a_{o1})^2 $$
"""


def verdict(text: str) -> Verdict:
    """The verdict on the last statement."""
    return proofread(text, "note.md").findings[-1].verdict


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (
            r"\frac{\partial E}{\partial w_5} = (a_{o1} - t_1) a_{o1} (1 - a_{o1}) a_{h1}",
            r"\frac{\partial E}{\partial w_5} = (a_{o1} - t_1) a_{o1} (1 - a_{o1}) a_{h2}",
        ),
        (
            r"\frac{\partial E}{\partial w_1} = (a_{o1} - t_1) a_{o1} (1 - a_{o1}) w_5 a_{h1} (1 - a_{h1}) x_1",
            r"\frac{\partial E}{\partial w_1} = (a_{o1} - t_1) a_{o1} (1 - a_{o1}) w_6 a_{h1} (1 - a_{h1}) x_1",
        ),
        (
            r"\frac{dE}{dw_1} = \frac{dE}{ds_{h1}} \frac{ds_{h1}}{dw_1}",
            r"\frac{dE}{dw_1} = \frac{dE}{ds_{h2}} \frac{ds_{h2}}{dw_1}",
        ),
        (r"w_5^+ = w_5 - \eta \frac{\partial E}{\partial w_5}", r"w_5^+ = w_5 + \eta \frac{\partial E}{\partial w_5}"),
    ],
)
def test_claims_about_named_neurons_are_judged_by_the_notes_own_equations(right: str, wrong: str) -> None:
    """The right weight, neuron and sign agree; the neighbour's are refuted."""
    assert verdict(f"{NETWORK}\n$$ {right} $$\n") in GOOD
    assert verdict(f"{NETWORK}\n$$ {wrong} $$\n") is Verdict.REFUTED


def test_any_parameter_goes_down() -> None:
    """p ← p − η ∂E/∂p holds for a p that the note never uses, and with a plus it does not."""
    assert verdict(NETWORK + r"$$ p \leftarrow p - \eta \frac{\partial E}{\partial p} $$") in GOOD
    assert verdict(NETWORK + r"$$ p \leftarrow p + \eta \frac{\partial E}{\partial p} $$") is Verdict.REFUTED


def test_the_chain_rule_holds_by_its_form_where_nothing_is_defined() -> None:
    """One path of derivatives of undefined quantities agrees; with a link missing nothing is said."""
    chain = r"$$ \frac{dE}{dw_7} = \frac{dE}{d out_{q1}} %s \frac{d in_{q1}}{dw_7} $$"
    assert verdict(chain % r"\frac{d out_{q1}}{d in_{q1}}") in GOOD
    assert verdict(chain % "") is Verdict.UNDECIDED


def test_a_sum_over_named_neurons_runs_over_those_that_are_named() -> None:
    """Σ_o over o1 and o2; without the sum one of them is missing."""
    text = r"""
$$ h_1 = \tanh(v_1 x_1) $$
$$ z_{o1} = u_1 h_1 $$
$$ z_{o2} = u_2 h_1 $$
$$ E = z_{o1}^2 + z_{o2}^4 $$
$$ \frac{\partial E}{\partial h_1} = %s $$
"""
    assert verdict(text % r"\sum_o \frac{\partial E}{\partial z_o} \frac{\partial z_o}{\partial h_1}") in GOOD
    one = r"\frac{\partial E}{\partial z_{o1}} \frac{\partial z_{o1}}{\partial h_1}"
    assert verdict(text % one) is Verdict.REFUTED


def test_notes_of_one_unit_a_layer_are_read_as_scalars() -> None:
    """Without a transpose anywhere, ∂C/∂w^1 is a product of numbers; an index off by one is still wrong."""
    text = r"""
$$ a^{l} = \sigma(z^l), \quad z^l = w^l a^{l-1} + b^l $$
$$ C = \frac{1}{2} (y - a^2)^2 $$
$$ \frac{\partial C}{\partial(w^1)} = a^0 * \sigma'(z^1) * (a^2 - y) . \sigma'(z^2) . w^2 \quad \rightarrow (B) $$
"""
    assert verdict(text) in GOOD
    assert verdict(text.replace("a^0 *", "a^1 *")) is Verdict.REFUTED


def test_an_arrow_that_shows_a_flow_claims_nothing() -> None:
    """x → a^1 → a^2 is no equation."""
    assert not proofread(r"$$ x \rightarrow a^{1} \rightarrow a^{2} \rightarrow y $$", "note.md").findings


def test_a_bare_square_tells_that_there_is_one_unit() -> None:
    """Without a forward pass nothing said that letters are numbers: the product of 2 (a − y) and a did not exist."""
    note = r"""
$$C_0 = (a^{(L)} - y)^2$$
$$\frac{\partial z^{(L)}}{\partial w^{(L)}} = a^{(L-1)}$$
$$\frac{\partial C_0}{\partial w^{(L)}} = 2 (a^{(L)} - y) \sigma'(z^{(L)}) a^{(L-1)}$$
"""
    right = proofread(note, "note.md").findings[1:]
    assert [f.verdict for f in right if f.verdict not in (Verdict.PROVED, Verdict.AGREES)] == []
    assert proofread(note.replace("2 (a", "(a"), "note.md").findings[-1].verdict is Verdict.REFUTED


RECALLED = r"""
Recall $$\frac{dL}{dx} = \frac{dL}{dy} \cdot \frac{dy}{dx}$$ and let
$$ z = w x + b $$
$$ a = \sigma(z) $$
$$ L = \frac{1}{2} (a - y)^2 $$
$$ \frac{\partial L}{\partial z} = (a - y) \sigma'(z) $$
"""


def test_the_chain_rule_is_recalled_in_letters_that_are_others_below() -> None:
    """The y of the chain rule is no target, so that it was refuted by the numbers of a network that follows."""
    assert proofread(RECALLED, "note.md").findings[0].verdict in GOOD
    slip = RECALLED.replace(r"\frac{dL}{dy} \cdot \frac{dy}{dx}", r"\frac{dL}{dz} \cdot \frac{da}{dx}")
    assert proofread(slip, "note.md").findings[0].verdict not in GOOD


def test_one_path_of_two_is_too_few() -> None:
    """x enters p by u and by v: numbers tell, and no repair says ∂L/∂L."""
    text = r"""
Let $u = x^2$, $v = 3 x$, $p = u v$, and the loss $L = \frac12 (p - t)^2$.
$$ \frac{\partial L}{\partial p} = p - t $$
$$ \frac{\partial L}{\partial u} = (p - t) v $$
$$ \frac{\partial L}{\partial x} = \frac{\partial L}{\partial u} \frac{\partial u}{\partial x} $$
"""
    last = proofread(text, "note.md").findings[-1]
    assert last.verdict is Verdict.REFUTED
    assert last.correction is None or r"\partial L}{\partial L" not in last.correction.latex
