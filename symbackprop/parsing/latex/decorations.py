"""What is set over, under and in the shape of a letter: accents, styles, braces with remarks."""

import re
from dataclasses import replace

from symbackprop.parsing.latex.alphabet import ACCENTS, STYLES, SWITCHES
from symbackprop.parsing.latex.grammar import Grammar
from symbackprop.parsing.latex.refusal import NotUnderstood
from symbackprop.parsing.latex.tokens import Kind, Token
from symbackprop.parsing.latex.tree import Annotated, Name, Node, Number, Scripted, Words

ANNOTATIONS = {
    "underbrace": "under", "overbrace": "over", "underbracket": "under", "overbracket": "over", "underset": "under",
    "overset": "over", "stackrel": "over", "underparen": "under", "overparen": "over",
}  # fmt: skip


ARROWS = frozenset({r"\leftarrow", r"\Leftarrow", r"\longleftarrow", r"\gets"})
"""What points from a remark to what it is about."""
NAMING = frozenset({"=", ":=", ":", "≡", r"\equiv", "≔", r"\coloneqq", r"\triangleq", "≜"})
"""What stands before the name of a part, below its brace."""
VECTORS = frozenset({"vec", "overrightarrow", "dot", "underline"})
"""Accents that make ones of a 1."""
_WORD = re.compile(r"[\w.+'-]*\w'?", re.ASCII)


def argument(reader: Grammar) -> Node:
    """What a command takes: braces with something in them, or one token."""
    if reader.opens_brace():
        return reader.braced(reader.over if reader.at in reader.fractions else reader.listing)
    return reader.atom()


def accented(reader: Grammar) -> Node:
    r"""`\hat{y}`; over something scripted, `\hat{y_1}`, the accent goes to the name itself."""
    token = reader.take()
    body = argument(reader)
    return _with_accent(body, ACCENTS[token.text[1:]], (token.start, reader.end))


def _with_accent(body: Node, accent: str, span: tuple[int, int]) -> Node:
    if isinstance(body, Name):
        return replace(body, span=span, accents=(accent, *body.accents))
    if isinstance(body, Scripted) and isinstance(body.base, Name):
        base = replace(body.base, span=(span[0], body.base.span[1]), accents=(accent, *body.base.accents))
        return replace(body, span=span, base=base)
    if isinstance(body, Number) and body.text == "1" and accent in VECTORS:
        return Name(span, "1", (), "bold")
    return Annotated(span, body, None, accent)


def styled(reader: Grammar) -> Node:
    r"""`\mathbf{x}`, `\mathcal L`: the letters within are set so."""
    token = reader.take()
    with reader.within(style=STYLES[token.text[1:]]):
        body = argument(reader)
    return replace(body, span=(token.start, reader.end))


def switched(reader: Grammar) -> Node:
    r"""`{\bf x}`, `{\rm net}`: the rest of the braces is set so."""
    token = reader.take()
    with reader.within(style=SWITCHES[token.text[1:]]):
        body = reader.listing()
    return replace(body, span=(token.start, reader.end))


def annotated(reader: Grammar) -> Node:
    r"""`\underbrace{body}_{note}`, `\underset{note}{body}`."""
    token = reader.take()
    position = ANNOTATIONS[token.text[1:]]
    if token.text.endswith(("set", "rel")):
        note: Node | None = remark(reader)
        body = argument(reader)
    else:
        body = argument(reader)
        sign = {"under": "_", "over": "^"}[position]
        note = remark(reader) if reader.takes(sign) else None
    return Annotated((token.start, reader.end), body, note, position)


def remark(reader: Grammar) -> Node:
    """A note, which may be prose: what is no formula is kept as its words."""
    if not reader.opens_brace():
        return reader.atom()
    opening = reader.at
    end = reader.partner[opening]
    before = reader.depth, reader.style, reader.is_index, reader.bars, reader.missing
    try:
        return reader.braced(lambda: _told(reader))
    except NotUnderstood:
        reader.depth, reader.style, reader.is_index, reader.bars, reader.missing = before
        start = reader.tokens[opening].end
        span = start, reader.tokens[end].start
        reader.at = end
        reader.take()
        return Words(span, reader.text[span[0] : span[1]].strip())


def _told(reader: Grammar) -> Node:
    r"""What a remark says, with or without a sign before it: the z of `\equiv z` and `=: z`."""
    while reader.peek().text in NAMING:
        reader.take()
    return reader.over() if reader.at in reader.fractions else reader.listing()


def is_pointer(reader: Grammar) -> bool:
    """Whether an arrow comes next that points from words to what they are about, ← intercept."""
    return reader.peek().text in ARROWS and reader.after(reader.at).kind in (Kind.SAID, Kind.TEXT)


def is_remark(reader: Grammar) -> bool:
    """Whether words come next that say something about what stands before them."""
    token = reader.peek()
    if token.text == r"\begin" and token.kind is Kind.SIGN and (name := reader.environment()):
        first, is_pointed = reader.after(name), False
        while first.text in ("[", "l", "c", "r", "]", "&", *ARROWS):
            is_pointed, name = first.text in ARROWS, name + 1
            first = reader.after(name)
        return _is_prose(first) or (is_pointed and first.kind is Kind.TEXT)
    return _is_prose(token)


def _is_prose(token: Token) -> bool:
    return token.kind is Kind.SAID or (token.kind is Kind.TEXT and not _WORD.fullmatch(token.text))
