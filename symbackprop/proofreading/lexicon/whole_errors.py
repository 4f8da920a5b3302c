"""Whole errors beside entries: δ^l = ∂E/∂o_j ∂o_j/∂net_j says what δ_j^l is, for every j.

Where everything on the right side is an entry and one index is left open there, the error on the left has it too; a
quantity without an index on the right may be a vector, and then nothing is told.  So has the slope of one state by
another, ∂A/∂Z = 1 where z_i > 0: it is ∂a_i/∂z_i.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.tree import Apply, Big, Derivative, Group, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import flat, limit_letters, name_of, scripts
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS, ERROR, INDICES

EQUAL = ("=", ":=", "≡")


def with_entries_of_errors(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, the index that is left open on the right side put to the error or the slope on the left."""
    return [_with_entry(f) for f in formulas]


def _with_entry(formula: Formula) -> Formula:
    left, right = formula.left, formula.right
    if left is None or right is None or formula.statement.relation not in EQUAL or formula.statement.link:
        return formula
    if not _is_whole_error(left) and not _is_whole_slope(left):
        return formula
    symbols = [*_symbols(right)]
    if not symbols or not all(subs for _, subs in symbols):
        return formula
    bound = {letter for n in right.walk() if isinstance(n, Big) for letter in limit_letters(n)}
    letters = {letter for _, subs in symbols for letter in subs} - bound
    if len(letters) != 1 or not letters <= INDICES:
        return formula
    return replace(formula, left=_indexed(left, letters.pop()))


def _is_whole_error(node: Node) -> bool:
    return isinstance(node, Scripted) and node.sub is None and not node.primes and name_of(node.base) == ERROR


def _is_whole_slope(node: Node) -> bool:
    """Whether it is ∂A/∂Z of two states without an index."""
    if not isinstance(node, Derivative) or len(node.by) != 1:
        return False
    symbols = [*_symbols(node)]
    is_plain = all(isinstance(n, Name | Scripted) for n in (node.of, *node.by))
    return is_plain and len(symbols) == 2 and not any(subs for _, subs in symbols)


def _indexed(node: Node, letter: str) -> Node:
    """The error, or both states of the slope, with an index."""
    if isinstance(node, Derivative):
        return replace(node, of=_indexed(node.of, letter), by=(_indexed(node.by[0], letter),))
    index = Name(node.span, letter)
    return replace(node, sub=index) if isinstance(node, Scripted) else Scripted(node.span, node, sub=index)


def _symbols(node: Node) -> Iterator[tuple[str, list[str]]]:
    """(the letter, its indices) of every quantity that may have entries; neither costs nor names of functions."""
    if isinstance(node, Name | Scripted):
        base, subs, _, primes = scripts(node) if isinstance(node, Scripted) else (node, [], [], 0)
        if isinstance(base, Group):
            yield from _symbols(base)
        elif not primes and name_of(base) not in COST_LETTERS and not name_of(base).isdigit():
            yield name_of(base), [name_of(p) for s in subs for p in flat(s)]
        return
    parts = [*node.parts()]
    if isinstance(node, Big):
        parts = [node.body]
    if isinstance(node, Apply):
        parts = [*node.arguments]
    if isinstance(node, Product):
        pairs = zip(node.factors, [*node.factors[1:], None], strict=True)
        parts = [one for one, other in pairs if not (isinstance(other, Group) and isinstance(one, Name))]
    if isinstance(node, Derivative):
        parts = [node.of, *node.by]
    for part in parts:
        yield from _symbols(part)
