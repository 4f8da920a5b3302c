r"""Fractions and all that is written as one: \frac{\partial C}{\partial w}, \frac{d}{dx} f, dC/dw, \nabla_a C."""

from collections.abc import Sequence
from dataclasses import replace

from symbackprop.parsing.latex.decorations import argument
from symbackprop.parsing.latex.functions import FUNCTIONS
from symbackprop.parsing.latex.grammar import SCRIPTS, Grammar
from symbackprop.parsing.latex.scripts import number_of, script_of, scripted
from symbackprop.parsing.latex.tokens import Kind, Token
from symbackprop.parsing.latex.tree import (
    Addition,
    Apply,
    Derivative,
    Differential,
    Group,
    Nabla,
    Name,
    Node,
    Product,
    Quotient,
    Scripted,
)

FRACTIONS = frozenset({r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\nicefrac", r"\sfrac", r"\flatfrac"})
_OPENING = frozenset({"(", "[", r"\{", r"\lparen"})

_APPLIED = frozenset({r"\cdot", "*", "·", r"\times"})


def differential_sign(token: Token) -> str:
    """Which d a token may be."""
    if token.kind is Kind.DIFFERENTIAL or (token.kind in (Kind.WORD, Kind.TEXT) and token.text == "d"):
        return "d"
    return {r"\partial": "∂", r"\delta": "δ"}.get(token.text, "") if token.kind is Kind.SIGN else ""


def _parts(reader: Grammar, at: int) -> tuple[str, str, bool]:
    r"""The d's that the two arguments of a \frac begin with, and whether the first has nothing else."""
    first, past = _argument(reader, at + 1)
    second, _ = _argument(reader, past)
    signs = differential_sign(reader.tokens[first]), differential_sign(reader.tokens[second])
    if _is_by_letter(reader, first, second):
        return "∂", "∂", True
    if not all(signs):
        return "", "", False
    following = reader.tokens[first + 1]
    if following.text == "^" and reader.tokens[first + 2].text == "{":
        following = reader.tokens[reader.partner[first + 2] + 1]
    elif following.text == "^":
        following = reader.tokens[min(first + 3, len(reader.tokens) - 1)]
    is_bare = first + 1 == past or following.text == "}"
    if any(reader.tokens[n + 1].text in ("_", "^") for n, s in zip((first, second), signs, strict=True) if s == "δ"):
        return "", "", False
    is_operand = is_bare or reader.begins_operand(following)
    below = reader.tokens[second + 1]
    return (*signs, is_bare) if is_operand and reader.begins_operand(below) else ("", "", False)


def _is_by_letter(reader: Grammar, first: int, second: int) -> bool:
    r"""Whether a \frac has a lone ∂ above and a letter without one below, as \frac{\partial}{w} f: ∂ is no quantity."""
    is_lone = reader.tokens[first].text == r"\partial" and reader.tokens[first + 1].text == "}"
    below = reader.tokens[second]
    return is_lone and not differential_sign(below) and below.kind is not Kind.NUMBER and reader.begins_operand(below)


def _argument(reader: Grammar, at: int) -> tuple[int, int]:
    """The first token that can be seen of an argument, and the first past it."""
    last = len(reader.tokens) - 1
    if reader.tokens[min(at, last)].text != "{" or at not in reader.partner:
        return min(at, last), min(at + 1, last)
    past = reader.partner[at] + 1
    while reader.tokens[at].text == "{":
        at += 1
    return at, past


def is_by_differential(reader: Grammar, at: int) -> bool:
    r"""Whether a \frac that a token begins has a d below alone, as that of d\frac{f}{dx}."""
    if reader.tokens[at].text not in FRACTIONS:
        return False
    first, past = _argument(reader, at + 1)
    second, _ = _argument(reader, past)
    return bool(differential_sign(reader.tokens[second])) and not differential_sign(reader.tokens[first])


def is_derivative(reader: Grammar) -> bool:
    r"""Whether a \frac that comes next is a derivative."""
    reader.peek()
    return reader.tokens[reader.at].text in FRACTIONS and bool(_parts(reader, reader.at)[0])


def fraction(reader: Grammar) -> Node:
    r"""`\frac{p}{q}`; with a d over a d, a derivative."""
    reader.raw()
    over_sign, under_sign, is_bare = _parts(reader, reader.at)
    start = reader.take().start
    if not over_sign:
        numerator, denominator = argument(reader), argument(reader)
        return ratio((start, reader.end), numerator, denominator, reader)
    order, is_explicit, of = _numerator(reader, is_bare)
    by = _denominator(reader, order)
    under_sign += "⁺" if is_explicit else ""
    if of is None:
        head_end = reader.end
        of = differentiated(reader)
        if of is None:
            token = reader.peek()
            reader.refuse(token._replace(start=start, end=head_end), "nothing to differentiate")
    return Derivative((start, reader.end), of, by, under_sign)


def derivative(reader: Grammar) -> Node:
    """A fraction that is a derivative, with its scripts."""
    return scripted(reader, fraction(reader))


def _numerator(reader: Grammar, is_bare: bool) -> tuple[int, bool, Node | None]:
    """The order of a derivative, whether it is explicit, and what is differentiated, if the numerator says so."""
    if not reader.opens_brace():
        reader.take()
        return 1, False, None

    order, is_explicit = 1, False
    found: Node | None = None

    def read() -> Node:
        nonlocal order, is_explicit, found
        sign = reader.peek()
        reader.take()
        order, is_explicit = _order(reader)
        if not is_bare:
            found = reader.listing()
        return found or Name((sign.start, sign.end), "d")

    reader.braced(read)
    return order, is_explicit, found


def _order(reader: Grammar) -> tuple[int, bool]:
    r"""The order of a derivative; `\partial^+` is its explicit part, which other paths add to."""
    if not reader.takes("^"):
        return 1, False
    token = reader.raw()
    script = script_of(reader)[1]
    is_explicit = isinstance(script, Name) and script.text == "+"
    order = 1 if is_explicit or script is None else number_of(script)
    if not order:
        reader.refuse(token, "the order of a derivative is not a number")
    return order, is_explicit


def _denominator(reader: Grammar, order: int) -> tuple[Node, ...]:
    by: list[Node] = []

    def read() -> Node:
        first = reader.peek()
        if not differential_sign(first) and not reader.begins_operand(first):
            reader.refuse(first, reader.unexpected(first))
        while differential_sign(sign := reader.peek()) or not by:
            if differential_sign(sign):
                reader.take()
            parts = [reader.operand()]
            while not differential_sign(token := reader.peek()) and reader.begins_operand(token):
                parts.append(reader.operand())
            by.append(side_by_side(parts))
        return by[0]

    if reader.opens_brace():
        reader.braced(read)
    else:
        read()
    return _each(tuple(by), order)


def _each(by: tuple[Node, ...], order: int) -> tuple[Node, ...]:
    """∂w² below ∂²C is twice ∂w."""
    if order > 1 and len(by) == 1:
        return (_without_power(by[0], order),) * order
    return by


def _without_power(node: Node, order: int) -> Node:
    if isinstance(node, Scripted) and number_of(node.sup) == order:
        return (
            node.base
            if node.sub is None and not node.primes
            else Scripted(node.span, node.base, node.sub, None, node.primes)
        )
    return node


def side_by_side(parts: Sequence[Node]) -> Node:
    """One node, or the product of several."""
    if len(parts) == 1:
        return parts[0]
    return Product((parts[0].span[0], parts[-1].span[1]), tuple(parts), ("",) * (len(parts) - 1))


def differentiated(reader: Grammar) -> Node | None:
    r"""What follows \frac{d}{dx}, \cdot or not: a bracket, or all factors up to a sign or the next derivative."""
    if reader.peek().text in _APPLIED and reader.begins_operand(reader.after(reader.at)):
        reader.take()
    token = reader.peek()
    if not reader.begins_operand(token):
        return None
    if token.text in _OPENING:
        return reader.operand()
    parts = [reader.factor()]
    while reader.begins_operand(reader.peek()) and not is_derivative(reader):
        parts.append(reader.factor())
    return side_by_side(parts)


def ratio(span: tuple[int, int], numerator: Node, denominator: Node, reader: Grammar) -> Node:
    """A quotient; with differentials above and below, a derivative: 2 dC / dw."""
    numerator = _upright(numerator)
    by = _differentials(_upright(denominator))
    if not by:
        return Quotient(span, numerator, denominator)
    sign = by[0].sign
    whats = tuple(d.of for d in by)
    if sign == "Δ":
        return Quotient(span, numerator, denominator)
    match numerator:
        case Differential(of=of):
            return Derivative(span, of, _each(whats, numerator.order), sign)
        case Addition(terms=(term,), signs=signs):
            inner = ratio((term.span[0], span[1]), term, denominator, reader)
            return Addition(span, (inner,), signs)
        case Product(factors=factors, operators=operators):
            at = next((n for n, f in enumerate(factors) if isinstance(f, Differential)), None)
            if at is not None and not any(operators[at:]):
                first = factors[at]
                assert isinstance(first, Differential)
                of = side_by_side([first.of, *factors[at + 1 :]])
                inner = Derivative((first.span[0], span[1]), of, _each(whats, first.order), sign)
                return Product(span, (*factors[:at], inner), operators[:at]) if at else inner
        case Name(text="d" | "partial"):
            of_what = differentiated(reader)
            if of_what is not None:
                return Derivative((span[0], reader.end), of_what, whats, sign)
    return Quotient(span, numerator, denominator)


def _upright(node: Node) -> Node:
    r"""A differential whose d stands in one \mathrm with what follows, `\mathrm{d w}`, `\mathrm{dz_k}`; others stay."""
    match node:
        case Product(factors=(Name(text="d", style="roman"), of), operators=("",)):
            return Differential(node.span, of, "d", 1)
        case Scripted(base=Name(text=text, style="roman") as base) if len(text) == 2 and text[0] == "d":
            return Differential(node.span, replace(node, base=replace(base, text=text[1], style="")), "d", 1)
    return node


def _differentials(node: Node) -> list[Differential]:
    if isinstance(node, Differential):
        return [node]
    if isinstance(node, Product) and not any(node.operators):
        found = [f for f in node.factors if isinstance(f, Differential)]
        return found if len(found) == len(node.factors) else []
    return []


def physical(reader: Grammar) -> Node:
    r"""`\pdv{C}{w}`, `\dv[2]{y}{x}`, `\pdv{}{w} C` of the physics package."""
    token = reader.take()
    order = 1
    if reader.raw().text == "[":
        reader.take()
        order = number_of(reader.atom()) or 1
        if not reader.takes("]"):
            reader.refuse(reader.peek(), "the order of the derivative is not closed")
    sign = "d" if token.text in (r"\dv", r"\odv") else "∂"
    is_operator = reader.opens_brace() and reader.tokens[reader.at + 1].text == "}"
    if is_operator:
        reader.at += 2
    first = argument(reader)
    if reader.opens_brace() and not is_operator:
        second = argument(reader)
        return Derivative((token.start, reader.end), first, (second,) * order, sign)
    of = differentiated(reader)
    if of is None:
        reader.refuse(token, "nothing to differentiate")
    return Derivative((token.start, reader.end), of, (first,) * order, sign)


def over(reader: Grammar) -> Node:
    r"""`{p \over q}`."""
    start = reader.peek().start
    numerator = reader.listing()
    if not reader.takes(r"\over", r"\atop", r"\choose"):
        reader.refuse(reader.peek(), reader.unexpected(reader.peek()))
    denominator = reader.listing()
    return ratio((start, reader.end), numerator, denominator, reader)


def applied(reader: Grammar, node: Node) -> Node:
    r"""`{\partial \over \partial w}` with what is differentiated behind it; anything else as it is."""
    match node:
        case Quotient(numerator=Name(text="d" | "partial"), denominator=below) if found := _differentials(below):
            of = differentiated(reader)
            whats = tuple(d.of for d in found)
            return node if of is None else Derivative((node.span[0], reader.end), of, whats, found[0].sign)
    return node


def binomial(reader: Grammar) -> Node:
    r"""`\binom{n}{k}`."""
    token = reader.take()
    upper = argument(reader)
    lower = argument(reader)
    return Apply((token.start, reader.end), Name((token.start, token.end), "binom"), (upper, lower))


def differential(reader: Grammar) -> Node:
    r"""`dW`, `\partial z`, `\Delta w`; `\partial_w C` is a derivative, and a sign alone a name."""
    token = reader.take()
    sign = {"d": "d", r"\partial": "∂", r"\Delta": "Δ"}[token.text]
    order, _ = _order(reader) if sign == "∂" else (1, False)
    by: Node | None = None
    if sign == "∂" and reader.peek().text == "_":
        reader.take()
        _, by = script_of(reader)
    following = reader.peek()
    if not reader.begins_operand(following) or following.text in SCRIPTS:
        base = Name((token.start, token.end), token.text.lstrip("\\"))
        return Scripted((token.start, reader.end), base, by) if by else base
    is_applied = following.text.lstrip("\\") in FUNCTIONS or following.text in FRACTIONS or by is not None
    of = reader.factor() if is_applied else reader.operand()
    span = token.start, reader.end
    if by is None and isinstance(of, Quotient) and (below := _differentials(of.denominator)):
        return Derivative(span, of.numerator, tuple(d.of for d in below), below[0].sign)  # d \frac{f}{dx}
    if by is None:
        return Differential(span, of, sign, order)
    return Derivative(span, _called(reader, of), (by,) * order, sign)


SET_IN = frozenset({r"\vec", r"\overrightarrow", r"\boldsymbol", r"\mathbf", r"\bm", r"\pmb", r"\mathop"})
"""What ∇ is set in, or has above it."""


def is_nabla(reader: Grammar) -> bool:
    r"""Whether ∇ comes next, bare, with an arrow above it, or as the word: \vec{\nabla} C, \operatorname{grad} C."""
    token = reader.peek()
    if token.kind is Kind.TEXT and token.text == "grad" and token.style != "code":
        following = reader.after(reader.at)
        return following.text == "_" or reader.begins_operand(following)
    return token.text == r"\nabla" or bool(_arrowed(reader))


def _arrowed(reader: Grammar) -> list[str]:
    r"""The signs of \vec{\nabla} and \vec\nabla; none for anything else."""
    if reader.peek().text not in SET_IN:
        return []
    signs = [t.text for t in reader.tokens[reader.at : reader.at + 4]]
    for form in ([signs[0], "{", r"\nabla", "}"], [signs[0], r"\nabla"]):
        if signs[: len(form)] == form:
            return form
    return []


def nabla(reader: Grammar) -> Node:
    r"""`\nabla_a C`, `\nabla C`."""
    token = reader.peek()
    for _ in _arrowed(reader) or [""]:
        reader.take()
    name = Name((token.start, token.end), "nabla")
    by: Node | None = None
    if reader.takes("_"):
        _, by = script_of(reader)
    following = reader.peek()
    if following.text in SCRIPTS or not reader.begins_operand(following):
        base = Scripted((token.start, reader.end), name, by) if by else name
        return scripted(reader, base)
    if following.text in FRACTIONS or following.kind is Kind.NUMBER:
        of = differentiated(reader)
        assert of is not None
    else:
        of = _called(reader, reader.factor())
    return Nabla((token.start, reader.end), of, by)


def _called(reader: Grammar, of: Node) -> Node:
    """With the bracket that directly follows a name: \\nabla J(\\theta)."""
    token = reader.peek()
    if token.text not in _OPENING or token.start != reader.end or not isinstance(of, Name | Scripted):
        return of
    arguments = reader.operand()
    if isinstance(arguments, Group | Scripted):
        return side_by_side([of, arguments])
    return of
