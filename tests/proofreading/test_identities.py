"""What would be broken: identities between functions are taken for definitions, or for numbers."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.containers.reading import read_displays
from symbackprop.proofreading.chaining.identities import is_identity
from symbackprop.proofreading.proofreader import lexicon_for, proofread, read_formulas

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


@pytest.mark.parametrize(
    ("statement", "holds"),
    [
        (r"\sum_{k=1}^m A_{ik} \frac{\partial y_k}{\partial y_j} = \sum_{k=1}^m A_{ik} \delta_{kj}", True),
        (r"\sum_{k=1}^m A_{ik} \delta_{kj} = A_{ij}", True),
        (r"\sum_k \sum_d W_k x_d \delta_{ki} \delta_{dj} = W_i x_j", True),
        (r"\sum_{k=1}^m A_{ik} \delta_{kj} = A_{ji}", False),
        (r"\sum_{k=1}^m A_{ik} \frac{\partial y_k}{\partial y_j} = \sum_{k=1}^m A_{ik} \delta_{ki}", False),
        (r"\sum_k \sum_d W_k x_d \delta_{ki} \delta_{dj} = W_j x_i", False),
        (r"\sum_k W_k \frac{\partial h_k}{\partial h_j} = W_j", False),
    ],
)
def test_what_holds_entry_by_entry_holds_by_its_form(statement, holds):
    """No shapes of what letters are elsewhere speak against it; states of a recurrence depend on each other."""
    note = f"$$h_t = \\sigma(w h_{{t-1}} + x_t)$$\n$${statement}$$\n"
    formulas = read_formulas(read_displays(note, "note.md"))
    assert is_identity(formulas[-1], lexicon_for(formulas)) is holds
