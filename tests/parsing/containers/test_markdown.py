"""What would be broken: mathematics of Markdown missed, prose taken for it, places that point elsewhere."""

import pytest

from symbackprop.parsing.containers.reading import read_displays


def found(text, name="notes.md"):
    """The LaTeX of every display, stripped."""
    return [d.latex.text.strip() for d in read_displays(text, name)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Let $a = b$ be.", ["a = b"]),
        ("$$\na = b\n$$\n", ["a = b"]),
        ("text $$a = b$$ and $$c = d$$ on", ["a = b", "c = d"]),
        ("$$a = b$$$$c = d$$", ["a = b", "c = d"]),
        (r"\(a = b\) and \[c = d\]We go on", ["a = b", "c = d"]),
        (r"\\(a = b\\) and \\[c = d\\]", ["a = b", "c = d"]),
        ("```math\na = b\n```\n", ["a = b"]),
        ("```{math}\n:label: eq\na = b\n```\n", ["a = b"]),
        ("$`a = b`$", ["a = b"]),
        ("- item\n\n  $$\n  a\n  = b\n  $$\n", ["a\n= b"]),
        ("1. one:\n    $$\n    a = b\n    $$\n", ["a = b"]),
        ("> quoted\n> $$\n> a\n> = b\n> $$\n", ["a\n= b"]),
        ("> quoted\n> $$\na\n= b\n$$\n> more $c = d$\n", ["a\n= b", "c = d"]),
        (
            "> $$\n\\begin{split}\na\n\\end{split}\n$$\n> \n> so $$\nb $$\n\n$$\nc\n$$\n",
            ["\\begin{split}\na\n\\end{split}", "b", "c"],
        ),
        ("> costs $$ and\n\n$$\nc\n$$\n", ["c"]),
        ("| x | $a = b$ |\n|---|---|\n| y | $c = d | e$ |\n", ["a = b", "c = d | e"]),
        ("$$\na\n=\nb\n\n+ c\n$$\n", ["a\n=\nb\n\n+ c"]),
        ("\\begin{align}\na &= b \\\\\n\nc &= d\n\\end{align}\n", ["a &= b \\\\\n\nc &= d"]),
        ("<div>\n$$a = b$$\n</div>\n", ["a = b"]),
        ("<center>\n``` mermaid\nx\n```\n</center>\n\n$$\na = b\n$$\n", ["a = b"]),
        ("# Title $x_1$\n\n$$a = b$$\n", ["x_1", "a = b"]),
        ("{{< displaymath >}}\na\n=\n\nb\n{{< /displaymath >}}\n", ["a\n=\n\nb"]),
        ("{{< katex display >}}$$a = b$${{< /katex >}}", ["a = b"]),
        ("so {% math %}a = b{% endmath %} and {%- katex -%}c{%- endkatex -%}", ["a = b", "c"]),
        ("$\\text{if $x > 0$}\\; y = 1$", ["\\text{if $x > 0$}\\; y = 1"]),
        ("$$\n\\[ a = b \\]\n\\[ c = d \\]\n$$\n", ["a = b  \\\\ \n  c = d"]),
        ("so\n{% <math> %}\na = b\n{% </math> %}\n", ["a = b"]),
        ("so:\n\\begin{aligned}\na &= b \\newline\nc &= d\n\\end{aligned}\n", ["a &= b \\newline\nc &= d"]),
        ("$\n\\begin{split}\na &= b\\\\\n\\end{split}\n$\n", ["\\begin{split}\na &= b\\\\\n\\end{split}"]),
        (
            "![](https://latex.codecogs.com/svg.latex?\\large&space;f(a)%20=%20%5Cfrac{1}{2}) so",
            ["f(a) = \\frac{1}{2}"],
        ),
        ('<img src="https://render.githubusercontent.com/render/math?math=a%20%3D%20b%2Bc">', ["a = b+c"]),
        ('<img src="https://s0.wp.com/latex.php?latex=a+%3D+b&bg=ffffff&s=0" alt="a = b">', ["a = b"]),
        (
            "[latex]a = b[/latex] <math>c = d</math> {math}`e = f` :math:`g = h` $latex i = j$ [tex]k_l[/tex]",
            ["a = b", "c = d", "e = f", "g = h", "i = j", "k_l"],
        ),
    ],
)
def test_mathematics_is_found(text, expected):
    """Every way of writing it."""
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 and $6 in all.",
        "Between $5 and earns more$ they say",
        r"An escaped \$a = b\$ dollar",
        "`$a = b$` and ``$c`$``",
        "```python\nx = '$a = b$'\n```\n",
        "~~~\n$$a = b$$\n~~~\n",
        "    cost = '$a = b$'\n",
        r"\[not a link\] and \(see above\)",
        "<!-- $a = b$ -->\n",
        "text <!-- $a = b$ --> text",
        "<pre>\n$$a = b$$\n</pre>\n",
        "$$ never closed\n\ntext\n",
        "{{< math >}} never closed\n\n{{< figure a=b >}} x {{< /figure >}} {% raw %}a = b{% endraw %}\n",
        "---\ntitle: $a = b$\n---\n",
        "|a|b|\n|-|-|\n|$$|$$|\n",
        "<math><mi>a</mi><mo>=</mo></math> and ![a = b](plot.png) `[latex]a = b[/latex]` [math] never closed",
    ],
)
def test_prose_and_code_are_no_mathematics(text):
    """Money, code, escapes, comments, front matter."""
    assert found(text) == []


def test_places_count_from_one_and_spans_are_exact():
    """The line, the column, and the very characters of the file."""
    text = "# A\r\n\r\nIn é: $x = y$,\r\n\r\n> - $$\r\n>   a = b\r\n>   $$\r\n"
    inline, block = read_displays(text, "notes.md")
    assert (inline.place.line, inline.place.column, inline.is_display) == (3, 7, False)
    assert text[slice(*inline.outer)] == "$x = y$" and text[slice(*inline.latex.span())] == "x = y"
    assert (block.place.line, block.end.line, block.is_display) == (5, 7, True)
    start, end = block.latex.stripped().span()
    assert text[start:end] == "a = b"


def test_the_passage_holds_headings_and_the_words_before():
    """What later readers ask: the section, the paragraph, or the one before."""
    text = "# One\n\n## Two\n\nThe **cost** is\n\n$$\nC\n$$\n\n## Three\n\nHere $x_1$ and $x_2$.\n"
    cost, first, second = read_displays(text, "notes.md")
    assert (cost.passage.headings, cost.passage.words) == (("One", "Two"), "The **cost** is")
    assert (first.passage.headings, first.passage.words) == (("One", "Three"), "Here")
    assert second.passage.words == "Here $x_1$ and"


def test_labels_and_tags():
    """\\label, \\tag and what dialects put behind a display."""
    text = (
        "$$a = b \\tag{4b}$$\n\n\\begin{equation}\\label{eq:one} a = b \\end{equation}\n\n"
        "$$\nc = d\n$$\n:eqlabel:`eq_two`\n\n$$e = f$$ (eq-three)\n"
    )
    assert [(d.tag, d.label) for d in read_displays(text, "notes.md")] == [
        ("4b", ""), ("", "eq:one"), ("", "eq_two"), ("", "eq-three")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("begins", "heading"), [("**Softmax.** Now", ("T", "Softmax")), ("The **softmax** has", ("T",))]
)
def test_a_paragraph_may_begin_with_its_heading(begins, heading):
    """What is bold in the middle of a sentence is none."""
    (display,) = read_displays(f"# T\n\n{begins} $p = q$.\n", "note.md")
    assert display.passage.headings == heading
