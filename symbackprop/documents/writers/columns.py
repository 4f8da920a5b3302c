"""How wide the columns of a table are: as wide as they are, or shares of a line that is too short for all of them."""

from collections.abc import Sequence
from math import sqrt

from symbackprop.documents import model
from symbackprop.typesetting.presentation import Math
from symbackprop.typesetting.widths import width

LINE = 43.0
"""The line of a table, in em."""
LETTER, CODE = 0.5, 0.53
"""The width of a letter of text and of code, in em."""
BOLD = 1.2
GUTTER = 1.0
CELL = 12.0
"""The width that a cell can be made to fit, in other rows; mathematics can be made smaller too, which words cannot."""


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
    """How narrow an inline can be made without harm."""
    if isinstance(inline, model.Mathematics):
        return _formula(inline.formula.fitted(CELL).tree, inline.formula.printed)
    return max(_words(inline), min(_width(inline), CELL))


def _words(inline: model.Inline) -> float:
    """The longest word of an inline."""
    match inline:
        case model.Text(text):
            return LETTER * max((len(word) for word in text.split()), default=0)
        case model.CodeText(text):
            return min(CODE * len(text), CELL / 3)
        case model.Mathematics():
            return 0.0
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
    words, least = ([max((of(i) for cell in column for i in cell), default=1.0) for column in columns]
                    for of in (_words, _least))  # fmt: skip
    bold = [BOLD * max(map(_words, head), default=0.0) for head in table.head]
    words, least = ([max(pair) for pair in zip(widths, bold, strict=True)] for widths in (words, least))
    return [w / LINE for w in _shared(words, least, wanted, line)]


def _shared(words: Sequence[float], least: Sequence[float], wanted: Sequence[float], line: float) -> list[float]:
    """Widths up to those that are wanted that fill the line; less than the least where there is no room for them."""
    excess = sum(least) - sum(words)
    part = min(1.0, max(0.0, line - sum(words)) / excess) if excess else 1.0
    found = [w + part * (at_least - w) for w, at_least in zip(words, least, strict=True)]
    while (rest := line - sum(found)) > 0.1:
        weights = [sqrt(w) if f < w else 0.0 for f, w in zip(found, wanted, strict=True)]
        if not any(weights):
            break
        part = rest / sum(weights)
        found = [min(max(f, w), f + part * by) for f, w, by in zip(found, wanted, weights, strict=True)]
    return found
