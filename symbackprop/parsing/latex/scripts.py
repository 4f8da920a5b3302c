r"""Subscripts, superscripts and primes, in whatever order they are written: `w^{l}_{jk}`, `g'^{[l]}`, `g^{[l]'}`."""

import re
from dataclasses import replace

from symbackprop.parsing.latex.alphabet import PRODUCTS, SIGNS
from symbackprop.parsing.latex.grammar import SCRIPTS, Grammar
from symbackprop.parsing.latex.tokens import Kind, Token
from symbackprop.parsing.latex.tree import (
    Addition,
    Differential,
    Group,
    Name,
    Node,
    Number,
    Product,
    Scripted,
    Slice,
    Span,
)

_PRIMES = {"'": 1, "''": 2, "'''": 3}
_SPACE = re.compile(r"\\(?:[ ,;:~]|q?quad)|~")
TURN = "t"
"""A transpose, as it is written before a matrix."""
TURNED = frozenset({"T", "top", "intercal"})
SUMS = frozenset({"sum", "prod"})
METHODS = frozenset({".sum", ".mean", ".reshape", ".transpose"})


def scripted(reader: Grammar, base: Node) -> Node:
    r"""The base with all the scripts that follow; a second script of a kind hangs on the whole.

    What a gradient is by has its scripts: \mathbf{dz}^{[l]} is written for d\mathbf{z}^{[l]}.
    """
    if isinstance(base, Differential):
        of = scripted(reader, base.of)
        return replace(base, of=of, span=(base.span[0], max(base.span[1], of.span[1])))
    while True:
        token = reader.raw()
        if token.text == "{" and _holds_nothing(reader):
            reader.skipped |= {reader.at, reader.partner[reader.at]}
            token = reader.raw()
        if token.kind is not Kind.SIGN:
            return base
        if token.text in _PRIMES or token.text == r"\prime":
            reader.take()
            base = _primed(reader, base, _PRIMES.get(token.text, 1))
        elif token.text in ("_", "^"):
            if _is_of_what_is_apart(reader):
                return base
            reader.take()
            base = _with_script(reader, base, token)
        elif token.text in METHODS:
            base = _with_method(reader, base)
        else:
            return base


def _holds_nothing(reader: Grammar) -> bool:
    """Whether braces come next that are empty, or hold primes, and only keep scripts apart: x^{(i)}{}^T."""
    at, end = reader.at + 1, reader.partner[reader.at]
    if at == end:
        return reader.after(end).text in SCRIPTS and not _is_of_what_follows(reader, end + 1)
    return end == at + 1 and reader.tokens[at].text in _PRIMES


def _is_of_what_follows(reader: Grammar, at: int) -> bool:
    """Whether the ^t behind empty braces touches what is behind it, and nothing before: X \\, {}^tW."""
    texts = [t.text for t in reader.tokens[at : at + 4]]
    end = at + 3 if texts[1] == "{" else at + 1
    is_turn = texts[0] == "^" and TURN in texts[1:3] and len(reader.tokens) > end + 1
    is_parted = reader.tokens[reader.at - 1].end < reader.tokens[reader.at].start
    following = reader.tokens[end + 1] if is_turn else reader.tokens[-1]
    return is_parted and following.start == reader.tokens[end].end and reader.begins_operand(following)


def _is_of_what_is_apart(reader: Grammar) -> bool:
    r"""Whether the ^p behind a space is the index of what follows: \sum_p \ ^p E."""
    gap = reader.text[reader.tokens[reader.at - 1].end : reader.raw().start] if reader.at else ""
    return bool(_SPACE.search(gap)) and is_leading(reader) and reader.tokens[reader.at + 1].text not in (TURN, "T")


def is_leading(reader: Grammar) -> bool:
    """Whether a script comes next that is written first: a transpose, ^tA, {}^tA and ^{t}A, or an index, ^pE."""
    at = reader.partner[reader.at] + 1 if reader.peek().text == "{" and _is_empty(reader) else reader.at
    tokens = [t for t in reader.tokens[at : at + 4] if t.text not in "{}"]
    texts = [t.text for t in tokens[:2]]
    is_index = len(tokens) > 2 and texts[1].isalpha() and len(texts[1]) == 1 and reader.begins_operand(tokens[2])
    return texts in (["^", TURN], ["^", "T"]) or (texts[:1] == ["^"] and is_index)


