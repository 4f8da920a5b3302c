"""Matrices by their entries: (x_i y_j)_{ij}, (∂L/∂H_{ij})_{ij}."""

from itertools import product

import numpy as np

from symbackprop.parsing.latex.tree import Derivative, Group, Node, Scripted
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, mention_of
from symbackprop.proofreading.vocabulary.values import Array, Unclear, is_scalar
from symbackprop.proofreading.worlds.evaluator import Evaluator
from symbackprop.proofreading.worlds.sizes import size_of


def written_by_entries(evaluator: Evaluator, node: Scripted, letters: tuple[str, ...], env: Env) -> Array:
    """The whole array, its first index down and its second across.   Raises: Unclear where an entry is no number."""
    body = node.base.body if isinstance(node.base, Group) else node.base
    letters = letters[::-1] if evaluator.habits.is_outward and _is_by_weight(evaluator, body, letters) else letters
    sizes = [size_of(evaluator.world, letter, body, env) for letter in letters]
    found = np.zeros(sizes, dtype=complex)
    for place in product(*map(range, sizes)):
        value = evaluator.array(body, env.bound(**dict(zip(letters, place, strict=True))))
        if not is_scalar(value):
            raise Unclear("an entry that is no number", node)
        found[place] = value.reshape(())
    if len(letters) == 2:
        return found
    return found.reshape(1, -1) if evaluator.reading.rows else found.reshape(-1, 1)


def _is_by_weight(evaluator: Evaluator, body: Node, letters: tuple[str, ...]) -> bool:
    """Whether it is ∂C/∂w_{ij}, which has the place of w_{ij} among the weights, that of w_{ji} where i leads to j."""
    by = mention_of(body.by[0], evaluator.habits) if isinstance(body, Derivative) and len(body.by) == 1 else None
    return by is not None and by.base in WEIGHTS and tuple(name_of(u) for u in by.units) == letters[::-1]
