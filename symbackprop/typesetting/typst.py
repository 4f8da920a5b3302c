"""Typst mathematics from the presentation tree: attach-style scripts, and an aligned block of rows.

    w^([1])_(j k) x_(k)

Letters are Unicode, which Typst takes as they are; names of several letters stand in quotes.
"""

from symbackprop.errors import UnknownNodeError
from symbackprop.typesetting.presentation import (
    APPLY,
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
    Style,
    Table,
    Words,
)
from symbackprop.typesetting.symbols import FUNCTIONS, UPRIGHT

_STYLES = {Style.UPRIGHT: "upright", Style.BOLD: "bold", Style.SANS: "sans", Style.SCRIPT: "cal"}
_ACCENTS = {"bar": "macron", "vec": "arrow"}
_SPECIAL = {"−": "-", "*": "ast", "_": r"\_", "^": r"\^", "$": r"\$", "#": r"\#", "&": r"\&", "/": r"\/", "\\": r"\\",
            "~": r"\~", '"': r"\"", "'": r"\'", "`": r"\`", "@": r"\@", "(": r"\(", ")": r"\)", "[": r"\[", "]": r"\]",
            "{": r"\{", "}": r"\}", "|": r"\|", ",": r"\,", ";": r"\;", ":": r"\:"}  # fmt: skip


def typst(tree: Math) -> str:
    """A tree in Typst's mathematical mode, without dollar signs."""
    match tree:
        case Identifier(text, style):
            return _identifier(text, style)
        case Number(text):
            return text
        case Words(text):
            return _quoted(text)
        case Space(quads):
            return " ".join(["quad"] * quads)
        case Operator():
            return _operator(tree).strip()
        case Row(pieces):
            return _row(pieces)
        case Script():
            joined = tree.together
            return _base(joined.base) + _marks(joined.above, joined.below)
        case Prime(base, order):
            return _base(base) + "'" * order
        case Fraction(above, below):
            return f"({typst(above)})/({typst(below)})"
        case Root(of):
            return f"sqrt({typst(of)})"
        case Fenced():
            return _fenced(tree)
        case Fence(sign, _, grows):
            shown = _SPECIAL.get(sign, sign)
            return f"lr(size: #2.2em, {shown})" if grows else shown
        case Big(sign, below, above):
            return sign + _marks(above, below)
        case Accent(mark, of):
            return f"{_ACCENTS.get(mark, mark)}({typst(of)})"
        case Cases(rows):
            return f"cases({', '.join(f'{typst(v)} & quad {typst(c)}' for v, c in rows)})"
        case Table(rows):
            inner = "; ".join(", ".join(typst(cell) for cell in cells) for cells in rows)
            return f'mat(delim: "[", {inner})'
        case Aligned(rows):
            return " \\\n".join(_aligned_row(r) for r in rows)
    raise UnknownNodeError(f"there is no Typst for {type(tree).__name__}")


def _identifier(text: str, style: Style) -> str:
    if style is Style.FUNCTION:
        return text if text in FUNCTIONS else f"op({_quoted(text)})"
    if style in _STYLES and (len(text) > 1 or text.isalnum()):
        shown = text if (text.isalpha() and len(text) == 1) or text.isdigit() else _quoted(text)
        return f"{_STYLES[style]}({shown})"
    if text in UPRIGHT:
        return f"upright({text})"
    return f"italic({_quoted(text)})" if len(text) > 1 else _SPECIAL.get(text, text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _operator(operator: Operator) -> str:
    if operator.form == "silent":
        return "" if operator == APPLY else " "
    if operator.form == "separator":
        return f"{_SPECIAL.get(operator.sign, operator.sign)} "  # a bare comma would separate arguments
    named = operator.sign if len(operator.sign) == 1 else f"op({_quoted(operator.sign)})"
    sign = _SPECIAL.get(operator.sign, named)
    return sign if operator.form == "prefix" else f" {sign} "


def _row(pieces: tuple[Math, ...]) -> str:
    """Pieces side by side; letters that meet must not become one name."""
    text = ""
    for piece in pieces:
        shown = _operator(piece) if isinstance(piece, Operator) else typst(piece)
        text += (" " if ("a" + text[-1:] + shown[:1]).isidentifier() and text[-1:].isalnum() else "") + shown
    return text.strip()


def _base(tree: Math) -> str:
    """What scripts are attached to: one thing."""
    return f"lr({typst(tree)})" if isinstance(tree, Script) else typst(tree)


def _marks(above: Math | None, below: Math | None) -> str:
    bottom = f"_({typst(below)})" if below is not None else ""
    top = f"^({typst(above)})" if above is not None else ""
    return bottom + top


def _fenced(tree: Fenced) -> str:
    left, right = (_SPECIAL.get(side, side) for side in (tree.left, tree.right))
    inner = f"{left} {typst(tree.of)} {right}"
    return f"lr({inner})" if tree.grows else f"{left}{typst(tree.of)}{right}"


def _aligned_row(line: AlignedRow) -> str:
    relation = "& quad" if line.continued else f"& {_operator(line.relation).strip()}"
    left = typst(line.left) if line.left is not None else ""
    remark = f" & quad quad & {typst(line.remark)}" if line.remark is not None else ""
    return f"{left} {relation} {typst(line.right)}{remark}".strip()
