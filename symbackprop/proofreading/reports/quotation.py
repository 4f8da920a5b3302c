"""A statement as its author wrote it, with carets under what is to blame.

In a notebook the file holds escaped text; what is shown is what the author sees, with the same places.
"""

import re
from dataclasses import dataclass

from symbackprop.parsing.containers.displays import Container, Original

WIDEST = 110
MOST_LINES = 4
_ESCAPE = re.compile(r'\\u[0-9a-fA-F]{4}|\\n",?\s*"|",\s*"|\\.|[\r\t]', re.DOTALL)
_SHORT = {"n": "\n", "t": " ", "r": "", "b": "", "f": ""}


@dataclass(frozen=True)
class Quotation:
    """Lines of text, and the columns of one of them that are marked (none where nothing is)."""

    lines: tuple[str, ...]
    marked: int = -1
    column: int = 0
    width: int = 0

    def with_carets(self) -> list[tuple[str, bool]]:
        """The lines in order; True for the one that is made of carets."""
        shown: list[tuple[str, bool]] = []
        for number, line in enumerate(self.lines):
            shown.append((line, False))
            if number == self.marked:
                shown.append((" " * self.column + "^" * max(1, self.width), True))
        return shown


def quotation(original: Original, outer: tuple[int, int], marked: tuple[int, int] | None = None) -> Quotation:
    """The characters of a statement, as lines that fit a screen, with what is marked in the middle."""
    text, places = _readable(original, *outer)
    start = end = -1
    if marked is not None:
        inside = [at for at, place in enumerate(places) if marked[0] <= place < max(marked[1], marked[0] + 1)]
        if inside:
            start, end = inside[0], inside[-1] + 1
    lines = _lines(text)
    at = next((n for n, (first, line) in enumerate(lines) if first <= start < first + len(line)), None)
    if at is None:
        more = ["…"] if len(lines) > MOST_LINES else []
        return Quotation((*(_cut(line, 0, 0)[0] for _, line in lines[:MOST_LINES]), *more))
    begin = max(0, min(at - 1, len(lines) - MOST_LINES))
    kept = lines[begin : begin + MOST_LINES]
    first, line = lines[at]
    end = min(end, first + len(line))
    found, column, width = _cut(line, start - first, end - first)
    shown = [found if number == at - begin else _cut(other, 0, 0)[0] for number, (_, other) in enumerate(kept)]
    return Quotation(tuple(shown), at - begin, column, width)


def _lines(text: str) -> list[tuple[int, str]]:
    """The lines that say something, each with where it begins."""
    found = [(line.start() + len(line[0]) - len(line[0].lstrip()), line[0].strip())
             for line in re.finditer(r"[^\n]+", text) if line[0].strip()]  # fmt: skip
    return found or [(0, "")]


def _readable(original: Original, start: int, end: int) -> tuple[str, list[int]]:
    """The text as the author sees it, and the character of the file that each one stands for."""
    text = original.text[start:end]
    if original.container is not Container.NOTEBOOK:
        return text.replace("\t", " ").replace("\r", " "), list(range(start, end))
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for escape in _ESCAPE.finditer(text):
        for piece, where in ((text[at : escape.start()], at), (_unescaped(escape[0]), escape.start())):
            pieces.append(piece)
            places += range(start + where, start + where + len(piece))
        at = escape.end()
    pieces.append(text[at:])
    places += range(start + at, end)
    return "".join(pieces), places


def _unescaped(escape: str) -> str:
    if escape[0] == '"' or escape.startswith("\\n"):
        return "\n"
    if escape.startswith("\\u"):
        return chr(int(escape[2:], 16))
    return _SHORT.get(escape[1], escape[1]) if escape[0] == "\\" else " "


def _cut(line: str, start: int, end: int) -> tuple[str, int, int]:
    """A line as wide as a screen, around some of its characters; their column and width in cells of a terminal."""
    from rich.cells import cell_len

    if len(line) > WIDEST:
        first = max(0, min(start - WIDEST // 3, len(line) - WIDEST))
        last = min(len(line), first + WIDEST)
        before, after = "…" if first else "", "…" if last < len(line) else ""
        shift = len(before) - first
        line, start, end = before + line[first:last] + after, start + shift, min(end, last) + shift
    return line, cell_len(line[:start]), cell_len(line[start:end])
