"""Vectors and tuples of numbers: (x₁, x₂) = (0.5, 0.8) gives two, x = (0.5, 0.8) and [0.5, 0.8] one column of both."""

from itertools import pairwise

import numpy as np

from symbackprop.parsing.latex.tree import Group, Listing, Node, Product
from symbackprop.proofreading.lexicon.definitions import Lexicon
from symbackprop.proofreading.numeric.facts import Facts, Known
from symbackprop.proofreading.numeric.substitution import is_numeric
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, mention_of, mentions


def entries(left: Node, right: Node, lexicon: Lexicon) -> list[tuple[Node, Node]]:
    """The symbols of a tuple, each with the number that it is given; nothing where it is no such tuple."""
    symbols, numbers = listed_items(left), listed_items(right)
    is_said = not any(is_numeric(n, lexicon) for n in symbols)
    if len(symbols) != len(numbers) or not (is_said and all(is_numeric(n, lexicon) for n in numbers)):
        return []
    return [*zip(symbols, numbers, strict=True)]


def listed_items(node: Node) -> tuple[Node, ...]:
    """The items of (a, b) or [a, b]."""
    inner = node.body if isinstance(node, Group) and node.opening in "([" else node
    return inner.items if isinstance(inner, Listing) else ()


def oriented(value: Known, right: Node, name: str, like: Known | None, facts: Facts) -> Known:
    """A list as a column; as a row where layers are multiplied from the right, x W.

    Beside columns also for weights, which are multiplied from the left, unless they are transposed.
    """
    if not listed_items(right) or value.value.ndim != 2 or 1 not in value.value.shape:
        return value
    if like is not None and like.value.size == value.value.size and like.value.shape[0] > 1:
        return _shaped(value, like.value.shape)
    base = name.removeprefix("∂").split("|")[0]
    said = (m for d in facts.active for m in mentions(d.body, facts.lexicon.habits))
    is_row = ("/" not in name and base.partition("~")[0] in WEIGHTS) or multiplies_rows(facts)
    is_row = is_row and not any(m.transposed and facts.lexicon.fold(m.base) == base for m in said)
    return _shaped(value, (1, -1) if is_row else (-1, 1))


def multiplies_rows(facts: Facts) -> bool:
    """Whether weights stand to the right of what they are multiplied with, a W + b, and nowhere to the left."""
    habits = facts.lexicon.habits
    found: set[bool] = set()
    for product in (n for d in facts.active for n in d.body.walk() if isinstance(n, Product)):
        for one, other in pairwise(mention_of(f, habits) for f in product.factors):
            if one is not None and other is not None and (one.base in WEIGHTS) != (other.base in WEIGHTS):
                weights = other if other.base in WEIGHTS else one
                is_whole = weights.base.isupper() and len(weights.units) < 2
                found |= {weights is other} if is_whole else set()
    return found == {True}


def _shaped(value: Known, shape: tuple[int, ...]) -> Known:
    whole = value.value.reshape(shape)
    error, unit = (np.broadcast_to(a, value.value.shape).reshape(shape) for a in (value.error, value.unit))
    return Known(whole, error, unit, value.section, value.number, value.is_firm, value.is_given)
