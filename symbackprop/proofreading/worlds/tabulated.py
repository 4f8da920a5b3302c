"""Tables that a text writes out entry by entry: a matrix reshaped as a column, or one of the sizes of an example."""

from collections.abc import Iterator

import numpy as np

from symbackprop.parsing.latex.tree import FAMILIES, Big, Grid, Node
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import mentions
from symbackprop.proofreading.vocabulary.quantities import Key
from symbackprop.proofreading.vocabulary.values import Array, close
from symbackprop.proofreading.worlds.keys import key_of
from symbackprop.proofreading.worlds.ones import ONES
from symbackprop.proofreading.worlds.world import World

OF_EXAMPLE = "what is written out has the sizes of an example"


def writes_entries_out(formula: Formula, habits: Habits) -> bool:
    """Whether a statement has a table of entries, z_{1,1} and z_{1,2}: then its sizes are those of an example."""
    return any(_has_entries(grid, habits) for grid in _grids(formula))


def counts_ones(formula: Formula, habits: Habits) -> bool:
    r"""Whether a statement has a number of ones, \mathbf{1}_{1,2}: it is that of an example."""
    found = (m for s in formula.sides for m in mentions(s, habits) if m.base in ONES)
    return any(name_of(u).isdigit() and name_of(u) != "1" for m in found for u in m.units)


def lists_entries(formula: Formula) -> bool:
    """Whether a statement has a vector or a matrix by its general entry."""
    sides = (s for s in (formula.left, formula.right) if s is not None)
    return any(isinstance(n, Big) and n.kind in FAMILIES for s in sides for n in s.walk())


def _grids(formula: Formula) -> Iterator[Grid]:
    for side in (formula.left, formula.right):
        if side is not None:
            yield from (n for n in side.walk() if isinstance(n, Grid))


def _has_entries(grid: Grid, habits: Habits) -> bool:
    cells: list[Node] = [cell for row in grid.rows for cell in row]
    return len(cells) > 1 and any(m.units for cell in cells for n in cell.walk() for m in mentions(n, habits))


def is_of_other_size(formula: Formula, world: World) -> bool:
    """Whether a table lists other entries of a matrix than it has here: up to z_{3,2}, where Z has four columns."""
    listed: dict[Key, set[tuple[int, ...]]] = {}
    for mention in (m for g in _grids(formula) for n in g.walk() for m in mentions(n, world.habits)):
        names = [name_of(u) for u in mention.units]
        if len(names) == 2 and all(t.isdigit() for t in names):
            listed.setdefault(key_of(world, mention, Env()), set()).add(tuple(map(int, names)))
    return any(_has_other_size(world, key, places) for key, places in listed.items() if not key.tag)


def _has_other_size(world: World, key: Key, places: set[tuple[int, ...]]) -> bool:
    known = world.values.get(key)
    rows, columns = (max(axis) for axis in zip(*places, strict=True))
    return known is not None and len(places) == rows * columns and known[0].shape != (rows, columns)


def is_reshaped(left: Array, right: Array) -> bool:
    """Whether one side is the other as a column, its rows or its columns one below another."""
    if left.size != right.size or left.shape == right.shape or left.ndim != 2 or right.ndim != 2:
        return False
    if 1 not in left.shape and 1 not in right.shape:
        return False
    column = right.reshape(-1)
    return (
        close(left.reshape(-1), column) or close(np.ravel(left.T), column) or close(left.reshape(-1), np.ravel(right.T))
    )
