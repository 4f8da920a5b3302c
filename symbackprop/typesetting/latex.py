r"""LaTeX from the presentation tree: w^{[1]}_{jk}.  Operators lose their spaces inside scripts and limits."""

import re

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
from symbackprop.typesetting.symbols import FUNCTIONS, SYMBOLS

_STYLES = {Style.UPRIGHT: "mathrm", Style.BOLD: "mathbf", Style.SANS: "mathsf", Style.SCRIPT: "mathcal"}
_FENCES = {"‖": (r"\lVert ", r" \rVert"), "{": (r"\{", r"\}")}
_SPECIAL = {"−": "-", "%": r"\%", "#": r"\#", "&": r"\&", "$": r"\$", "_": r"\_", "{": r"\{",
            "}": r"\}", "~": r"\sim", "^": r"\hat{}", "\\": r"\backslash"}  # fmt: skip
_TEXT = {**{c: "\\" + c for c in "%#&$_{}"}, "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
         "\\": r"\textbackslash{}"}  # fmt: skip


def latex(tree: Math, tight: bool = False) -> str:
    """A tree in LaTeX, without dollar signs; `tight` inside scripts."""
    match tree:
        case Identifier(text, style):
            return _identifier(text, style)
        case Number(text):
            return text
        case Words(text):
            return rf"\text{{{''.join(_TEXT.get(c, c) for c in text)}}}"
        case Space(quads):
            return r"\qquad " if quads > 1 else r"\quad "
        case Operator():
            return _operator(tree, tight).strip()
        case Row(pieces):
            return _row(pieces, tight)
        case Script():
            return _script(tree, tight)
        case Prime(base, order):
            return latex(base, tight) + "'" * order
        case Fraction(above, below):
            return rf"\frac{{{latex(above, tight)}}}{{{latex(below, tight)}}}"
        case Root(of):
            return rf"\sqrt{{{latex(of, tight)}}}"
        case Fenced():
            return _fenced(tree, tight)
        case Fence(sign, closes, grows):
            shown = _FENCES.get(sign, (sign, sign))[closes].strip()
            return rf"\Big{'r' if closes else 'l'}{shown}" if grows else shown
        case Big(sign, below, above):
            return _sign(sign) + _marks(above, below, below_first=True)
        case Accent(mark, of):
            return rf"\{mark}{{{latex(of, tight)}}}"
        case Cases(rows):
            return rf"\begin{{cases}} {_table(rows)} \end{{cases}}"
        case Table(rows):
            return rf"\begin{{bmatrix}} {_table(rows)} \end{{bmatrix}}"
        case Aligned(rows):
            return f"\\begin{{aligned}}\n{aligned_rows(tree)}\n\\end{{aligned}}"
    raise UnknownNodeError(f"there is no LaTeX for {type(tree).__name__}")


def _identifier(text: str, style: Style) -> str:
    if style is Style.FUNCTION:
        return rf"\{text}" if text in FUNCTIONS else rf"\operatorname{{{_escaped(text)}}}"
    shown = _sign(text) if len(text) == 1 else _escaped(text)
    if style in _STYLES and (style is not Style.UPRIGHT or text.isalnum()):
        return rf"\{_STYLES[style]}{{{shown}}}"
    return rf"\mathit{{{shown}}}" if len(text) > 1 else shown


def _escaped(text: str) -> str:
    return "".join(_sign(c) for c in text)


def _sign(sign: str) -> str:
    if sign in _SPECIAL:
        return _SPECIAL[sign]
    return "\\" + SYMBOLS[sign] if sign in SYMBOLS else sign if len(sign) == 1 else rf"\mathbin{{{sign}}}"


def _operator(operator: Operator, tight: bool) -> str:
    if operator.form == "silent":
        return "" if operator == APPLY else " "
    sign = _sign(operator.sign)
    if operator.form == "prefix" or (tight and operator.form == "separator"):
        return sign
    if operator.form == "separator":
        return f"{sign} "
    return sign if tight else f" {sign} "


def _row(pieces: tuple[Math, ...], tight: bool) -> str:
    text = ""
    for piece in pieces:
        shown = _operator(piece, tight) if isinstance(piece, Operator) else latex(piece, tight)
        if isinstance(piece, Space):
            shown = " " + shown
        if shown.startswith(" ") and (not text or text.endswith(" ")):
            shown = shown.lstrip()
        needs_space = re.search(r"\\[A-Za-z]+$", text) and shown[:1].isalpha()
        text += (" " if needs_space else "") + shown
    return text.rstrip()


def _script(tree: Script, tight: bool) -> str:
    base = latex(tree.base, tight)
    taken = tree.base if isinstance(tree.base, Script) else None
    if taken is not None and ((tree.above and taken.above) or (tree.below and taken.below)):
        base = f"{{{base}}}"
    return base + _marks(tree.above, tree.below)


def _marks(above: Math | None, below: Math | None, below_first: bool = False) -> str:
    marks = [
        f"^{{{latex(above, tight=True)}}}" if above is not None else "",
        f"_{{{latex(below, tight=True)}}}" if below is not None else "",
    ]
    return "".join(reversed(marks) if below_first else marks)


def _fenced(tree: Fenced, tight: bool) -> str:
    inner = latex(tree.of, tight)
    left, right = (_FENCES.get(side, (side, side))[end] for end, side in enumerate((tree.left, tree.right)))
    return rf"\left{left}{inner}\right{right}" if tree.grows else f"{left}{inner}{right}"


def _table(rows: tuple[tuple[Math, ...], ...]) -> str:
    return r" \\ ".join(" & ".join(latex(cell) for cell in row) for row in rows)


def aligned_rows(tree: Aligned, gap: str = "") -> str:
    """The rows of an aligned block, for an environment of one's own; `gap` is written before the remarks."""
    return " \\\\\n".join("  " + _aligned_row(r, gap).strip() for r in tree.rows)


def _aligned_row(line: AlignedRow, gap: str) -> str:
    relation = r"\quad" if line.continued else _sign(line.relation.sign)
    left = latex(line.left) + " " if line.left is not None else ""
    remark = f" &&{gap} {latex(line.remark)}" if line.remark is not None else ""
    return f"{left}&{relation} {latex(line.right)}{remark}"
