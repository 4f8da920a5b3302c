"""What a text says of its entries: what each is made of, and which of them are names of derivatives."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from symbackprop.parsing.latex.tree import Derivative, Nabla, Node
from symbackprop.proofreading.chaining.derivatives import differentiated, kept, only_direct, unsettled
from symbackprop.proofreading.chaining.reading import Reader
from symbackprop.proofreading.chaining.terms import (
    ZERO,
    Called,
    Index,
    Quantity,
    Slope,
    Term,
    Terms,
    apart,
    at_indices,
    collected,
    free_letters,
    letters,
    renamed,
    settled,
)
from symbackprop.proofreading.lexicon.definitions import Formula, Lexicon
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS
from symbackprop.proofreading.vocabulary.values import Unclear

MOST = 200
"""How many entries are looked at for one that depends on another."""


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


class Facts:
    """The definitions of a text, entry by entry, as they stand for one place of it."""

    def __init__(self, lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
        self.lexicon = lexicon
        self.reader = Reader(lexicon, _loose(lexicon, formulas))
        self.made: defaultdict[str, list[Fact]] = defaultdict(list)
        self.names: defaultdict[str, list[Fact]] = defaultdict(list)
        for definition in lexicon.definitions:
            if not definition.parameters:
                fact = self._fact(definition.mention.node, definition.body, definition.number)
                if fact is not None:
                    (self.names if definition.is_slope else self.made)[fact.of.name].append(fact)
        for formula in formulas:
            self._note_name(formula)
        self.moving = set(self.made) | self._differentiated(formulas)
        self.written = {q for f in formulas for s in f.sides for q in self._read(s)}

    def _fact(self, left: Node, right: Node, number: int) -> Fact | None:
        try:
            quantity = self.reader.quantity(left)
        except Unclear:
            return None
        reads = frozenset(self._read(right))
        try:
            body: Terms | None = collected(self.reader.terms(right))
        except (Unclear, ValueError, RecursionError):
            body = None
        if body is not None and free_letters(body) - letters(quantity):
            body = None
        return Fact(quantity, body, number, reads)

    def _read(self, node: Node) -> Iterator[Quantity]:
        return (self.reader.of_mention(m) for m in mentions(node, self.lexicon.habits))

    def _note_name(self, formula: Formula) -> None:
        """A name for a derivative that is no definition: δ_j^{(l)} = ∂E/∂net_j where δ_j was one."""
        left, right = formula.left, formula.right
        mention = mention_of(left, self.lexicon.habits) if left is not None else None
        if mention is None or right is None or not any(isinstance(n, Derivative | Nabla) for n in right.walk()):
            return
        fact = self._fact(left, right, formula.number) if left is not None else None
        if fact is None or fact.body is None or fact.of.name in self.made or fact.of.name in self.names:
            return
        if len(fact.body) == 1 and all(isinstance(a, Slope) for a in fact.body[0].atoms):
            self.names[fact.of.name].append(fact)

    def _differentiated(self, formulas: Iterable[Formula]) -> set[str]:
        """What is differentiated anywhere, by its names."""
        nodes = (n for f in formulas for s in f.sides for n in s.walk() if isinstance(n, Derivative | Nabla))
        return {quantity.name for n in nodes for quantity in self._read(n.of)}

    # ---- at a place

    def inner(self, quantity: Quantity, by: Quantity) -> Terms:
        """∂q/∂x of what is written out: nothing for what stays the same."""
        return kept(quantity, by) if quantity.name in self.moving else ZERO

    def named(self, quantity: Quantity, number: int) -> Terms | None:
        """The derivative that a symbol is a name for at a place, said before the statement there."""
        found = [f for f in self._at(self.names[quantity.name], quantity) if f[0].number != number]
        return found[0][1] if found else None

    def local(self, slope: Slope) -> Terms | None:
        """∂q/∂x by what q is made of, where x stands in it; None where it does not."""
        for fact, body in self._at(self.made[slope.of.name], slope.of):
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
        return slope.by.name in fact.names and not is_cost

    def _entered(self, fact: Fact, slope: Slope) -> Terms:
        """Σ ∂C/∂q ∂q/∂x over all q that x enters; there is none behind the last layer.   Raises: Unclear."""
        if fact.body is None:
            raise Unclear("a formula that is not read")
        every = apart(Term(Fraction(1), (Slope(slope.of, fact.of), Called("", 0, fact.body)), _letters(fact.of)))
        outer, inside = every.atoms
        assert isinstance(outer, Slope) and isinstance(inside, Called)
        slopes = unsettled(tuple(map(apart, inside.argument)), slope.by, only_direct)
        found = settled(replace(t, atoms=(outer, *t.atoms), bound=t.bound | every.bound) for t in slopes)
        return tuple(t for t in found if not self._is_behind(t))

    def _is_behind(self, term: Term) -> bool:
        """Whether the first derivative of a product is by something behind the last layer."""
        first = term.atoms[0]
        depths = self.lexicon.habits.depth_letters
        return isinstance(first, Slope) and any(i.letter in depths and i.step > 0 for i in first.by.indices)

    def is_only(self, between: Quantity, by: Quantity) -> bool:
        """Whether a quantity alone of its kind depends on another: net_{o1} and out_{o1} do, and none beside them."""
        mine = set(between.indices)
        if mine & set(by.indices) or _label(between) == _label(by) != "":
            return True
        if _letters(between):
            return False
        return not any(self._may_reach(other, by) for other in self.written if _are_siblings(other, between))

    def _may_reach(self, quantity: Quantity, by: Quantity) -> bool:
        """Whether a quantity depends on another, or nothing says what it is made of."""
        seen: set[Quantity] = set()
        waiting = [quantity]
        while waiting and len(seen) < MOST:
            own = waiting.pop()
            found = [(f, m) for f in self.made[own.name] if (m := matched(f.of, own)) is not None]
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


def _label(quantity: Quantity) -> str:
    return quantity.name.partition("|")[2]


def _are_siblings(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities are of one kind: net_{o1} and net_{o2}."""
    is_alike = one.name.partition("|")[0] == other.name.partition("|")[0] and len(one.indices) == len(other.indices)
    return is_alike and one != other and not (_letters(one) or _letters(other))


def _letters(quantity: Quantity) -> frozenset[str]:
    return frozenset(i.letter for i in quantity.indices if i.letter)


def _loose(lexicon: Lexicon, formulas: Sequence[Formula]) -> frozenset[str]:
    """The letters whose entries a text writes with their layer and without it."""
    ways: defaultdict[str, set[bool]] = defaultdict(set)
    for formula in formulas:
        for side in formula.sides:
            for mention in mentions(side, lexicon.habits):
                if mention.units:
                    ways[mention.base].add(mention.layer is not None)
    return frozenset(base for base, found in ways.items() if len(found) > 1)
