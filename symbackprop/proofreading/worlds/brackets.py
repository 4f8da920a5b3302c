"""Brackets: a formula in them, a norm, a row of blocks, a table; and NumPy's, which take a part of an array."""

import numpy as np

from symbackprop.parsing.latex.tree import Annotated, Grid, Group, Listing, Node, Relation, Slice
from symbackprop.proofreading.vocabulary.contexts import Env, Reading
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.values import Array, Misfit, Unclear, Value, is_scalar
from symbackprop.proofreading.worlds.conditions import indicator
from symbackprop.proofreading.worlds.evaluator import Evaluator

NORMS = frozenset({"‖", "||"})
ABSOLUTE = "|"


def group_value(evaluator: Evaluator, node: Group, env: Env) -> Value:
    """(…), […], ‖…‖ and |…|; a condition in brackets is 1 where it holds."""
    body = node.body
    if isinstance(body, Relation):
        return indicator(evaluator, body, env)
    if node.opening in NORMS:
        return _norm(evaluator.array(body, env), evaluator.reading)
    if node.opening == ABSOLUTE:
        value = evaluator.array(body, env)
        if not is_scalar(value) and value.ndim == 2 and 1 in value.shape and evaluator.reading.units != 1:
            return _norm(value, evaluator.reading)
        return np.where(value.real < 0, -value, value)
    if isinstance(body, Listing):
        if node.opening == "[":
            return _row([evaluator.array(i, env) for i in body.items], node)
        raise Unclear("a list", node)
    return evaluator.value(body, env)


def annotated_value(evaluator: Evaluator, node: Annotated, env: Env) -> Value:
    """What has a note above or below it."""
    return evaluator.value(node.body, env)


def is_norm(node: Node) -> bool:
    """Whether it is ‖…‖ or |…|."""
    return isinstance(node, Group) and node.opening in (*NORMS, ABSOLUTE)


def is_absolute(node: Node) -> bool:
    """Whether it is |…|, which has the shape of what it encloses."""
    return isinstance(node, Group) and node.opening == ABSOLUTE


def _norm(value: Array, reading: Reading) -> Array:
    """The Euclidean norm; of each example where there are several."""
    square = value * value
    if value.ndim == 2 and reading.examples > 1:
        axis = 1 if reading.rows else 0
        if value.shape[1 - axis] == reading.examples:
            return np.sqrt(square.sum(axis=axis, keepdims=True))
    return np.asarray(np.sqrt(square.sum()))


def _row(items: list[Array], node: Node) -> Array:
    """Numbers, or blocks, side by side."""
    if all(is_scalar(i) for i in items):
        return np.asarray([[complex(i.reshape(())) for i in items]])
    height = max(i.shape[0] for i in items if i.ndim == 2)
    blocks = [np.full((height, 1), complex(i.reshape(()))) if is_scalar(i) else i for i in items]
    if any(b.shape[0] != height for b in blocks):
        raise Misfit("blocks side by side with different heights", node)
    return np.concatenate(blocks, axis=1)


def grid_value(evaluator: Evaluator, node: Grid, env: Env) -> Value:
    """A table of numbers."""
    rows = [[evaluator.array(c, env) for c in row] for row in node.rows]
    if not rows or any(len(r) != len(rows[0]) for r in rows):
        raise Unclear("rows of different lengths", node)
    if not all(is_scalar(c) for r in rows for c in r):
        raise Unclear("a table of arrays", node)
    return np.asarray([[complex(c.reshape(())) for c in r] for r in rows])


def bracketed(evaluator: Evaluator, whole: Array, indices: list[Node], env: Env, node: Node) -> Array:
    """NumPy's brackets: H[i], H[:, :-1].   Raises: Unclear, Misfit."""
    if whole.ndim != 2 or len(indices) > 2:
        raise Unclear("brackets after what has no entries", node)
    part = whole[tuple(_range(evaluator, i, env) for i in indices)]
    if part.size == 0:
        raise Misfit("an index is out of range", node)
    return np.asarray(part)


def _range(evaluator: Evaluator, node: Node, env: Env) -> slice:
    if isinstance(node, Slice):
        return slice(*(None if p is None else _integer(evaluator, p, env) for p in (node.start, node.stop)))
    at = env.letters.get(name_of(node))
    at = _integer(evaluator, node, env) if at is None else at
    return slice(at, at + 1)


def _integer(evaluator: Evaluator, node: Node, env: Env) -> int:
    return int(evaluator.array(node, env).reshape(()).real)
