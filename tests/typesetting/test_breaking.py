"""Lines that are too long: where they are broken, and that nothing is lost."""

import pytest

import symbackprop as sb
from symbackprop.typesetting.breaking import LINE, broken, fitted
from symbackprop.typesetting.latex import latex
from symbackprop.typesetting.mathml import mathml
from symbackprop.typesetting.plain_text import plain
from symbackprop.typesetting.presentation import (
    EQUALS,
    MINUS,
    PLUS,
    TIMES,
    Aligned,
    AlignedRow,
    Fraction,
    Identifier,
    Number,
    Space,
    Words,
    joined,
    parenthesised,
    row,
)
from symbackprop.typesetting.typeset import Presenter
from symbackprop.typesetting.typst import typst
from symbackprop.typesetting.widths import width

A, B = Identifier("a" * 10), Identifier("b" * 10)
LONG = joined([A, B, A, B, A, B, A, B, A, B], PLUS)


def texts(rows):
    """Rows in plain text."""
    return [plain(r) for r in rows]


def test_what_fits_stays_as_it_is() -> None:
    """Every short equation would become a block of one row."""
    tree = row(A, EQUALS, B)
    assert fitted(tree) == tree
    assert broken(A) == [A]


def test_sums_are_broken_before_their_signs() -> None:
    """A sign at the end of a row is overlooked."""
    rows = broken(LONG)
    assert len(rows) == 2 and rows[1].pieces[0] == PLUS
    assert row(*rows) == LONG


def test_products_go_on_with_a_dot() -> None:
    """A factor alone on a row would be taken for something new."""
    product = joined([A, B, A, B, A, B, A, B, A], TIMES)
    first, second = broken(product)
    assert plain(second).startswith("·") and plain(first).count("a" * 10) + plain(second).count("a" * 10) == 5


def test_a_sum_in_parentheses_is_opened_where_nothing_else_helps() -> None:
    """1/m (a + … ) over the whole page cannot be broken outside its parentheses."""
    half = Fraction(Number("1"), Identifier("m"))
    tall = parenthesised(row(LONG, MINUS, half))
    rows = broken(joined([half, tall]))
    assert len(rows) == 2 and max(map(width, rows)) <= LINE
    assert r"\Bigl(" in latex(rows[0]) and latex(rows[1]).endswith(r"\Bigr)")
    assert "lr(size: #2.2em, \\()" in typst(rows[0]) and '<mo form="prefix">(</mo>' in mathml(rows[0])


def test_chains_are_broken_before_all_relations_or_none() -> None:
    """a = b = c: the signs stand below each other."""
    block = fitted(Aligned((AlignedRow(A, joined([LONG, A], EQUALS)), AlignedRow(A, joined([B, A], EQUALS)))), 70)
    assert [r.relation for r in block.rows] == [EQUALS] * 4
    assert texts(r.right for r in block.rows[2:]) == ["b" * 10, "a" * 10]


def test_statements_side_by_side_go_below_each_other() -> None:
    """What is given, x = …, y = …, may be long."""
    block = fitted(joined([row(A, EQUALS, LONG), row(B, EQUALS, LONG)], Space(2)), 80)
    assert isinstance(block, Aligned) and texts(r.left for r in block.rows) == ["a" * 10, "b" * 10]


def test_rules_beside_a_step_are_wrapped() -> None:
    """A step that names five rules would push its formula off the page."""
    rules = "chain rule, definition, linearity, Kronecker delta, factor out of the sum"
    block = fitted(Aligned((AlignedRow(A, B, Words(rules)),)))
    said = [r.remark.text for r in block.rows]
    assert len(said) > 1 and " ".join(said) == rules and all(r.left is None for r in block.rows[1:])


@pytest.mark.parametrize("notation", ["default", "ng", "coursera", "nielsen"])
def test_no_line_of_a_long_derivation_is_wider_than_a_page(notation: str) -> None:
    """A derivation with a penalty over all layers has the longest lines there are."""
    generic = sb.generic_network(cost=sb.Quadratic(), regularisation=sb.L2(), batch="columns")
    for system in (sb.backprop(generic), sb.backprop(sb.network(2, sb.Dense(2), sb.GELU("tanh"), cost=sb.Quadratic()))):
        presenter = Presenter(system, "component", notation)
        for equation in (*system.equations, *system.identities):
            assert width(fitted(presenter.equation(equation, steps=True))) <= LINE
