"""What would be broken: the chain rule itself, where a text does not say enough for a whole network, or its lies."""

import pytest

import symbackprop as sb
from symbackprop.parsing.containers.reading import read_displays
from symbackprop.proofreading.chaining.chains import SAID, Chains
from symbackprop.proofreading.proofreader import lexicon_for, read_formulas

UNITS = r"""
$$v_j = \sum_i u_{ji} p_i + c_j$$
$$p_j = g(v_j)$$
$$E = \frac12 \sum_k (d_k - p_k)^2$$
$$\delta_j = \frac{\partial E}{\partial v_j}$$
"""
"""Units of any layer, which nothing numbers."""
HOLD = (
    r"\frac{\partial E}{\partial u_{ji}} = \frac{\partial E}{\partial p_j} \frac{\partial p_j}{\partial v_j} p_i",
    r"\frac{\partial E}{\partial u_{ji}} = \delta_j p_i",
    r"\delta_j = g'(v_j) \sum_k \delta_k u_{kj}",
    r"\delta_j = g'(v_j) (p_j - d_j)",
    r"\frac{\partial E}{\partial p_j} = \sum_k \frac{\partial E}{\partial v_k} \frac{\partial v_k}{\partial p_j}",
    r"\frac{\partial E}{\partial c_j} = \delta_j",
    r"\frac{\partial}{\partial v_j} \frac12 (d_j - p_j)^2 = -(d_j - p_j) \frac{\partial p_j}{\partial v_j}",
)
LIES = (
    r"\frac{\partial E}{\partial u_{ji}} = \delta_i p_j",
    r"\frac{\partial E}{\partial u_{ji}} = \frac{\partial E}{\partial p_j} \frac{\partial p_j}{\partial v_j} p_j",
    r"\delta_j = g'(v_j) \sum_k \delta_k u_{jk}",
    r"\delta_j = \sum_k \delta_k u_{kj}",
    r"\delta_j = g'(v_j) (d_j - p_j)",
    r"\frac{\partial E}{\partial p_j} = \frac{\partial E}{\partial v_k} \frac{\partial v_k}{\partial p_j}",
    r"\frac{\partial E}{\partial p_j} = \sum_k \frac{\partial E}{\partial v_k} \frac{\partial v_k}{\partial p_k}",
)
NEURONS = r"""
$$r_1 = q_1 h + e_1 \qquad r_2 = q_2 h + e_2$$
$$E = \frac12 (r_1 - t_1)^2 + \frac12 (r_2 - t_2)^2$$
"""
"""One quantity that enters two others."""


def follows(note: str, statement: str) -> bool:
    """Whether a statement follows from a note by the chain rule."""
    formulas = read_formulas(read_displays(f"{note}\n$${statement}$$\n", "note.md"))
    return Chains(lexicon_for(formulas), formulas).holds(formulas[-1])


@pytest.mark.parametrize("statement", HOLD)
def test_what_follows_entry_by_entry_is_seen(statement):
    """The chain rule through names, formulas and sums would be lost where no layer is told."""
    assert follows(UNITS, statement)


@pytest.mark.parametrize("statement", LIES)
def test_nothing_else_follows(statement):
    """A swapped index, a lost sum, a lost slope or another sign would be the chain rule too."""
    assert not follows(UNITS, statement)


def test_one_path_of_two_is_not_all():
    """What enters two neurons would be differentiated through one of them."""
    one = r"\frac{\partial E}{\partial r_1} \frac{\partial r_1}{\partial h}"
    other = r"\frac{\partial E}{\partial r_2} \frac{\partial r_2}{\partial h}"
    assert follows(NEURONS, rf"\frac{{\partial E}}{{\partial h}} = {one} + {other}")
    assert not follows(NEURONS, rf"\frac{{\partial E}}{{\partial h}} = {one}")
    assert follows(NEURONS, r"\frac{\partial E}{\partial q_1} = \frac{\partial E}{\partial r_1} h")


