"""A correction written down: the whole statement, and what to replace in the file."""

import re
from dataclasses import dataclass

from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.containers.split import Statement
from symbackprop.proofreading.reports.report import Correction

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[A-Za-z]+|\d+(?:\.\d+)?|\s+|.", re.DOTALL)


@dataclass(frozen=True)
class Mended:
    """A correction, and the characters of the file that it blames."""

    correction: Correction
    marked: tuple[int, int]


def with_side(
    statement: Statement,
    text: str,
    what: str,
    verdict: Verdict = Verdict.AGREES,
    *,
    is_left: bool = False,
    kinds: tuple[str, ...] = (),
) -> Mended:
    """A statement with another left or right side."""
    excerpt = statement.left if is_left else statement.right
    left, right = (text, statement.right.text) if is_left else (statement.left.text, text)
    start, end, written = difference(excerpt.text, text)
    marked = excerpt.span(start, end)
    original = statement.display.original
    is_there = original.text[slice(*marked)] == original.spell(excerpt.text[start:end])
    edits = ((*marked, original.spell(written)),) if is_there else ()
    return Mended(Correction(f"{left} {statement.relation} {right}", what, verdict, edits, kinds=kinds), marked)


def difference(before: str, after: str) -> tuple[int, int, str]:
    """Where two texts differ, whole tokens, at least one: (start, end, what stands there after)."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    if first + last == len(old) and first and (not last or not old[first - 1].isspace()):
        first -= 1
    elif first + last == len(old):
        last -= 1
    start = sum(map(len, old[:first]))
    past = sum(map(len, old[len(old) - last :]))
    return start, len(before) - past, after[start : len(after) - past]
