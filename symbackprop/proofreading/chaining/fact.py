"""A fact: what an entry is made of, with letters for any of its kind."""

from dataclasses import dataclass
from functools import cached_property

from symbackprop.proofreading.chaining.terms import Index, Quantity, Terms, quantities


@dataclass(frozen=True)
class Fact:
    """An entry, with letters for any, and what it is made of; None where that is not read."""

    of: Quantity
    body: Terms | None
    number: int
    reads: frozenset[Quantity] = frozenset()

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of what it is made of."""
        return frozenset(q.name for q in self.reads)

    @classmethod
    def made(cls, of: Quantity, body: Terms, number: int) -> "Fact":
        """An entry of what is read in its formula."""
        return cls(of, body, number, frozenset(q for t in body for a in t.atoms for q in quantities(a)))


def matched(pattern: Quantity, quantity: Quantity) -> dict[str, Index] | None:
    """The indices that make one entry of another, letters of the pattern being any; None where none do."""
    if pattern.name != quantity.name or len(pattern.indices) != len(quantity.indices):
        return None
    found: dict[str, Index] = {}
    for own, other in zip(pattern.indices, quantity.indices, strict=True):
        if not own.letter:
            if own != other:
                return None
            continue
        meant = Index(other.letter, other.step - own.step)
        if found.setdefault(own.letter, meant) != meant:
            return None
    return found


def letters_of(quantity: Quantity) -> frozenset[str]:
    """The letters of its indices."""
    return frozenset(i.letter for i in quantity.indices if i.letter)
