r"""Indicators with their condition below, 1_{z > 0} and \mathbb{1}_{\{i = c\}}: the same as 1[z > 0].

As an index the condition would be a unit of 1, or of so many ones.
"""

from collections.abc import Sequence

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Group, Node, Number, Product, Relation, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import name_of

ONE = "1"


def with_conditions_beside(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, conditions below a 1 in brackets behind it."""
    return [f.changed(_beside) if any(map(_has_any, f.sides)) else f for f in formulas]


def _has_any(side: Node) -> bool:
    return any(_condition(n) is not None for n in side.walk())


def _condition(node: Node) -> Relation | None:
    """The z > 0 of 1_{z > 0}."""
    if not isinstance(node, Scripted) or name_of(node.base) != ONE or node.sup is not None or node.primes:
        return None
    below = node.sub
    while isinstance(below, Group):
        below = below.body
    return below if isinstance(below, Relation) else None


def _beside(node: Node) -> Node:
    condition = _condition(node)
    if condition is None or not isinstance(node, Scripted):
        return rebuilt(node, _beside)
    one = Number(node.base.span, ONE)
    return Group(node.span, Product(node.span, (one, Group(condition.span, condition, "[", "]")), ("",)), "{", "}")
