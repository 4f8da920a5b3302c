"""What would be broken: the mathematics of LaTeX, notebooks, reStructuredText and HTML, and where it stands."""

import json

import pytest

from symbackprop.errors import DocumentError, UsageError
from symbackprop.parsing.containers.reading import read_displays


def found(text, name):
    """The LaTeX of every display with macros written out, stripped."""
    return [d.expanded.text.strip() for d in read_displays(text, name)]


TEX = r"""\documentclass{article}
\newcommand{\matr}[1]{\mathbf{#1}} % $no = mathematics$
\newcommand{\loss}{\mathcal{L}}
\DeclareMathOperator{\relu}{ReLU}
\def\be{\begin{equation}}\def\ee{\end{equation}}
\begin{document}
\section{Forward}
Costs \$5. We have $\matr{Z} = \relu(\matr{X})$ % $a = b$
\be \loss = 1 \ee
\verb|$c = d$| \begin{verbatim} $$e = f$$ \end{verbatim}
\subsection*{Blocks}
\begin{align*} a &= b \\ % comment
c &= d \end{align*}
\iffalse $g = h$ \fi \(i = j\) \[k = l\] a \\[1em] b
\end{document} $m = n$
"""


def test_latex():
    """Environments, short names for them, macros; no comments, no verbatim text, nothing after the end."""
    displays = read_displays(TEX, "notes.tex")
    assert [d.expanded.text.strip() for d in displays][:2] == [
        r"\mathbf{Z} = \operatorname{ReLU}(\mathbf{X})",
        r"\mathcal{L} = 1",
    ]
    assert [d.latex.text.strip() for d in displays][3:] == ["i = j", "k = l"]
    assert [d.place.line for d in displays] == [8, 9, 12, 14, 14]
    assert [d.environment for d in displays] == ["", "equation", "align*", "", ""]
    assert displays[2].passage.headings == ("Forward", "Blocks")
    assert TEX[slice(*displays[0].latex.span())] == r"\matr{Z} = \relu(\matr{X})"


def test_what_a_macro_writes_stands_for_its_call():
    """Places stay exact: the body for the whole call, the argument for itself."""
    (display,) = read_displays(r"\newcommand{\m}[1]{\mathbf{#1}} $\m{W} x$", "notes.tex")
    at = display.expanded.text.index("W")
    assert display.original.text[slice(*display.expanded.span(at, at + 1))] == "W"
    assert display.original.text[slice(*display.expanded.span(0, 8))] == r"\m{W}"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (r"\newcommand{\slope}[2]{\frac{\partial#1}{\partial#2}} $\slope qu$", r"\frac{\partial q}{\partial u}"),
        (r"\def\d#1{\p#1}\let\p\partial\newcommand\Q{Q} $\p\Q \d v$", r"\partial Q \partial v"),
        (r"\newcommand{\of}[1]{#1u} $\of\sigma$", r"\sigma u"),
        (r"$\def\m#1{\hat#1} \m r + \renewcommand{\m}[1]{\bar#1} \m r$", r"\hat r +  \bar r"),
        (r"\NewDocumentCommand{\D}{O{E} m}{\frac{d #1}{d #2}} $\D v$", r"\frac{d E}{d v}"),
    ],
)
def test_a_control_word_and_a_letter_that_comes_behind_it_stay_two(text, meant):
    """As in TeX, whichever of them a macro wrote; a definition is in force from where it stands."""
    (display,) = read_displays(text, "notes.md")
    assert display.expanded.text.strip() == meant


@pytest.mark.parametrize(
    "macros",
    [r"\def\a{\a}", r"\def\a{\b}\def\b{x\a}", r"\newcommand{\a}{\a\a}", r"\def\a#1{\a{#1#1}}"],
)
def test_a_macro_that_expands_for_ever_is_refused_by_name(macros):
    """It is said so of the formula that calls it; the others are read."""
    first, second = read_displays(macros + "\n$\\a{x} = 1$ and $y = 2$", "notes.tex")
    assert "\\a expands " in first.problem.replace("\\b", "\\a") and not second.problem


def test_a_macro_that_writes_too_much_is_refused():
    """Doubling thirty times."""
    macros = "".join(f"\\def\\{chr(97 + n)}{{\\{chr(98 + n)}\\{chr(98 + n)}}}" for n in range(25))
    (display,) = read_displays(f"{macros} $\\a$", "notes.tex")
    assert "expands to too much" in display.problem


