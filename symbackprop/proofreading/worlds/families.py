"""Vectors and matrices by their general entry: (p_i − y_i)_i as a row or a column, (∂y_i/∂x_j)_{ij}, [x^{(i)}]_i."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product

import numpy as np

from symbackprop.parsing.latex.tree import Big, Listing, Node, Number, Relation
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.marks import limit_letters, name_of
from symbackprop.proofreading.vocabulary.values import Array, Misfit, Unclear, is_scalar
from symbackprop.proofreading.worlds.evaluator import Evaluator
from symbackprop.proofreading.worlds.sizes import size_of
from symbackprop.proofreading.worlds.tabulated import OF_EXAMPLE
from symbackprop.proofreading.worlds.templates import is_augmented


def family_value(evaluator: Evaluator, node: Big, env: Env) -> Array:
    """All entries in their places; blocks side by side or one below another.   Raises: Unclear, Misfit."""
    sizes = family_sizes(evaluator, node, env)
    env = replace(env, sizes={**env.sizes, **sizes})
    cells = {
        place: evaluator.array(node.body, env.bound(**dict(zip(sizes, place, strict=True))))
        for place in product(*map(range, sizes.values()))
    }
    if all(map(is_scalar, cells.values())):
        numbers = np.asarray([complex(c.reshape(())) for c in cells.values()])
        return numbers.reshape(tuple(sizes.values()) if len(sizes) == 2 else _shape(node, len(cells), evaluator))
    if len(sizes) == 2:
        raise Unclear("a table of arrays", node)
    return _joined(list(cells.values()), axis_of(node, evaluator.reading.rows, are_blocks=True), node)


def family_sizes(evaluator: Evaluator, node: Big, env: Env) -> Mapping[str, int]:
    """How many values each index has, which is as many as its last one says.   Raises: Unclear."""
    sizes = {t: size_of(evaluator.world, t, node.body, env) for t in limit_letters(node)}
    if _begins_at_zero(node) and is_augmented(evaluator.world):
        raise Unclear("whether the first entry is a bias is not said", node)
    ends = node.upper.items if isinstance(node.upper, Listing) else (node.upper,)
    for size, end in zip(sizes.values(), ends, strict=False):
        if isinstance(end, Number) and name_of(end) != str(size):
            raise Unclear(OF_EXAMPLE, node)
    return sizes


def _begins_at_zero(node: Big) -> bool:
    return isinstance(node.lower, Relation) and name_of(node.lower.right) == "0"


def axis_of(node: Node, rows: bool, are_blocks: bool = False) -> int:
    """Along which axis the entries of a vector lie; those of a tuple of examples as examples do."""
    kind = node.kind if isinstance(node, Big) else ""
    if kind == "vector":
        return int(rows != are_blocks)
    return 1 if kind == "row" else 0


def _shape(node: Big, count: int, evaluator: Evaluator) -> tuple[int, int]:
    return (1, count) if axis_of(node, evaluator.reading.rows) else (count, 1)


def _joined(blocks: list[Array], axis: int, node: Node) -> Array:
    if any(b.ndim != 2 or b.shape[1 - axis] != blocks[0].shape[1 - axis] for b in blocks):
        raise Misfit("blocks of different sizes", node)
    return np.concatenate(blocks, axis=axis)
