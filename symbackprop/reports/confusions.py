"""The confusion matrix: how many examples of each class were taken for which."""

from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np

from symbackprop.reports.drawings import BAD, FAINT, GOOD, framed, n, text

Array = np.ndarray[Any, np.dtype[Any]]
MOST = 20
"""With more classes a matrix is a carpet, and the most frequent confusions say more."""
_CELL = 44.0


def count_confusions(labels: Array, predicted: Array, classes: int) -> Array:
    """Entry (j, k): the number of examples of class j that were taken for class k."""
    found = np.zeros((classes, classes), np.int64)
    np.add.at(found, (labels, predicted), 1)
    return found


def draw_confusions(counts: Array, names: Sequence[str]) -> str:
    """The matrix, a row for each class, with the numbers in the cells; rows sum to the examples of the class."""
    cell = _CELL if len(counts) <= 12 else _CELL * 12 / len(counts)
    longest = max(map(len, names))
    head = 84.0 if longest <= 3 else 30 + 7.0 * longest
    top = 52.0 if longest <= 3 else 34 + 4.6 * longest
    parts = [text(head - 10, 16, "true class", "end", 13, FAINT), text(head + 4, 16, "taken for", "start", 13, FAINT)]
    for j, name in enumerate(names):
        across, down = head + (j + 0.5) * cell, top + (j + 0.5) * cell
        parts.append(text(head - 10, down + 5, name, "end"))
        parts.append(text(across, top - 8, name, *(("start", 13, "currentColor", -40) if longest > 3 else ())))
    for (j, k), count in np.ndenumerate(counts):
        share = count / max(1, counts[j].sum())
        x, y = head + k * cell, top + j * cell
        if count:
            opacity = 0.06 + 0.44 * sqrt(share)
            parts.append(
                f'<rect x="{n(x + 1)}" y="{n(y + 1)}" width="{n(cell - 2)}" height="{n(cell - 2)}" rx="3" '
                f'fill="{GOOD if j == k else BAD}" fill-opacity="{n(opacity)}"/>'
            )
        colour, size = ("currentColor", cell * 0.32) if count else (FAINT, cell * 0.26)
        parts.append(
            text(x + cell / 2, y + cell / 2 + size * 0.36, str(count) if count else "·", size=size, colour=colour)
        )
    right = int(np.trace(counts))
    said = f"{right} of {int(counts.sum())} examples stand on the diagonal: their class was found."
    return framed(head + len(counts) * cell + head / 2, top + len(counts) * cell + 6, "Confusion matrix", said, parts)


def frequent(counts: Array, names: Sequence[str], most: int = 8) -> list[tuple[str, str, int, float]]:
    """The most frequent confusions: class, what it was taken for, how often, and the share of the class."""
    wrong = counts - np.diag(np.diag(counts))
    places = np.argsort(-wrong, axis=None, kind="stable")[:most]
    pairs = [divmod(int(place), len(counts)) for place in places]
    return [
        (names[j], names[k], int(wrong[j, k]), wrong[j, k] / max(1, counts[j].sum())) for j, k in pairs if wrong[j, k]
    ]
