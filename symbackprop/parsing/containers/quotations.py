"""Displays that a quotation opens, and whose lines go on without the sign of the quotation.

    > $$
    z = w a + b
    $$

is one display, as a paragraph goes on in lines that do not repeat the sign.  So every line of it is given the sign.
"""

import re
from itertools import accumulate

from symbackprop.parsing.containers.delimiters import left_open
from symbackprop.parsing.containers.excerpts import Excerpt

_QUOTED = re.compile(r"(?: {0,3}>[ \t]?){1,9}")
MOST_LINES = 60
"""How long a display of a quotation may be."""


def with_quoted_lines(page: Excerpt) -> Excerpt:
    """A text, every display that begins in a quotation within the quotation."""
    if ">" not in page.text:
        return page
    lines = page.text.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    changes: list[tuple[int, int, str]] = []
    at = 0
    while at < len(lines):
        sign = _QUOTED.match(lines[at])
        last = _end_of_display(lines, at, sign.end()) if sign is not None else None
        if sign is None or last is None:
            at += 1
            continue
        bare = (n for n in range(at + 1, last + 1) if _QUOTED.match(lines[n]) is None)
        changes += [(starts[n], starts[n], sign[0]) for n in bare]
        at = last + 1
    return page.rewritten(changes) if changes else page


def _end_of_display(lines: list[str], first: int, begin: int) -> int | None:
    """The line that closes what a quoted line leaves open, where no line before it ends the quotation."""
    awaited = left_open(lines[first][begin:])
    for at in range(first + 1, min(first + MOST_LINES, len(lines))) if awaited else ():
        sign = _QUOTED.match(lines[at])
        line = lines[at][sign.end() :] if sign is not None else lines[at]
        if sign is None and not line.strip():
            return None
        awaited = left_open(line, awaited)
        if not awaited:
            return at
    return None
