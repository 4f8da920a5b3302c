"""Σ and Π: over an index, over layers, over neurons with names, over what nothing names."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import numpy as np

from symbackprop.parsing.latex.tree import FAMILIES, Addition, Big, Name, Node, Relation
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.marks import COUNTED, limit_letters, name_of, shift_of, summed_axis, upper_name
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, mention_of, mentions
from symbackprop.proofreading.vocabulary.values import Absent, Array, Unclear, Value, number, plain
from symbackprop.proofreading.worlds.evaluator import Evaluator
from symbackprop.proofreading.worlds.extremes import extreme, limit
from symbackprop.proofreading.worlds.families import family_value
from symbackprop.proofreading.worlds.limits import check_limit
from symbackprop.proofreading.worlds.selections import index_of
from symbackprop.proofreading.worlds.sizes import size_of
from symbackprop.proofreading.worlds.sums import over_names

UNEQUAL = frozenset({"≠", "\\neq", "!=", "neq"})


def big_value(evaluator: Evaluator, node: Big, env: Env) -> Value:
    """A sum or a product over what its index, or else its body, says; all entries of a family."""
    if node.kind in FAMILIES:
        return family_value(evaluator, node, env)
    if node.kind == "lim":
        return limit(evaluator, node, env)
    if node.kind in ("max", "min"):
        found = extreme(evaluator, node.body, 1 if node.kind == "max" else -1, env)
        if found is not None:
            return found
    if node.kind not in _TERMS:
        raise Unclear(f"{node.kind} over an index", node)
    if (axis := summed_axis(node)) and node.kind == "sum":
        return _along(evaluator, node, axis, env)
    letters = limit_letters(node) or letters_left_open(evaluator, node.body, env)
    if not letters and node.kind in ("max", "min"):
        raise Unclear(f"{node.kind} over an index", node)
    if not letters:
        return _total(evaluator, node, env)
    if (parts := _outside(evaluator, node, letters)) is not None:
        inner, outer = parts
        return np.asarray(evaluator.array(inner, env) + evaluator.array(outer, env))
    if len(letters) == 1:
        letter = letters[0]
        if isinstance(node.lower, Relation) and counts_layers(evaluator, letter, node.body):
            return _over_layers(evaluator, node, letter, node.lower, env)
        if terms := over_names(letter, node.body, evaluator.lexicon):
            return np.asarray(sum(evaluator.array(t, env) for t in terms))
        if node.kind == "sum" and (total := _over_unsaid_examples(evaluator, letter, node, env)) is not None:
            return total
    sizes = _sizes(evaluator, node, letters, env)
    check_limit(evaluator, node, sizes, env)
    return _over_indices(evaluator, node, sizes, replace(env, sizes={**env.sizes, **sizes}))


def _along(evaluator: Evaluator, node: Big, axis: str, env: Env) -> Value:
    """A sum over the examples of a batch, or over rows or columns, as a word below it says."""
    value = evaluator.value(node.body, env)
    rows = evaluator.reading.rows if axis == "examples" else axis == "rows"
    if axis == "examples" and evaluator.reading.examples == 1:
        return value
    array = plain(value)
    if array.ndim != 2:
        raise Unclear(f"a sum over {axis} of what has none", node)
    return np.asarray(array.sum(axis=0 if rows else 1, keepdims=True))


def _over_unsaid_examples(evaluator: Evaluator, letter: str, node: Big, env: Env) -> Array | None:
    """Σ_{i=1}^m δ, of all errors at once: a sum over examples that its body does not name; None for any other."""
    is_said = any(isinstance(n, Name) and n.text == letter for n in node.body.walk())
    if is_said or evaluator.reading.examples == 1 or letter not in evaluator.habits.example_letters:
        return None
    value = evaluator.array(node.body, env)
    axis = 0 if evaluator.reading.rows else 1
    has_examples = value.ndim == 2 and value.shape[axis] == evaluator.reading.examples
    return value.sum(axis=axis, keepdims=True) if has_examples else None


def _outside(evaluator: Evaluator, node: Big, letters: list[str]) -> tuple[Node, Node] | None:
    r"""The sum, and what stands behind it, of \sum_j {w_j a_j + b}: braces that no one sees hold nothing together."""
    body = node.body
    if node.kind != "sum" or not isinstance(body, Addition):
        return None
    terms = list(zip(body.terms, body.signs, strict=True))
    inside = [(t, s) for t, s in terms if set(letters) & set(_indices(evaluator, t))]
    outside = [(t, s) for t, s in terms if not set(letters) & set(_indices(evaluator, t))]
    if not inside or not outside:
        return None
    sums = [Addition(body.span, tuple(t for t, _ in part), tuple(s for _, s in part)) for part in (inside, outside)]
    return replace(node, body=sums[0]), sums[1]


def _indices(evaluator: Evaluator, node: Node) -> list[str]:
    """All letters that entries have."""
    return [name_of(n) for m in mentions(node, evaluator.habits) for n in (*m.units, m.example) if n is not None]


def _sizes(evaluator: Evaluator, node: Big, letters: list[str], env: Env) -> dict[str, int]:
    """How many values each letter has: what the limit is declared to be, else what it indexes."""
    world = evaluator.world
    sizes = {t: size_of(world, t, node.body, env) for t in letters}
    limit = name_of(node.upper)
    is_declared = len(letters) == 1 and limit and limit in world.sizes and world.declared
    return {letters[0]: world.sizes[limit]} if is_declared else sizes


def _over_indices(evaluator: Evaluator, node: Big, sizes: dict[str, int], env: Env) -> Array:
    if (whole := _of_batch(evaluator, node, list(sizes), env)) is not None:
        return whole
    total: Array | None = None
    for place in product(*(range(size) for size in sizes.values())):
        inner = env.bound(**dict(zip(sizes, place, strict=True)))
        if _is_left_out(node.lower, inner):
            continue
        term = evaluator.array(node.body, inner)
        total = term if total is None else np.asarray(_TERMS[node.kind](total, term))
    if total is None:
        return number(0.0 if node.kind == "sum" else 1.0)
    return total


def _extreme(sign: int) -> Callable[[Array, Array], Array]:
    """The larger of two, or the smaller, by their real parts: what is moved a little has an imaginary one."""
    return lambda a, b: np.where(sign * np.real(a) >= sign * np.real(b), a, b)


_TERMS: dict[str, Callable[[Array, Array], Array]] = {
    "sum": np.add, "prod": np.multiply, "max": _extreme(1), "min": _extreme(-1),
}  # fmt: skip


def _of_batch(evaluator: Evaluator, node: Big, letters: list[str], env: Env) -> Array | None:
    """Σ_{i=1}^m of what names no i: a whole batch, summed over its examples; None for any other sum."""
    reading = evaluator.reading
    if node.kind != "sum" or len(letters) != 1 or upper_name(node) not in COUNTED:
        return None
    if any(isinstance(n, Name) and n.text == letters[0] for n in node.body.walk()):
        return None
    value = evaluator.array(node.body, env)
    axis = 0 if reading.rows else 1
    if value.ndim != 2 or value.shape[axis] != reading.examples:
        return None
    return np.asarray(value.sum(axis=axis, keepdims=True))


def _is_left_out(lower: Node | None, env: Env) -> bool:
    """Σ_{k ≠ i} leaves i out."""
    if not isinstance(lower, Relation) or lower.sign not in UNEQUAL:
        return False
    return index_of(lower.left, env) == index_of(lower.right, env)


# ---- layers


def counts_layers(evaluator: Evaluator, letter: str, body: Node) -> bool:
    """Whether a sum runs over layers."""
    if letter not in evaluator.habits.layer_letters:
        return False
    layers = [shift_of(m.layer) for m in mentions(body, evaluator.habits) if m.layer is not None]
    return any(s is not None and s[0] == letter for s in layers)


def _over_layers(evaluator: Evaluator, node: Big, letter: str, lower: Relation, env: Env) -> Value:
    """Σ_{l=1}^{L} over layers; those that do not exist under the reading are left out."""
    if node.upper is None:
        raise Unclear("a sum over layers without an end", node)
    start, stop = evaluator.world.layer(lower.right, env), evaluator.world.layer(node.upper, env)
    total = number(0.0)
    for layer in range(start or 0, (stop or 0) + 1):
        try:
            total = np.asarray(total + evaluator.array(node.body, env.bound(**{letter: layer})))
        except Absent:
            continue
    return total


# ---- sums without limits


def letters_left_open(evaluator: Evaluator, body: Node, env: Env) -> list[str]:
    """Letters of entries that nothing binds: a sum without limits runs over them."""
    found = []
    for mention in mentions(body, evaluator.habits):
        for unit in (*mention.units, *([mention.example] if mention.example is not None else [])):
            text = name_of(unit)
            if text and not text.isdigit() and text not in env.letters and text not in found:
                found.append(text)
    return found


def _total(evaluator: Evaluator, node: Big, env: Env) -> Value:
    r"""A sum that names no index: over the examples where there are several, else over all entries; not of a matrix.

    The squares of a matrix of weights are added, \sum W_1^2, for they are of no example.
    """
    reading = evaluator.reading
    value = evaluator.array(node.body, env)
    if value.ndim == 2 and reading.examples > 1:
        axis = 0 if reading.rows else 1
        if value.shape[axis] == reading.examples:
            return value.sum(axis=axis, keepdims=True)
    is_matrix = value.ndim == 2 and 1 not in value.shape and not _is_square_of_weights(evaluator, node.body)
    return value if is_matrix else np.asarray(value.sum())


def _is_square_of_weights(evaluator: Evaluator, body: Node) -> bool:
    """Whether it is W_1^2."""
    found = mention_of(body, evaluator.habits)
    return found is not None and found.base in WEIGHTS and name_of(found.power) == "2" and not found.units
