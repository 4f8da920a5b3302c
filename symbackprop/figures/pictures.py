"""The presentation tree of `typesetting` as labels: what a notation spells, laid out for a figure."""

from symbackprop.errors import UsageError
from symbackprop.figures.labels import Label, Sign, Style, bold, fraction, italic, relation, script, upright, words
from symbackprop.typesetting import presentation as tree
from symbackprop.typesetting.presentation import Math

_ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "vec": "\u20d7", "dot": "\u0307"}
_LETTERS = {
    tree.Style.ITALIC: italic,
    tree.Style.UPRIGHT: upright,
    tree.Style.FUNCTION: upright,
    tree.Style.SANS: upright,
    tree.Style.BOLD: bold,
    tree.Style.SCRIPT: script,
}


def picture(math: Math, tight: bool = False) -> Label:
    """A tree as a label; `tight` inside scripts, where operators lose their spaces.

    Raises: UsageError for what no label of a figure holds, such as a sum or a table.
    """
    match math:
        case tree.Identifier(text, style):
            return _LETTERS[style](text)
        case tree.Number(text):
            return upright(text)
        case tree.Words(text):
            return words(text)
        case tree.Operator():
            return _operator(math, tight)
        case tree.Row(pieces):
            return _row(pieces, tight)
        case tree.Script(base, above, below):
            scripts = (picture(s, tight=True) if s is not None else None for s in (above, below))
            return picture(base, tight).with_scripts(*scripts)
        case tree.Prime(base, order):
            label = picture(base, tight)
            for _ in range(order):
                label = label.primed
            return label
        case tree.Fraction(above, below):
            return fraction(picture(above), picture(below))
        case tree.Fenced(left, inner, right):
            return upright(left) + picture(inner, tight) + upright(right)
        case tree.Root(inner):
            root = upright("√") + picture(inner, tight)
            return (
                root
                if isinstance(inner, tree.Script | tree.Identifier | tree.Number | tree.Accent)
                else upright("√(") + picture(inner, tight) + upright(")")
            )
        case tree.Accent(mark, inner) if mark in _ACCENTS:
            return _accented(picture(inner, tight), mark)
    raise UsageError(f"a label of a figure cannot hold a {type(math).__name__}", hint="choose another notation")


def _row(pieces: tuple[Math, ...], tight: bool) -> Label:
    """Pieces side by side; a factor stands a little apart from the fraction before it."""
    row = Label()
    for before, piece in zip((None, *pieces), pieces, strict=False):
        is_apart = piece == tree.TIMES and isinstance(before, tree.Fraction)
        row = row + (upright(" ") if is_apart else picture(piece, tight))
    return row


def _operator(operator: tree.Operator, tight: bool) -> Label:
    if operator.form == "silent":
        return Label()
    if operator.form == "separator":
        return upright(operator.sign if tight else operator.sign + " ")
    return upright(operator.sign) if tight or operator.form == "prefix" else relation(operator.sign)


def _accented(label: Label, mark: str) -> Label:
    *first, last = label.pieces
    if not isinstance(last, Sign) or first:
        raise UsageError(f"a figure puts a {mark} over one letter only")
    return Label((Sign(last.text + _ACCENTS[mark], Style(last.style), last.above, last.below),))
