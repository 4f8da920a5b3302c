"""What would be broken: conventions that a document states, and equations that it marks as wrong on purpose."""

import json

import pytest

from symbackprop.parsing.containers.reading import read_displays
from symbackprop.proofreading.proofreader import proofread
from symbackprop.proofreading.reports.directives import read_directives


def said(text, name="notes.md"):
    """What a document says, with its displays."""
    displays = read_displays(text, name)
    return read_directives(displays[0].original, displays), displays


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", '<!-- symbackprop: cost=quadratic delta="per example" -->\n\n$a = b$'),
        ("a.html", "<p><!-- symbackprop: cost='quadratic' delta='per example' --> \\(a = b\\)</p>"),
        ("a.tex", '% symbackprop: cost=quadratic delta="per example"\n$a = b$'),
        ("a.rst", '.. symbackprop: cost=quadratic delta="per example"\n\n:math:`a = b`\n'),
        ("a.md", '---\ntitle: x\nsymbackprop: {cost: quadratic, delta: "per example"}\n---\n$a = b$'),
        ("a.md", "---\nsymbackprop:\n  cost: quadratic\n  delta: 'per example'\ntitle: x\n---\n$a = b$"),
    ],
)
def test_every_container_has_a_comment_that_states_conventions(name, text):
    """In a comment of its own kind, or in the front matter."""
    found, _ = said(text, name)
    assert found.conventions == {"cost": "quadratic", "delta": "per example"}
    assert found.faults == ()


def test_a_notebook_states_conventions_in_a_cell():
    """Its quotes are escaped in the file."""
    source = ['<!-- symbackprop: cost=quadratic delta="per example" -->\n', "$a = b$"]
    cell = {"cell_type": "markdown", "metadata": {}, "source": source}
    found, _ = said(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), "a.ipynb")
    assert found.conventions == {"cost": "quadratic", "delta": "per example"}


def test_a_mark_concerns_the_next_display_alone():
    """The one before and the one after are judged as ever."""
    found, displays = said("$a = b$\n\n<!-- symbackprop: wrong -->\n\n$$c = d$$\n\n$e = f$")
    assert [found.is_deliberate(d.outer[0] + 2) for d in displays] == [False, True, False]


def test_a_mark_within_a_display_concerns_the_next_row_alone():
    """A comment of TeX stands between rows."""
    found, (display,) = said(
        "\\begin{align} a &= b \\\\\n% symbackprop: wrong\nc &= d \\\\\ne &= f\\end{align}", "a.tex"
    )  # fmt: skip
    text = display.original.text
    assert [found.is_deliberate(text.index(f"{row} &=")) for row in "ace"] == [False, True, False]


def test_what_is_not_understood_is_a_fault_with_what_is_known():
    """A misspelt convention is not passed over in silence."""
    found, _ = said("<!-- symbackprop: costs=quadratic batch -->\n$a = b$")
    assert [f.message for f in found.faults] == ["there is no convention 'costs'", "batch needs a value"]
    assert "cost=…" in found.faults[0].hint


def test_what_stands_in_code_is_an_example():
    """A document about this very comment states nothing."""
    found, _ = said(
        "Write `<!-- symbackprop: wrong -->`, or\n\n```\n<!-- symbackprop: cost=quadratic -->\n```\n\n$a = b$"
    )
    assert (found.conventions, found.deliberate, found.faults) == ({}, (), ())


def test_a_mark_that_nothing_bears_out_is_a_fault():
    """An equation that holds stands marked as wrong on purpose, and nobody is told."""
    marked = "<!-- symbackprop: wrong -->\n$$\\sigma'(z) = \\sigma(z) (1 {} \\sigma(z))$$"
    (fault,) = proofread(marked.format("-"), "notes.md").faults
    assert (fault.message, fault.hint) == ("marked as wrong on purpose, and nothing here is refuted", "it is proved")
    assert proofread(marked.format("+"), "notes.md").faults == ()
    (fault,) = proofread("$a = b$\n\n<!-- symbackprop: wrong -->\n", "notes.md").faults
    assert "no equation comes after this mark" in fault.message
