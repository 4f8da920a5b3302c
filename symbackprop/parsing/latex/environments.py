r"""What stands in rows: matrices, arrays, cases."""

from symbackprop.parsing.latex.alphabet import BARS, PUNCTUATION
from symbackprop.parsing.latex.cases import cases_of
from symbackprop.parsing.latex.decorations import is_pointer, is_remark
from symbackprop.parsing.latex.grammar import Grammar
from symbackprop.parsing.latex.tokens import Kind, Token
from symbackprop.parsing.latex.tree import Addition, Dots, Grid, Listing, Node, Words

_BRACKETS = {
    "bmatrix": "[", "pmatrix": "(", "Bmatrix": "{", "vmatrix": "|", "Vmatrix": "‖", "matrix": "", "array": "",
    "smallmatrix": "", "psmallmatrix": "(", "bsmallmatrix": "[", "aligned": "", "split": "", "gathered": "",
    "alignedat": "", "subarray": "", "align": "", "tabular": "", "eqnarray": "", "gather": "",
}  # fmt: skip
_CASES = frozenset({"cases", "dcases", "rcases", "numcases"})
_WITH_ARGUMENT = frozenset({"array", "alignedat", "subarray", "tabular"})
_ALIGNED = frozenset({"aligned", "split", "gathered", "align", "gather", "alignedat", "eqnarray"})
_BREAKS = frozenset({"\\\\", r"\cr", r"\tabularnewline"})


def environment(reader: Grammar) -> Node:
    r"""`\begin{…} … \end{…}`."""
    token = reader.take()
    written = _name(reader)
    name = written.removesuffix("*")
    if name not in _BRACKETS and name not in _CASES:
        reader.refuse(token._replace(end=reader.end), f"the environment {name or '?'} is no formula")
    is_aligned = name.endswith("matrix") and name != written and reader.raw().text == "["
    if name in _WITH_ARGUMENT or is_aligned:
        _pass_argument(reader)
    rows = _rows(reader, r"\end")
    end = reader.peek()
    reader.take()
    if end.text != r"\end" or _name(reader) != written:
        reader.refuse(end if end.kind is not Kind.END else token, f"the environment {name} is not closed")
    return _made(reader, name, rows, token.start)


def _made(reader: Grammar, name: str, rows: list[list[Node]], start: int) -> Node:
    span = start, reader.end
    if name in _CASES:
        return cases_of(span, rows)
    if name in _ALIGNED:
        shown = [[c for c in row if c != Words(c.span, "")] for row in rows]
        rows = [row for row in shown if row]
        if len(rows) == 1 and len(rows[0]) == 1:
            return rows[0][0]
    return Grid(span, tuple(tuple(row) for row in rows), _BRACKETS[name])


def _name(reader: Grammar) -> str:
    """The name in the braces that come next."""
    if not reader.opens_brace():
        return ""
    end = reader.partner[reader.at]
    name = "".join(t.text for t in reader.tokens[reader.at + 1 : end])[:40]
    reader.at = end
    reader.take()
    return name


def _pass_argument(reader: Grammar) -> None:
    """Pass over {ll}, [t] and the like."""
    while reader.raw().text == "[" and reader.raw().kind is Kind.SIGN:
        while reader.raw().text != "]" and reader.raw().kind is not Kind.END:
            reader.take()
        reader.take()
    if reader.opens_brace():
        reader.at = reader.partner[reader.at]
        reader.take()


def _rows(reader: Grammar, end: str) -> list[list[Node]]:
    bars, reader.bars = reader.bars, []
    rows: list[list[Node]] = []
    is_done = False
    while not is_done:
        cells = [_cell(reader)]
        while reader.takes("&"):
            cells.append(_cell(reader))
        is_done = not reader.takes(*_BREAKS)
        rows.append(cells)
    reader.bars = bars
    return [row for row in rows if len(row) > 1 or row[0] != Words(row[0].span, "")]


def _ends_cell(token: Token) -> bool:
    is_sign = token.kind is Kind.SIGN and (token.text in ("&", r"\end", "}") or token.text in _BREAKS)
    return is_sign or token.kind is Kind.END


def _cell(reader: Grammar) -> Node:
    token = reader.peek()
    if _ends_cell(token):
        return Words((token.start, token.start), "")
    if (token.text in BARS or token.text == ".") and _ends_cell(reader.after(reader.at)):
        reader.take()
        return Dots((token.start, token.end), token.text)
    parts: list[Node] = []
    while not _ends_cell(token):
        if (token.text in PUNCTUATION and token.kind is Kind.SIGN) or is_pointer(reader):
            reader.take()
        elif is_remark(reader):
            parts.append(reader.atom())
        else:
            parts.append(reader.listing())
        token = reader.peek()
        if len(parts) > 12:
            reader.refuse(token, "a cell of many parts")
    if not parts:
        return Words((reader.end, reader.end), "")
    return parts[0] if len(parts) == 1 else Listing((parts[0].span[0], reader.end), tuple(parts))


def plain(reader: Grammar) -> Node:
    r"""`\matrix{a & b \cr c & d}`, `\cases{…}`, `\substack{i \\ j}`."""
    token = reader.take()
    name = token.text[1:]
    if not reader.opens_brace():
        reader.refuse(token, f"{token.text} without its braces")
    rows: list[list[Node]] = []

    def read() -> Node:
        rows.extend(_rows(reader, "}"))
        return Addition((0, 0), (), ())

    reader.braced(read)
    if name == "substack":
        cells = tuple(c for row in rows for c in row)
        return cells[0] if len(cells) == 1 else Listing((token.start, reader.end), cells)
    return _made(reader, name, rows, token.start)