def leading(reader: Grammar) -> Node:
    """A matrix behind its transpose, or what has its index in front."""
    start = reader.peek().start
    while reader.take().text != "^":
        pass
    _, script = script_of(reader)
    base = scripted(reader, reader.atom())
    is_turn = name_of(script) in (TURN, "T")
    return Scripted((start, reader.end), base, *((None, script) if is_turn else (script, None)))


def name_of(script: Node | None) -> str:
    """The letter of a script that is nothing else."""
    return name_of(script.body) if isinstance(script, Group) else script.text if isinstance(script, Name) else ""


def _is_empty(reader: Grammar) -> bool:
    return reader.partner[reader.at] == reader.at + 1


def _with_method(reader: Grammar, base: Node) -> Node:
    """`x.sum(axis=1)`: the function of that name, applied to what stands before it."""
    token = reader.take()
    head = Name((token.start + 1, token.end), token.text[1:])
    given = reader.applied_to(head)
    return replace(given, span=(base.span[0], reader.end), arguments=(base, *given.arguments))


def _primed(reader: Grammar, base: Node, count: int) -> Node:
    span = base.span[0], reader.end
    if (function := _function_in_brackets(base)) is not None and reader.raw().text in ("(", r"\lparen"):
        function = function if isinstance(function, Scripted) else Scripted(span, function)
        return replace(function, span=span, primes=function.primes + count)
    if isinstance(base, Scripted) and base.span[0] == base.base.span[0]:
        return replace(base, span=span, primes=base.primes + count)
    return Scripted(span, base, primes=count)


def _function_in_brackets(node: Node) -> Name | Scripted | None:
    """`f^L` of (f^L)'(z), whose brackets only keep the prime apart; None for anything else."""
    match node:
        case Group(opening="(", body=Name() | Scripted(base=Name()) as function):
            return function
    return None


def _with_script(reader: Grammar, base: Node, sign: Token) -> Node:
    primes, script = (0, _limit(reader)) if sign.text == "_" and _is_limit(reader, base) else script_of(reader)
    if primes:
        base = _primed(reader, base, primes)
    if script is None:
        return base if primes else Scripted((base.span[0], reader.end), base)
    span = base.span[0], reader.end
    is_sub = sign.text == "_"
    if isinstance(base, Number) and base.text == "1" and (is_sub or name_of(script) in TURNED):
        base = Name(base.span, "1", (), "bold")  # a vector of ones: no number has an index, or is transposed
    if isinstance(base, Scripted) and (base.sub if is_sub else base.sup) is None and _is_open(base):
        return replace(base, span=span, sub=script) if is_sub else replace(base, span=span, sup=script)
    return Scripted(span, base, script) if is_sub else Scripted(span, base, None, script)


def _is_limit(reader: Grammar, base: Node) -> bool:
    r"""Whether a letter alone is a limit of a sum: the 2 of \sum_i2(y - t) is a factor, that of w_i2 an index."""
    operator = base.base if isinstance(base, Scripted) else base
    token = reader.raw()
    return isinstance(operator, Name) and operator.text in SUMS and token.kind is Kind.WORD and len(token.text) == 1


def _limit(reader: Grammar) -> Name:
    token = reader.take()
    return Name((token.start, token.end), token.text, (), reader.style)


def _is_open(base: Scripted) -> bool:
    """Whether scripts were hung on it just now, not within braces that are closed: {w^2}_i is another thing."""
    return base.span[0] == base.base.span[0]


def script_of(reader: Grammar) -> tuple[int, Node | None]:
    r"""How many primes a script begins or ends with, and the rest of it: `^{[l]'}`, `^{\prime}`, `_{j,k}`."""
    with reader.within(style="", is_index=True):
        if not reader.opens_brace():
            return _single(reader)
        primes = 0
        end = reader.partner[reader.at]
        reader.take()
        bars, reader.bars = reader.bars, []
        while (token := reader.raw()).text in _PRIMES or token.text == r"\prime" or _is_comma_alone(reader, end):
            primes += _PRIMES.get(reader.take().text, 1)
        reader.brackets += 1
        plus = _plus_behind(reader, end)
        script = reader.listing() if reader.at != end else None
        script = script if plus is None or script is None else Product(script.span, (script, plus), ("",))
        reader.brackets -= 1
        reader.bars = bars
        token = reader.peek()
        if reader.at != end:
            reader.refuse(token, reader.unexpected(token))
        reader.take()
    pulled, script = _pulled(_side_by_side(script))
    return primes + pulled, script


