"""Weights of single units: in z_j = w_j^T x + b_j each w_j is a vector, and all of them are the rows of a matrix."""

from collections.abc import Iterable, Iterator

from symbackprop.parsing.latex.tree import Node, Product
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, Mention, mention_of


def unit_weights(sides: Iterable[Node], habits: Habits) -> dict[str, Mention]:
    """The weights that have a vector for every unit, w of w_j^T x, with what these are multiplied by.

    Not those of a text that has a vector of that name by itself, θ^T x: its entries are θ_j.
    """
    found: dict[str, Mention] = {}
    whole: set[str] = set()
    for node in (n for side in sides for n in side.walk() if isinstance(n, Product)):
        for weights, datum in _pairs(node, habits):
            whole |= set() if weights.units else {weights.base}
            if _is_of_unit(weights) and not (datum.transposed or datum.units or datum.layer is not None):
                found.setdefault(weights.base, datum)
    return {base: datum for base, datum in found.items() if base not in whole}


def _pairs(node: Product, habits: Habits) -> Iterator[tuple[Mention, Mention]]:
    """Vectors multiplied to a number: w_j^T x, w_j · x, and x^T w_j as (w_j, x)."""
    for one, other, sign in zip(node.factors, node.factors[1:], node.operators, strict=False):
        first, second = mention_of(one, habits), mention_of(other, habits)
        if first is None or second is None:
            continue
        if first.transposed or sign == "cdot":
            yield first, second
        if first.transposed and not second.transposed:
            yield second, _upright(first)


def _upright(mention: Mention) -> Mention:
    return Mention(mention.node, mention.base, mention.layer, mention.units, mention.example, mention.label)


def _is_of_unit(mention: Mention) -> bool:
    """Whether it is w_j, the index a letter."""
    letters = [name_of(u) for u in mention.units]
    is_weight = mention.base in WEIGHTS and mention.layer is None and not (mention.label or mention.example)
    return is_weight and len(letters) == 1 and len(letters[0]) == 1 and letters[0].isalpha()
