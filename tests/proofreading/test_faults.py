"""What would be broken: faults of a text that are none of mathematics, and texts without any."""

import pytest

from symbackprop.parsing.containers.reading import read_displays
from symbackprop.proofreading.reports.faults import faults


def found(text, name="notes.md"):
    """Kind, message and line of every fault."""
    displays = read_displays(text, name)
    return [(f.kind, f.message, f.place.line) for f in faults(displays[0].original, displays)]


def test_a_label_that_is_given_twice_names_both_places():
    """In two rows of a block, or in two blocks."""
    text = (
        "$$a = b \\label{eq:a}$$\n\n$$\\begin{aligned}c &= d \\label{eq:b} \\\\\n e &= f \\label{eq:a}\\end{aligned}$$"
    )
    displays = read_displays(text, "notes.md")
    (fault,) = faults(displays[0].original, displays)
    assert (fault.message, fault.hint, fault.place.line) == ("the label eq:a is given twice", "first at line 1", 4)


@pytest.mark.parametrize(
    ("name", "text", "label"),
    [
        ("a.md", "$$a = b \\label{eq:a}$$\nsee \\eqref{eq:b}", "eq:b"),
        ("a.md", "$$a = b$$ {#eq:a}\n\nsee [that](#eq:c)", "eq:c"),
        ("a.md", "$$a = b$$ (eq-a)\n\nsee {eq}`eq-d`", "eq-d"),
        ("a.rst", ".. math::\n   :label: a\n\n   a = b\n\nSee :eq:`b`.\n", "b"),
        ("a.tex", "\\begin{document}\\begin{equation}a = b\\label{a}\\end{equation} \\cref{a,b}\\end{document}", "b"),
    ],
)
def test_a_reference_that_leads_nowhere(name, text, label):
    """In the words of every container; the reference beside it that leads somewhere is left alone."""
    assert [f[:2] for f in found(text, name)] == [("reference", f"no equation has the label {label}")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "$a = b$ and [a heading](#heading), `\\eqref{code}`\n\n```\n\\ref{code}\n```"),
        ("a.tex", "$a = b$ in a chapter that another file reads: \\ref{elsewhere}"),
        ("a.tex", "\\begin{document}$a = b$ \\input{more} \\ref{there}\\end{document}"),
        ("a.tex", "\\begin{document}\\section{A}\\label{sec} $a = b$ \\ref{sec} % \\ref{no}\n\\end{document}"),
        ("a.md", "$$\\left( \\begin{matrix} a \\\\ b \\end{matrix} \\right. = \\leftarrow$$"),
    ],
)
def test_a_sound_text_has_no_faults(name, text):
    """Nothing is invented."""
    assert found(text, name) == []


@pytest.mark.parametrize(
    ("latex", "says"),
    [
        ("a = \\frac{b", "a brace { is not closed"),
        ("\\begin{aligned} a &= b", "\\begin{aligned} is not closed"),
        ("a = \\left( b", "\\left is not closed"),
        ("a = b \\right)", "\\right closes nothing"),
        ("\\left( \\begin{matrix} a \\right) \\end{matrix}", "\\begin{matrix} is not closed before \\right"),
    ],
)
def test_latex_that_does_not_parse(latex, says):
    """What no typesetter takes either."""
    assert found(f"text\n\n$${latex}$$") == [("latex", f"this LaTeX does not parse: {says}", 3)]


def test_a_note_to_the_proofreader_that_is_not_understood():
    """A misspelt one is no mathematics either."""
    assert found("<!-- symbackprop: costs=quadratic -->\n$a = b$") == [
        ("directive", "there is no convention 'costs'", 1)
    ]  # fmt: skip


def test_a_number_beside_two_equations_is_a_fault():
    """A reader who looks for equation (2) finds two."""
    text = "$$a = b \\tag{2}$$\n$$c = d \\tag{3}$$\n$$e = f \\tag{2}$$\n"
    assert found(text) == [("label", "the tag 2 is given twice", 3)]
