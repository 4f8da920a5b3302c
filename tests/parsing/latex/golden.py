"""The formulas of `fixtures/` and the trees that they are: a line, and below it, indented, its outline."""

from pathlib import Path
from typing import NamedTuple

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.reading import read_formula
from symbackprop.parsing.latex.refusal import NotUnderstood

FOLDER = Path(__file__).parent / "fixtures"


class Case(NamedTuple):
    """A formula under a heading, and its outline."""

    heading: str
    formula: str
    outline: str


def cases() -> list[Case]:
    """All of them, in order."""
    found, heading = [], ""
    for path in sorted(FOLDER.glob("*.txt")):
        lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line]
        for line, below in zip(lines, [*lines[1:], ""], strict=True):
            if line.startswith("# "):
                heading = line[2:]
            elif not line.startswith("    "):
                found.append(Case(heading, line, below.strip()))
    return found


def read(formula: str) -> str:
    """The outline of a formula, or where understanding stopped and why."""
    try:
        return outline(read_formula(formula))
    except NotUnderstood as refusal:
        return f"✗ {refusal.token or 'the end'}: {refusal.reason}"
