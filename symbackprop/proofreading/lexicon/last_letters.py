r"""Capitals for the last layer: \delta^{(N)} beside \delta^{(k)} and a^{(k-1)}, read as the L of the last one.

A capital stands where the letter that counts layers stands elsewhere, in the same brackets above the same symbol, or
below it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Big, Group, Name, Node, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import TRANSPOSES, flat, limit_letters, name_of, scripts, shift_of
from symbackprop.proofreading.vocabulary.mentions import DATA, WEIGHTS

LAST = "L"


class _Mark(NamedTuple):
    """What stands at a symbol: which symbol, where and in which brackets, and the letter with its step."""

    base: str
    place: str
    letter: str
    step: int


def with_last_letters(formulas: Sequence[Formula]) -> list[Formula]:
    """The statements of a document, the letter of its last layer read as L."""
    letter, places = _last_letter(sides_of(formulas))
    if not letter:
        return list(formulas)

    def change(node: Node) -> Node:
        return _renamed(node, letter, places)

    return [f.changed(change) for f in formulas]


def _last_letter(sides: Sequence[Node]) -> tuple[str, frozenset[str]]:
    """The capital of the last layer, and where it stands; none where there is not exactly one, or L itself."""
    nodes = [n for s in sides for n in s.walk()]
    summed = {letter for n in nodes if isinstance(n, Big) for letter in limit_letters(n)}
    marks = [mark for n in nodes if isinstance(n, Scripted) for mark in _marks(n)]
    stepped = {(m.place, m.letter) for m in marks if m.step and m.base not in DATA | WEIGHTS}
    counted = {(m.base, m.place) for m in marks if (m.place, m.letter) in stepped and m.letter not in summed}
    found = {(m.letter, m.place) for m in marks if m.letter.isupper() and (m.base, m.place) in counted}
    letters = {letter for letter, _ in found}
    if len(letters) != 1 or letters & {LAST, *TRANSPOSES, *summed}:
        return "", frozenset()
    return letters.pop(), frozenset(place for _, place in found)


def _marks(node: Scripted) -> Iterator[_Mark]:
    base, subs, sups, _ = scripts(node)
    for place, part in (*(("_", p) for p in subs), *((_place(p), p) for s in sups for p in flat(s))):
        shift = shift_of(part.body if isinstance(part, Group) else part)
        if shift is not None and len(shift[0]) == 1:
            yield _Mark(name_of(base), place, *shift)


def _place(part: Node) -> str:
    return f"^{part.opening}" if isinstance(part, Group) else "^"


def _renamed(node: Node, letter: str, places: frozenset[str]) -> Node:
    """A formula with the letter of the last layer read as L, where layers stand."""
    node = rebuilt(node, lambda part: _renamed(part, letter, places))
    if not isinstance(node, Scripted):
        return node
    sub, sup = node.sub, node.sup
    if sub is not None and "_" in places and _is_mark(sub, letter):
        sub = _put(sub, letter)
    if sup is not None and any(_place(p) in places and _is_mark(p, letter) for p in flat(sup)):
        sup = _put(sup, letter)
    return replace(node, sub=sub, sup=sup)


def _is_mark(part: Node, letter: str) -> bool:
    shift = shift_of(part.body if isinstance(part, Group) else part)
    return shift is not None and shift[0] == letter


def _put(node: Node, letter: str) -> Node:
    if isinstance(node, Name) and node.text == letter:
        return replace(node, text=LAST)
    return rebuilt(node, lambda part: _put(part, letter))
