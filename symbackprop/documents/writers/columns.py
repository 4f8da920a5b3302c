"""How wide the columns of a table are: as wide as they are, or shares of a line that is too short for all of them."""

from collections.abc import Sequence
from math import sqrt

from symbackprop.documents import model
from symbackprop.typesetting.presentation import Math
from symbackprop.typesetting.widths import width

LINE = 43.0
"""The line of a table, in em."""
LETTER, CODE = 0.47, 0.53
"""The width of a letter of text and of code, in em."""
GUTTER = 1.0
CELL = 15.0
"""Mathematics is broken into rows of this width, if need be; code and text as they come."""


def cell_width(cell: model.Inlines) -> float:
    """About how wide a cell is, in em."""
    return sum(map(_width, cell))


def _width(inline: model.Inline) -> float:
    match inline:
        case model.Text(text):
            return LETTER * len(text)
        case model.CodeText(text):
            return CODE * len(text)
        case model.Emphasis(children) | model.Link(_, children):
            return cell_width(children)
        case model.Mathematics(formula):
            return _formula(formula.tree, formula.printed)
        case model.Reference(label):
            return LETTER * (len(label) + 2)
    return LETTER


def _least(inline: model.Inline) -> float:
    """How narrow an inline can be made."""
    match inline:
        case model.Mathematics(formula):
            return _formula(formula.fitted(CELL).tree, formula.printed)
        case model.Text(text):
            return LETTER * max((len(word) for word in text.split()), default=0)
        case model.CodeText(text):
            return min(CODE * len(text), CELL / 2)
    return min(_width(inline), CELL)


def _formula(tree: Math | None, printed: str) -> float:
    return CODE * len(printed) if tree is None else width(tree)


def shares(table: model.Table) -> list[float] | None:
    """The part of the line that each column gets; None when the table fits as it is.

    Each gets what it needs at least; the rest goes to those that are wider, by the root of their width.
    """
    columns = list(zip(*(table.head, *table.rows), strict=True))
    wanted = [max(map(cell_width, column)) for column in columns]
    line = LINE - GUTTER * len(columns)
    if sum(wanted) <= line:
        return None
    least = [max((_least(i) for cell in column for i in cell), default=1.0) for column in columns]
    return [w / LINE for w in _shared(least, wanted, line)]


def _shared(least: Sequence[float], wanted: Sequence[float], line: float) -> list[float]:
    """Widths between least and wanted that fill the line; all of them less where even the least are too wide."""
    found = [w * min(1.0, line / sum(least)) for w in least]
    while (rest := line - sum(found)) > 0.1:
        weights = [sqrt(w) if f < w else 0.0 for f, w in zip(found, wanted, strict=True)]
        part = rest / sum(weights)
        found = [min(max(f, w), f + part * by) for f, w, by in zip(found, wanted, weights, strict=True)]
    return found