def _is_comma_alone(reader: Grammar, end: int) -> bool:
    r"""Whether a script is a comma and nothing else: σ^{,}, which is written for a prime."""
    return reader.raw().text == "," and reader.at + 1 == end


def _plus_behind(reader: Grammar, end: int) -> Name | None:
    """The + of w^{(2)+}, behind a bracket and before the brace, which marks the next value; it is read here."""
    last, before = reader.tokens[end - 1], reader.tokens[end - 2]
    if last.text != "+" or end - 1 <= reader.at or before.text not in (")", "]"):
        return None
    reader.skipped.add(end - 1)
    return Name((last.start, last.end), "+")


def _pulled(script: Node | None) -> tuple[int, Node | None]:
    """The primes that stand behind a bracket at the end of a script: they belong to the base."""
    if isinstance(script, Scripted) and script.primes and isinstance(script.base, Group):
        if script.sub is None and script.sup is None:
            return script.primes, script.base
        return script.primes, replace(script, primes=0)
    if isinstance(script, Product):
        primes, last = _pulled(script.factors[-1])
        if primes and last is not None:
            return primes, replace(script, factors=(*script.factors[:-1], last))
    return 0, script


def _side_by_side(script: Node | None) -> Node | None:
    """`A^{[l]^T}` is meant as A^{[l]T}."""
    if isinstance(script, Scripted) and isinstance(script.base, Group) and script.sub is None and not script.primes:
        sup = script.sup
        if isinstance(sup, Group) or (isinstance(sup, Name) and sup.text in ("T", "top", "t")):
            return Product(script.span, (script.base, sup), ("",))
    return script


def _single(reader: Grammar) -> tuple[int, Node | None]:
    token = reader.raw()
    if token.text == r"\prime" or token.text in _PRIMES:
        reader.take()
        return _PRIMES.get(token.text, 1), None
    if token.text == "-" and reader.after(reader.at).kind in (Kind.NUMBER, Kind.WORD):
        reader.take()
        term = reader.atom()
        return 0, Addition((token.start, reader.end), (term,), (-1,))
    if sign := bare_sign(reader):
        return 0, sign
    if reader.takes("(", "["):
        return 0, _bracketed(reader, token)
    if token.kind is Kind.WORD and len(token.text) == 1 and _is_indicator(reader):
        return 0, _limit(reader)
    return 0, reader.atom()


def _is_indicator(reader: Grammar) -> bool:
    r"""Whether 1[…] stands right behind a letter, \sum_{j=1}^k1[y = j]: then the 1 is no number of the letter."""
    one = reader.after(reader.at)
    return one.kind is Kind.NUMBER and one.text == "1" and reader.after(reader.at + 1).text in ("[", r"\{")


def _bracketed(reader: Grammar, token: Token) -> Node:
    """`w^(l)` without braces: what was meant."""
    body = reader.listing()
    closing = {"(": ")", "[": "]"}[token.text]
    if not reader.takes(closing):
        reader.refuse(reader.peek(), f"{closing!r} is missing in a script")
    return Group((token.start, reader.end), body, token.text, closing)


def bare_sign(reader: Grammar) -> Node | None:
    r"""A sign that stands for itself in a script: `w^+`, `x^*`, `w_{\cdot j}`, `W_{*,k}`."""
    token = reader.raw()
    if not is_bare(reader, token):
        return None
    following = reader.after(reader.at)
    reader.take()
    span: Span = token.start, token.end
    if token.text in SIGNS:
        return Name(span, token.text.lstrip("\\"))
    name = PRODUCTS[token.text]
    is_any = following.text == "," or (name == "cdot" and not ends_script(following))
    return Slice(span) if is_any else Name(span, name)


def is_bare(reader: Grammar, token: Token) -> bool:
    """Whether a sign has nothing that it could join."""
    if token.kind is not Kind.SIGN:
        return False
    if token.text in PRODUCTS:
        return True
    following = reader.after(reader.at)
    is_alone = reader.tokens[reader.at - 1].text in ("^", "_") or following.text in ("'", "*")
    return token.text in SIGNS and (ends_script(following) or is_alone)


def ends_script(token: Token) -> bool:
    """Whether nothing more can come of an index."""
    return token.kind is Kind.END or (token.kind is Kind.SIGN and token.text in ("}", ",", ")", "]"))


def number_of(node: Node | None) -> int:
    """The number that a script is, 0 if it is none."""
    return int(node.text) if isinstance(node, Number) and node.text.isdigit() and len(node.text) < 3 else 0
