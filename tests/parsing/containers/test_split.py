"""What would be broken: rows, chains, conditions and several statements in one display, cut wrongly or misplaced."""

import pytest

from symbackprop.parsing.containers.reading import read_displays
from symbackprop.parsing.containers.split import split_display


def parts(latex, name="notes.md"):
    """Left, relation, right of every statement of a display."""
    (display,) = read_displays(f"$${latex}$$", name)
    return [(s.left.text, s.relation, s.right.text) for s in split_display(display)]


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("a = b = c", [("a", "=", "b"), ("b", "=", "c")]),
        (r"a := b", [("a", ":=", "b")]),
        ("w_6^+ = 0.4\nw_7^+ = 0.5", [("w_6^+", "=", "0.4"), ("w_7^+", "=", "0.5")]),
        (
            "\\frac{\\partial C}{\\partial w} = \\delta a\n\\frac{\\partial C}{\\partial b} = \\delta",
            [(r"\frac{\partial C}{\partial w}", "=", r"\delta a"), (r"\frac{\partial C}{\partial b}", "=", r"\delta")],
        ),
        ("z = w x\n= 2 +\nu = 3", [("z", "=", "w x"), ("w x", "=", "2 +\nu"), ("2 +\nu", "=", "3")]),
        (
            "\\frac{\\partial C}{\\partial w} = \\delta\n\\frac{\\partial z}{\\partial w} = g",
            [
                (r"\frac{\partial C}{\partial w}", "=", "\\delta\n\\frac{\\partial z}{\\partial w}"),
                ("\\delta\n\\frac{\\partial z}{\\partial w}", "=", "g"),
            ],
        ),
        (r"w \leftarrow w - \eta g", [("w", "←", r"w - \eta g")]),
        (r"w \rightarrow w - \eta g", [("w", "→", r"w - \eta g")]),
        (r"a \equiv b \approx c", [("a", "≡", "b"), ("b", "≈", "c")]),
        (r"a \stackrel{(1)}{=} b", [("a", "=", "b")]),
        (r"a \overset{!}{=} b", [("a", "=", "b")]),
        (r"z_i = \sum_{k=1}^n f(a, b=c)_k", [("z_i", "=", r"\sum_{k=1}^n f(a, b=c)_k")]),
        (r"\lim_{h \to 0} f = g", [(r"\lim_{h \to 0} f", "=", "g")]),
        (r"L = - (y \ln a + (1-y) \ln(1-a)", [("L", "=", r"- (y \ln a + (1-y) \ln(1-a)")]),
        (r"a = b, \quad c = d.", [("a", "=", "b"), ("c", "=", "d")]),
        (r"a = b, c = d", [("a", "=", "b"), ("c", "=", "d")]),
        (r"a &= b \intertext{Because $u = v$,} c &= d", [("a", "=", "b"), ("c", "=", "d")]),
        (r"\boxed{a = b} \quad (1)", [("a", "=", "b")]),
        (r"{\displaystyle a = b} \quad \text{si } i = j", [("a", "=", "b")]),
        (r"a = b \; \textrm{and} \; c = d", [("a", "=", "b"), ("c", "=", "d")]),
        (r"a = b \Rightarrow c = d", [("a", "=", "b"), ("c", "=", "d")]),
        (r"i = j \rightarrow c = d", [("i", "=", "j"), ("c", "=", "d")]),
        (r"x, y = f(z)", [("x, y", "=", "f(z)")]),
        (r"x = (1, 2), y = [3, 4]", [("x", "=", "(1, 2)"), ("y", "=", "[3, 4]")]),
        (r"f(x) = \begin{cases} x, & x > 0 \\ 0 & x = 0 \end{cases}",
         [("f(x)", "=", r"\begin{cases} x, & x > 0 \\ 0 & x = 0 \end{cases}")]),
        (r"\left\{\begin{aligned} a &= b \\ c &= d \end{aligned}\right.", [("a", "=", "b"), ("c", "=", "d")]),
        (r"\begin{cases} a = b \\ c = d \end{cases}", [("a", "=", "b"), ("c", "=", "d")]),
        (r"\boxed{a = b}", [("a", "=", "b")]),
        (r"\begin{aligned} a &= b \\ &= c \\[4pt] &\approx d \end{aligned}",
         [("a", "=", "b"), ("b", "=", "c"), ("c", "≈", "d")]),
        (r"\begin{array}{ll} a &= b \\ c &= d \end{array}", [("a", "=", "b"), ("c", "=", "d")]),
        (r"A = \begin{bmatrix} a & b \\ c & d \end{bmatrix}",
         [("A", "=", r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}")]),
        (r"\begin{align} a &= b & c &= d \end{align}", [("a", "=", "b"), ("c", "=", "d")]),
        (r"\begin{align} a &= b &= c \end{align}", [("a", "=", "b"), ("b", "=", "c")]),
        (r"\begin{align} a &= b \\ &\quad + c \\ &= d \end{align}", [("a", "=", "b + c"), ("b + c", "=", "d")]),
        (r"a = b \cdot \\ c \cdot \\ d", [("a", "=", r"b \cdot c \cdot d")]),
        (r"a \\ + c = b", [("a + c", "=", "b")]),
        (r"a \\ = b", [("a", "=", "b")]),
        (r"a = \\ b", [("a", "=", "b")]),
        ("a &= b \\\\\\\n&= c \\\\\\[2ex]\nd &= e", [("a", "=", "b"), ("b", "=", "c"), ("d", "=", "e")]),
        (r"\begin{multline} a = b \\ c \end{multline}", [("a", "=", "b c")]),
        (r"a = b \\\\ c = d \newline e = f", [("a", "=", "b"), ("c", "=", "d"), ("e", "=", "f")]),
        (r"\begin{gather} a = b \tag{1} \\ c = d \nonumber \end{gather}", [("a", "=", "b"), ("c", "=", "d")]),
    ],
)  # fmt: skip
def test_statements(latex, expected):
    """Rows, links, continuations."""
    assert parts(latex) == expected


