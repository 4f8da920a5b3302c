"""Slips of the pen: 0.59326992 for 0.593269992, a digit lost where a long number was copied."""

from collections.abc import Collection

import numpy as np

from symbackprop.parsing.latex.tree import Node, Number
from symbackprop.proofreading.numeric.facts import Known
from symbackprop.proofreading.numeric.lines import Line
from symbackprop.proofreading.numeric.printed_digits import unit_of

LONG = 8
"""How many decimals a number has that no other comes so near by accident."""
BESIDE = 3
"""How many units of the last digit are rounding, and no slip."""


def with_lost_digit(formula: Node, second: Known, seen: Collection[str]) -> Line | None:
    """The line that a number makes wrong which is one printed before, less one of its digits."""
    numbers = [n for n in formula.walk() if isinstance(n, Number)]
    for number in (n for n in numbers if n.text not in seen and len(n.text.partition(".")[2]) >= LONG):
        whole = [text for text in seen if number.text in _shortened(text)]
        if len(whole) == 1 and abs(float(whole[0]) - float(number.text)) > BESIDE * unit_of(number.text):
            nothing = np.asarray(0.0)
            right = Known(np.asarray(complex(float(whole[0]))), nothing, nothing)
            return Line(False, right, second, pair=(number, number))
    return None


def _shortened(text: str) -> Collection[str]:
    """A number without one of its decimals; the last may be cut off as well."""
    first = text.find(".") + 1
    return {text[:at] + text[at + 1 :] for at in range(first, len(text) - 1)} if first else ()
