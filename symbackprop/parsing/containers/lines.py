r"""Statements on lines of the source, between which their author forgot the `\\`.

    w_6^+ = 0.4087
    w_7^+ = 0.5113

is set as one line, in which 0.4087 w_7^+ is a product.  But every line is a whole statement: each begins with the left
side of a relation of its own, which is one symbol or another derivative of the same, and none ends in the middle.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from symbackprop.parsing.containers.excerpts import Excerpt
from symbackprop.parsing.containers.relations import EQUALITIES, Kind, Sign

_GROUP = r"\{(?:[^{}]|\{[^{}]{0,40}\}){0,60}\}"
_SCRIPTS = rf"(?:\s{{0,3}}(?:[_^]\s{{0,3}}(?:{_GROUP}|\\?[A-Za-z]+|[\d+*])|'))*"
_SYMBOL = rf"(?:\\(?!end|right|left)[A-Za-z]+\s{{0,3}}{_GROUP}|\\(?!end|right|left)[A-Za-z]+|[A-Za-z]+){_SCRIPTS}"
_ONE_SYMBOL = re.compile(rf"\s*{_SYMBOL}\s*")
_SLOPE = re.compile(
    rf"\s*\\[dt]?frac\s{{0,3}}\{{\s{{0,3}}(?:\\partial|d|\\mathrm\s?\{{d\}})(?![a-z])\s{{0,3}}({_SYMBOL})\s{{0,3}}\}}"
    rf"\s{{0,3}}{_GROUP}\s*"
)
_UNFINISHED = re.compile(
    r"(?:[+\-−*/·×⊙∘=<>(\[{,&]|\\(?:cdot|times|odot|circ|left|pm|sum|prod|int|quad|qquad|\\|,)(?![A-Za-z]))\s*$"
)


def lines_of_statements(text: Excerpt, signs: Sequence[Sign]) -> list[Excerpt]:
    """The lines of a row where every one is a statement; else the row."""
    relations = [s for s in signs if s.kind is Kind.RELATION]
    if "\n" not in text.text or any(s.relation not in EQUALITIES for s in relations) or len(relations) < 2:
        return [text]
    edges = [0]
    for one, other in pairwise(relations):
        between = text.text[one.end : other.start]
        if "\n" in between:
            before, _, left = between.rpartition("\n")
            begin = other.start - len(left)
            if not before.strip() or not left.strip():
                return [text]
            ends = text.text[edges[-1] : begin]
            if _UNFINISHED.search(ends) or not _begins_statement(left, text.text[edges[-1] : one.start]):
                return [text]
            edges.append(begin)
    if any(s.kind is not Kind.RELATION for s in signs if s.start < edges[-1]):
        return [text]
    return [text.cut(a, b) for a, b in pairwise([*edges, len(text)])]


def _begins_statement(left: str, before: str) -> bool:
    """Whether a left side is one symbol, or what the statement before differentiates by another."""
    if _ONE_SYMBOL.fullmatch(left) is not None:
        return True
    here, there = _SLOPE.fullmatch(left), _SLOPE.match(before)
    return here is not None and there is not None and here[1] == there[1]
