"""MathML, Typst and LaTeX of the same tree; letters that are read from LaTeX."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

import symbackprop as sb
from symbackprop.errors import UnknownNodeError, UsageError
from symbackprop.typesetting.latex import latex
from symbackprop.typesetting.letters import read
from symbackprop.typesetting.mathml import mathml
from symbackprop.typesetting.presentation import (
    COMMA,
    Accent,
    Cases,
    Fenced,
    Hole,
    Identifier,
    Math,
    Number,
    Operator,
    Root,
    Script,
    Style,
    Table,
    Words,
    row,
)
from symbackprop.typesetting.typeset import present
from symbackprop.typesetting.typst import typst
from tests.typesetting.networks import NETWORKS

CORE = "math mrow mi mn mo mtext mspace mfrac msqrt msub msup msubsup munder mover munderover mtable mtr mtd"
STEPS = present(NETWORKS["columns"], form="matrix", steps=True)
ODDITIES = row(
    Accent("hat", Identifier("u")),
    Root(Number("2")),
    Cases(
        ((Identifier("u"), row(Words("if "), Identifier("f"), COMMA, Number("1"))), (Number("0"), Words("otherwise")))
    ),
    Table(((row(Identifier("a"), COMMA, Identifier("b")), Number("0")), (Number("1"), Identifier("W", Style.BOLD)))),
    Operator(".*"),
    Identifier("<loss & more>"),
    Words('50% of "a_b" <'),
    Identifier("J", Style.SCRIPT),
    Identifier("E", Style.SCRIPT),
    Identifier("T", Style.SANS),
)


def test_mathml_is_well_formed_and_core() -> None:
    """A browser would show an error, or drop what MathML Core does not have."""
    for tree in (STEPS, ODDITIES, *(present(s, form="matrix") for s in NETWORKS.values())):
        for element in ElementTree.fromstring(mathml(tree)).iter():
            assert element.tag.removeprefix("{http://www.w3.org/1998/Math/MathML}") in CORE.split()
            assert element.get("mathvariant", "normal") == "normal"


def test_mathml_scripts_have_their_parts() -> None:
    """A script of two parts with one child would be an error in a browser."""
    parts = {"mfrac": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
    for element in ElementTree.fromstring(mathml(row(STEPS, ODDITIES))).iter():
        wanted = parts.get(element.tag.rpartition("}")[2])
        assert wanted is None or len(element) == wanted


def test_small_pieces_in_three_formats() -> None:
    """A format would lose a layer, a prime or an operator without anybody looking."""
    system = NETWORKS["generic"]
    error = present(system.definitions("delta")[0], form="matrix", system=system)
    assert latex(error) == r"\delta^{[L]} = \nabla_{a^{[L]}} C \odot g'^{[L]}(z^{[L]})"
    assert typst(error) == r"δ^(\[L\]) = ∇_(a^(\[L\])) C ⊙ g'^(\[L\])\(z^(\[L\])\)"
    layer = '<mrow><mo form="prefix" stretchy="false">[</mo><mi>L</mi><mo form="postfix" stretchy="false">]</mo></mrow>'
    assert f"<msup><mi>δ</mi>{layer}</msup>" in mathml(error)
    assert f"<msup><mi>g</mi><mrow><mo>′</mo>{layer}</mrow></msup><mo>&#x2061;</mo>" in mathml(error)
    assert '<mo form="infix">⊙</mo>' in mathml(error)
    assert mathml(error, display=False).startswith('<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline">')


def test_marks_over_letters() -> None:
    """A bar would print as an absolute value in Typst, and run into the letter in a browser."""
    bar = Script(Accent("bar", Identifier("Θ")), Identifier("T"))
    assert typst(bar) == "macron(upright(Θ))^(T)"
    assert '<mover><mi mathvariant="normal">Θ</mi><mo stretchy="false">¯</mo></mover>' in mathml(bar)


def test_scripts_of_parentheses() -> None:
    """A transpose would float above the line."""
    power = Script(Fenced("(", Identifier("w"), ")"), Identifier("T"))
    assert '<msup><mo form="postfix" stretchy="false">)</mo><mi>T</mi></msup></mrow>' in mathml(power)
    assert latex(power) == "(w)^{T}"


def test_text_of_the_users_own_is_escaped() -> None:
    """A name with < or % would break the page."""
    assert "&lt;loss &amp; more&gt;" in mathml(ODDITIES)
    assert r"\mathit{<loss \& more>}" in latex(ODDITIES)
    assert r'\text{50\% of "a\_b" <}' in latex(ODDITIES)
    assert r'"50% of \"a_b\" <"' in typst(ODDITIES)


def test_typst_compiles_everything(tmp_path: Path) -> None:
    """A letter that Typst takes for a variable, or a comma for a separator, would stop a whole document."""
    compiler = pytest.importorskip("typst", reason="the typst wheel is in the extra 'docs'")
    trees = [
        STEPS,
        ODDITIES,
        present(sb.backprop(sb.network(2, sb.Dense(2), sb.ELU(), cost=sb.Quadratic())), steps=True),
    ]
    for notation in ("ng", "coursera", "bishop", "rows"):
        trees += [present(NETWORKS[name], form="matrix", notation=notation) for name in ("columns", "generic")]
    (tmp_path / "all.typ").write_text("\n\n".join(f"$ {typst(tree)} $" for tree in trees))
    assert compiler.compile(str(tmp_path / "all.typ"))


@pytest.mark.parametrize(
    "text",
    [
        r"\delta", r"\bar{W}", r"w_{j}", r"\mathbf{1}", r"\mathsf{T}", r"\hat{\theta}", r"\mathcal{L}", r"g'^{[l]}",
        r"\operatorname{GELU}_{\tanh}", r"\tanh'", r"h_{\Theta}(x)", r"\frac{\mathrm{d} C}{\mathrm{d} w}",
        r"\sqrt{2}", "dW", r"x^{2}_{i}", r"\mathit{loss}", r"\text{if}",
    ],
)  # fmt: skip
def test_letters_read_back_as_they_were(text: str) -> None:
    """A notation would print another letter than its author wrote."""
    assert latex(read(text)) == text


@pytest.mark.parametrize("text", [r"\mystery", r"\frac{1}", "{a", "x^", r"\text{a"])
def test_letters_that_cannot_be_read(text: str) -> None:
    """A piece of notation that is not understood would be dropped."""
    with pytest.raises(UsageError, match="cannot be read"):
        read(text)


class Mystery(Math):
    """A node that no renderer knows."""


@pytest.mark.parametrize("render", [latex, mathml, typst])
@pytest.mark.parametrize("tree", [Mystery(), Hole("cost")])
def test_unknown_nodes_are_errors(render: object, tree: Math) -> None:
    """An unknown node, or a hole that nobody filled, would leave a gap."""
    with pytest.raises(UnknownNodeError):
        render(tree)  # type: ignore[operator]
