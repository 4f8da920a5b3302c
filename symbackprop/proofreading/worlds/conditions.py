"""Conditions, and formulas by cases."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from symbackprop.parsing.languages import OTHERWISE
from symbackprop.parsing.latex.tree import Cases, Group, Listing, Name, Node, Product, Relation, Scripted, Words
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.marks import name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of
from symbackprop.proofreading.vocabulary.quantities import RIGHT, TARGETS, TRUE_CLASS
from symbackprop.proofreading.vocabulary.values import Array, Unclear, Value
from symbackprop.proofreading.worlds.evaluator import Evaluator

_TESTS: dict[str, Callable[[Array, Array], Array]] = {
    ">": np.greater, "<": np.less, "≥": np.greater_equal, "≤": np.less_equal, "=": np.equal, "≠": np.not_equal,
}  # fmt: skip


def holds(evaluator: Evaluator, node: Relation, env: Env) -> Array:
    """Where a condition holds, l > 1, or each of several, 1 < l < L.   Raises: Unclear."""
    if isinstance(node.left, Relation):
        rest = replace(node, left=node.left.right)
        return np.logical_and(holds(evaluator, node.left, env), holds(evaluator, rest, env))
    test = _TESTS.get(node.sign)
    if test is None:
        raise Unclear("this condition is not understood", node)
    indices = [_number(evaluator, side, env) for side in (node.left, node.right)]
    if indices.count(None) == 1:
        indices = _beside_number(evaluator, node, indices)
    if None not in indices:
        return np.asarray(test(*map(np.asarray, indices)))
    return np.asarray(test(evaluator.array(node.left, env).real, evaluator.array(node.right, env).real))


def _number(evaluator: Evaluator, side: Node, env: Env) -> int | None:
    """What an index stands for, or L where it counts layers; None for a quantity."""
    if name_of(side) == TRUE_CLASS:
        return RIGHT
    shift = shift_of(side)
    if shift is None or (shift[0] not in env.letters and shift[0] not in evaluator.habits.depth_letters):
        return None
    return evaluator.world.layer(side, env) if evaluator.habits.has_layers else env.letters.get(name_of(side))


def _beside_number(evaluator: Evaluator, node: Relation, indices: list[int | None]) -> list[int | None]:
    """The 1 of l > 1 and i = 1 as what the index beside it counts: layers by their numbers, units from 1."""
    sides = (node.left, node.right)
    number, index = sides if indices[0] is None else sides[::-1]
    shift, own = shift_of(number), shift_of(index)
    if shift is None or shift[0] or own is None:
        return indices
    habits = evaluator.habits
    counted = shift[1] if own[0] in habits.layer_letters | habits.depth_letters else shift[1] - 1
    return [counted if i is None else i for i in indices]


def is_otherwise(node: Node) -> bool:
    """Whether a condition is met wherever those before it are not."""
    return isinstance(node, Words | Name) and node.text.strip(" .,;:").lower() in OTHERWISE


def is_indicator(mention: Mention, sides: Sequence[Node]) -> bool:
    """Whether a symbol is that of 𝕀[z > 0] or 𝕀_{z > 0}: a condition stands behind it or below."""
    if any(isinstance(u, Relation) for u in mention.units):
        return True
    products = (n for side in sides for n in side.walk() if isinstance(n, Product))
    pairs = (pair for n in products for pair in pairwise(n.factors))
    return any(a is mention.node and isinstance(b, Group) and isinstance(b.body, Relation) for a, b in pairs)


def indicator(evaluator: Evaluator, node: Relation, env: Env) -> Array:
    """1 where a condition holds, else 0; whether j is the true class, 1_{j = y}, is the entry y_j of the targets.

    Whether it is that of example i, 1_{y_i = j}, is the entry y_{ij}.
    """
    for index, target in ((node.left, node.right), (node.right, node.left)):
        mention = mention_of(target, evaluator.habits)
        if node.sign != "=" or name_of(index) not in env.letters or mention is None or not mention.is_plain:
            continue
        if mention.base in TARGETS and not mention.units:
            return evaluator.array(Scripted(node.span, target, index), env)
        if mention.base in TARGETS and len(mention.units) == 1 and isinstance(target, Scripted):
            pair = Listing(node.span, (mention.units[0], index))
            return evaluator.array(replace(target, sub=pair), env)
    return holds(evaluator, node, env).astype(complex)


def cases_value(evaluator: Evaluator, node: Cases, env: Env) -> Value:
    """{ a where this holds, b where that does: the first piece whose condition holds; 0 where none does."""
    value: Array | None = None
    undecided: Array | None = None
    for piece, condition in node.pieces:
        if condition is not None and not isinstance(condition, Relation) and not is_otherwise(condition):
            raise Unclear("this condition is not understood", condition)
        where = holds(evaluator, condition, env) if isinstance(condition, Relation) else np.asarray(True)
        if not np.any(where):
            continue
        own = evaluator.array(piece, env)
        if value is None or undecided is None:
            undecided, value = ~where, np.where(where, own, 0)
        else:
            value = np.where(undecided & where, own, value)
            undecided = undecided & ~where
    if value is None:
        raise Unclear("no cases", node)
    return np.asarray(value)
