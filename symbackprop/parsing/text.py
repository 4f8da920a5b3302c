"""The text of a statement: its sides, and errors that point into it."""

import ast
from dataclasses import dataclass
from typing import Any, Literal

from symbackprop.errors import UsageError

Sign = Literal["=", "==", ":="]
MOST_CHARACTERS = 2000
_OPEN, _CLOSED = "([{", ")]}"


@dataclass(frozen=True)
class Part:
    """One side of a statement: its syntax tree, and where it begins in the whole text."""

    text: str
    start: int
    source: str
    tree: ast.expr

    def fault(self, node: ast.expr, message: str, **parts: Any) -> UsageError:
        """An error with a caret under a node."""
        column, width = self.place(node)
        return UsageError(message, text=self.text, column=column, width=width, **parts)

    def place(self, node: ast.expr) -> tuple[int, int]:
        """The column of a node in the whole text, and its width."""
        first = self._characters(node.col_offset)
        last = first + 1 if node.end_col_offset is None else self._characters(node.end_col_offset)
        return self.start + first, max(1, last - first)

    def quoted(self, node: ast.expr) -> str:
        """The text of a node."""
        column, width = self.place(node)
        return self.text[column : column + width]

    def _characters(self, count: int) -> int:
        """Python's columns count bytes."""
        return len(self.source.encode()[:count].decode(errors="replace"))


def sides(text: str) -> tuple[Sign, tuple[Part, ...]]:
    """The sign of a statement, and its sides in order: two, or more in a chain a = b = c.

    Raises: UsageError for what is no statement, with a caret.
    """
    text = " ".join(text.split())
    if len(text) > MOST_CHARACTERS:
        raise UsageError("this statement is too long", expected=f"at most {MOST_CHARACTERS} characters")
    cuts = _signs(text)
    if not cuts:
        raise UsageError("this is no statement", text=text or " ", expected="left = right, left == right or name := …")
    sign = cuts[0][1]
    for at, other in cuts[1:]:
        if other != sign or sign == ":=":
            raise UsageError("one statement has one kind of sign", text=text, column=at, width=len(other))
    starts = [0, *(at + len(sign) for at, _ in cuts)]
    ends = [*(at for at, _ in cuts), len(text)]
    return sign, tuple(_part(text, start, end) for start, end in zip(starts, ends, strict=True))


def _signs(text: str) -> list[tuple[int, Sign]]:
    """The signs outside of all brackets."""
    found: list[tuple[int, Sign]] = []
    depth = at = 0
    while at < len(text):
        depth += (text[at] in _OPEN) - (text[at] in _CLOSED)
        sign: Sign | None = None
        if depth == 0 and text[at : at + 2] in ("==", ":="):
            sign = "==" if text[at] == "=" else ":="
        elif depth == 0 and text[at] == "=":
            sign = "="
        if sign is not None:
            found.append((at, sign))
        at += len(sign or " ")
    return found


def _part(text: str, start: int, end: int) -> Part:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    source = piece.strip()
    if not source:
        raise UsageError("one side is missing", text=text, column=min(start, len(text) - 1))
    try:
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        column = start + (getattr(error, "offset", None) or 1) - 1
        reason = getattr(error, "msg", None) or str(error)
        raise UsageError("this is no formula", text=text, column=min(column, len(text)), got=reason) from None
    return Part(text, start, source, tree)
