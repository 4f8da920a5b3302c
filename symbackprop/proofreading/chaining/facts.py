"""What a text says of its entries: what each is made of, and which of them are names of derivatives."""

from collections.abc import Iterable, Iterator, Sequence

from symbackprop.parsing.latex.tree import Derivative, Nabla, Node
from symbackprop.proofreading.chaining.entries import Entries
from symbackprop.proofreading.chaining.fact import Fact
from symbackprop.proofreading.chaining.reading import JOINT, Reader
from symbackprop.proofreading.chaining.terms import (
    Quantity,
    Slope,
    Terms,
    collected,
    free_letters,
    letters,
    quantities,
)
from symbackprop.proofreading.chaining.usual import usual_units
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.vocabulary.mentions import mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import COSTS
from symbackprop.proofreading.vocabulary.values import Unclear


class Facts:
    """The definitions of a text, entry by entry, as they stand for one place of it."""

    def __init__(self, lexicon: Lexicon, formulas: Sequence[Formula], is_loose: bool = False) -> None:
        self.lexicon = lexicon
        self.reader = Reader(lexicon, is_loose, _moving(lexicon, formulas))
        self.made: list[Fact] = []
        self.names: list[Fact] = []
        for definition in lexicon.definitions:
            if not definition.parameters:
                fact = self._fact(definition.mention.node, definition.body, definition.number)
                if fact is not None:
                    (self.names if definition.is_slope else self.made).append(fact)
        for definition in lexicon.definitions:
            if (entry := self._by_entry(definition)) is not None:
                (self.names if definition.is_slope else self.made).append(entry)
        for formula in formulas:
            self._note_name(formula)
        self.has_softmax = any(name.lower() in JOINT for name in lexicon.functions)
        self.made += usual_units(self._slopes(formulas), list(self.made), is_entrywise=not self.has_softmax)
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
        if body is not None and (free_letters(body) - letters(quantity) or _is_of_wholes(quantity, body)):
            body = None
        return Fact(quantity, body, number, reads)

    def _by_entry(self, definition: Definition) -> Fact | None:
        """What any entry is made of, where vectors are written whole."""
        entries = Entries(self.reader)
        try:
            of, body = entries.of(definition.mention), collected(entries.terms(definition.body))
        except (Unclear, ValueError, RecursionError):
            return None
        return Fact.made(of, body, definition.number)

    def _read(self, node: Node) -> Iterator[Quantity]:
        return (self.reader.of_mention(m) for m in mentions(node, self.lexicon.habits))

    def _note_name(self, formula: Formula) -> None:
        """A name for a derivative that is no definition: δ_j^{(l)} = ∂E/∂net_j where δ_j was one."""
        left, right = formula.left, formula.right
        mention = mention_of(left, self.lexicon.habits) if left is not None else None
        if mention is None or right is None or not any(isinstance(n, Derivative | Nabla) for n in right.walk()):
            return
        fact = self._fact(left, right, formula.number) if left is not None else None
        if fact is None or fact.body is None or any(f.of.name == fact.of.name for f in (*self.made, *self.names)):
            return
        if len(fact.body) == 1 and all(isinstance(a, Slope) for a in fact.body[0].atoms):
            self.names.append(fact)

    def _slopes(self, formulas: Iterable[Formula]) -> list[Slope]:
        """All derivatives of entries by entries."""
        found = []
        for node in (n for f in formulas for s in f.sides for n in s.walk()):
            if isinstance(node, Derivative) and len(node.by) == 1:
                try:
                    found.append(Slope(self.reader.quantity(node.of), self.reader.quantity(node.by[0])))
                except Unclear:
                    continue
        return list(dict.fromkeys(found))


def _is_of_wholes(quantity: Quantity, body: Terms) -> bool:
    """Whether matrices or vectors are multiplied or added up, which letters do not tell from numbers."""
    is_whole = quantity.is_whole or any(q.is_whole for t in body for a in t.atoms for q in quantities(a))
    is_call = len(body) == 1 and len(body[0].atoms) == 1 and not body[0].bound
    is_cost = quantity.name.partition("|")[0] in COSTS
    return is_whole and not is_call and not (is_cost and not quantity.indices)


def _moving(lexicon: Lexicon, formulas: Iterable[Formula]) -> frozenset[str]:
    """The letters of what depends on anything: what is made of something, or differentiated anywhere."""
    nodes = (n for f in formulas for s in f.sides for n in s.walk() if isinstance(n, Derivative | Nabla))
    differentiated = {m.base for n in nodes if (m := mention_of(n.of, lexicon.habits)) is not None}
    return frozenset(differentiated | {d.mention.base for d in lexicon.definitions})
