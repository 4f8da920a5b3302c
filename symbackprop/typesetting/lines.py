"""Lines of an aligned block: sides, a remark, and where a long right side is broken."""

import re
from dataclasses import dataclass

LONGEST = 90
"""The width, in characters of the printed page, past which a sum of terms is broken."""

_INVISIBLE = re.compile(r"\\[a-zA-Z]+|[{}^_\\&]")


@dataclass(frozen=True)
class Line:
    """left = right, with the rule of a step, and the layers for which an equation holds.

    `right` is a list of terms, so that a long sum can be broken between them; `left` is empty where it stays the same.
    `rule` is plain text, the other parts are LaTeX.
    """

    left: str
    right: tuple[str, ...]
    rule: str = ""
    layers: str = ""

    @property
    def remark(self) -> str:
        """What stands to the right of the equation."""
        rule = rf"\text{{{self.rule}}}" if self.rule else ""
        layers = f"({self.layers})" if self.rule and self.layers else self.layers
        return r" \quad ".join(part for part in (rule, layers) if part)

    @property
    def latex(self) -> str:
        """The equation on one line, without its remark."""
        return f"{self.left} = {' '.join(self.right)}".lstrip()


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
