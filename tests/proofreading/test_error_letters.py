"""What would be broken: an error that is not called δ takes its meaning from its first formula, right or wrong."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.containers.reading import read_displays
from symbackprop.proofreading.proofreader import lexicon_for, proofread, read_formulas

NOTE = r"""
$$Z_1 = W_1 X + b_1, \quad A_1 = \tanh(Z_1), \quad Z_2 = W_2 A_1 + b_2, \quad A_2 = \sigma(Z_2)$$
$$C = \frac{1}{2} \sum (A_2 - Y)^2$$
$$\Delta_2 = (A_2 - Y) \odot A_2 \odot (1 - A_2)$$
$$\frac{\partial C}{\partial W_2} = \Delta_2 A_1^T$$
$$\Delta_1 = W_2^T \Delta_2 \odot (1 - A_1^2)$$
$$\frac{\partial C}{\partial W_1} = \Delta_1 X^T$$
"""
SLIP = r" \odot A_2 \odot (1 - A_2)"


def letters(text):
    """The letters of errors that a document is found to have."""
    return lexicon_for(read_formulas(read_displays(text, "notes.md"))).habits.error_letters


def verdicts(text):
    """The verdicts on the four equations after the cost."""
    return [f.verdict for f in proofread(text, "notes.md").findings[-4:]]


@pytest.mark.parametrize("letter", [r"\Delta", "E", "e", r"\text{err}"])
def test_the_first_formula_of_an_error_is_a_claim(letter):
    """A wrong first formula passes as a definition, and the right ones after it are refuted."""
    note = NOTE.replace(r"\Delta", letter)
    assert Verdict.REFUTED not in verdicts(note) and Verdict.DEFINITION not in verdicts(note)
    first, *others = verdicts(note.replace(SLIP, ""))
    assert first is Verdict.REFUTED
    assert Verdict.REFUTED not in others


def test_the_derived_equation_has_the_letter_of_the_author():
    """A repair speaks of δ, which the document does not have."""
    wrong = NOTE.replace(r"\Delta_1 = W_2^T \Delta_2 \odot (1 - A_1^2)", r"\Delta_1 = Z_1").replace(r"\tanh", r"\sigma")
    finding = proofread(wrong, "notes.md").findings[-2]
    assert r"\Delta_{2}" in finding.correction.latex and r"\delta" not in finding.correction.latex


@pytest.mark.parametrize(
    "text",
    [
        NOTE.replace(r"\Delta_2 A_1^T", r"-\Delta_2 A_1^T"),
        NOTE + r"$$\delta_2 = \frac{\partial C}{\partial Z_2}$$",
        NOTE + r"$$\Delta_2 = \frac{\partial C}{\partial A_2}$$",
        NOTE + r"$$\Delta_2 \leftarrow \Delta_2 + A_1$$",
        r"$$z = W x + b$$ $$e = z - y$$ $$\frac{\partial C}{\partial W} = e x^T$$",
    ],
    ids=["the sign is another", "δ is there", "a slope by activations", "added up", "no layers"],
)
def test_a_letter_that_may_be_something_else_is_left_alone(text):
    """A residual y − a, or what gradients are added up in, is judged as if it were ∂C/∂z."""
    alone = text.replace(r"\frac{\partial C}{\partial W_1} = \Delta_1 X^T", "C = C") if "-\\Delta" in text else text
    assert letters(alone) == frozenset()
