"""The smallest parts of a formula, and the scripts that hang on them."""

import re
from collections.abc import Callable

from symbackprop.parsing.latex import brackets, decorations, environments, fractions
from symbackprop.parsing.latex.alphabet import (
    ACCENTS,
    BARS,
    BLACKBOARD,
    BRACKETS,
    DOTS,
    LETTERS,
    RENAMED,
    STYLES,
    SWITCHES,
)
from symbackprop.parsing.latex.grammar import SCRIPTS, Grammar
from symbackprop.parsing.latex.scripts import scripted
from symbackprop.parsing.latex.tokens import Kind, Token
from symbackprop.parsing.latex.tree import Derivative, Dots, Name, Node, Number, Quotient, Root, Scripted, Words

_JOINED = re.compile(r"d([A-Za-z]+)_d([A-Za-z]+)([0-9]*)")
Rule = Callable[[Grammar], Node]
"""Reads a node; the token that calls for it comes next."""


def operand(reader: Grammar) -> Node:
    """An atom with its scripts."""
    return scripted(reader, reader.atom())


def is_letter(token: Token) -> bool:
    """Whether a token is a letter, or something that makes one: an accent, a style."""
    return token.kind is Kind.SIGN and token.text[1:] in _LETTERS


def rule_of(token: Token) -> Rule | None:
    """What reads an atom that begins with a token."""
    if token.kind is Kind.SIGN:
        return RULES.get(token.text)
    return _KINDS.get(token.kind)


def _word(reader: Grammar) -> Node:
    token = reader.take()
    if joined := _JOINED.fullmatch(token.text):
        return _joined(token, joined)
    name = Name((token.start, token.end), token.text, (), reader.style)
    following = reader.raw()
    if (
        following.kind is Kind.NUMBER
        and following.start == token.end
        and following.text.isdigit()
        and len(token.text) < 12
        and not token.text.endswith("_")
    ):
        return _numbered(reader, name)
    return name


def _joined(token: Token, found: re.Match[str]) -> Node:
    """`dL_dw5`: a derivative, as programs name it."""
    span = token.start, token.end
    by: Node = Name(span, found[2])
    if found[3]:
        by = Scripted(span, by, Number(span, found[3]))
    return Derivative(span, Name(span, found[1]), (by,), "d")


def _numbered(reader: Grammar, name: Name) -> Node:
    """`w5`: a letter or word, and the digits right behind it as its subscript."""
    token = reader.take()
    sub = Number((token.start, token.end), token.text)
    return Scripted((name.span[0], token.end), name, sub)


def _number(reader: Grammar) -> Node:
    token = reader.take()
    span = token.start, token.end
    if reader.style in ("bold", "blackboard") and token.text in ("0", "1"):
        return Name(span, token.text, (), reader.style)
    return Number(span, token.text)


def _text(reader: Grammar) -> Node:
    """Text set as text: one word is a name, several are words."""
    token = reader.take()
    span = token.start, token.end
    is_word = token.text.replace("-", "").replace("_", "").replace(".", "").isalnum() and token.text.isascii()
    if token.text.isdigit():
        return Number(span, token.text)
    if is_word and not token.text.endswith("."):
        return Name(span, token.text, (), "roman" if token.style == "operator" else token.style)
    return Words(span, token.text)


def _said(reader: Grammar) -> Node:
    token = reader.take()
    return Words((token.start, token.end), token.text)


def _letter(reader: Grammar) -> Node:
    token = reader.take()
    text = token.text[1:]
    return Name((token.start, token.end), RENAMED.get(text, text), (), reader.style)


def _blackboard(reader: Grammar) -> Node:
    token = reader.take()
    return Name((token.start, token.end), BLACKBOARD[token.text[1:]], (), "blackboard")


def _calligraphic(reader: Grammar) -> Node:
    token = reader.take()
    return Name((token.start, token.end), "L", (), "calligraphic")


def _dots(reader: Grammar) -> Node:
    token = reader.take()
    while reader.peek().text in DOTS or reader.peek().text == ".":
        if reader.take().kind is Kind.END:
            break
    return Dots((token.start, reader.end))


def _half(reader: Grammar) -> Node:
    token = reader.take()
    span = token.start, token.end
    return Quotient(span, Number(span, "1"), Number(span, {"½": "2", r"\half": "2"}.get(token.text, "4")))


def _root(reader: Grammar) -> Node:
    start = reader.take().start
    degree = None
    if reader.raw().text == "[":
        reader.take()
        degree = reader.expression()
        if not reader.takes("]"):
            reader.refuse(reader.peek(), "the degree of the root is not closed")
    body = decorations.argument(reader)
    return Root((start, reader.end), body, degree)


def _braces(reader: Grammar) -> Node:
    """Braces that carry a script, or in which something is switched on."""
    start = reader.raw().start
    if reader.at in reader.fractions:
        return fractions.applied(reader, reader.spanned(reader.braced(reader.over), start))
    with reader.within():
        node = reader.braced(reader.listing)
    return reader.spanned(node, start)


def _unknown(reader: Grammar) -> Node:
    """A question mark: a name for what is not known."""
    token = reader.take()
    return Name((token.start, token.end), token.text)


def _forall(reader: Grammar) -> Node:
    reader.take()
    return reader.operand()


_LETTERS = frozenset({*LETTERS, *RENAMED, *ACCENTS, *STYLES}) - {"prime", "top", "operatorname"}
_KINDS: dict[Kind, Rule] = {
    Kind.WORD: _word,
    Kind.NUMBER: _number,
    Kind.TEXT: _text,
    Kind.SAID: _said,
    Kind.DIFFERENTIAL: _word,
}
RULES: dict[str, Rule] = {
    **{"\\" + name: _letter for name in (*LETTERS, *RENAMED)},
    **{"\\" + name: _blackboard for name in BLACKBOARD},
    r"\calL": _calligraphic,
    **{"\\" + name: decorations.accented for name in ACCENTS},
    **{"\\" + name: decorations.styled for name in STYLES},
    **{"\\" + name: decorations.switched for name in SWITCHES},
    **dict.fromkeys(DOTS, _dots),
    **dict.fromkeys((*BRACKETS, *BARS), brackets.group),
    **dict.fromkeys((r"\partial", r"\nabla"), _letter),
    **{name: fractions.fraction for name in fractions.FRACTIONS},
    **{"\\" + name: brackets.enclosed for name in brackets.ENCLOSED},
    **{"\\" + name: decorations.annotated for name in decorations.ANNOTATIONS},
    **{"\\" + name: environments.plain for name in ("matrix", "pmatrix", "bmatrix", "cases", "substack")},
    r"\begin": environments.environment,
    r"\sqrt": _root,
    **dict.fromkeys((r"\dv", r"\pdv", r"\derivative", r"\odv"), fractions.physical),
    r"\binom": fractions.binomial,
    r"\dbinom": fractions.binomial,
    r"\tbinom": fractions.binomial,
    "½": _half,
    r"\half": _half,
    r"\quarter": _half,
    "{": _braces,
    "?": _unknown,
    r"\forall": _forall,
    r"\exists": _forall,
}  # fmt: skip
assert not SCRIPTS & RULES.keys() - {r"\prime"}
