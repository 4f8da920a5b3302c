r"""Rows of numbers without commas: [0.1 -0.7 0.2] as NumPy prints an array, \boxed{2}\boxed{3}\boxed{4} as cells drawn.

Two numbers side by side are never a product, and a sign right before a number with a space before it is that number's
own.  Where all that stands in square brackets is numbers, two of them with nothing between, they are read with commas.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from symbackprop.parsing.latex.tokens import Kind, Token

_NUMBER = r"\s*[-−]?\s*[0-9]*\.?[0-9]+\s*"
_BOX = rf"\\(?:boxed|fbox|framebox)\s*\{{({_NUMBER})\}}"
_BOXES = re.compile(rf"{_BOX}(?:(?:\s|\\[,;:! ])*{_BOX})+")
_BRACES = re.compile(r"\\[A-Za-z]+|[{}]")
_SIGNS = frozenset({"-", "+"})


def with_boxes_as_rows(text: str) -> str:
    r"""Cells side by side as a row in brackets, of as many characters: \boxed{2}\boxed{3} is [2 , 3]."""
    return _BOXES.sub(_row, text)


def _row(found: re.Match[str]) -> str:
    cells = _BRACES.sub(lambda mark: ("," if mark[0] == "}" else " ") + " " * (len(mark[0]) - 1), found[0])
    return "[" + cells[1:-1] + "]"


def with_commas(tokens: Sequence[Token]) -> list[Token]:
    """The tokens of a formula, with commas between the numbers of a row."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        end = _end_of_row(tokens, at) if tokens[at].text == "[" else 0
        found.extend(_parted(tokens[at:end]) if end else tokens[at : at + 1])
        at = end or at + 1
    return found


def _end_of_row(tokens: Sequence[Token], opening: int) -> int:
    """Past the last number of a row that a bracket opens; 0 where it opens none."""
    at, has_gap = opening + 1, False
    while tokens[at].kind is Kind.NUMBER or tokens[at].text in _SIGNS:
        has_gap = has_gap or tokens[at - 1].kind is tokens[at].kind is Kind.NUMBER
        at += 1
    signs = (n for n in range(opening + 1, at) if tokens[n].text in _SIGNS)
    is_row = has_gap and tokens[at].text == "]" and all(_is_own(tokens, n) for n in signs)
    return at if is_row else 0


def _is_own(tokens: Sequence[Token], at: int) -> bool:
    """Whether a sign is that of the number behind it."""
    sign, before, behind = tokens[at], tokens[at - 1], tokens[at + 1]
    is_apart = before.text == "[" or before.end < sign.start
    return behind.kind is Kind.NUMBER and behind.start == sign.end and is_apart


def _parted(row: Sequence[Token]) -> Iterator[Token]:
    yield from row[:2]
    for before, token in pairwise(row[1:]):
        if before.kind is Kind.NUMBER:
            yield Token(Kind.SIGN, ",", before.end, before.end)
        yield token
