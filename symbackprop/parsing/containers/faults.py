"""Errors that point into a document, and the bounds that keep a hostile one from taking for ever."""

from typing import Any

from symbackprop.errors import DocumentError
from symbackprop.parsing.containers.displays import Original

MOST_CHARACTERS = 32_000_000
MOST_LINES = 100_000
MOST_DISPLAYS = 50_000
LONGEST_DISPLAY = 100_000
WIDEST_QUOTE = 100


def fault(original: Original, offset: int, message: str, **parts: Any) -> DocumentError:
    """An error at a character of the file, with the text of its line."""
    place, line = original.place(offset), original.line_of(offset)
    column = place.column - 1
    start = max(0, min(column - WIDEST_QUOTE // 2, len(line) - WIDEST_QUOTE))
    text = line[start : start + WIDEST_QUOTE]
    column -= start + len(text) - len(text.lstrip())
    return DocumentError(
        f"{original.name}:{place.line}:{place.column}: {message}",
        text=text.strip() or " ",
        column=max(0, column),
        **parts,
    )


def require_bounded(text: str, name: str) -> None:
    """Refuse what is no text, or too much of it.   Raises: DocumentError."""
    if len(text) > MOST_CHARACTERS:
        raise DocumentError(f"{name}: this document is too long", expected=f"at most {MOST_CHARACTERS:,} characters")
    if "\0" in text:
        at = text.index("\0")
        raise DocumentError(f"{name}: this is no text", got=f"a zero byte at character {at + 1}")


def require_lines(text: str, name: str) -> None:
    """Refuse what has too many lines to be read line by line.   Raises: DocumentError."""
    if text.count("\n") > MOST_LINES:
        raise DocumentError(f"{name}: this document has too many lines", expected=f"at most {MOST_LINES:,}")
