"""What a text says of its entries at one place: the last formula of each before it, else the first after."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from symbackprop.proofreading.chaining.derivatives import differentiated, only_direct, unsettled
from symbackprop.proofreading.chaining.fact import Fact, letters_of, matched
from symbackprop.proofreading.chaining.facts import Facts
from symbackprop.proofreading.chaining.terms import (
    Called,
    Quantity,
    Slope,
    Term,
    Terms,
    apart,
    at_indices,
    renamed,
    settled,
)
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS
from symbackprop.proofreading.vocabulary.values import Unclear

MOST = 200
"""How many entries are looked at for one that depends on another."""


class Place:
    """What facts say where the statement of a number stands."""

    def __init__(self, facts: Facts, number: int) -> None:
        self.written = facts.written
        self.has_softmax = facts.has_softmax
        self.depths = facts.lexicon.habits.depth_letters
        self.made, self.names = _in_force(facts.made, number), _in_force(facts.names, number)

    def named(self, quantity: Quantity) -> Terms | None:
        """The derivative that a symbol is a name for, as another statement says."""
        return next((body for _, body in self._at(self.names.get(quantity.name, []), quantity)), None)

    def local(self, slope: Slope) -> Terms | None:
        """∂q/∂x by what q is made of, where x stands in it; None where it does not."""
        for fact, body in self._at(self.made.get(slope.of.name, []), slope.of):
            if self._is_roundabout(fact, slope):
                return None
            try:
                found = differentiated(body, slope.by, only_direct)
            except Unclear:
                return None
            if found:
                return found
        return None

    def _is_roundabout(self, fact: Fact, slope: Slope) -> bool:
        """Whether a cost reads a weight both as it is and through all else."""
        base = slope.by.name.partition("|")[0]
        return fact.of.name.partition("|")[0] in COSTS and base in WEIGHTS | BIASES and len(fact.names) > 1

    def onward(self, slope: Slope) -> Terms | None:
        """∂C/∂x through all that x enters, Σ_k ∂C/∂net_k w_{kj}; None where it enters nothing, or what is not read."""
        found: list[Term] = []
        for fact in (fact for facts in self.made.values() for fact in facts if self._enters(slope, fact)):
            try:
                found += self._entered(fact, slope)
            except Unclear:
                return None
        return tuple(found) or None

    def _enters(self, slope: Slope, fact: Fact) -> bool:
        """Whether something reads what a cost is differentiated by."""
        is_cost = fact.of.name == slope.of.name or fact.of.name.partition("|")[0] in COSTS
        is_read = any(q.name == slope.by.name and len(q.indices) == len(slope.by.indices) for q in fact.reads)
        return is_read and not is_cost

    def _entered(self, fact: Fact, slope: Slope) -> Terms:
        """Σ ∂C/∂q ∂q/∂x over all q that x enters; there is none behind the last layer.   Raises: Unclear."""
        if fact.body is None:
            raise Unclear("a formula that is not read")
        every = apart(Term(Fraction(1), (Slope(slope.of, fact.of), Called("", 0, fact.body)), letters_of(fact.of)))
        outer, inside = every.atoms
        assert isinstance(outer, Slope) and isinstance(inside, Called)
        slopes = unsettled(tuple(map(apart, inside.argument)), slope.by, only_direct)
        found = settled(replace(t, atoms=(outer, *t.atoms), bound=t.bound | every.bound) for t in slopes)
        return tuple(t for t in found if not self._is_behind(t))

    def _is_behind(self, term: Term) -> bool:
        """Whether the first derivative of a product is by something behind the last layer."""
        first = term.atoms[0]
        return isinstance(first, Slope) and any(i.letter in self.depths and i.step > 0 for i in first.by.indices)

    def is_only(self, between: Quantity, by: Quantity) -> bool:
        """Whether a quantity alone of its kind depends on another: net_{o1} and out_{o1} do, and none beside them."""
        own = [f for f in self.made.get(between.name, []) if matched(f.of, between) is not None]
        if any(f.body is not None and by.name in f.names for f in own):
            return False  # it was asked, and its formula does not say so
        if self.has_softmax and by.name.partition("|")[0] not in WEIGHTS | BIASES:
            return False  # every output of a softmax depends on every input
        mine = set(between.indices)
        if mine & set(by.indices) or _label(between) == _label(by) != "":
            return True
        if letters_of(between):
            return False
        return not any(self._may_reach(other, by) for other in self.written if _are_siblings(other, between))

    def _may_reach(self, quantity: Quantity, by: Quantity) -> bool:
        """Whether a quantity depends on another, or nothing says what it is made of."""
        seen: set[Quantity] = set()
        waiting = [quantity]
        while waiting and len(seen) < MOST:
            own = waiting.pop()
            found = [(f, m) for f in self.made.get(own.name, []) if (m := matched(f.of, own)) is not None]
            if own == quantity and not found:
                return True
            reads = {at_indices(q, by_) for f, by_ in found for q in f.reads} - seen
            if by in reads:
                return True
            seen |= reads
            waiting += reads
        return False

    def _at(self, facts: list[Fact], quantity: Quantity) -> Iterator[tuple[Fact, Terms]]:
        """What facts say of an entry."""
        for fact in facts:
            if fact.body is None:
                continue
            by = matched(fact.of, quantity)
            if by is not None:
                yield fact, tuple(renamed(apart(t), by) for t in fact.body)


def _in_force(facts: Iterable[Fact], number: int) -> dict[str, list[Fact]]:
    """The facts that hold at a place, by name: of those read that say what one entry is, the nearest; not its own."""
    found: defaultdict[str, list[Fact]] = defaultdict(list)
    others = (f for f in facts if f.number != number)
    for fact in sorted(others, key=lambda f: (f.body is None, f.number > number, abs(f.number - number))):
        known = found[fact.of.name]
        if not any(matched(f.of, fact.of) is not None and matched(fact.of, f.of) is not None for f in known):
            known.append(fact)
    return dict(found)


def _label(quantity: Quantity) -> str:
    return quantity.name.partition("|")[2]


def _are_siblings(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities are of one kind: net_{o1} and net_{o2}."""
    is_alike = one.name.partition("|")[0] == other.name.partition("|")[0] and len(one.indices) == len(other.indices)
    return is_alike and one != other and not (letters_of(one) or letters_of(other))
