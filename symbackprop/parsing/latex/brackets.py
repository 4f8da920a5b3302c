r"""Brackets and bars, and what stands in them: arguments, indices, slices, conditions."""

from symbackprop.parsing.latex.alphabet import BARS, BRACKETS, CLOSING, PRODUCTS
from symbackprop.parsing.latex.cases import cases_of
from symbackprop.parsing.latex.grammar import Grammar
from symbackprop.parsing.latex.tokens import Kind, Token
from symbackprop.parsing.latex.tree import Grid, Group, Listing, Name, Node

_PAIRS = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉", "|": "|", "‖": "‖", "": ""}
ENCLOSED = {
    "norm": "‖", "Norm": "‖", "abs": "|", "Abs": "|", "set": "{", "ceil": "⌈", "floor": "⌊", "qty": "(", "paren": "(",
    "pqty": "(", "bqty": "[", "Bqty": "{",
}  # fmt: skip


def group(reader: Grammar) -> Node:
    """Something in visible brackets."""
    token = reader.take()
    if token.text in BARS:
        return _between_bars(reader, token)
    opening = BRACKETS[token.text][0]
    bars, reader.bars = reader.bars, []
    reader.brackets += 1
    body = _placeholder(reader, opening) or reader.listing()
    reader.brackets -= 1
    closing = _closing(reader, token, opening, body)
    reader.bars = bars
    return _tidied(Group((token.start, reader.end), body, opening, closing))


def _placeholder(reader: Grammar, opening: str) -> Node | None:
    r"""What stands in brackets that hold nothing, or only say that something goes there: f(), g(\cdot), g(.)."""
    token = reader.peek()
    if token.kind is not Kind.SIGN:
        return None
    if CLOSING.get(token.text) == _PAIRS[opening]:
        return Listing((reader.end, reader.end), ())
    following = reader.after(reader.at)
    if token.text in (".", *PRODUCTS) and following.kind is Kind.SIGN and following.text in (*CLOSING, *BARS):
        reader.take()
        return Name((token.start, token.end), PRODUCTS.get(token.text, "cdot"))
    return None


def _closing(reader: Grammar, opened: Token, opening: str, body: Node) -> str:
    """The bracket that closes; the last one of a formula may have been forgotten."""
    token = reader.peek()
    if token.kind is Kind.SIGN and token.text in CLOSING:
        closing = CLOSING[token.text]
        is_interval = (
            isinstance(body, Listing) and len(body.items) == 2 and {opening, closing} in ({"(", "]"}, {"[", ")"})
        )
        if closing == _PAIRS[opening] or "" in (opening, closing) or is_interval:
            reader.take()
            return closing
    if opening == "" and token.text in BARS:
        reader.take()
        return BARS[token.text]
    if (token.kind is Kind.END or token.text in ("}", "&")) and not reader.missing:
        reader.missing = 1
        return ""
    if token.kind is Kind.END:
        reader.refuse(opened, f"{opened.text!r} is not closed")
    reader.refuse(
        token, f"{_PAIRS[opening]!r} is missing before this" if token.text in CLOSING else reader.unexpected(token)
    )


def _between_bars(reader: Grammar, token: Token) -> Node:
    """|x| and ‖x‖; two bars that touch are one sign where a bracket opens, and where one like it is open."""
    kind = BARS[token.text]
    if kind == "|" and _is_doubled(reader, token):
        reader.take()
        kind = "‖"
    reader.bars.append(kind)
    body = _placeholder(reader, kind) or reader.listing()
    closing = reader.peek()
    if closing.kind is not Kind.SIGN or not closes_bar(reader, closing):
        reader.refuse(closing if closing.kind is not Kind.END else token, "a bar is not closed")
    reader.take()
    if BARS[closing.text] != kind:
        reader.take()
    reader.bars.pop()
    return Group((token.start, reader.end), body, kind, kind)


def _is_doubled(reader: Grammar, token: Token) -> bool:
    following = reader.tokens[reader.at]
    return following.text == token.text and following.start == token.end


def _tidied(found: Group) -> Node:
    """Brackets around a matrix are its own; a left brace before rows makes cases; two bars are one sign."""
    body = found.body
    if found.opening == "{" and not found.closing and isinstance(body, Group) and body.opening == "{":
        body = body.body
    if found.opening == "|" and isinstance(body, Group) and body.opening == "|":
        return Group(found.span, body.body, "‖", "‖")
    if not isinstance(body, Grid) or body.brackets:
        return found
    if found.opening == "{" and not found.closing and all(0 < len(row) <= 3 for row in body.rows):
        return cases_of(found.span, body.rows)
    if found.closing == _PAIRS[found.opening]:
        return Grid(found.span, body.rows, found.opening)
    return found


def enclosed(reader: Grammar) -> Node:
    r"""`\norm{x}`, `\abs{x}`."""
    token = reader.take()
    opening = ENCLOSED[token.text[1:]]
    body = reader.braced(reader.listing) if reader.opens_brace() else reader.atom()
    return Group((token.start, reader.end), body, opening, _PAIRS[opening])


def closes_bar(reader: Grammar, token: Token) -> bool:
    """Whether a bar where an operator could stand closes the one that is open."""
    if not reader.bars or token.text not in BARS:
        return False
    kind = BARS[token.text]
    if reader.bars[-1] == kind:
        return True
    following = reader.after(reader.at)
    return kind == "|" and following.text == token.text and following.start == token.end
