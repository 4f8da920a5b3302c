r"""Indices with a prime: the j' of \sum_{j'} w_{j'k} a_{j'} is one more letter that counts.

It is read as a letter of its own, wide, that no one writes; where a text names no index by it a prime stays a prime.
A sum over j' with no other j within is one over j, and of the units that j counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Big, Name, Node, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import PRIMES, name_of

WIDE = ord("ａ") - ord("a")
BELOW = ("sub", "lower")


def with_primed_indices(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, primed indices read as letters."""
    sides = sides_of(formulas)
    if not any(_primed(n) for side in sides for place in _index_places(side) for n in place.walk()):
        return list(formulas)
    return [f.changed(_read) for f in formulas]


def as_written(letter: str) -> str:
    """j' for the letter that stands for it."""
    return f"{chr(ord(letter) - WIDE)}'" if len(letter) == 1 and "ａ" <= letter <= "ｚ" else letter


def _index_places(side: Node) -> list[Node]:
    """What stands below symbols and sums."""
    below = [n.sub for n in side.walk() if isinstance(n, Scripted)]
    below += [n.lower for n in side.walk() if isinstance(n, Big)]
    return [node for node in below if node is not None]


def _primed(node: Node) -> str:
    """The letter of j' and j^\\prime."""
    if not isinstance(node, Scripted) or node.sub is not None:
        return ""
    is_primed = (node.primes == 1 and node.sup is None) or (not node.primes and name_of(node.sup) in PRIMES)
    letter = name_of(node.base)
    return letter if is_primed and len(letter) == 1 and letter.isascii() and letter.islower() else ""


def _runs_over(node: Big) -> str:
    """j of a sum over j' that has no other j within."""
    letters = {t for n in (node.lower.walk() if node.lower is not None else ()) if (t := _primed(n))}
    inside = {n.text for place in _index_places(node.body) for n in _unprimed(place) if isinstance(n, Name)}
    return letters.pop() if len(letters) == 1 and not letters & inside else ""


def _unprimed(node: Node) -> Iterator[Node]:
    """The parts of an index but those with a prime."""
    if not _primed(node):
        yield node
        for part in node.parts():
            yield from _unprimed(part)


def _bare(node: Node | None, letter: str) -> Any:
    """A formula with j for j'."""
    if node is None or _primed(node) == letter:
        return node and Name(node.span, letter)
    return rebuilt(node, lambda part: _bare(part, letter))


def _read(node: Node, is_below: bool = False) -> Node:
    if is_below and (letter := _primed(node)):
        return Name(node.span, chr(ord(letter) + WIDE))
    if isinstance(node, Big) and (letter := _runs_over(node)):
        plain = replace(node, lower=_bare(node.lower, letter), body=_bare(node.body, letter))
        return rebuilt(plain, _read)
    below: dict[str, Any] = {n: _read(part, True) for n in BELOW if (part := getattr(node, n, None)) is not None}
    return replace(rebuilt(node, lambda part: _read(part, is_below), leaving=BELOW), **below)
