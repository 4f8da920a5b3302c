"""The doors for programs: a document in, a report out."""

import re
from os import PathLike
from pathlib import Path, PurePath

from symbackprop.errors import UsageError
from symbackprop.parsing.containers.reading import SUFFIXES
from symbackprop.proofreading.files import TextFile
from symbackprop.proofreading.reports.report import DocumentReport
from symbackprop.proofreading.worlds.effort import SECONDS

_KINDS = (
    (re.compile(r"\\documentclass|\\begin\s*\{document\}|^\s*\\(?:sub)*section\b", re.MULTILINE), "text.tex"),
    (re.compile(r'\s*\{\s*"(?:cells|metadata|nbformat)"'), "text.ipynb"),
    (re.compile(r"\s*<(?:!doctype|html|\?xml)", re.IGNORECASE), "text.html"),
    (re.compile(r"^\.\. math::|:math:`", re.MULTILINE), "text.rst"),
)


def check_document(
    document: str | PathLike[str],
    *,
    name: str | None = None,
    notation: str | None = None,
    cost: str | None = None,
    seconds: float = SECONDS,
) -> DocumentReport:
    r"""Proofread a document: which of its equations hold, and what to write where one does not.

    `document` is a path, or the text itself; `name` says what kind a text is ("notes.md", "notes.tex"), where the text
    does not show it.  What the text leaves open, `notation` and `cost` may say: they are what it is read with first.

    >>> report = check_document(r"With $z = w a + b$ and $a = \sigma(z)$ ...")  # doctest: +SKIP
    >>> report.refuted  # doctest: +SKIP
    ()

    Raises: UsageError for a file that is not there; DocumentError for what is no document.
    """
    from symbackprop.proofreading.proofreader import proofread

    text, named = _given(document, name)
    return proofread(text, named, notation=notation, cost=cost, seconds=seconds)


def _given(document: str | PathLike[str], name: str | None) -> tuple[str, str]:
    """The text, and what it is called."""
    if not isinstance(document, str | PathLike):
        raise UsageError(f"check_document takes a text or a path, not {type(document).__name__}")
    if isinstance(document, PathLike) or _is_path(document):
        path = Path(document)
        if not path.is_file():
            raise UsageError(f"{path}: there is no such file")
        return TextFile.read(path).text, name or str(path)
    return document, name or kind_of(document)


def kind_of(text: str) -> str:
    """A name for a text that has none, which says what kind of document it is: text.md, text.tex, …"""
    return next((kind for sign, kind in _KINDS if sign.search(text)), "text.md")


def _is_path(text: str) -> bool:
    """Whether a string is meant as a path: one line without mathematics, that ends as documents do."""
    if "\n" in text or len(text) > 400 or any(sign in text for sign in ("$", "\\(", "\\[")):
        return False
    return bool(PurePath(text).suffix) and PurePath(text).suffix.lower() in SUFFIXES
