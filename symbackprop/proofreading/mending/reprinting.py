"""The right number in the place of a wrong one, with as many digits."""

from decimal import ROUND_HALF_UP, Decimal
from math import floor, log10

import numpy as np

from symbackprop.parsing.latex.tree import Node, Number
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.mending.corrections import Mended, with_side
from symbackprop.proofreading.mending.spellings import Spellings
from symbackprop.proofreading.numeric.facts import Known
from symbackprop.proofreading.numeric.ledger import Line
from symbackprop.proofreading.numeric.names import canonical
from symbackprop.proofreading.numeric.substitution import bare, is_literal, scaled_table

FEW_MORE = 2
"""How many more decimals a number may have to be printed as it is."""
SIGNIFICANT = 2
"""How many digits of a small number are printed at least."""


def reprinted(formula: Formula, line: Line) -> Mended | None:
    """A numeric line that holds, in place of one that does not; None where it is not clear which number to replace."""
    if line.left is None or formula.left is None or formula.right is None:
        return None
    blamed = line.pair[1] if line.pair is not None else formula.right
    for side, is_left in ((formula.right, False), (formula.left, True)):
        if any(node is blamed for node in side.walk()):
            excerpt = formula.statement.left if is_left else formula.statement.right
            text = _rewritten(excerpt.text, blamed, line.left, line.right)
            shown = text[0] if text is not None else ""
            return with_side(formula.statement, text[1], shown, is_left=is_left) if text is not None else None
    return None


def renamed(formula: Formula, symbol: Node, name: str, spellings: Spellings) -> Mended | None:
    """A statement with another quantity in the place of one on its right side."""
    for written, mention in spellings.symbols.items():
        if canonical(mention.node, spellings.lexicon) == name:
            text, (start, end) = formula.statement.right.text, symbol.span
            what = f"{written} in place of {text[start:end]}"
            return with_side(formula.statement, text[:start] + written + text[end:], what)
    return None


def _rewritten(text: str, blamed: Node, value: Known, wrong: Known | None) -> tuple[str, str] | None:
    """The number in words, and the text with it."""
    values = np.asarray(value.value).reshape(-1).real
    numbers = sorted((n for n in blamed.walk() if isinstance(n, Number)), key=lambda n: n.span[0])
    if is_literal(blamed):
        (number,) = numbers
        written = as_printed(float(values[0]), number.text) if len(values) == 1 else ""
        start, end = bare(blamed).span
        return (written, text[:start] + written + text[end:]) if written else None
    if len(numbers) != len(values) and wrong is not None and (within := scaled_table(blamed, wrong.value)) is not None:
        numbers, values = within[0], values / within[1]
    if len(numbers) != len(values) or len(values) < 2 or any(n.text == "" for n in numbers):
        return None
    return _grid(text, numbers, [float(v) for v in values])


def _grid(text: str, numbers: list[Number], values: list[float]) -> tuple[str, str] | None:
    """The entries of a matrix, each with its sign before it."""
    said: list[str] = []
    for number, value in reversed([*zip(numbers, values, strict=True)]):
        start, end = number.span
        before = text[:start].rstrip()
        start = len(before) - 1 if before.endswith("-") else start
        written = as_printed(value, number.text)
        said.insert(0, written)
        text = text[:start] + written + text[end:]
    return ", ".join(said), text


def as_printed(value: float, printed: str) -> str:
    """A number with as many decimals as another has; with a few more where these are all that it has, or say nothing.

    0.125 in the place of 0.15, and 0.035 in that of 0.2, for 0.0347.
    """
    _, _, after = printed.partition(".")
    decimals = len(after) if after.isdigit() else 0
    _, _, own = f"{value:.9f}".rstrip("0").partition(".")
    if len(own) <= decimals + FEW_MORE:
        decimals = max(decimals, len(own))
    elif value and abs(value) < 1:
        leading = -floor(log10(abs(value))) - 1
        decimals = max(decimals, leading + SIGNIFICANT)
    step = Decimal(1).scaleb(-decimals)
    written = f"{Decimal(repr(float(value))).quantize(step, ROUND_HALF_UP):f}"
    return written.removeprefix("-") if not written.strip("-0.") else written
