r"""Slips around terms: a sign, brackets, a sum and its bounds, a power, a logarithm, the axis of a sum of an array."""

import re
from collections.abc import Iterator

from symbackprop.parsing.latex.tree import (
    Addition,
    Apply,
    Big,
    Group,
    Name,
    Node,
    Number,
    Product,
    Quotient,
    Relation,
    Scripted,
)
from symbackprop.proofreading.lexicon.free_letters import free_letters
from symbackprop.proofreading.mending.sides import Side, Slip, Span, argument_end, bracketed
from symbackprop.proofreading.mending.spellings import factors_of
from symbackprop.proofreading.vocabulary.marks import limit_letters, name_of, scripts, shift_of
from symbackprop.proofreading.vocabulary.mentions import mention_of

LOGARITHMS = frozenset({"log", "ln"})
_SIGN = re.compile(r"[+\-−–]")


def axes(side: Side) -> Iterator[Slip]:
    """axis=1 for axis=0."""
    for node in side.operands():
        if isinstance(node, Apply):
            for name, value in node.keywords:
                if name == "axis" and isinstance(value, Number) and value.text in ("0", "1"):
                    other = "1" if value.text == "0" else "0"
                    yield Slip(((*value.span, other),), f"axis={other}")


def signs(side: Side) -> Iterator[Slip]:
    """Minus for plus, and plus for minus."""
    for node in side.operands():
        if not isinstance(node, Addition):
            continue
        at = node.span[0]
        for number, term in enumerate(node.terms):
            sign = _SIGN.search(side.text, at, term.span[0])
            if sign is not None:
                other = "+" if sign[0] != "+" else "-"
                gone = not number and other == "+"
                change = (*sign.span(), "" if gone else other)
                yield Slip((change,), f"the other sign before {side.of(term)}")
            elif not number:
                yield Slip(((at, at, "-"),), f"the other sign before {side.of(term)}")
            at = term.span[1]
    tree = side.tree
    if isinstance(tree, Addition) and len(tree.terms) > 1:
        yield Slip(((*tree.span, f"-{bracketed(side.of(tree))}"),), "the opposite sign", 0.05)
    elif not isinstance(tree, Addition):
        yield Slip(((tree.span[0], tree.span[0], "-"),), "the opposite sign")


def exponents(side: Side) -> Iterator[Slip]:
    """e^{-z} for e^z, exp(-z) for exp(z), and back."""
    for node in side.tree.walk():
        power: Node | None = None
        if isinstance(node, Scripted) and name_of(node.base) == "e":
            power = node.sup
        elif isinstance(node, Apply) and name_of(node.function) == "exp" and len(node.arguments) == 1:
            power = node.arguments[0]
        if power is None:
            continue
        sign = _SIGN.match(side.text, power.span[0])
        start, end = sign.span() if sign else (power.span[0],) * 2
        is_bare = side.text[:start].rstrip()[-1:] == "^"
        written = "" if sign else "-"
        change = (*power.span, f"{{-{side.of(power)}}}") if is_bare else (start, end, written)
        yield Slip((change,), "the other sign of the exponent")


def differences(side: Side) -> Iterator[Slip]:
    """a − y for y − a."""
    for node in side.operands():
        if isinstance(node, Addition) and node.signs == (1, -1):
            first, second = node.terms
            changes = (*first.span, side.of(second)), (*second.span, side.of(first))
            yield Slip(changes, f"{side.of(second)} - {side.of(first)}")


def brackets(side: Side) -> Iterator[Slip]:
    """A (B + C) for A B + C, Σ (a + b) for Σ a + b."""
    for node in side.operands():
        if not isinstance(node, Addition):
            continue
        for number, term in enumerate(node.terms[:-1]):
            for start in _last_factors(side, term):
                end = node.terms[-1].span[1]
                written = bracketed(side.text[start:end])
                yield Slip(((start, end, written),), f"brackets around {side.text[start:end]}", 0.05 * number)


def _last_factors(side: Side, term: Node) -> Iterator[int]:
    """Where a bracket may open within a term that goes on with the terms after it."""
    if isinstance(term, Big):
        yield term.body.span[0]
        yield from _last_factors(side, term.body)
    elif isinstance(term, Product):
        spans = factors_of(term, side.spellings.lexicon)
        yield from (start for start, _ in spans[1:])
        last = term.factors[-1]
        if isinstance(last, Big):
            yield from _last_factors(side, last)


def sums(side: Side) -> Iterator[Slip]:
    """A sum over an index that is open on this side only; or one sum less."""
    for node in side.operands():
        if isinstance(node, Big) and node.kind == "sum":
            yield Slip(((node.span[0], node.body.span[0], ""),), "without the sum", 0.3)
    there = set(free_letters(side.other, side.habits))
    for term in side.terms():
        for letter in free_letters(term, side.habits):
            if letter not in there:
                at = term.span[0]
                yield Slip(((at, at, rf"\sum_{_one(letter)} "),), f"the sum over {letter}")


