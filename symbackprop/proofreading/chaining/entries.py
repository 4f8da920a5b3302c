"""Entries of what a text writes whole: z = W x + b is z_i = Σ_j W_{ij} x_j + b_i."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from symbackprop.parsing.latex.tree import ENTRYWISE, Addition, Annotated, Apply, Derivative, Group, Node, Product
from symbackprop.proofreading.chaining.reading import Reader
from symbackprop.proofreading.chaining.terms import (
    Index,
    Quantity,
    Slope,
    Terms,
    multiplied,
    of_atom,
    scaled,
    summed,
)
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, Mention, mention_of
from symbackprop.proofreading.vocabulary.values import Unclear

UNIT = "·"
"""The letter of any unit."""


class Entries:
    """Reads formulas of vectors, an entry at a time."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def of(self, mention: Mention) -> Quantity:
        """Any entry of a vector.   Raises: Unclear for a matrix."""
        if mention.units or _is_matrix(mention):
            raise Unclear("no vector", mention.node)
        return self._entry(mention, (Index(UNIT),))

    def terms(self, node: Node, unit: str = UNIT) -> Terms:
        """The entry of a unit.   Raises: Unclear for what is no sum of vectors and of products of a matrix by one."""
        match node:
            case Group(body=body, opening="(" | "[" | "{") | Annotated(body=body):
                return self.terms(body, unit)
            case Addition(terms=terms, signs=signs) if 0 not in signs:
                each = zip(terms, signs, strict=True)
                return tuple(t for term, sign in each for t in scaled(self.terms(term, unit), Fraction(sign)))
            case Product():
                return self._product(node, unit)
            case Apply(function=function, arguments=(argument,)):
                return of_atom(self.reader.at(self.reader.called(function), function, self.terms(argument, unit)))
            case Derivative(of=of, by=(by,)):
                return of_atom(Slope(self.reader.quantity(of), self._entry_of(by, unit)))
        return of_atom(self._entry_of(node, unit))

    def _entry_of(self, node: Node, unit: str) -> Quantity:
        mention = mention_of(node, self.reader.lexicon.habits)
        if mention is None or not mention.is_plain or mention.units or _is_matrix(mention):
            raise Unclear("no vector", node)
        return self._entry(mention, (Index(unit),))

    def _product(self, node: Product, unit: str) -> Terms:
        factors: Sequence[Node] = node.factors
        first = mention_of(factors[0], self.reader.lexicon.habits)
        is_call = isinstance(factors[1], Group) and not node.operators[0]
        if len(factors) == 2 and is_call and first is not None and first.base in self.reader.lexicon.functions:
            called = self.reader.called(factors[0])
            return of_atom(self.reader.at(called, factors[0], self.terms(factors[1], unit)))
        if all(operator in ENTRYWISE for operator in node.operators):
            parts = [self.terms(f, unit) for f in factors]
            return multiplied(multiplied(parts[0], parts[1]), parts[2]) if len(parts) == 3 else multiplied(*parts[:2])
        if len(factors) != 2 or first is None or not _is_matrix(first) or first.units or node.operators[0] in ENTRYWISE:
            raise Unclear("no product of a matrix by a vector", node)
        inner = f"{unit}'"
        places = (Index(inner), Index(unit)) if first.transposed else (Index(unit), Index(inner))
        entry = of_atom(self._entry(replace(first, transposed=False), places))
        return summed(multiplied(entry, self.terms(factors[1], inner)), inner)

    def _entry(self, mention: Mention, places: tuple[Index, ...]) -> Quantity:
        whole = self.reader.of_mention(mention)
        return replace(whole, indices=(*places, *whole.indices), is_whole=False)


def _is_matrix(mention: Mention) -> bool:
    base = mention.base.partition("~")[0]
    return base in WEIGHTS and (base.isupper() or mention.layer is not None or base == "Theta")
