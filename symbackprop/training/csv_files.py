"""CSV files of examples: one a line, the inputs first and the target last; a first line of names is allowed."""

import csv
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from symbackprop.errors import DataError, excerpt
from symbackprop.training.arrays import Array, is_whole

TARGET_NAMES = ("y", "label", "class", "target")
CLASSES = "classes are counted: write 0, 1, 2, … for their names"
Row = tuple[int, str, list[str]]  # the number of the line, the line, its cells


def read_csv(path: Path) -> tuple[Array, Array]:
    """Inputs (m, n) and targets (m,): the column that the first line names y, label, class or target, else the last.

    Raises: DataError at the line and column of what is no number.
    """
    rows = list(_rows(path))
    if not rows:
        raise DataError(f"{path}: the file is empty", expected="one example a line: inputs, then the target")
    names = rows[0][2] if not any(_is_number(cell) for cell in rows[0][2]) else []
    body = rows[1:] if names else rows
    width = len(rows[0][2])
    if width < 2:
        raise DataError(
            f"{path}: one column is no example",
            text=excerpt(rows[0][1])[0],
            expected="inputs, then the target, with commas between them",
            hint=_separators(rows[0][1]),
        )
    if not body:
        raise DataError(f"{path}: the file has names and no examples", text=excerpt(rows[0][1])[0])
    table = np.array([_numbers(path, row, width) for row in body])
    targets = [k for k, name in enumerate(names) if name.strip().lower() in TARGET_NAMES]
    if len(targets) > 1:
        raise DataError(
            f"{path}: there are {len(targets)} columns with the name of a target",
            text=excerpt(rows[0][1])[0],
            expected=f"one of {', '.join(TARGET_NAMES)}",
        )
    target = targets[0] if targets else width - 1
    y = table[:, target]
    x = np.delete(table, target, axis=1)
    return x, y.astype(np.int64) if is_whole(y).all() else y


def _rows(path: Path) -> Iterator[Row]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: the file is not text in UTF-8", got=f"byte {error.start}") from None
    except OSError as error:
        raise DataError(f"{path}: the file cannot be read", got=error.strerror or str(error)) from None
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield number, line, next(csv.reader([line]))


def _numbers(path: Path, row: Row, width: int) -> list[float]:
    number, line, cells = row
    if len(cells) != width:
        raise DataError(
            f"{path}:{number}: the line has {len(cells)} columns", text=excerpt(line)[0], expected=f"{width}, as before"
        )
    for position, cell in enumerate(cells):
        if not _is_number(cell) or not math.isfinite(float(cell)):
            column = sum(len(c) + 1 for c in cells[:position]) if '"' not in line else line.find(cell)
            shown, at = excerpt(line, column)
            raise DataError(
                f"{path}:{number}:{column + 1}: column {position + 1} is not a finite number",
                text=shown,
                column=at,
                width=len(cell),
                expected="a number such as 0.5",
                got=repr(cell) if cell.strip() else "nothing",
                hint=_separators(line) or (CLASSES if position == width - 1 else ""),
            )
    return [float(cell) for cell in cells]


def _separators(line: str) -> str:
    """What to do about a line whose columns are parted by something else."""
    for separator, name in ((";", "semicolons"), ("\t", "tabs")):
        if separator in line:
            return f"there are {name} in the line: write commas between the columns, and points in the numbers"
    return ""


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return "_" not in cell  # Python reads 1_000 as a number; a table does not