VECTORS = r"""
$$r = W h + e$$
$$s = g(r)$$
$$\delta_i = \frac{\partial J}{\partial r_i}$$
"""
"""Vectors written whole."""


def test_entries_follow_from_what_is_written_whole():
    """∂u_i/∂W_{ij} = z_j would be undecided beside u = W z."""
    assert follows(VECTORS, r"\frac{\partial r_i}{\partial W_{ij}} = h_j")
    assert follows(VECTORS, r"\frac{\partial J}{\partial h_j} = \sum_i \delta_i W_{ij}")
    assert not follows(VECTORS, r"\frac{\partial J}{\partial h_j} = \sum_i \delta_i W_{ji}")
    assert follows(VECTORS, r"\delta_i = \frac{\partial J}{\partial s_i} g'(r_i)")


def test_units_that_nothing_defines_are_the_usual_ones():
    """Where the weighted sum is only spoken of, the chain through it would be lost."""
    note = (
        r"$$\delta_j = \frac{\partial E}{\partial n_j}$$ $$\frac{\partial o_j}{\partial n_j}$$"
        r"$$\frac{\partial E}{\partial w_{ji}} = \frac{\partial E}{\partial o_j}"
        r"\frac{\partial o_j}{\partial n_j}\frac{\partial n_j}{\partial w_{ji}}$$"
    )
    assert follows(note, r"\frac{\partial E}{\partial w_{ji}} = \delta_j o_i")
    assert follows(note, r"\frac{\partial E}{\partial n_j} = \frac{\partial o_j}{\partial n_j}\sum_k \delta_k w_{kj}")
    assert not follows(note, r"\frac{\partial E}{\partial w_{ji}} = \delta_i o_j")


def test_outputs_of_softmax_are_not_entry_by_entry():
    """∂L/∂z_i = ∂L/∂p_i ∂p_i/∂z_i lacks the sum over all outputs."""
    note = r"$$p = \mathrm{softmax}(z)$$"
    one = r"\frac{\partial L}{\partial z_i} = \frac{\partial L}{\partial p_i} \frac{\partial p_i}{\partial z_i}"
    assert follows("", one)
    assert not follows(note, one)
    every = r"\sum_k \frac{\partial L}{\partial p_k} \frac{\partial p_k}{\partial z_i}"
    assert follows(note, rf"\frac{{\partial L}}{{\partial z_i}} = {every}")


def test_a_letter_is_no_sigmoid_by_itself():
    """σ may be any function: what holds for the sigmoid alone would pass for all, tanh under that letter among them."""
    one = r"\frac{\partial a_j}{\partial z_j} = \sigma(z_j) (1 - \sigma(z_j))"
    assert not follows(r"$$\sigma(u) = \tanh(u)$$ $$a_j = \sigma(z_j)$$", one)
    assert not follows(r"$$a_j = \sigma(z_j)$$", one)


def test_wholes_are_not_multiplied():
    """A lost transpose would pass, since letters commute and matrices do not."""
    note = r"$$z^l = W^l a^{l-1} + b^l$$ $$\delta^l = \frac{\partial C}{\partial z^l}$$"
    assert not follows(note, r"\frac{\partial C}{\partial W^l} = a^{l-1} \delta^l")
    path = r"\frac{\partial C}{\partial z^l} \frac{\partial z^l}{\partial W^l}"
    assert follows(note, rf"\frac{{\partial C}}{{\partial W^l}} = {path}")


def test_a_document_says_what_it_rests_on():
    """Where the rest of a document says too little, the chain rule would stay undecided, or be called a proof."""
    sum_ = r"\sum_k \frac{\partial E}{\partial s_k} \frac{\partial s_k}{\partial r_j}"
    (found,) = sb.check_document(rf"$$\frac{{\partial E}}{{\partial r_j}} = {sum_}$$")
    assert (found.verdict, found.reason) == (sb.Verdict.AGREES, SAID)
