"""Matrices by their entries: (x_i y_j)_{ij}, (∂L/∂H_{ij})_{ij}."""

from itertools import product

import numpy as np

from symbackprop.parsing.latex.tree import Group, Scripted
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.values import Array, Unclear, is_scalar
from symbackprop.proofreading.worlds.evaluator import Evaluator
from symbackprop.proofreading.worlds.sizes import size_of


def written_by_entries(evaluator: Evaluator, node: Scripted, letters: tuple[str, ...], env: Env) -> Array:
    """The whole array, its first index down and its second across.   Raises: Unclear where an entry is no number."""
    body = node.base.body if isinstance(node.base, Group) else node.base
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
