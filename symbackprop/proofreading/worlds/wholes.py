"""Whole quantities from their definitions: a formula as it stands, or entry by entry, example by example."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import product

import numpy as np

from symbackprop.parsing.latex.tree import Big, Group, Name, Node
from symbackprop.proofreading.lexicon.definitions import Definition
from symbackprop.proofreading.lexicon.free_letters import free_letters
from symbackprop.proofreading.lexicon.siblings import has_own_numbers
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import Mention, mentions
from symbackprop.proofreading.vocabulary.quantities import COSTS, Key
from symbackprop.proofreading.vocabulary.values import Array, Misfit, Unclear, is_scalar
from symbackprop.proofreading.worlds.evaluator import Evaluator
from symbackprop.proofreading.worlds.shapes import Shaper
from symbackprop.proofreading.worlds.sizes import size_of


def defined(evaluator: Evaluator, key: Key, definition: Definition, env: Env) -> Array:
    """The value that a definition gives to a whole quantity.   Raises: Unclear, Misfit."""
    mention, body, world = definition.mention, definition.body, evaluator.world
    letters = [name_of(u) for u in mention.units]
    Shaper(world).learn(key, definition, env)
    if not letters or all(t.isdigit() for t in letters):
        value = _by_examples(evaluator, mention, _of_all_outputs(evaluator, mention, body), env)
        _check(evaluator, key, value)
        return value
    if not all(t and not t.isdigit() for t in letters):
        raise Unclear("this entry is no general one", mention.node)
    order = reversed(letters) if evaluator.reading.rows and len(letters) == 2 else letters
    sizes = {t: size_of(world, t, body, env, key, at) for at, t in enumerate(order)}
    env = replace(env, sizes={**env.sizes, **sizes})
    cells = {}
    for place in product(*(range(sizes[t]) for t in letters)):
        bound = env.bound(**dict(zip(letters, place, strict=True)))
        cells[place] = _by_examples(evaluator, mention, body, bound)
    first = next(iter(cells.values()))
    if len(letters) == 1 and first.size > 1 and first.shape[0] == len(cells) and _are_same(cells.values()):
        return first  # a_j = σ(z), all of them at once
    return _stacked(cells, [sizes[t] for t in letters], mention, evaluator.reading.rows)


def _of_all_outputs(evaluator: Evaluator, mention: Mention, body: Node) -> Node:
    """Σ_i (a_i − y_i)²/2 for C = (a_i − y_i)²/2: the cost of every output, where an index stands on two quantities.

    Not of a cost with sums, which would bind what it means to bind.
    """
    habits = evaluator.habits
    if mention.base not in COSTS or mention.label or any(isinstance(n, Big) for n in body.walk()):
        return body
    counted = [name_of(u) for m in mentions(body, habits) for u in m.units]
    open_letters = [t for t, kind in free_letters(body, habits).items() if kind == "unit" and counted.count(t) > 1]
    for letter in open_letters if not set(open_letters) & habits.example_letters else ():
        body = Big(body.span, "sum", Group(body.span, body, "(", ")"), Name(body.span, letter))
    return body


def _are_same(arrays: Iterable[Array]) -> bool:
    first, *others = arrays
    return all(a.shape == first.shape and np.array_equal(a, first) for a in others)


def by_analogy(evaluator: Evaluator, key: Key) -> Array | None:
    """net_{o2} as net_{o1}, with weights of its own, where the document spells out the first only."""
    world = evaluator.world
    stem = key.label.rstrip("0123456789")
    if not stem or stem == key.label or key.tag or world.overrides.get(key) is not None:
        return None
    trouble: Unclear | None = None
    others = (d for d in world.lexicon.definitions if d not in world.active)
    for definition in (*world.active, *others):
        own = definition.mention
        if world.fold(own.base) != key.base or own.label == key.label or own.label.rstrip("0123456789") != stem:
            continue
        if has_own_numbers(definition.body):
            continue
        try:
            return defined(evaluator, key, definition, Env(renamed=(own.label, key.label)))
        except Unclear as unclear:
            trouble = trouble or unclear
    if trouble is not None:
        raise trouble
    return None


def _check(evaluator: Evaluator, key: Key, value: Array) -> None:
    """A layer's values have its width; another shape shows that the definition is read wrongly.

    Not where numbers are printed, which have the shapes that they have.
    """
    world = evaluator.world
    is_state = key.base in ("z", "a", "h", "delta") and not key.tag and world.habits.has_layers
    if not is_state or key.layer is None or value.size <= 1 or not world.draws_functions:
        return
    if value.shape != world.batch_shape(world.width(key.layer)):
        raise Misfit(f"{key.base} of layer {key.layer} has another shape than its layer")


def _by_examples(evaluator: Evaluator, mention: Mention, body: Node, env: Env) -> Array:
    """The value, that of one example after another where the definition is for one."""
    letter = name_of(mention.example)
    if not letter or letter.isdigit():
        return evaluator.array(body, env)
    reading = evaluator.reading
    columns = [evaluator.array(body, env.bound(**{letter: i})) for i in range(reading.examples)]
    return joined(columns, axis=0 if reading.rows else 1)


def _stacked(cells: dict[tuple[int, ...], Array], sizes: list[int], mention: Mention, rows: bool) -> Array:
    """The entries of a vector or a matrix in their places."""
    if len(sizes) == 2:
        out = np.zeros(sizes, dtype=complex)
        for place, value in cells.items():
            if not is_scalar(value):
                raise Misfit("an entry of a matrix that is no number", mention.node)
            out[place] = value.reshape(())
        return out
    if len(sizes) != 1:
        raise Unclear("more than two indices", mention.node)
    return joined([cells[n,] for n in range(sizes[0])], axis=1 if rows else 0)


def joined(parts: list[Array], axis: int) -> Array:
    """Numbers and blocks one after another."""
    return np.concatenate([p.reshape(1, 1) if p.ndim == 0 else p for p in parts], axis=axis)
