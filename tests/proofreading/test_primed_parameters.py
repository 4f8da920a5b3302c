"""What would be broken: the W′ and b′ of a second layer, and the error of an output called z."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)
AUTOENCODER = r"""
$$h = s(W x + b), \quad z = s(W' h + b'), \quad L = \frac12 \|z - x\|^2$$
$$\delta = (z - x) \odot s'(W' h + b')$$
$$\frac{\partial L}{\partial b'} = \delta, \quad \frac{\partial L}{\partial h} = W'^T \delta$$
"""
LETTERS = AUTOENCODER.replace("W'", "V").replace("b'", "c")
NUMBERS = r"""
$$c_1 = w_{11} l_1 + w_{21} l_2 + b'_1$$ $$c_2 = w_{12} l_1 + w_{22} l_2 + b'_2$$ $$l_1 = f(a_1)$$
$$\frac{\partial c_2}{\partial l_1} = w_{12}$$
"""


@pytest.mark.parametrize("note", [AUTOENCODER, LETTERS, NUMBERS])
def test_primes_make_parameters_of_a_second_layer(note):
    """A bias with a prime was no function, and δ the error of h, as its letter z had to be a weighted input."""
    assert [f.latex for f in proofread(note, "note.md").findings if f.verdict not in HOLDS] == []


@pytest.mark.parametrize(
    ("note", "right", "wrong"),
    [
        (AUTOENCODER, r"= W'^T \delta", r"= W' \delta"),
        (AUTOENCODER, r"= W'^T \delta", r"= W^T \delta"),
        (LETTERS, r"= V^T \delta", r"= V \delta"),
        (LETTERS, r"\partial c} = \delta", r"\partial c} = -\delta"),
        (NUMBERS, "= w_{12}$$", "= w_{21}$$"),
    ],
)
def test_slips_beside_primed_parameters_do_not_hold(note, right, wrong):
    """A transpose, other weights, a sign."""
    assert right in note
    before, after = (proofread(text, "note.md").findings for text in (note, note.replace(right, wrong)))
    assert sum(f.verdict in HOLDS for f in after) == sum(f.verdict in HOLDS for f in before) - 1
