"""About how wide a tree is in print, in em: enough to know which lines are too long.

The widths are those of Computer Modern; other fonts for mathematics differ from it by less than a tenth.
"""

from collections.abc import Iterable

from symbackprop.typesetting.presentation import (
    Accent,
    Aligned,
    Big,
    Cases,
    Fence,
    Fenced,
    Fraction,
    Identifier,
    Math,
    Number,
    Operator,
    Prime,
    Root,
    Row,
    Script,
    Space,
    Style,
    Table,
    Words,
)

SMALL = 0.72
"""The size of a script."""
GUTTER = 2.0
"""The space between the columns of an aligned block."""
_LETTER, _CAPITAL, _LOWER, _DIGIT, _POINT = 0.56, 0.75, 0.47, 0.5, 0.28
_SIGN, _AROUND = 0.78, 0.5
_SIDE, _GROWN = 0.4, 0.6
_BIG, _PRIME, _ROOT = 1.55, 0.28, 0.9


def width(tree: Math, tight: bool = False) -> float:
    """A tree's width; operators inside scripts have no space around them."""
    match tree:
        case Identifier(text, style):
            plain = style is not Style.ITALIC or len(text) > 1
            return sum(_CAPITAL if c.isupper() else _LOWER if plain else _LETTER for c in text)
        case Number(text):
            return sum(_DIGIT if c.isdigit() else _POINT for c in text)
        case Words(text):
            return _LOWER * len(text)
        case Space(quads):
            return quads
        case Operator(sign, form):
            return _operator(sign, form, tight)
        case Script(base, above, below):
            return width(base, tight) + max(_small(s) for s in (above, below))
        case Prime(base, order):
            return width(base, tight) + _PRIME * order
        case Fraction(above, below):
            return max(width(above, tight), width(below, tight)) + 0.24
        case Root(of):
            return width(of, tight) + _ROOT
        case Fenced(of=of, grows=grows):
            return width(of, tight) + 2 * (_GROWN if grows else _SIDE)
        case Fence(grows=grows):
            return _GROWN if grows else _SIDE
        case Big(_, below, above):
            return max(_BIG, *(_small(s) for s in (above, below)))
        case Accent(of=of):
            return width(of, tight)
        case Cases(rows) | Table(rows):
            return sum(columns(rows)) + len(rows[0]) + 0.2
        case Aligned(rows):
            parts = columns([(r.left, Row((r.relation, r.right)), r.remark) for r in rows])
            return sum(parts) + (GUTTER if parts[-1] else 0)
    return sum(width(part, tight) for part in tree.parts)


def columns(rows: Iterable[tuple[Math | None, ...]]) -> list[float]:
    """The width of each column of some rows."""
    return [max(0.0 if cell is None else width(cell) for cell in column) for column in zip(*rows, strict=True)]


def _operator(sign: str, form: str, tight: bool) -> float:
    if form == "silent":
        return 0.0
    if form == "separator":
        return _POINT if tight else 0.45
    letters = _SIGN if len(sign) == 1 else _LOWER * len(sign)
    return letters if tight or form == "prefix" else letters + _AROUND


def _small(script: Math | None) -> float:
    return 0.0 if script is None else SMALL * width(script, tight=True)
