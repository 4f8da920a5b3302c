"""Sums over nothing: in E = ½ Σ_j (t_m − y_m)² nothing runs over j, where the text adds up (t_j − y_j)² elsewhere.

Such a cost is a slip of the pen, and all else that the text says is about what was meant.  Without the other formula
the sum may be one over examples, of which a text says nothing more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Big, Name, Node
from symbackprop.proofreading.lexicon.agreeing_letters import reindexed
from symbackprop.proofreading.lexicon.definitions import Formula, Lexicon
from symbackprop.proofreading.lexicon.free_letters import free_letters
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import limit_letters
from symbackprop.proofreading.vocabulary.mentions import mention_of
from symbackprop.proofreading.vocabulary.quantities import COSTS


class Vacuous(NamedTuple):
    """A sum over one letter, where another stands in it; elsewhere the text adds up the same by the first, or not."""

    big: Big
    letter: str
    other: str
    is_told: bool


def vacuous_sum(formula: Formula, formulas: Sequence[Formula], habits: Habits) -> Vacuous | None:
    """The sum of a cost that runs over nothing; None where there is none."""
    own = mention_of(formula.left, habits) if formula.left is not None else None
    if own is None or own.base not in COSTS or own.units or formula.right is None:
        return None
    for big in _sums(formula.right):
        letters, inside = limit_letters(big), _open(big.body, habits)
        if len(letters) != 1 or len(inside) != 1 or letters[0] in inside | {n.text for n in _names(big.body)}:
            continue
        (other,) = inside
        every = (found for f in formulas for side in f.sides for found in _sums(side))
        alike = [limit_letters(found) for found in every if _is_same(big, found, other, habits)]
        if alike:
            return Vacuous(big, letters[0], other, letters in alike)
    return None


def add_meant_sums(lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
    """Define such costs by what they should run over."""
    for at, definition in enumerate(lexicon.definitions):
        found = vacuous_sum(definition.formula, formulas, lexicon.habits)
        if found is not None:
            body = _meant(definition.body, *found[:3])
            meant = lexicon.definitions[at] = replace(definition, body=body)
            if lexicon.all.get(definition.number) is definition:
                lexicon.all[definition.number] = meant


def _meant(node: Node, big: Big, letter: str, other: str) -> Node:
    if node is big:
        return replace(big, body=reindexed(big.body, {other: letter}))
    return rebuilt(node, partial(_meant, big=big, letter=letter, other=other))


def _is_same(big: Big, found: Big, other: str, habits: Habits) -> bool:
    """Whether a sum adds up the same, by its own letter."""
    letters = limit_letters(found)
    is_over_its_own = len(letters) == 1 and _open(found.body, habits) == {*letters}
    return is_over_its_own and outline(reindexed(big.body, {other: letters[0]})) == outline(found.body)


def _sums(node: Node) -> Iterator[Big]:
    return (n for n in node.walk() if isinstance(n, Big) and n.kind == "sum")


def _names(node: Node) -> Iterator[Name]:
    return (n for n in node.walk() if isinstance(n, Name))


def _open(node: Node, habits: Habits) -> set[str]:
    return {letter for letter, kind in free_letters(node, habits).items() if kind == "unit"}
