r"""Ones: \mathbf{1}_{1,m} that spreads a vector over examples, 1_m that sums over them, 1_{z>0} that tells where."""

from collections.abc import Sequence

import numpy as np

from symbackprop.parsing.latex.tree import Apply, Node, Relation, Words
from symbackprop.proofreading.lexicon.dimensions import COUNTS
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of
from symbackprop.proofreading.vocabulary.values import Array, Misfit, Unclear, Value, number, plain
from symbackprop.proofreading.worlds.conditions import indicator
from symbackprop.proofreading.worlds.evaluator import Evaluator

ONES = frozenset({"1", "mathbb{1}", "one"})
TESTS = ONES | {"I", "bbone", "chi", "delta"}
"""What says below itself where it is 1 and not 0."""
AXES = {"rows": 0, "cols": 1, "columns": 1}
UNKNOWN = 4
"""How many there are of what only ones are counted by."""


def are_ones(mention: Mention) -> bool:
    r"""Whether a symbol stands for ones: all of them, \mathbf{1}_n, or where a condition holds, I_{z > 0}."""
    is_test = mention.base in TESTS and len(mention.units) == 1 and isinstance(mention.units[0], Relation)
    return mention.base in ONES or is_test


def ones(evaluator: Evaluator, mention: Mention, env: Env) -> Array:
    """A matrix or column of ones; without sizes the number, which spreads by itself.   Raises: Unclear."""
    if not mention.units:
        if mention.label or mention.layer is not None or mention.example is not None:
            raise Unclear("ones of an unknown kind", mention.node)
        return number(1.0)
    if len(mention.units) == 1 and isinstance(mention.units[0], Relation):
        return indicator(evaluator, mention.units[0], env)
    if len(mention.units) > 2:
        raise Unclear("ones with more than two sizes", mention.node)
    sizes = [count_of(evaluator, u, env, alone=len(mention.units) == 1) for u in mention.units]
    found = np.ones((sizes[0], sizes[1] if len(sizes) == 2 else 1), dtype=complex)
    return found.T if mention.transposed else found


def fitted_ones(factors: list[Value], nodes: Sequence[Node], habits: Habits) -> list[Value]:
    r"""The factors of a product, bold ones as long as their neighbour: δ \mathbf{1} sums rows, 1^T A columns.

    Raises: Misfit for A 1^T, where A is no column.
    """
    marks = [bold_one(n, habits) for n in nodes]
    if not any(marks):
        return factors
    found = list(factors)
    arrays = [plain(f) if not m else number(1.0) for f, m in zip(factors, marks, strict=True)]
    for at, mark in enumerate(marks):
        if mark is None:
            continue
        before, after = arrays[:at][::-1], arrays[at + 1 :]
        near, far = (after, before) if mark.transposed else (before, after)
        neighbour = next((a for a in near if a.ndim == 2), None)
        other = far[0] if far else number(1.0)
        if neighbour is None and other.ndim == 2 and other.shape[1 if mark.transposed else 0] != 1:
            raise Misfit("ones do not stand on the side of what they would add up", mark.node)
        if neighbour is not None:
            found[at] = np.ones((1, neighbour.shape[0]) if mark.transposed else (neighbour.shape[1], 1), dtype=complex)
    return found


def bold_one(node: Node, habits: Habits) -> Mention | None:
    """A bold 1 without sizes."""
    mention = mention_of(node, habits)
    if mention is None or mention.base != "1" or mention.style != "bold" or mention.units or mention.label:
        return None
    return mention


def count_of(evaluator: Evaluator, unit: Node, env: Env, alone: bool) -> int:
    """A number, m, rows(X), or the name of a size."""
    name = unit.text.strip() if isinstance(unit, Words) else name_of(unit)
    if name.isdigit():
        return int(name)
    if isinstance(unit, Apply):
        called = unit.function.text.strip() if isinstance(unit.function, Words) else name_of(unit.function)
        value = plain(evaluator.value(unit.arguments[0], env))
        if called in AXES and value.ndim == 2:
            return int(value.shape[AXES[called]])
        raise Unclear("this number of ones is not understood", unit)
    if name in evaluator.world.sizes:
        return evaluator.world.sizes[name]
    if name in COUNTS:
        return evaluator.reading.examples
    if alone or not name:
        raise Unclear(f"nothing says how many {name or 'of these'} there are", unit)
    return UNKNOWN
