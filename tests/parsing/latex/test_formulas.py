"""What would be broken: a formula that people write is read as something else, or its parts lose their places."""

import re
from pathlib import Path

import pytest

import symbackprop as sb
from symbackprop.parsing.containers.reading import read_displays
from symbackprop.parsing.containers.split import split_display
from symbackprop.parsing.latex.reading import read_formula
from symbackprop.parsing.latex.refusal import NotUnderstood
from symbackprop.parsing.latex.tree import Derivative, Group, Name, Scripted
from symbackprop.typesetting.notation import NOTATIONS
from tests.parsing.latex.golden import FOLDER, cases, read
from tests.typesetting.networks import NETWORKS

BUILT = Path(__file__).parents[3] / "derivations" / "built"


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.txt")))
def test_formulas_of_notes(name):
    """Each formula has the tree that was reviewed, or stops at the token and for the reason that was."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    formulas = [line for line in lines if line and not line.startswith(("#", "    "))]
    assert "\n".join(f"{f}\n    {read(f)}" for f in formulas) == "\n".join(
        line for line in lines if line and not line.startswith("#")
    )


def test_there_is_something_to_read():
    """The fixtures are found, and none is read twice."""
    formulas = [case.formula for case in cases()]
    assert len(formulas) == len(set(formulas)) > 500


def test_every_part_has_its_characters():
    """A span lies in that of the whole, holds its braces in pairs, and a letter's holds the letter."""
    for case in cases():
        try:
            tree = read_formula(case.formula)
        except NotUnderstood:
            continue
        for node in tree.walk():
            characters = case.formula[slice(*node.span)]
            bare = re.sub(r"\\[{}]", "", characters)
            assert bare.count("{") == bare.count("}"), (case.formula, node)
            if isinstance(node, Name) and len(node.text) == 1 and node.text.isalpha() and characters.isascii():
                assert node.text in characters, (case.formula, node)
            for part in node.parts():
                assert node.span[0] <= part.span[0] <= part.span[1] <= node.span[1], (case.formula, node, part)


def test_a_forgotten_bracket_is_remembered():
    """A bracket that was put in says so, and only one is."""
    tree = read_formula(r"\sigma (a + b")
    assert [node.closing for node in tree.walk() if isinstance(node, Group)] == [""]
    with pytest.raises(NotUnderstood, match="is not closed"):
        read_formula(r"\sigma ((a + b")


def test_words_of_the_document():
    """A run that the document uses as a word is one name, and falls into letters where it is none."""
    tree = read_formula("sop_1", frozenset({"sop"}))
    assert isinstance(tree, Scripted)
    assert tree.base == Name((0, 3), "sop")
    assert read("sop_1") == "(s o p_{1})"


def test_what_is_printed_is_read_in_every_notation():
    """The library's own equations, in all notations."""
    sides = 0
    for notation in NOTATIONS:
        for network in ("columns", "absolute", "generic rows"):
            text = f"$$\n{sb.typeset(NETWORKS[network], notation=notation)}\n$$"
            for display in read_displays(text, "notes.md"):
                sides += sum(_read_sides(display))
    assert sides > 400


def test_the_derivations_are_read():
    """Every step of two derivations of this repository."""
    sides = 0
    for path in (BUILT / "four-equations.md", BUILT / "bias-units.md"):
        for display in read_displays(path.read_text("utf-8"), path.name):
            sides += sum(_read_sides(display))
    assert sides > 400


def _read_sides(display):
    assert not display.problem
    for statement in split_display(display):
        for side in (statement.left, statement.right):
            if side.text:
                read_formula(side.text)
                yield 1


def test_a_derivative_knows_its_sign_and_order():
    """∂²C/∂w² differentiates twice, \\frac{\\partial^+ C}{\\partial w} explicitly."""
    second = read_formula(r"\frac{\partial^2 C}{\partial w^2}")
    assert isinstance(second, Derivative)
    assert [by.text for by in second.by] == ["w", "w"]
    explicit = read_formula(r"\frac{\partial^{+} C}{\partial w}")
    assert isinstance(explicit, Derivative)
    assert explicit.sign == "∂⁺"
