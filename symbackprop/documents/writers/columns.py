"""How wide the columns of a table are: as wide as they are, or shares of a line that is too short for all of them."""

from math import sqrt

from symbackprop.documents import model
from symbackprop.typesetting.lines import width

LINE = 92
"""The characters of a line of a table."""
NARROW = 16


def inline_width(inline: model.Inline) -> float:
    """About how many characters wide an inline is."""
    match inline:
        case model.Text(text) | model.CodeText(text):
            return len(text)
        case model.Emphasis(children) | model.Link(_, children):
            return cell_width(children)
        case model.Mathematics(formula):
            return len(formula.printed) * 0.6 if formula.tree is None else width(formula.tree)
        case model.Reference(label):
            return len(label) + 2
    return 1


def cell_width(cell: model.Inlines) -> float:
    """About how many characters wide a cell is."""
    return sum(inline_width(i) for i in cell)


def shares(table: model.Table) -> list[float] | None:
    """The part of the line that each column gets; None when the table fits as it is."""
    columns = list(zip(*(table.head, *table.rows), strict=True))
    widths = [max(cell_width(c) for c in column) for column in columns]
    if sum(widths) + 3 * len(widths) <= LINE:
        return None
    narrow = {n: w + 1 for n, w in enumerate(widths) if w <= NARROW}
    rest = LINE - 2 * len(widths) - sum(narrow.values())
    weights = {n: sqrt(w) for n, w in enumerate(widths) if n not in narrow}
    total = sum(weights.values())
    found = {**narrow, **{n: rest * w / total for n, w in weights.items()}}
    return [found[n] / LINE for n in range(len(widths))]
