"""What would be broken: identities between functions are taken for definitions, or for numbers."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

SIGMOID = r"$$\sigma(z) = \frac{1}{1 + e^{-z}}$$"


def last(equation):
    """What is found about an equation after the definition of σ."""
    return proofread(f"{SIGMOID}\n$${equation}$$", "notes.md").findings[-1]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\sigma' = \sigma (1 - \sigma)", r"\sigma' = \sigma (1 + \sigma)"),
        (r"\tanh z = 2 \sigma(2z) - 1", r"\tanh z = 2 \sigma(z) - 1"),
        (r"\tanh(z) = \frac{e^z - e^{-z}}{e^z + e^{-z}}", r"\tanh(z) = \frac{e^z - e^{-z}}{e^z - e^{-z}}"),
    ],
    ids=["without an argument", "by another function", "by its formula"],
)
def test_what_is_said_of_a_known_function_is_a_claim(right, wrong):
    """Any formula passes as the definition of tanh, and σ alone is looked for among numbers."""
    assert last(right).verdict in (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)
    finding = last(wrong)
    assert finding.verdict is Verdict.REFUTED
    assert finding.correction.latex.replace(" ", "") == right.replace(" ", "")


def test_a_letter_may_be_any_function():
    """σ is defined as a text likes."""
    assert proofread(r"$$\sigma(z) = \max(0, z)$$", "notes.md").findings[0].verdict is Verdict.DEFINITION
