r"""Decimal commas: 0{,}25, and 0,25 in a text that writes its numbers so, are read as 0.25.

A comma may as well stand between indices, between the entries of a list or before thousands; so a plain one is taken
for a decimal comma only where the text has several like 0,25, and none of its numbers has a decimal point.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from symbackprop.parsing.containers.displays import Display
from symbackprop.parsing.containers.excerpts import Excerpt

_POINT = re.compile(r"\d\.\d")
_BRACED = re.compile(r"(?<=\d)\{,\}(?=\d)")
_PLAIN = re.compile(r"(?<![\d.,])\d+(,)\d+(?![\d.,]*\s*[,\d])")
_TELLING = re.compile(r"(?<![\d.,\[{])-?\b0,\d{2,}(?!\d*,)")
_SCRIPT = re.compile(r"[_^]\s*\{[^{}]*\}")
_INDICES = re.compile(r"_\s*\{[^{}]*\}|\^\s*\{\s*[(\[][^{}]*\}")
_LIST = re.compile(r"[(\[{]\s*\d,\d\s*(?:\\?[)\]}])")
MANY = 2
"""How many numbers like 0,25 show that commas are decimal."""


def with_decimal_points(displays: Sequence[Display]) -> list[Display]:
    """The displays of a document with points in its numbers, where it writes commas."""
    texts = [_SCRIPT.sub("", display.expanded.text) for display in displays]
    has_points = any(_POINT.search(text) for text in texts)
    is_plain = not has_points and sum(len(_TELLING.findall(text)) for text in texts) >= MANY
    if has_points or not (is_plain or any(_BRACED.search(text) for text in texts)):
        return [*displays]
    return [replace(d, expanded=_pointed(d.expanded, is_plain)) for d in displays]


def _pointed(text: Excerpt, is_plain: bool) -> Excerpt:
    """A formula with points in its numbers."""
    changes = [(m.start(), m.end(), ".") for m in _BRACED.finditer(text.text)]
    if is_plain:
        apart = [m.span() for pattern in (_INDICES, _LIST) for m in pattern.finditer(text.text)]
        changes += [(at, at + 1, ".") for at in _commas(text.text, apart)]
    return text.rewritten(sorted(changes)) if changes else text


def _commas(text: str, apart: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Where the decimal commas stand."""
    for found in _PLAIN.finditer(text):
        if not any(start <= found.start(1) < end for start, end in apart):
            yield found.start(1)