def _one(letter: str) -> str:
    return letter if len(letter) == 1 else f"{{{letter}}}"


def bounds(side: Side) -> Iterator[Slip]:
    """Where a sum begins and ends."""
    for node in side.operands():
        if not isinstance(node, Big):
            continue
        upper = node.upper
        if isinstance(upper, Number) and upper.text.isdigit():
            for number in (int(upper.text) - 1, int(upper.text) + 1):
                yield Slip(((*upper.span, str(number)),), f"the sum goes to {number}")
        if isinstance(upper, Name | Number):
            for other in side.spellings.uppers:
                if other != side.of(upper):
                    yield Slip(((*upper.span, other),), f"the sum goes to {other}", 0.1)
        if isinstance(node.lower, Relation):
            yield from _lower(side, node, node.lower)
    for node in side.tree.walk():
        if isinstance(node, Big) and isinstance(node.upper, Scripted):
            yield from _units_of_layer(side, node.upper)


def _units_of_layer(side: Side, upper: Scripted) -> Iterator[Slip]:
    """n_{l-1} and n_{l+1} for n_l, and each for the other."""
    _, below, above, _ = scripts(upper)
    script = (*below, *above)[0]
    while isinstance(script, Group):
        script = script.body
    shift = shift_of(script)
    if shift is None or shift[0] not in side.habits.layer_letters | side.habits.depth_letters:
        return
    letter, step = shift
    for other in dict.fromkeys((step - 1, step + 1, -step)):
        if other == step:
            continue
        written = f"{letter}{other:+}" if other else letter
        is_braced = side.text[script.span[0] - 1 : script.span[0]] in ("{", "[", "(")
        change = *script.span, written if is_braced or not other else f"{{{written}}}"
        yield Slip((change,), f"the sum counts the units of layer {written}", -0.1)


def _lower(side: Side, node: Big, lower: Relation) -> Iterator[Slip]:
    left, right = lower.left, lower.right
    inside = set(free_letters(node.body, side.habits))
    if not isinstance(right, Number) and name_of(right) in inside:
        changes = (*left.span, side.of(right)), (*right.span, "1")
        yield Slip(changes, f"the sum begins at {side.of(right)}=1", -0.1)
    if isinstance(right, Number) and right.text in ("0", "1", "2"):
        for number in {"0": "1", "1": "02", "2": "1"}[right.text]:
            yield Slip(((*right.span, number),), f"the sum begins at {side.of(left)}={number}", 0.1)
    for letter in sorted(inside - set(limit_letters(node))):
        yield Slip(((*left.span, letter),), f"the sum over {letter}", 0.1)


def powers(side: Side) -> Iterator[Slip]:
    """A square that is missing, or a power too many."""
    for node in side.operands():
        if isinstance(node, Quotient):
            below = node.denominator
            if isinstance(below, Addition):
                yield Slip(((*below.span, f"{bracketed(side.of(below))}^2"),), f"({side.of(below)})^2")
        mention = mention_of(node, side.habits)
        power = mention.power if mention is not None else node.sup if isinstance(node, Scripted) else None
        if isinstance(power, Number) and isinstance(node, Scripted):
            yield _without_power(side, node, power.span)
        elif isinstance(node, Group) and node.opening in "([" and node.closing:
            yield Slip(((node.span[1], node.span[1], "^2"),), f"{side.of(node)}^2")


def logarithms(side: Side) -> Iterator[Slip]:
    """log a for a, where the other side has a logarithm and this one has none."""
    signs = [n for n in side.other.walk() if isinstance(n, Apply) and name_of(n.function) in LOGARITHMS]
    if not signs or any(isinstance(n, Apply) and name_of(n.function) in LOGARITHMS for n in side.tree.walk()):
        return
    for node in side.operands():
        if mention_of(node, side.habits) is not None and not side.is_function(node):
            at = node.span[0]
            yield Slip(((at, at, rf"\{name_of(signs[0].function)} "),), f"the logarithm of {side.of(node)}")


def complements(side: Side) -> Iterator[Slip]:
    """log a for log(1 − a), and back."""
    for node in side.operands():
        if not isinstance(node, Apply) or name_of(node.function) not in LOGARITHMS or len(node.arguments) != 1:
            continue
        of = node.arguments[0]
        if isinstance(of, Addition) and of.signs == (1, -1) and name_of(of.terms[0]) == "1":
            other = side.of(of.terms[1])
            yield Slip(((*of.span, other),), f"the logarithm of {other}")
        elif mention_of(of, side.habits) is not None:
            yield Slip(((*of.span, f"(1 - {side.of(of)})"),), f"the logarithm of 1 - {side.of(of)}")


def _without_power(side: Side, node: Scripted, span: Span) -> Slip:
    caret = side.text.rfind("^", node.span[0], span[0] + 1)
    past = argument_end(side.text, caret + 1)
    return Slip(((caret, past, ""),), f"{side.of(node)} without the power")
