"""Lines of an aligned block: sides, a remark, and where a long right side is broken."""

import re
from dataclasses import dataclass

LONGEST = 90
"""The width, in characters of the printed page, past which a sum of terms is broken."""

_INVISIBLE = re.compile(r"\\[a-zA-Z]+|[{}^_\\&]")


@dataclass(frozen=True)
class Line:
    """left = right, with a remark: the rule of a step, or the layers for which an equation holds.

    `right` is a list of terms, so that a long sum can be broken between them.
    """

    left: str
    right: tuple[str, ...]
    remark: str = ""


def width(latex: str) -> int:
    """About how wide a formula is, in characters."""
    return len(_INVISIBLE.sub("", latex.replace(r"\frac", "").replace(r"\sum", "xx")).replace(" ", ""))


def broken(terms: tuple[str, ...]) -> list[str]:
    """The terms in rows that are not too wide, where they can be."""
    rows: list[str] = []
    for term in terms:
        if rows and width(rows[-1]) + width(term) <= LONGEST:
            rows[-1] += " " + term
        else:
            rows.append(term)
    return rows


def aligned(lines: list[Line]) -> str:
    """An aligned block of lines."""
    rows: list[str] = []
    for line in lines:
        first, *rest = broken(line.right)
        parts = [f"{line.left} &= {first}", *(rf"&\quad {row}" for row in rest)]
        if line.remark:
            parts[-1] += f" && {line.remark}"
        rows += parts
    inner = " \\\\\n".join("  " + row.strip() for row in rows)
    return "\\begin{aligned}\n" + inner + "\n\\end{aligned}"
