"""What would be broken: a crash, an endless search, or a message without a reason, on text that nobody should write.

The sizes are such that quadratic time would be noticed by whoever runs the tests; nothing is timed.
"""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symbackprop.errors import SymbackpropError
from symbackprop.parsing.containers.reading import read_displays
from symbackprop.parsing.containers.split import split_display

KINDS = ("notes.md", "notes.tex", "notes.rst", "notes.html", "notes.ipynb")
PIECES = st.sampled_from(
    ["$", "$$", "\\(", "\\)", "\\[", "\\]", "\\\\", "\\\\[", "{", "}", "\\begin{align}", "\\end{align}", "&", "=", "a",
     "\\begin{cases}", "\\end{cases}", ",", "\\quad", "\\text{if }", "\\text{and}", "+", "\n", "\n\n", "    ", "> ",
     "- ", "`", "```\n", "# ", "|", "\\def\\a{\\a}", "\\newcommand{\\b}[1]{#1#1}", "\\a", "\\b", "<div>", "</div>",
     "<!--",
     "-->", "<script type='math/tex'>", "</script>", "&amp;", ".. math::\n\n   ", ":math:`", "%", "\\verb|", "\\left(",
     "\\right.", "\\tag{1}", "\\rightarrow", "\\newline", "\\boxed{", "é", "\r\n", "\t", "1", "\\intertext{",
     "\\stackrel", "[latex]", "<math>", "{math}`", "![](https://latex.codecogs.com/svg.latex?", "%20", ")",
     "{% <math> %}"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200)


def read(text, name):
    """All statements; refused documents have none."""
    if name.endswith(".ipynb"):
        text = json.dumps({"cells": [{"cell_type": "markdown", "source": text.splitlines(keepends=True)}]})
    try:
        displays = read_displays(text, name)
    except SymbackpropError as error:
        assert str(error).startswith(name)
        return [], text
    return [(d, split_display(d)) for d in displays], text


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS, name=st.sampled_from(KINDS))
def test_any_text_is_read_and_every_place_is_in_the_file(text, name):
    """No crash; spans lie in the file, in order, and what is verbatim stands there."""
    found, text = read(text, name)
    for display, statements in found:
        start, end = display.outer
        assert 0 <= start <= end <= len(text) and display.place.line >= 1 and display.place.column >= 1
        for statement in statements:
            for side in (statement.left, statement.right):
                first, past = side.span()
                assert 0 <= first <= past <= len(text)
                if side.text and side.is_verbatim:
                    assert text[first:past] == side.text


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(
    "text",
    [
        "$" * 100_000,
        "$ " * 50_000,
        "$$" + "{" * 100_000 + "}" * 100_000 + "$$",
        "$$a=" + "(" * 20_000 + ")" * 20_000 + "$$",
        "\\begin{align}" * 20_000,
        "\\[ x\n" * 20_000,
        "`" * 50_000 + " `" * 20_000,
        "<a" * 100_000,
        "<!-- " * 50_000,
        "\\newcommand{\\a}{" * 10_000,
        "\\def\\a{\\a}$\\a$" * 500,
        "$$a" + "=b" * 5_000 + "$$",
        "$$a=b" + "\\\\+c" * 3_000 + "$$",
        "$$" + "\\begin{aligned}" * 500 + "\\end{aligned}" * 500 + "$$",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_hostile_text_ends(text, name):
    """Many beginnings without an end, deep nesting, endless macros."""
    read(text, name)


def test_deep_braces_are_a_problem_of_their_formula():
    """It says how deep."""
    deep, fine = read_displays("$$" + "{" * 40_000 + "a" + "}" * 40_000 + "$$\n\n$a = b$\n", "notes.md")
    assert "nested 40000 deep" in deep.problem and not fine.problem and split_display(deep) == []


def test_too_many_formulas_are_refused():
    """With the place where it became too many."""
    with pytest.raises(SymbackpropError, match="too many formulas"):
        read_displays("$x$ " * 60_000, "notes.md")
