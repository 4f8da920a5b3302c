"""Identities: statements that hold by their form alone, Σ_k A_{ik} ∂y_k/∂y_j = Σ_k A_{ik} δ_{kj} = A_{ij}.

Both sides are read entry by entry, every symbol as any number and every function as any.  Where they are the same
then, no values can speak against it, whatever the letters stand for elsewhere in the text.
"""

from fractions import Fraction

from symbackprop.parsing.latex.tree import Node
from symbackprop.proofreading.chaining.reading import Reader
from symbackprop.proofreading.chaining.terms import (
    Index,
    Slope,
    Term,
    Terms,
    are_close,
    collected,
    point,
    quantities,
    settled,
)
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.vocabulary.mentions import mention_of, mentions
from symbackprop.proofreading.vocabulary.values import Unclear

SAID = "an identity, by its form"


def is_identity(formula: Formula, lexicon: Lexicon) -> bool:
    """Whether both sides are the same sums of products of entries; nothing is said of products of matrices."""
    if formula.left is None or formula.right is None:
        return False
    reader = _Reader(lexicon)
    try:
        left, right = (collected(settled(reader.terms(side))) for side in (formula.left, formula.right))
        has_entries = any(t.atoms for t in left) and any(t.bound for t in (*left, *right)) | reader.has_kronecker
        return has_entries and not _has_wholes(left, right) and are_close(point(left), point(right))
    except (Unclear, ValueError, RecursionError):
        return False


class _Reader(Reader):
    """Reads δ_{kj} and ∂y_k/∂y_j as 1 where the indices are the same, and else as 0."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__(lexicon, False, frozenset({"*"}))
        self.stepped = {d.mention.base for d in lexicon.definitions if _reads_its_kind(d, lexicon)}
        self.has_kronecker = False

    def _symbol(self, node: Node) -> Terms:
        mention = mention_of(node, self.lexicon.habits)
        if mention is not None and mention.is_kronecker:
            one, other = self.of_mention(mention).indices
            return self._same(((one, other),))
        return super()._symbol(node)

    def _derivative(self, of: Node, by: Node) -> Terms:
        own, over = mention_of(of, self.lexicon.habits), self.quantity(by)
        if own is None or not own.is_plain:
            raise Unclear("a derivative of a formula", of)
        quantity = self.quantity(of)
        if quantity.name != over.name or len(quantity.indices) != len(over.indices) or not over.indices:
            return (Term(Fraction(1), (Slope(quantity, over),)),)
        if own.base in self.stepped:
            raise Unclear("a derivative of a state by one of its kind", of)
        return self._same(tuple(zip(quantity.indices, over.indices, strict=True)))

    def _same(self, pairs: tuple[tuple[Index, Index], ...]) -> Terms:
        self.has_kronecker = True
        return (Term(Fraction(1), (), frozenset(), pairs),)


def _reads_its_kind(definition: Definition, lexicon: Lexicon) -> bool:
    """Whether a state is computed from others of its letter, h_t from h_{t-1}, so that they are not independent."""
    return any(m.base == definition.mention.base for m in mentions(definition.body, lexicon.habits))


def _has_wholes(left: Terms, right: Terms) -> bool:
    return any(q.is_whole for t in (*left, *right) for a in t.atoms for q in quantities(a))
