r"""Notes that were pasted without their backslashes: [ and ] in lines of their own, ( … ) in a line, `\$$4pt]`."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES)
NOTE = r"""# A neuron

It computes

[
z = w x + b
]

and its output is (a = \sigma(z)), with the loss

[
C = \frac{1}{2} (a - y)^2
]

so (as we know) the slope (see chapter 2) is

- a list item with
  [
  \frac{\partial C}{\partial z} = (a - y) \sigma'(z)
  ]
"""
SLOPE = r"(a - y) \sigma'(z)"


def test_formulas_between_bare_brackets_are_read() -> None:
    """Without them a note that a program pasted has no equation at all; words in brackets are no formulas."""
    findings = proofread(NOTE, "note.md").findings
    assert [f.place.line for f in findings] == [6, 9, 12, 19]
    assert findings[-1].verdict in HOLDS


def test_a_slip_between_bare_brackets_is_refuted_at_its_place() -> None:
    """The place is that in the file."""
    last = proofread(NOTE.replace(SLOPE, r"(a + y) \sigma'(z)"), "note.md").findings[-1]
    assert last.verdict is Verdict.REFUTED and last.place.line == 19


@pytest.mark.parametrize(
    "text",
    [
        "Take [\n  this as it is\n] and (that) too, $a = b$.",
        "```python\nvalues = [\n    w_1 = 2\n]\n```\n$a = b$",
        "[\nw = 2\n\n# Heading\n$a = b$",
        "$a = b$ (see x_1 = 3).",
    ],
)
def test_brackets_in_other_documents_are_brackets(text: str) -> None:
    """Lists in code, words in brackets, and formulas in brackets where the document has other delimiters."""
    assert len(proofread(text, "note.md").findings) == 1


def test_a_row_break_whose_bracket_became_dollars_is_one() -> None:
    r"""`\\[4pt]` in a file in which every `\[` was made `$$`."""
    text = "$$\n\\begin{aligned}\na &= 2 + 1 = 3,\\$$4pt]\nb &= 2 + 2 = 5.\n\\end{aligned}\n$$\n"
    findings = proofread(text, "note.md").findings
    assert [f.verdict for f in findings if "+" not in f.latex.partition("=")[2]] == [Verdict.AGREES, Verdict.REFUTED]
