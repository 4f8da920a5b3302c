r"""Matrices by a derivative in brackets, ∇_W C = [∂C/∂w_{ij}]: all entries, each in its place.

The other side has no index: else the bracket would be one entry.  What ∂f_i/∂x_j is differentiated by stands across.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.tree import Derivative, Group, Listing, Name, Node, Number, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import flat, name_of, scripts

EQUALITIES = frozenset({"=", ":=", "≡"})
MOST = 2
"""How many indices an entry has at most."""


def with_bracketed_entries(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, a derivative in brackets with the indices of its place: [∂C/∂w_{ij}]_{ij}."""
    return [_read(f) for f in formulas]


def _read(formula: Formula) -> Formula:
    left, right = formula.left, formula.right
    if left is None or right is None or formula.statement.relation not in EQUALITIES:
        return formula
    return replace(formula, left=_indexed(left, right), right=_indexed(right, left))


def _indexed(side: Node, other: Node) -> Node:
    """A derivative in brackets as the array of all its entries; any other formula as it is."""
    if not isinstance(side, Group) or side.opening not in ("[", "(") or not isinstance(side.body, Derivative):
        return side
    letters = list(dict.fromkeys(t for n in (side.body.of, *side.body.by) for t in _indices(n)))
    if isinstance(other, Number):
        return side
    if not 1 <= len(letters) <= MOST or set(letters) & {t for n in other.walk() for t in _indices(n)}:
        return side
    return Scripted(side.span, side, Listing(side.span, tuple(Name(side.span, t) for t in letters)))


def _indices(node: Node) -> Iterator[str]:
    """The letters below a symbol: i and j of w_{ij}."""
    subs = scripts(node)[1] if isinstance(node, Scripted) else ()
    names = (name_of(part) for sub in subs for part in flat(sub))
    return (t for t in names if len(t) == 1 and t.islower() and t != "l")
