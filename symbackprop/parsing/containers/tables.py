"""Tables of numbers: a row `| $w_1$ | 0.15 |` under "value" says w_1 = 0.15, and a row of numbers below one of symbols.

Any other table says nothing by itself: only the formulas in its cells are read.
"""

import re
from collections.abc import Iterator, Sequence

from symbackprop.parsing.containers.assembly import Assembly
from symbackprop.parsing.containers.delimiters import Dialect
from symbackprop.parsing.containers.displays import Passage
from symbackprop.parsing.containers.excerpts import Excerpt

_CELL = re.compile(r"(?:\$[^$]*\$|\\.|[^|\\])+|(?<=\|)(?=\|)")
_SYMBOL = re.compile(r"\$[^$=<>≈|]*[A-Za-z][^$=<>≈|]*\$")
_NUMBER = re.compile(r"\$?\s*[-−+]?(?:\d+\.?\d*|\.\d+)\s*\$?")
_RULE = re.compile(r"[\s|:-]+")
_VALUE = re.compile(
    r"(?:initial |start(?:ing)? )?values?|initial|wert|valor(?: inicial)?|valeur|valore|waarde|wartość|hodnota|değer|"
    r"(?:начальное )?значение|(?:初始|取|数)?值|初期値|(?:초기)?값",
    re.IGNORECASE,
)


def read_table(assembly: Assembly, rows: Sequence[Excerpt], dialect: Dialect) -> None:
    """The formulas in the cells of a table, and the numbers that it gives."""
    cells = [[*_cells(row)] for row in rows if not _RULE.fullmatch(row.text)]
    given = _below_each_other(cells) or _side_by_side(cells)
    said = {row.span()[0] for _, _, row in given}
    for row in rows:
        if row.span()[0] not in said and not (given and row is rows[0]):
            assembly.scan(row, dialect)
    for symbol, number, row in given:
        joint = Excerpt.standing_for(" = ", symbol.span()[1], number.span()[0])
        ends = sorted((symbol.span(), number.span()))
        passage = Passage(assembly.path, row.text, 0, assembly.previous)
        latex = Excerpt.joined([symbol.stripped("$ "), joint, number.stripped("$ ")])
        assembly.add(latex, (ends[0][0], ends[-1][1]), "$", passage, is_display=False)


_Given = tuple[Excerpt, Excerpt, Excerpt]


def _cells(row: Excerpt) -> Iterator[Excerpt]:
    """The cells of a row."""
    inner = row.stripped().stripped("|")
    yield from (inner.cut(*found.span()).stripped() for found in _CELL.finditer(inner.text))


def _below_each_other(cells: Sequence[list[Excerpt]]) -> list[_Given]:
    """(a symbol, its number, where it is said) for a table with one of each in a row."""
    header = [cell.text for cell in cells[0]] if cells else []
    columns = [n for n, text in enumerate(header) if n and _VALUE.fullmatch(text)]
    if len(columns) != 1:
        return []
    pairs = [(row[0], row[columns[0]]) for row in cells[1:] if len(row) == len(header)]
    return [(s, n, s) for s, n in pairs if _SYMBOL.fullmatch(s.text) and _NUMBER.fullmatch(n.text)]


def _side_by_side(cells: Sequence[list[Excerpt]]) -> list[_Given]:
    """The same for a row of symbols above a row of numbers."""
    if len(cells) != 2 or len(cells[0]) != len(cells[1]):
        return []
    pairs = [(s, n) for s, n in zip(*cells, strict=True) if _SYMBOL.fullmatch(s.text)]
    is_said = len(pairs) > 1 and all(_NUMBER.fullmatch(n.text) for _, n in pairs)
    return [(s, n, n) for s, n in pairs] if is_said else []
