"""A worked example for a terminal, as LaTeX, as Markdown and as plain data."""

from collections.abc import Callable, Iterator
from typing import Any

from symbackprop.explanation.example import Section, WorkedExample
from symbackprop.explanation.numbers import in_print, rounded
from symbackprop.explanation.worked import Group, WorkedLine
from symbackprop.typesetting.breaking import fitted
from symbackprop.typesetting.latex import latex
from symbackprop.typesetting.plain_text import plain
from symbackprop.typesetting.presentation import EQUALS, Aligned, AlignedRow, Math, Words, joined

Styled = tuple[str, str]
WIDEST = 100
"""The letters past which a line of text is broken before its equals signs."""


def sides(line: WorkedLine, digits: int) -> list[Math]:
    """What stands between the equals signs: formula, numbers, value; nothing twice."""
    value = in_print(line.value, digits)
    return [*(side for side in (line.symbolic, line.substituted) if side is not None and side != value), value]


def text_lines(example: WorkedExample) -> Iterator[Styled]:
    """Lines for a terminal, each with its style."""
    for number, section in enumerate(example.sections):
        if number:
            yield "", ""
        yield section.title, "bold"
        for group in section.groups:
            if group.formula is not None:
                yield f"  {plain(group.formula)}", "cyan" if group.lines else ""
            yield from ((text, "") for text in _texts(group, example.digits))
        if section.remark:
            yield f"  {section.remark}", "dim"


def _texts(group: Group, digits: int) -> Iterator[str]:
    """The lines of a group, all of them broken before their equals signs where one of them is too wide."""
    shown = [[plain(side) for side in sides(line, digits)] for line in group.lines]
    heads = [f"    {plain(line.symbol)} {line.relation.sign} " for line in group.lines]
    is_wide = any(len(head + " = ".join(right)) > WIDEST for head, right in zip(heads, shown, strict=True))
    for line, head, right in zip(group.lines, heads, shown, strict=True):
        between = "\n" + " " * (len(head) - 2) + "= " if is_wide else " = "
        yield head + between.join(right) + (f"   ({line.remark})" if line.remark else "")


def latex_lines(example: WorkedExample) -> Iterator[Styled]:
    r"""A fragment for \input: a heading for each section, a display for each equation and for its numbers."""
    yield from _document(example, lambda title: rf"\subsection*{{{title}}}", lambda body: f"\\[\n{body}\n\\]", _escaped)


def markdown_lines(example: WorkedExample) -> Iterator[Styled]:
    """Markdown with mathematics between double dollars, as GitHub reads it."""
    yield from _document(
        example, lambda title: f"## {title}\n", lambda body: f"$$\n{body}\n$$\n", lambda remark: f"{remark}\n"
    )


def _document(
    example: WorkedExample,
    heading: Callable[[str], str],
    display: Callable[[str], str],
    paragraph: Callable[[str], str],
) -> Iterator[Styled]:
    for section in example.sections:
        yield heading(section.title), "bold"
        for group in section.groups:
            if group.formula is not None:
                yield display(latex(fitted(group.formula))), ""
            if group.lines:
                yield display(latex(fitted(block(group, example.digits)))), ""
        if section.remark:
            yield paragraph(section.remark), "dim"


def block(group: Group, digits: int) -> Aligned:
    """The lines of a group in one aligned block."""
    return Aligned(tuple(_row(line, digits) for line in group.lines))


def _row(line: WorkedLine, digits: int) -> AlignedRow:
    right = joined(sides(line, digits), EQUALS)
    return AlignedRow(line.symbol, right, Words(line.remark) if line.remark else None, relation=line.relation)


def as_data(example: WorkedExample) -> dict[str, Any]:
    """The example as plain data: names count from 1, values are in double precision, `printed` is rounded."""
    return {"digits": example.digits, "sections": [_section(s, example.digits) for s in example.sections]}


def _section(section: Section, digits: int) -> dict[str, Any]:
    groups = [
        {"formula": _both(g.formula) if g.formula else None, "lines": [_line(line, digits) for line in g.lines]}
        for g in section.groups
    ]
    return {"title": section.title, "equations": groups, "remark": section.remark}


def _line(line: WorkedLine, digits: int) -> dict[str, Any]:
    return {
        "name": line.name,
        "symbol": _both(line.symbol),
        "relation": line.relation.sign,
        "symbolic": _both(line.symbolic) if line.symbolic else None,
        "substituted": _both(line.substituted) if line.substituted else None,
        "value": float(line.value),
        "printed": rounded(line.value, digits),
        "remark": line.remark,
    }


def _both(tree: Math) -> dict[str, str]:
    return {"text": plain(tree), "latex": latex(tree)}


_MATHEMATICS = {"⁻³⁰": "$^{-30}$", "−": "$-$", "≈": r"$\approx$", "Δ": r"$\Delta$", "δ": r"$\delta$"}


def _escaped(remark: str) -> str:
    for sign, command in _MATHEMATICS.items():
        remark = remark.replace(sign, command)
    return remark.replace("_", r"\_") + "\n"
