"""Sums and ones, read for all sizes: over the letters that a sum names, or over all that there is."""

from typing import TYPE_CHECKING

from sympy import Expr, Idx, Integer, KroneckerDelta

from symbackprop.language.indices import extent, summation
from symbackprop.parsing.latex.tree import (
    FAMILIES,
    Apply,
    Big,
    Node,
    Number,
    Relation,
)
from symbackprop.proofreading.proving.forms import Formal, number
from symbackprop.proofreading.proving.refusals import Unsaid
from symbackprop.proofreading.proving.signs import holds
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.marks import limit_letters, name_of
from symbackprop.proofreading.vocabulary.mentions import Mention
from symbackprop.proofreading.worlds.families import axis_of, family_sizes
from symbackprop.proofreading.worlds.ones import AXES, count_of
from symbackprop.proofreading.worlds.sizes import size_of
from symbackprop.proofreading.worlds.summation import counts_layers, letters_left_open
from symbackprop.proofreading.worlds.sums import over_names

if TYPE_CHECKING:
    from symbackprop.proofreading.proving.formalist import Formalist


def ones(f: "Formalist", mention: Mention, env: Env) -> Formal:
    """A matrix of ones; without sizes the number."""
    if not mention.units:
        return number(1)
    unit = mention.units[0]
    if len(mention.units) == 1 and isinstance(unit, Relation):
        return holds(f, unit, env)
    axes = tuple(_ones_axis(f, u, env) for u in mention.units)
    if len(axes) == 1:
        axes = (*axes, None)
    numbers = f.model.extents.numbers
    shape = tuple(1 if a is None else numbers[extent(a)] for a in axes)
    found = Formal(Integer(1), shape, axes)
    return f.algebra.turned(found) if mention.transposed else found


def _ones_axis(f: "Formalist", unit: Node, env: Env) -> Idx | None:
    length = count_of(f.interpreter, unit, env, alone=False)
    if length != 1 and isinstance(unit, Number):
        raise Unsaid("ones in a number")
    if isinstance(unit, Apply):
        called_by = name_of(unit.function) or getattr(unit.function, "text", "").strip()
        axis = f.array(unit.arguments[0], env).axes[AXES[called_by]]
        return None if axis is None else f.model.extents.axis(extent(axis))
    return f.algebra.axis(length)


def summed(f: "Formalist", node: Big, env: Env) -> Formal:
    """Σ over the letters below it."""
    if node.kind in FAMILIES:
        return listed(f, node, env)
    if node.kind != "sum":
        raise Unsaid(f"{node.kind} over an index")
    letters = limit_letters(node) or letters_left_open(f.interpreter, node.body, env)
    is_counted = len(letters) == 1 and isinstance(node.lower, Relation)
    if is_counted and counts_layers(f.interpreter, letters[0], node.body):
        raise Unsaid("a sum over layers")
    if not letters:
        return _total(f, node, env)
    if len(letters) == 1 and (terms := over_names(letters[0], node.body, f.lexicon)):
        found = f.array(terms[0], env)
        for term in terms[1:]:
            found = f.algebra.plus(found, f.array(term, env), 1)
        return found
    sizes = {t: size_of(f.world, t, node.body, env) for t in letters}
    own: list[Idx] = []
    for letter, size in sizes.items():
        env, axis = f.opened(env, letter, size)
        own += [axis] if axis is not None else []
    body = f.array(node.body, env)
    expr = body.expr * _left_in(f, node.lower, env)
    for i in reversed(own):
        expr = summation(expr, i)
    return body.named(expr)


def listed(f: "Formalist", node: Big, env: Env) -> Formal:
    """A vector or a matrix by its general entry; blocks side by side or one below another."""
    own: list[Idx | None] = []
    for letter, size in family_sizes(f.interpreter, node, env).items():
        env, axis = f.opened(env, letter, size)
        own.append(axis)
    value = f.array(node.body, env)
    if len(own) == 2 and value.is_scalar:
        return Formal(
            value.expr, tuple(1 if i is None else f.model.extents.numbers[extent(i)] for i in own), tuple(own)
        )
    at = axis_of(node, f.reading.rows, are_blocks=not value.is_scalar)
    if len(own) == 2 or own[0] is None:
        raise Unsaid("a table of arrays")
    return f._along(value, own[0], at)


def _left_in(f: "Formalist", lower: Node | None, env: Env) -> Expr:
    """Σ_{k ≠ i} leaves i out."""
    if not isinstance(lower, Relation) or lower.sign not in ("≠", "\\neq", "!=", "neq"):
        return Integer(1)
    return 1 - KroneckerDelta(f._index(lower.left, env), f._index(lower.right, env))


def _total(f: "Formalist", node: Big, env: Env) -> Formal:
    """A sum that names no index."""
    value = f.array(node.body, env)
    if len(value.shape) == 2 and f.reading.examples > 1:
        axis = 0 if f.reading.rows else 1
        if value.shape[axis] == f.reading.examples:
            return f.algebra.summed(value, axis)
    if len(value.shape) == 2 and 1 not in value.shape:
        return value
    return f.algebra.summed(value, None)
