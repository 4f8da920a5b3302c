"""Files as documents: which ones a folder holds, and their text without a loss, so that repairs can be written back."""

import codecs
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from symbackprop.errors import DocumentError, UsageError
from symbackprop.parsing.containers.faults import MOST_CHARACTERS
from symbackprop.parsing.containers.reading import SUFFIXES

PASSED_OVER = {"node_modules", "site-packages", "__pycache__", "venv"}
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")


@dataclass(frozen=True)
class TextFile:
    """A file: its text with the line ends that it has, and how it is encoded."""

    path: Path
    text: str
    encoding: str
    mark: bytes = b""

    @classmethod
    def read(cls, path: Path) -> "TextFile":
        """The file at a path.   Raises: DocumentError for what is too long, or no text; OSError."""
        if path.stat().st_size > 4 * MOST_CHARACTERS:
            raise DocumentError(
                f"{path}: this document is too long", expected=f"at most {MOST_CHARACTERS:,} characters"
            )
        return cls.of(path, path.read_bytes())

    @classmethod
    def of(cls, path: Path, data: bytes) -> "TextFile":
        """What the bytes of a file hold.   Raises: DocumentError for what is no text."""
        mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", "utf-8"))
        body = data[len(mark) :]
        try:
            return cls(path, body.decode(encoding), encoding, mark)
        except UnicodeDecodeError as error:
            text = body.decode("latin-1")
            if mark or len(_CONTROLS.findall(text[:100_000])) > len(text[:100_000]) // 1000:
                where = f"byte {error.start + len(mark) + 1} is no {encoding}"
                raise DocumentError(f"{path}: this is no text", got=where) from None
            return cls(path, text, "latin-1")

    def encoded(self, text: str) -> bytes:
        """Another text as this file would hold it; what the encoding lacks makes it UTF-8."""
        try:
            return self.mark + text.encode(self.encoding)
        except UnicodeEncodeError:
            return text.encode("utf-8")


def documents_in(paths: Iterable[Path]) -> list[Path]:
    """The documents that some files and folders are, in order, each once.

    A file is taken whatever it is called; of a folder, and of all folders in it, those of known kinds, hidden ones and
    installed packages left out.

    Raises: UsageError for a path that leads nowhere, and for a folder without documents.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = list(_within(path))
            if not inside:
                known = ", ".join(suffix for suffix in SUFFIXES if suffix)
                raise UsageError(f"{path}: no documents in this folder", expected=f"files that end in {known}")
            found.update(dict.fromkeys(inside))
        elif path.exists():
            found[path] = None
        else:
            raise UsageError(f"{path}: there is no such file", hint=_nearest(path))
    return list(found)


def _within(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in PASSED_OVER)
        for name in sorted(names):
            suffix = Path(name).suffix.lower()
            if suffix and suffix in SUFFIXES and not name.startswith("."):
                yield Path(here, name)


def _nearest(path: Path) -> str:
    import difflib

    if not path.parent.is_dir():
        return ""
    others = {other.name: other for other in path.parent.iterdir()}
    near = difflib.get_close_matches(path.name, others, 1, 0.7)
    return f"did you mean {others[near[0]]} ?" if near else ""
