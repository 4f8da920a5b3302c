"""Published numbers beside derived ones: each holds to the digits printed, or is shown to differ."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import mpmath

from symbackprop.checking.points import DIGITS
from symbackprop.explanation.example import Section, WorkedExample
from symbackprop.explanation.numbers import exact
from symbackprop.explanation.worked import Group, WorkedLine
from symbackprop.typesetting.presentation import Words

Published = Mapping[str, Mapping[str, str]]
TITLE = "As published"


def holds(line: WorkedLine, printed: str) -> bool:
    """Whether a value rounds to the number printed."""
    with mpmath.workdps(DIGITS):
        last = mpmath.mpf(10) ** Decimal(printed).as_tuple().exponent
        return bool(abs(line.value - exact(printed)) <= last / 2)


def compared(example: WorkedExample, published: Published, remark: str = "") -> WorkedExample:
    """The example with a section on what was printed elsewhere: section title ↦ line name ↦ number."""
    groups = []
    for title, numbers in published.items():
        pairs = [(example[title][name], printed) for name, printed in numbers.items()]
        groups.append(Group(Words(title), tuple(_judged(line, printed) for line, printed in pairs)))
    section = Section(TITLE, tuple(groups), remark)
    return replace(example, sections=(*example.sections, section))


def _judged(line: WorkedLine, printed: str) -> WorkedLine:
    verdict = "as printed" if holds(line, printed) else f"printed: {printed}"
    return replace(line, symbolic=None, substituted=None, remark=verdict)
