"""Weights that a text writes out entry by entry: W^{(2)} as a table of 4 rows and 3 columns is between 3 and 4 units.

What such a text says with numbers of units is about layers of these sizes.
"""

from collections.abc import Iterator, Sequence

from symbackprop.parsing.latex.tree import Grid, Node
from symbackprop.proofreading.lexicon.definitions import Formula, Lexicon, Written, sides_of
from symbackprop.proofreading.vocabulary.marks import name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, mention_of

Entry = tuple[int, int, int]
"""The layer of a weight and its two indices."""


def find_written_weights(lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
    """Learn the sizes of the weights that are written out, where several layers have one each."""
    found: dict[int, Written] = {}
    grids = (n for side in sides_of(formulas) for n in side.walk() if isinstance(n, Grid))
    for own in (w for grid in grids for w in _written(grid, lexicon)):
        if found.setdefault(own.layer, own) != own:
            return
    lexicon.written = tuple(found.values()) if len(found) > 1 else ()


def widths_of(written: Sequence[Written], leaving: bool) -> dict[int, int]:
    """How many units each layer has; none where two tables say otherwise."""
    found: dict[int, int] = {}
    for own in written:
        above = own.layer + leaving
        for layer, size in ((above, own.rows), (above - 1, own.columns)):
            if found.setdefault(layer, size) != size:
                return {}
    return found


def _written(grid: Grid, lexicon: Lexicon) -> Iterator[Written]:
    """What a table of all weights of a layer tells, W or its transpose."""
    rows, columns = len(grid.rows), len(grid.rows[0]) if grid.rows else 0
    if rows * columns < 2 or any(len(row) != columns for row in grid.rows):
        return
    cells = [[_entry(cell, lexicon) for cell in row] for row in grid.rows]
    first = cells[0][0]
    if first is None:
        return
    layer = first[0]
    places = [(r + 1, c + 1) for r in range(rows) for c in range(columns)]
    flat = [cell for row in cells for cell in row]
    if flat == [(layer, r, c) for r, c in places]:
        yield Written(layer, rows, columns)
    elif flat == [(layer, c, r) for r, c in places]:
        yield Written(layer, columns, rows)


def _entry(cell: Node, lexicon: Lexicon) -> Entry | None:
    own = mention_of(cell, lexicon.habits)
    shift = shift_of(own.layer) if own is not None and own.layer is not None else None
    if own is None or shift is None or shift[0] or own.base not in WEIGHTS or len(own.units) != 2:
        return None
    one, other = map(name_of, own.units)
    return (shift[1], int(one), int(other)) if one.isdigit() and other.isdigit() else None
