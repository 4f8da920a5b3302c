"""MathML Core from the presentation tree: what Chromium, Firefox and Safari show without a script or a font of ours.

Core knows no `mathvariant` but "normal", so bold and sans-serif letters are the Unicode ones, and it leaves the
alignment of columns to style; operators are told to lose their spaces inside scripts, as in print.
"""

from xml.sax.saxutils import escape

from symbackprop.errors import UnknownNodeError
from symbackprop.typesetting.presentation import (
    APPLY,
    BESIDE,
    TIMES,
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
from symbackprop.typesetting.symbols import ACCENTS, UPRIGHT

_CAPITAL, _SMALL, _DIGIT = ord("A"), ord("a"), ord("0")
_ALPHABETS = {Style.BOLD: (0x1D400, 0x1D41A, 0x1D7CE), Style.SANS: (0x1D5A0, 0x1D5BA, 0x1D7E2),
              Style.SCRIPT: (0x1D49C, 0x1D4B6, _DIGIT)}  # fmt: skip
"""Where the capitals, small letters and digits of a style begin in Unicode."""
_SCRIPT_CAPITALS = dict(zip("BEFHILMR", "ℬℰℱℋℐℒℳℛ", strict=True))
"""Script letters that Unicode had before it had the others."""
_PRIMES = {1: "′", 2: "″", 3: "‴"}
_INVISIBLE = {APPLY: "&#x2061;", TIMES: "&#x2062;", BESIDE: ""}


def mathml(tree: Math, display: bool = True) -> str:
    """A tree as a <math> element, in a display of its own or in a line of text."""
    kind = "block" if display else "inline"
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="{kind}">{_element(tree)}</math>'


def _element(tree: Math, tight: bool = False) -> str:
    """A tree as one element; `tight` inside scripts."""
    match tree:
        case Identifier(text, style):
            return _identifier(text, style)
        case Number(text):
            return f"<mn>{escape(text)}</mn>"
        case Words(text):
            return f"<mtext>{escape(text).replace(' ', '&#xA0;')}</mtext>"
        case Space(quads):
            return f'<mspace width="{quads}em"></mspace>'
        case Operator():
            return _operator(tree, tight) or "<mrow></mrow>"
        case Row(pieces):
            return f"<mrow>{_row(pieces, tight)}</mrow>"
        case Script():
            return _script(tree, tight)
        case Prime(base, order):
            return f"<msup>{_element(base, tight)}{_primes(order)}</msup>"
        case Fraction(above, below):
            return f"<mfrac>{_element(above, tight)}{_element(below, tight)}</mfrac>"
        case Root(of):
            return f"<msqrt>{_element(of, tight)}</msqrt>"
        case Fenced():
            return _fenced(tree, tight)
        case Fence(sign, closes, grows):
            return _fence(sign, grows, "postfix" if closes else "prefix")
        case Big(sign, below, above):
            return _big(sign, below, above)
        case Accent(mark, of):
            return f'<mover>{_element(of, tight)}<mo stretchy="false">{ACCENTS[mark]}</mo></mover>'
        case Cases(rows):
            return f"<mrow>{_fence('{', grows=True, form='prefix')}{_table(rows, 'left')}</mrow>"
        case Table(rows):
            left, right = _fence("[", grows=True, form="prefix"), _fence("]", grows=True, form="postfix")
            return f"<mrow>{left}{_table(rows, 'center')}{right}</mrow>"
        case Aligned(rows):
            inner = "".join(_aligned_row(r, any(r.remark for r in rows)) for r in rows)
            return f'<mtable displaystyle="true" class="aligned">{inner}</mtable>'
    raise UnknownNodeError(f"there is no MathML for {type(tree).__name__}")


def _identifier(text: str, style: Style) -> str:
    if style in _ALPHABETS:
        shown, tag = "".join(_styled(c, style) for c in text), "mn" if text.isdigit() else "mi"
        return f"<{tag}>{escape(shown)}</{tag}>"
    is_upright = len(text) == 1 and (style is not Style.ITALIC or text in UPRIGHT)
    upright = ' mathvariant="normal"' if is_upright else ""
    slanted = ' style="font-style:italic"' if style is Style.ITALIC and len(text) > 1 else ""
    return f"<mi{upright}{slanted}>{escape(text)}</mi>"


def _styled(letter: str, style: Style) -> str:
    capital, small, digit = _ALPHABETS[style]
    if style is Style.SCRIPT and letter in _SCRIPT_CAPITALS:
        return _SCRIPT_CAPITALS[letter]
    if not letter.isascii() or not letter.isalnum():
        return letter
    start, first = (digit, _DIGIT) if letter.isdigit() else (capital, _CAPITAL) if letter.isupper() else (small, _SMALL)
    return chr(start + ord(letter) - first)


def _operator(operator: Operator, tight: bool) -> str:
    if operator.form == "silent":
        invisible = _INVISIBLE[operator]
        return f"<mo>{invisible}</mo>" if invisible else ""
    form = ' form="prefix"' if operator.form == "prefix" else ' form="infix"' if operator.form == "infix" else ""
    space = ' lspace="0" rspace="0"' if tight else ""
    if len(operator.sign) > 1 and not tight:
        space = ' lspace="0.22em" rspace="0.22em"'
    return f"<mo{form}{space}>{escape(operator.sign)}</mo>"


def _row(pieces: tuple[Math, ...], tight: bool) -> str:
    """Pieces; a product has a thin space beside the name of a function."""
    shown = ""
    for place, piece in enumerate(pieces):
        shown += _operator(piece, tight) if isinstance(piece, Operator) else _element(piece, tight)
        if piece == TIMES and any(_is_name(p) for p in (pieces[place - 1], *pieces[place + 1 : place + 2])):
            shown += '<mspace width="0.1667em"></mspace>'
    return shown


def _is_name(tree: Math) -> bool:
    return isinstance(tree, Identifier) and tree.style is Style.FUNCTION


def _primes(order: int) -> str:
    return f"<mo>{_PRIMES.get(order, '′' * order)}</mo>"


def _argument(tree: Math | None) -> str:
    """A script: one element, its operators without spaces."""
    return "<mrow></mrow>" if tree is None else _element(tree, tight=True)


def _script(tree: Script, tight: bool) -> str:
    """Scripts of one base together, the prime first; those of (…) at the closing sign, as high as in print."""
    tree = tree.together
    base, above, below = tree.base, tree.above, tree.below
    top = _argument(above) if above is not None else ""
    if isinstance(base, Prime):
        top = f"<mrow>{_primes(base.order)}{top}</mrow>"
        base = base.base
    bottom = _argument(below) if below is not None else ""
    if isinstance(base, Fenced) and not base.grows:
        left, right = (_fence(side, False, form) for side, form in ((base.left, "prefix"), (base.right, "postfix")))
        return f"<mrow>{left}{_element(base.of, tight)}{_attached(right, top, bottom)}</mrow>"
    return _attached(_element(base, tight), top, bottom)


def _attached(base: str, top: str, bottom: str) -> str:
    if top and bottom:
        return f"<msubsup>{base}{bottom}{top}</msubsup>"
    return f"<msup>{base}{top}</msup>" if top else f"<msub>{base}{bottom}</msub>"


def _big(sign: str, below: Math | None, above: Math | None) -> str:
    operator = f'<mo movablelimits="true">{sign}</mo>'
    if above is None and below is not None:
        return f"<munder>{operator}{_argument(below)}</munder>"
    return f"<munderover>{operator}{_argument(below)}{_argument(above)}</munderover>"


def _fence(sign: str, grows: bool, form: str) -> str:
    stretchy = "" if grows else ' stretchy="false"'
    return f'<mo form="{form}"{stretchy}>{sign}</mo>'


def _fenced(tree: Fenced, tight: bool) -> str:
    left, right = _fence(tree.left, tree.grows, "prefix"), _fence(tree.right, tree.grows, "postfix")
    return f"<mrow>{left}{_element(tree.of, tight)}{right}</mrow>"


def _cell(content: str, align: str, padding: str = "0") -> str:
    """A cell; Chromium aligns what stands in it by a name of its own."""
    return f'<mtd style="text-align:{align};text-align:-webkit-{align};padding:0.25em {padding}">{content}</mtd>'


def _table(rows: tuple[tuple[Math, ...], ...], align: str) -> str:
    lines = ("".join(_cell(_element(cell), align, "0.4em") for cell in row) for row in rows)
    return f"<mtable>{''.join(f'<mtr>{line}</mtr>' for line in lines)}</mtable>"


def _aligned_row(line: AlignedRow, has_remarks: bool) -> str:
    relation = '<mspace width="2em"></mspace>' if line.continued else _operator(line.relation, tight=False)
    left = _element(line.left) if line.left is not None else ""
    cells = _cell(left, "right") + _cell(f"<mrow><mrow></mrow>{relation}{_element(line.right)}</mrow>", "left")
    if has_remarks:
        cells += _cell(_element(line.remark) if line.remark is not None else "", "left", "0 0.25em 2em")
    return f"<mtr>{cells}</mtr>"