def notebook(*cells):
    """A notebook of cells (kind, source)."""
    listed = [{"cell_type": kind, "metadata": {}, "source": source} for kind, source in cells]
    return json.dumps({"cells": listed, "nbformat": 4}, indent=1)


def test_notebooks():
    """Markdown cells only; the line of the file, the cell and the line in it; characters as the file spells them."""
    text = notebook(("code", "x = '$a = b$'"), ("markdown", ["# T\n", "\n", "in $\\frac{1}{2} = b$\n"]), ("raw", "$c$"))
    (display,) = read_displays(text, "n.ipynb")
    assert display.latex.text == r"\frac{1}{2} = b"
    assert (display.place.cell, display.place.cell_line) == (1, 3)
    assert text.splitlines()[display.place.line - 1].strip().startswith('"in $')
    assert text[slice(*display.latex.span())] == r"\\frac{1}{2} = b" == display.original.spell(display.latex.text)
    assert display.passage.headings == ("T",)


def test_notebooks_of_version_three():
    """Cells within worksheets, headings as cells."""
    cells = [{"cell_type": "heading", "level": 2, "source": "T"}, {"cell_type": "markdown", "source": "$x = y$"}]
    (display,) = read_displays(json.dumps({"worksheets": [{"cells": cells}]}), "n.ipynb")
    assert (display.latex.text, display.passage.headings) == ("x = y", ("T",))


RST = """
Title
=====

Let :math:`a = b` be, ``:math:`no``, and::

    :math:`c = d`

.. math::
   :label: one

   e &= f \\\\
     &= g

   h = i

.. code-block:: python

   # :math:`j = k`

.. note:: Here :math:`l = m`.

.. a comment :math:`n = o`

Section
-------

.. math:: p = q
"""


def test_restructured_text():
    """Roles and directives; paragraphs of a directive are formulas of their own."""
    displays = read_displays(RST, "notes.rst")
    assert [d.latex.text for d in displays] == ["a = b", "e &= f \\\\\n&= g", "h = i", "l = m", "p = q"]
    assert [d.place.line for d in displays] == [5, 9, 15, 21, 28]
    assert displays[1].label == "one" and displays[-1].passage.headings == ("Title", "Section")


def test_options_of_a_directive_may_come_last():
    """The label of a formula is read as a part of it."""
    (display,) = read_displays(".. math::\n\n   a = b\n   :label: one\n", "notes.rst")
    assert display.latex.text == "a = b" and display.label == "one"


HTML = r"""<html><head><script>var a = "$no = js$";</script><title>T</title></head><body>
<h1>Title</h1><p>Let \(a &lt; b\) and $c = d$.</p>
<script type="math/tex; mode=display">e = f</script>
<pre>$g = h$</pre> <code>\(i = j\)</code>
<span class="katex-display"><span class="katex"><math><semantics><mrow></mrow>
<annotation encoding="application/x-tex">k &amp;= l</annotation></semantics></math></span></span>
<!-- $m = n$ --><div>$$<br>o = p$$</div></body></html>
"""


def test_html():
    """Delimiters, scripts, annotations; no code, no comments; entities read."""
    displays = read_displays(HTML, "notes.html")
    assert [d.latex.text.strip() for d in displays] == ["a < b", "c = d", "e = f", "k &= l", "o = p"]
    assert [d.is_display for d in displays] == [False, False, True, True, True]
    assert HTML[slice(*displays[0].latex.span())] == "a &lt; b"
    assert displays[0].passage.headings == ("Title",)


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("{", "n.ipynb", "n.ipynb:1:2: this notebook is no JSON"),
        ("[]", "n.ipynb", "this JSON is no notebook"),
        ("[" * 100_000, "n.ipynb", "no JSON"),
        ("a\0b", "n.md", "this is no text"),
        ("\n" * 300_000, "n.md", "too many lines"),
    ],
)
def test_what_cannot_be_read_is_refused(text, name, message):
    """With the file and the reason."""
    with pytest.raises(DocumentError, match=message.replace("[", r"\[")):
        read_displays(text, name)


def test_an_unknown_kind_is_refused():
    """With those that are known."""
    with pytest.raises(UsageError, match=r"\.ipynb"):
        read_displays("", "notes.docx")