@pytest.mark.parametrize(
    ("latex", "condition"),
    [
        (r"a_i = b_i, \quad \forall i = 1, 2, 3", r"\forall i = 1, 2, 3"),
        (r"a_i = b_i \quad i = 1, \ldots, n", r"i = 1, \ldots, n"),
        (r"a_i = b_i \hspace{4mm} for \hspace{4mm} l = L-1,....,2", r"for \hspace{4mm} l = L-1,....,2"),
        (r"a_i = b_i \quad \text{(plus bias)}", r"\text{(plus bias)}"),
        (r"a_i = b_i \text{ if } j \neq 0", r"\text{ if } j \neq 0"),
        (r"\text{Hidden layer:} & \quad a_i = b_i", r"\text{Hidden layer:}"),
    ],
)
def test_what_is_said_beside_is_a_condition(latex, condition):
    """Ranges, cases, remarks: of the statement, and no statements."""
    (display,) = read_displays(f"$${latex}$$", "notes.md")
    (statement,) = split_display(display)
    assert (statement.left.text, statement.right.text) == ("a_i", "b_i")
    assert [c.text for c in statement.condition] == [condition]


def test_every_part_keeps_its_place():
    """The sides of a row in a quotation, in the file."""
    text = "> $$\n> \\begin{aligned}\n> z &= w a + b \\\\\n>   &= c\n> \\end{aligned}\n> $$\n"
    (display,) = read_displays(text, "notes.md")
    first, second = split_display(display)
    assert (first.place.line, first.place.column, second.place.line, second.place.column) == (3, 3, 4, 6)
    assert text[slice(*first.right.span())] == "w a + b" == text[slice(*second.left.span())]
    assert text[slice(*second.outer)] == "= c" and second.is_continuation and second.head.text == "z"
    assert (first.chain, first.link, second.chain, second.link) == (0, 0, 0, 1)


def test_rows_have_their_own_labels_and_tags():
    """Those of the row; a number in brackets at its end is a tag."""
    text = "\\begin{align} a &= b \\label{one} \\tag{1} \\\\ c &= d \\tag{2} \\\\ e &= f \\quad (3) \\end{align}"
    (display,) = read_displays(text, "notes.tex")
    assert [(s.label, s.tag) for s in split_display(display)] == [("one", "1"), ("one", "2"), ("one", "3")]
    text = "\\begin{align} a &= b \\label{one} \\\\ c &= d \\label{two} \\\\ e &= f \\label{three} \n\\end{align}"
    (display,) = read_displays(text, "notes.md")
    assert [s.label for s in split_display(display)] == ["one", "two", "three"]


def test_a_case_before_a_statement_is_a_condition():
    """y = 1: L = b would be a chain about y."""
    (display,) = read_displays(r"$$y = 1: L(a, y) = -\log a$$", "notes.md")
    (statement,) = split_display(display)
    assert (statement.left.text, [c.text for c in statement.condition]) == ("L(a, y)", ["y = 1"])
    assert parts(r"i = 1:m, \quad z = w x") == [("i", "=", "1:m"), ("z", "=", "w x")]


@pytest.mark.parametrize("number", ["1： ", "2: ", "3) ", "(4): "])
def test_a_number_in_a_list_is_no_factor(number):
    """1: z = w x would be a statement about 1: z."""
    (display,) = read_displays(f"$${number}z_k = w x_k$$", "notes.md")
    (found,) = split_display(display)
    assert (found.left.text, found.right.text) == ("z_k", "w x_k")


def test_a_range_of_numbers_is_none():
    """In 1:n = N the colon is that of a range."""
    (display,) = read_displays("$$1:n = N$$", "notes.md")
    assert split_display(display)[0].left.text != "n"


def test_letters_that_are_set_over_a_relation_are_set_on_both_sides():
    r"""\mathbf{V = U} + b would be a sum that says nothing."""
    (display,) = read_displays(r"$$\mathbf{V = U} + b$$", "notes.md")
    (found,) = split_display(display)
    assert (found.left.text, found.relation, found.right.text) == (r"\mathbf{V }", "=", r"\mathbf{ U} + b")


def test_words_and_a_symbol_before_a_colon_say_what_a_statement_is_about() -> None:
    """All of "Gradient for v: ∂E/∂v = …" was taken for a condition, and nothing was claimed."""
    (display,) = read_displays(
        r"$$\text{Gradient for } v_{11} : \frac{\partial E}{\partial v_{11}} = d z_1$$", "notes.md"
    )
    (statement,) = split_display(display)
    assert (statement.left.text, statement.right.text) == (r"\frac{\partial E}{\partial v_{11}}", "d z_1")
    (display,) = read_displays(r"$$u = v \quad \text{for } i \neq j$$", "notes.md")
    (statement,) = split_display(display)
    assert statement.left.text == "u" and statement.condition
