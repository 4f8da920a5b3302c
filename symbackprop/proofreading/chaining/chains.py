"""Statements that follow by the chain rule from what a text says of its entries: ∂E/∂w_{ji} = δ_j o_i.

Both sides are taken apart step by step: names of derivatives are the derivatives, ∂net_j/∂w_{ji} is what the formula of
net_j says, and ∂E/∂o_j goes on through all that o_j enters.  Where the sides meet, the statement holds, whatever the
network is otherwise.  Where they never do, nothing is said: a text need not have said everything.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from symbackprop.proofreading.chaining.facts import Facts
from symbackprop.proofreading.chaining.joining import joined
from symbackprop.proofreading.chaining.terms import (
    Atom,
    Called,
    Point,
    Quantity,
    Slope,
    Term,
    Terms,
    are_close,
    collected,
    multiplied,
    of_atom,
    point,
    settled,
)
from symbackprop.proofreading.lexicon.definitions import Formula, Lexicon
from symbackprop.proofreading.vocabulary.quantities import COSTS
from symbackprop.proofreading.vocabulary.values import Unclear

SAID = "by the chain rule, from what the text says of single entries"
STEPS, ROUNDS = 4, 6
"""How often the sides are taken apart, and how often what was found is put in."""


class Chains:
    """The statements of a document, held against each other entry by entry."""

    def __init__(self, lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
        self.facts = Facts(lexicon, formulas)

    def holds(self, formula: Formula) -> bool:
        """Whether a statement follows."""
        try:
            return self._holds(formula)
        except (Unclear, ValueError, RecursionError):
            return False

    def _holds(self, formula: Formula) -> bool:
        sides = [collected(self.facts.reader.terms(side)) for side in formula.sides]
        if any(map(_multiplies_wholes, sides)) or not any(t.atoms for s in sides for t in s):
            return False
        return any(self._meet(sides, formula.number, is_output) for is_output in (False, True))

    def _meet(self, sides: Sequence[Terms], number: int, is_output: bool) -> bool:
        """Whether both sides are the same after some steps."""
        seen: tuple[list[Point | None], list[Point | None]] = [], []
        for steps in zip_longest(*(self._unfolded(side, number, is_output) for side in sides)):
            for own, other, terms in zip(seen, reversed(seen), steps, strict=True):
                if terms is not None:
                    at = point(terms)
                    if any(are_close(at, known) for known in other):
                        return True
                    own.append(at)
        return False

    def _unfolded(self, terms: Terms, number: int, is_output: bool) -> Iterator[Terms]:
        """What a side is, and is after every step."""
        for _ in range(STEPS):
            terms = self._normal(terms, number)
            yield terms
            if (shorter := joined(terms, self.facts.is_only)) != terms:
                yield shorter
            further = self._further(terms, is_output)
            if further is None:
                return
            terms = further

    def _normal(self, terms: Terms, number: int) -> Terms:
        """A side with the derivatives that its symbols are names for, and those that are known."""
        for _ in range(ROUNDS):
            put = self._put(terms, lambda a: self._known(a, number))
            if put is None:
                break
            terms = put
        return terms

    def _known(self, atom: Atom, number: int) -> Terms | None:
        if isinstance(atom, Quantity):
            return self.facts.named(atom, number)
        return self.facts.local(atom) if isinstance(atom, Slope) and not _is_of_cost(atom) else None

    def _further(self, terms: Terms, is_output: bool) -> Terms | None:
        """A side one step on: derivatives of a cost through what they enter, or those of an output by its formula."""
        return self._put(terms, lambda a: self._onward(a, is_output))

    def _onward(self, atom: Atom, is_output: bool) -> Terms | None:
        if not isinstance(atom, Slope):
            return None
        own = self.facts.local(atom)
        if own is not None and is_output:
            return own
        through = self.facts.onward(atom)
        return through if through is not None else own

    def _put(self, terms: Terms, known: Callable[[Atom], Terms | None]) -> Terms | None:
        """Terms with what is known of their atoms; None where that is nothing."""
        found: list[Term] = []
        is_changed = False
        for term in terms:
            inside: Terms = (Term(term.number),)
            for atom in term.atoms:
                other = known(atom)
                is_changed = is_changed or other is not None
                inside = multiplied(inside, of_atom(atom) if other is None else other)
            found += [replace(t, bound=t.bound | term.bound) for t in inside]
        return collected(settled(found)) if is_changed else None


def _is_of_cost(slope: Slope) -> bool:
    return slope.of.name.partition("|")[0] in COSTS


def _multiplies_wholes(terms: Terms) -> bool:
    """Whether what may be matrices is multiplied, and not only derivatives of it along a chain."""
    return any(any(map(_is_whole, t.atoms)) and sum(map(_has_whole, t.atoms)) > 1 for t in terms)


def _is_whole(atom: Atom) -> bool:
    return isinstance(atom, Quantity) and atom.is_whole and atom.name.partition("|")[0] not in COSTS


def _has_whole(atom: Atom) -> bool:
    match atom:
        case Slope(of, by):
            return _is_whole(of) or _is_whole(by)
        case Called(argument=argument):
            return any(_has_whole(a) for t in argument for a in t.atoms)
        case _:
            return _is_whole(atom)
