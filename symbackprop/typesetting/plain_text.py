"""Plain text from the presentation tree, for a terminal: w[1]_11 x_1 + b[1]_1, with what Unicode has.

A reading aid: layers stand after their letter as they are, limits of sums are left out.
"""

from symbackprop.errors import UnknownNodeError
from symbackprop.typesetting.presentation import (
    APPLY,
    BESIDE,
    Accent,
    Aligned,
    AlignedRow,
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
    Table,
    Words,
    row,
    walk,
)

_RAISED = str.maketrans("0123456789+-−T()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ᵀ⁽⁾")
_MARKS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "vec": "\u20d7", "dot": "\u0307"}
_SIGNS = {"∑": "Σ", "∏": "Π", "−": "-"}


def plain(tree: Math, tight: bool = False) -> str:
    """A tree on one line of Unicode (an aligned block on several); `tight` inside scripts."""
    match tree:
        case Identifier(text) | Number(text) | Words(text):
            return text
        case Space(quads):
            return "  " * quads
        case Operator():
            return _operator(tree, tight)
        case Row(pieces):
            return _row(pieces, tight)
        case Script():
            return plain(tree.base, tight) + _above(tree.above) + _below(tree.below)
        case Prime(base, order):
            return plain(base, tight) + "'" * order
        case Fraction(above, below):
            return f"{_operand(above)}/{_operand(below)}"
        case Root(of):
            return f"√({plain(of)})"
        case Fenced(left, of, right):
            return f"{left}{plain(of, tight)}{right}"
        case Fence(sign):
            return sign
        case Big(sign, below):
            return _SIGNS.get(sign, sign) + _below(_summed(below))
        case Accent(mark, of):
            return plain(of) + _MARKS[mark]
        case Cases(rows):
            return "{ " + "; ".join(f"{plain(value)} {plain(condition)}" for value, condition in rows) + " }"
        case Table(rows):
            return f"[{'; '.join(' '.join(map(plain, cells)) for cells in rows)}]"
        case Aligned(rows):
            return "\n".join(map(_aligned_row, rows))
    raise UnknownNodeError(f"there is no plain text for {type(tree).__name__}")


def _operator(operator: Operator, tight: bool) -> str:
    if operator in (APPLY, BESIDE):
        return ""
    sign = _SIGNS.get(operator.sign, operator.sign)
    if operator.form == "silent":
        return " "
    if operator.form == "separator":
        return sign if tight else f"{sign} "
    return sign if tight or operator.form == "prefix" else f" {sign} "


def _row(pieces: tuple[Math, ...], tight: bool) -> str:
    text = ""
    for place, piece in enumerate(pieces):
        after = pieces[place - 1] if place else None
        apart = piece == BESIDE and isinstance(after, Big)
        text += " " if apart else plain(piece, tight)
    return text.lstrip()


def _above(script: Math | None) -> str:
    """[1] as it is; what Unicode can raise, raised; the rest after ^."""
    if script is None:
        return ""
    first, *others = script.pieces if isinstance(script, Row) else (script,)
    if isinstance(first, Fenced) and first.left == "[":
        return plain(first, tight=True) + _above(row(*others) if others else None)
    text = plain(script, tight=True)
    if set(text) <= set(map(chr, _RAISED)):
        return text.translate(_RAISED)
    return f"^{text}" if len(text) == 1 else f"^({text})"


def _below(script: Math | None) -> str:
    if script is None:
        return ""
    text = plain(script, tight=True)
    return f"_{text}" if text.isalnum() else f"_({text})"


def _summed(limits: Math | None) -> Math | None:
    """k of k = 1."""
    return limits.pieces[0] if isinstance(limits, Row) else limits


def _operand(tree: Math) -> str:
    """A side of a fraction, in parentheses where it holds a sum or a product."""
    loose = isinstance(tree, Row) and any(isinstance(p, Operator) and p not in (BESIDE, APPLY) for p in tree.pieces)
    loose = loose or any(isinstance(t, Fraction) for t in walk(tree))
    return f"({plain(tree)})" if loose else plain(tree)


def _aligned_row(line: AlignedRow) -> str:
    relation = " " if line.continued else _operator(line.relation, tight=True)
    left = f"{plain(line.left)} " if line.left is not None else "  "
    remark = f"   ({plain(line.remark)})" if line.remark is not None else ""
    return f"{left}{relation} {plain(line.right)}{remark}"
