"""A source file, and the places in it that a message points at."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symbackprop.errors import DocumentError, SymbackpropError


@dataclass(frozen=True)
class Place:
    """Characters on one line; lines and columns count from 0."""

    line: int
    column: int = 0
    width: int = 1


@dataclass(frozen=True)
class Source:
    """The name of a file as its reader knows it, and its text."""

    name: str
    text: str

    @classmethod
    def read(cls, path: Path) -> "Source":
        """The file as UTF-8.   Raises: DocumentError for a file that is not text."""
        try:
            return cls(str(path), path.read_text(encoding="utf-8"))
        except UnicodeDecodeError as error:
            raise DocumentError(f"{path}: this is no UTF-8 text ({error.reason} at byte {error.start})") from None
        except OSError as error:
            raise DocumentError(f"{path}: {error.strerror or error}") from None

    @property
    def lines(self) -> list[str]:
        """The lines without their ends."""
        return self.text.split("\n")

    def find(self, text: str, line: int, column: int = 0, last: int | None = None) -> Place:
        """Where some text stands, from a place on and up to a line; the beginning of the first line, if nowhere."""
        lines = self.lines
        for number in range(line, min(len(lines), line + 1 if last is None else last)):
            at = lines[number].find(text, column if number == line else 0)
            if at >= 0 and text:
                return Place(number, at, len(text))
        return Place(line, column, 1)

    def error(self, place: Place, message: str, **parts: Any) -> DocumentError:
        """An error that points at a place."""
        lines = self.lines
        text = lines[place.line] if place.line < len(lines) else ""
        indent = len(text) - len(text.lstrip())
        return DocumentError(
            f"{self.name}:{place.line + 1}:{place.column + 1}: {message}",
            text=text.strip() or " ",
            column=max(0, place.column - indent),
            width=place.width,
            **parts,
        )

    def pointed(self, place: Place, error: SymbackpropError) -> DocumentError:
        """Another part's error, with the place in the document that caused it."""
        if isinstance(error, DocumentError):
            return error
        lines = self.lines
        inner = error.text.splitlines()[-1] if error.text else ""
        at = lines[place.line].find(inner, place.column) if inner and place.line < len(lines) else -1
        text = ""
        if at >= 0 and error.column is not None:  # the error points into the very words that stand here
            place = Place(place.line, at + error.column, error.width)
        elif error.text and not self._stands(inner):
            text = f"in {error.text}"
        hint = "\n    ".join(part for part in (text, error.hint) if part)
        return self.error(place, error.headline, expected=error.expected, got=error.got, hint=hint)

    def _stands(self, text: str) -> bool:
        return text in self.text
