"""Numbers in place of names: w_11 x_1 + b_1 in print becomes 0.15 · 0.05 + 0.35, in the same order.

The printer marks each entry in the presentation tree; the marks are then left out, or replaced by numbers.  So a line
with numbers differs from its formula in nothing else: no factor changes its place.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import mpmath
from sympy import Expr, S

from symbackprop.explanation.numbers import DOT, in_print
from symbackprop.typesetting.component import ComponentPrinter
from symbackprop.typesetting.presentation import (
    APPLY,
    MINUS,
    NEGATIVE,
    PLUS,
    TIMES,
    Fenced,
    Identifier,
    Math,
    Row,
    Script,
    Style,
    parenthesised,
    row,
)
from symbackprop.typesetting.printed import Printed
from symbackprop.typesetting.spelling import Spelling

Values = Mapping[Expr, mpmath.mpf]
_SIGNS = (PLUS, MINUS, NEGATIVE, TIMES)


@dataclass(frozen=True)
class Marked(Fenced):
    """What stands for a number, in fences that nobody sees."""

    entry: Expr = S.Zero


class MarkingPrinter(ComponentPrinter):
    """Prints component form, with a mark around everything that has a value."""

    def __init__(self, spelling: Spelling, values: Values) -> None:
        """A printer that marks the keys of `values`, which may grow."""
        super().__init__(spelling)
        self.values = values

    def printed(self, expr: Expr) -> Printed:
        """An expression in print, marked where it has a value."""
        found = super().printed(expr)
        if expr not in self.values:
            return found
        return replace(found, tree=Marked("", found.tree, "", False, expr))


def unmarked(tree: Math) -> Math:
    """The tree without marks."""
    if isinstance(tree, Marked):
        return unmarked(tree.of)  # σ′(z) has a value, and so has the z in it
    if isinstance(tree, Row):
        return row(*(unmarked(p) for p in tree.pieces))
    return _changed(tree, unmarked)


@dataclass(frozen=True)
class Numbered:
    """Puts numbers for marks; a negative one stands in parentheses where a sign or a factor precedes it."""

    values: Values
    digits: int

    def __call__(self, tree: Math) -> Math:
        """The tree with numbers."""
        if isinstance(tree, Marked):
            return in_print(self.values[tree.entry], self.digits)
        if isinstance(tree, Row):
            return row(*self._pieces(tree.pieces))
        if isinstance(tree, Script) and (base := _inside(tree.base)) is not None:
            number = self(base)
            held = parenthesised(number) if isinstance(number, Row) else number
            return replace(
                tree, base=held, above=tree.above and self(tree.above), below=tree.below and self(tree.below)
            )
        return _changed(tree, self)

    def _pieces(self, pieces: tuple[Math, ...]) -> list[Math]:
        found: list[Math] = []
        for place, piece in enumerate(pieces):
            if piece == TIMES:
                found.append(APPLY if _is_function(pieces[place - 1]) else DOT)
                continue
            shown = self(piece)
            negative = isinstance(piece, Marked) and self.values[piece.entry] < 0
            is_argument = (
                bool(found) and found[-1] == APPLY and (isinstance(piece, Marked) or type(piece) is not Fenced)
            )
            if is_argument or (negative and place > 0 and pieces[place - 1] in _SIGNS):
                shown = parenthesised(shown)
            found.append(shown)
        return found


def _inside(base: Math) -> Marked | None:
    """What a power is of, where that is a name alone: w², or (w^{[1]})²."""
    held = base.of if type(base) is Fenced else base
    return held if isinstance(held, Marked) else None


def _is_function(tree: Math) -> bool:
    return isinstance(tree, Identifier) and tree.style is Style.FUNCTION


def _changed(tree: Math, change: Any) -> Math:
    """The same node with other parts."""
    new = {}
    for f in fields(tree):
        held = getattr(tree, f.name)
        if isinstance(held, Math | tuple):
            new[f.name] = _each(held, change)
    return replace(tree, **new) if new else tree


def _each(held: Any, change: Any) -> Any:
    if isinstance(held, Math):
        return change(held)
    return tuple(_each(h, change) for h in held) if isinstance(held, tuple) else held
