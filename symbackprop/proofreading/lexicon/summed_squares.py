"""Costs that are the square of whole vectors, whose numbers the next link adds: (d − y)² / 2 = Σ_k (d_k − y_k)² / 2."""

from symbackprop.parsing.latex.tree import Addition, Big, Group, Node, Scripted
from symbackprop.proofreading.lexicon.definitions import Definition, Formula
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS


def is_summed_in(following: Formula, definition: Definition) -> bool:
    """Whether a definition is such a cost, and the link behind it the sum that says how it is computed."""
    body, right = definition.body, following.right
    is_cost = definition.mention.base in COST_LETTERS and not definition.parameters
    return is_cost and right is not None and _adds(right) and not _adds(body) and any(map(_is_square, body.walk()))


def _is_square(node: Node) -> bool:
    """Whether it is (d − y)²."""
    if not isinstance(node, Scripted) or not isinstance(node.base, Group) or name_of(node.sup) != "2":
        return False
    return node.base.opening == "(" and isinstance(node.base.body, Addition)


def _adds(node: Node) -> bool:
    return any(isinstance(n, Big) and n.kind == "sum" for n in node.walk())
