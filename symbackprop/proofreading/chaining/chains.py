"""Statements that follow by the chain rule from what a text says of its entries: ∂E/∂w_{ji} = δ_j o_i.

Both sides are taken apart step by step: names of derivatives are the derivatives, ∂net_j/∂w_{ji} is what the formula of
net_j says, and ∂E/∂o_j goes on through all that o_j enters.  Where the sides meet, the statement holds, whatever the
network is otherwise.  Where they never do, nothing is said: a text need not have said everything.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import zip_longest

from symbackprop.proofreading.chaining.facts import Facts
from symbackprop.proofreading.chaining.joining import joined
from symbackprop.proofreading.chaining.places import Place
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
from symbackprop.proofreading.vocabulary.mentions import mentions
from symbackprop.proofreading.vocabulary.quantities import COSTS, INPUTS, TARGETS
from symbackprop.proofreading.vocabulary.values import Unclear

SAID = "by the chain rule, from what the text says of single entries"
STEPS, ROUNDS = 8, 6
"""How often the sides are taken apart, and how often what was found is put in."""


class Chains:
    """The statements of a document, held against each other entry by entry."""

    def __init__(self, lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
        self.lexicon, self.formulas = lexicon, formulas

    @cached_property
    def facts(self) -> list[Facts]:
        """What the text says of its entries, of each layer and of any."""
        return [Facts(self.lexicon, self.formulas, is_loose=is_loose) for is_loose in (False, True)]

    def holds(self, formula: Formula) -> bool:
        """Whether a statement follows."""
        strict, loose = self.facts
        return self._follows(formula, strict) or (self._leaves_layers_out(formula) and self._follows(formula, loose))

    def _leaves_layers_out(self, formula: Formula) -> bool:
        """Whether entries stand without a layer in a statement, beside some with one, δ_j^{(l)} = ∂E/∂net_j, or where
        the definitions of the text have them."""
        every = [m for side in formula.sides for m in mentions(side, self.lexicon.habits)]
        entries = [m for m in every if m.units and m.base not in INPUTS | TARGETS]
        bare = {m.base for m in entries if m.layer is None}
        return bool(bare) and (any(m.layer is not None for m in entries) or bool(bare & self._layered))

    @cached_property
    def _layered(self) -> set[str]:
        """The letters of entries that definitions give a layer."""
        defined = (d.mention for d in self.lexicon.definitions)
        return {m.base for m in defined if m.units and m.layer is not None}

    def _follows(self, formula: Formula, facts: Facts) -> bool:
        try:
            sides = [collected(facts.reader.terms(side)) for side in formula.sides]
            if any(map(_multiplies_wholes, sides)) or not any(t.atoms for s in sides for t in s):
                return False
            place = Place(facts, formula.number)
            return any(_Meeting(place, is_output).is_of(sides) for is_output in (False, True))
        except (Unclear, ValueError, RecursionError):
            return False


class _Meeting:
    """Two sides taken apart at a place until they are the same; a unit is one of the last layer, or is not."""

    def __init__(self, place: Place, is_output: bool) -> None:
        self.place, self.is_output = place, is_output

    def is_of(self, sides: Sequence[Terms]) -> bool:
        """Whether both sides are the same after some steps."""
        seen: tuple[list[Point | None], list[Point | None]] = [], []
        for steps in zip_longest(*map(self._unfolded, sides)):
            for own, other, terms in zip(seen, reversed(seen), steps, strict=True):
                if terms is not None:
                    at = point(terms)
                    if any(are_close(at, known) for known in other):
                        return True
                    own.append(at)
        return False

    def _unfolded(self, terms: Terms) -> Iterator[Terms]:
        """What a side is, and is after every step."""
        for _ in range(STEPS):
            terms = self._normal(terms)
            yield terms
            if (shorter := joined(terms, self.place.is_only)) != terms:
                yield shorter
            further = _put(terms, self._onward)
            if further is None:
                return
            terms = further

    def _normal(self, terms: Terms) -> Terms:
        """A side with the derivatives that its symbols are names for, and those that are known."""
        for _ in range(ROUNDS):
            put = _put(terms, self._known)
            if put is None:
                break
            terms = put
        return terms

    def _known(self, atom: Atom) -> Terms | None:
        if isinstance(atom, Quantity):
            return self.place.named(atom)
        return self.place.local(atom) if isinstance(atom, Slope) and not _is_of_cost(atom) else None

    def _onward(self, atom: Atom) -> Terms | None:
        """A derivative one step on: through what it is by enters, or, of an output, by the formula of the cost."""
        if not isinstance(atom, Slope):
            return None
        own = self.place.local(atom)
        if own is not None and self.is_output:
            return own
        through = self.place.onward(atom)
        return through if through is not None else own


def _put(terms: Terms, known: Callable[[Atom], Terms | None]) -> Terms | None:
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
