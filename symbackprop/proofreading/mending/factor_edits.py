r"""Slips in a product: a transpose, the order, ⊙, a factor 1/m, a coefficient, the prime of g'."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise

from symbackprop.parsing.latex.tree import (
    ENTRYWISE,
    Addition,
    Apply,
    Derivative,
    Differential,
    Group,
    Nabla,
    Name,
    Node,
    Product,
    Scripted,
)
from symbackprop.proofreading.mending.sides import Change, Side, Slip, Span, argument_end, bracketed
from symbackprop.proofreading.vocabulary.marks import TRANSPOSES, flat, name_of, scripts, shift_of
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS, Mention, mention_of, mentions
from symbackprop.proofreading.worlds.calls import CALLS

_PRIME = re.compile(r"'|\^\{?\s*(?:\\prime|'|′)\s*\}?|′")
MOST = 20
"""How many quantities are tried as a factor that is missing."""


# ---- transposes


def transposes(side: Side) -> Iterator[Slip]:
    """W for W^T, and W^T for W."""
    for node in _transposable(side):
        turned = _turned(side, node)
        if turned is not None:
            change, what = turned
            yield Slip((change,), what)


def _transposable(side: Side) -> Iterator[Node]:
    """Whole quantities, brackets and derivatives that are factors or terms."""
    arguments = {id(a) for n in side.operands() if isinstance(n, Apply) for a in n.parts()}
    for node in side.operands():
        if isinstance(node, Product):
            called = {id(node.factors[n + 1]) for n in range(len(node.factors) - 1)
                      if side.is_function(node.factors[n]) and not node.operators[n]}  # fmt: skip
            arguments |= called
        elif isinstance(node, Scripted):
            arguments.add(id(node.base))
    for node in side.operands():
        if side.is_function(node):
            continue
        mention = mention_of(node, side.habits)
        is_quantity = mention is not None and not mention.base.isdigit() and len(mention.units) < 2
        if id(node) in arguments or (mention is not None and side.is_count(mention)):
            continue
        is_bracket = isinstance(node.base if isinstance(node, Scripted) else node, Group)
        if is_quantity or is_bracket or isinstance(node, Derivative | Nabla | Differential):
            yield node


def _turned(side: Side, node: Node) -> tuple[Change, str] | None:
    """The change that transposes a factor, or takes its transpose away, and what it is in words."""
    marks = [p for p in _superscripts(node) if name_of(p) in TRANSPOSES]
    if marks:
        return _without(side, node, marks[-1]), f"{side.of(node)} without the transpose"
    return _with_transpose(side, node), f"transpose {side.of(node)}"


def _superscripts(node: Node) -> list[Node]:
    if isinstance(node, Differential):
        return _superscripts(node.of)
    return [p for sup in scripts(node)[2] for p in flat(sup)] if isinstance(node, Scripted) else []


def _without(side: Side, node: Node, mark: Node) -> Change:
    text, (start, end) = side.text, mark.span
    caret = text.rfind("^", node.span[0], start)
    past = argument_end(text, caret + 1)
    inside = text[caret + 1 : past].strip().strip("{}").strip()
    if caret < 0 or inside != text[start:end].strip().strip("{}").strip():
        return start, end, ""
    if isinstance(node, Scripted) and isinstance(node.base, Group) and past == node.span[1]:
        inner = node.base.body
        if mention_of(inner, side.habits) is not None:
            return *node.span, side.of(inner)
    return caret, past, ""


def _with_transpose(side: Side, node: Node) -> Change:
    text, mark = side.text, side.spellings.transpose
    end = node.span[1]
    inner = node.of if isinstance(node, Differential) else node
    if isinstance(inner, Scripted) and inner.sup is not None:
        caret = text.rfind("^", node.span[0], inner.sup.span[0] + 1)
        past = argument_end(text, caret + 1)
        parts = flat(inner.sup)
        is_listed = isinstance(parts[-1], Group) and text[past - 1] == "}"
        if is_listed and (side.spellings.is_inside or isinstance(node, Differential)):
            return past - 1, past - 1, mark
        return *node.span, f"({side.of(node)})^{_exponent(mark)}"
    if isinstance(node, Derivative | Nabla):
        return *node.span, rf"\left({side.of(node)}\right)^{_exponent(mark)}"
    return end, end, f"^{_exponent(mark)}"


def _exponent(mark: str) -> str:
    return mark if len(mark) == 1 or re.fullmatch(r"\\[A-Za-z]+", mark) else f"{{{mark}}}"


def _turned_text(side: Side, span: Span) -> str:
    """The text of a factor, transposed."""
    for node in _transposable(side):
        if node.span == span:
            turned = _turned(side, node)
            if turned is not None:
                start, end, written = turned[0]
                return side.text[span[0] : start] + written + side.text[end : span[1]]
    return ""


def transposed_products(side: Side) -> Iterator[Slip]:
    """B A^T for A B^T."""
    for node, spans in side.products():
        for first, second in pairwise(spans):
            between = _operator(node, first, second)
            if between in ENTRYWISE:
                continue
            left, right = _turned_text(side, second), _turned_text(side, first)
            if left and right:
                changes = (*first, left), (*second, right)
                yield Slip(changes, f"{left} {right}, the transpose of the product")


def turned_pairs(side: Side) -> Iterator[Slip]:
    """B^T A for A B, and A^T B^T for A B: two slips that go together."""
    for node, spans in side.products():
        for first, second in pairwise(spans):
            if _operator(node, first, second) in ENTRYWISE:
                continue
            one, other = side.cut(first), side.cut(second)
            turned, other_turned = _turned_text(side, first), _turned_text(side, second)
            for left, right in ((other_turned, one), (other, turned), (turned, other_turned)):
                if left and right:
                    yield Slip(((*first, left), (*second, right)), f"{left} {right} in place of {one} {other}")


def _operator(node: Product, first: Span, second: Span) -> str:
    for at, operator in enumerate(node.operators):
        if node.factors[at].span[1] == first[1] and node.factors[at + 1].span[0] == second[0]:
            return operator
    return ""


# ---- order and signs between factors


def orders(side: Side) -> Iterator[Slip]:
    """B A for A B."""
    for _, spans in side.products():
        for (i, first), (j, second) in combinations(enumerate(spans), 2):
            one, other = side.cut(first), side.cut(second)
            if one != other:
                yield Slip(((*first, other), (*second, one)), f"{other} before {one}", 0.1 * (j - i - 1))


def operators(side: Side) -> Iterator[Slip]:
    """A ⊙ B for A B and back."""
    for node, spans in side.products():
        for first, second in pairwise(spans):
            operator = _operator(node, first, second)
            if operator in ENTRYWISE:
                yield Slip(((first[1], second[0], " "),), "a product in place of ⊙")
            else:
                sign = f" {side.spellings.elementwise} "
                yield Slip(
                    ((first[1], second[0], sign),), f"{side.spellings.elementwise} in place of the product", 0.25
                )


# ---- factors


def superfluous(side: Side) -> Iterator[Slip]:
    """A number that should not be there: 1/m, 2."""
    for slip, factor in _with_one_less(side):
        if _is_mean(factor) or _is_number(factor):
            yield slip if _is_mean(factor) else replace(slip, extra=0.1)


def superfluous_slopes(side: Side) -> Iterator[Slip]:
    """A g'(z) that should not be there."""
    return (slip for slip, factor in _with_one_less(side) if not _is_number(factor) and _PRIME.search(factor))


def superfluous_symbols(side: Side) -> Iterator[Slip]:
    """Any other factor that should not be there."""
    for slip, factor in _with_one_less(side):
        if not (_is_mean(factor) or _is_number(factor) or _PRIME.search(factor)):
            yield slip


def _with_one_less(side: Side) -> Iterator[tuple[Slip, str]]:
    """A side without one of the factors of a product, and that factor."""
    for _, spans in side.products():
        for at, span in enumerate(spans):
            gone = (span[0], spans[at + 1][0]) if at + 1 < len(spans) else (spans[at - 1][1], span[1])
            if len(spans) > 1:
                yield Slip(((*gone, ""),), f"without {side.cut(span)}"), side.cut(span)


def _is_mean(factor: str) -> bool:
    return bool(re.fullmatch(r"\\d?t?frac\s*\{?\s*1\s*\}?\s*\{?\s*[mnN]\s*\}?", factor))


def _is_number(factor: str) -> bool:
    return bool(re.fullmatch(r"[\d.]+|\\frac\{?1\}?\{?\d\}?", factor))


def means(side: Side) -> Iterator[Slip]:
    r"""\frac{1}{m}, as the document writes it."""
    for count in side.spellings.counts:
        yield from _scaled(side, rf"\frac{{1}}{{{count}}}")


def coefficients(side: Side) -> Iterator[Slip]:
    """2 or 1/2 before a term."""
    yield from _scaled(side, "2")
    yield from _scaled(side, r"\frac{1}{2}")


def missing(side: Side) -> Iterator[Slip]:
    """A quantity of the document as one more factor of a term."""
    sign = f" {side.spellings.elementwise} "
    beside_slope = -0.05 if _PRIME.search(side.text) else 0.1
    for term in side.terms():
        start, end = term.span
        for written, extra in _whole_symbols(side):
            what = f"{written} as one more factor"
            yield Slip(((start, start, f"{written} "),), what, extra)
            yield Slip(((end, end, f" {written}"),), what, extra)
            yield Slip(((start, start, written + sign),), what, extra + beside_slope)


def _whole_symbols(side: Side) -> list[tuple[str, float]]:
    """Quantities that may be a factor: those of the layers or indices that the equation speaks of first."""
    spoken = {s for t in (side.tree, side.other) for m in mentions(t, side.habits) for s in _letters(m)}
    found = []
    for written, mention in (side.spellings.symbols | side.spellings.differentials).items():
        is_function = mention.base in side.spellings.lexicon.functions or mention.base in CALLS
        if is_function or mention.base.isdigit() or side.is_count(mention) or mention.base in COST_LETTERS:
            continue
        if not _letters(mention) - spoken:
            found.append((written, mention))
    variants: dict[str, float] = {}
    for written, mention in found[:MOST]:
        for variant, extra in _variants(written, mention, side):
            variants[variant] = min(extra, variants.get(variant, 1.0))
    return [*variants.items()]


def _variants(written: str, mention: Mention, side: Side) -> Iterator[tuple[str, float]]:
    """A quantity, that of the layer before or after, and each transposed."""
    shifted = [(written, 0.0)]
    layer = mention.layer
    shift = shift_of(layer) if layer is not None else None
    offset = mention.node.span[1] - len(written)
    if layer is not None and shift is not None and shift[0] and layer.span[0] >= offset:
        start, end = layer.span[0] - offset, layer.span[1] - offset
        for step in (shift[1] - 1, shift[1] + 1):
            name = f"{shift[0]}{step:+}" if step else shift[0]
            shifted.append((written[:start] + name + written[end:], 0.1))
    mark = side.spellings.transpose
    for text, extra in shifted:
        yield text, extra
        if not mention.transposed and not mention.units:
            is_inside = side.spellings.is_inside and text.endswith("]}")
            yield f"{text[:-1]}{mark}}}" if is_inside else f"({text})^{_exponent(mark)}", extra + 0.1


def _letters(mention: Mention) -> set[str]:
    layer = shift_of(mention.layer) if mention.layer is not None else None
    return {*map(name_of, mention.units), *([layer[0]] if layer is not None else [])} - {""}


def _scaled(side: Side, factor: str) -> Iterator[Slip]:
    """A factor before a term, or before all of them."""
    terms = side.terms()
    if isinstance(side.tree, Addition) and len(terms) > 1:
        written = f"{factor} {bracketed(side.of(side.tree))}"
        yield Slip(((*side.tree.span, written),), f"the factor {factor} before all terms", 0.05)
    for term in terms:
        at = term.span[0]
        where = f" before {side.of(term)}" if len(terms) > 1 else ""
        yield Slip(((at, at, f"{factor} "),), f"the factor {factor}{where}", 0.1 if len(terms) > 1 else 0.0)


# ---- derivatives of functions


def primes(side: Side) -> Iterator[Slip]:
    """g' for g, and g for g'."""
    for node in _called(side):
        text = side.of(node)
        prime = _PRIME.search(text)
        if prime is not None:
            gone = node.span[0] + prime.start(), node.span[0] + prime.end()
            yield Slip(((*gone, ""),), f"{text} without the prime")
            continue
        base = scripts(node)[0] if isinstance(node, Scripted) else node
        yield Slip(((base.span[1], base.span[1], "'"),), f"the derivative of {text}")
        if isinstance(node, Scripted) and node.sup is not None:
            yield Slip(((base.span[1], node.span[1], "'"),), f"{side.of(base)}' in place of {text}", 0.05)


def _called(side: Side) -> Iterator[Node]:
    for node in side.operands():
        if isinstance(node, Product):
            for at, factor in enumerate(node.factors[:-1]):
                if isinstance(node.factors[at + 1], Group) and not node.operators[at] and side.is_function(factor):
                    yield factor
        elif isinstance(node, Apply):
            base = scripts(node.function)[0] if isinstance(node.function, Scripted) else node.function
            if isinstance(base, Name) and base.text in side.spellings.lexicon.functions:
                yield node.function


def functions(side: Side) -> Iterator[Slip]:
    """Another function of the document where something is applied: σ'(z) for δ'(z)."""
    for node in side.operands():
        for factor, following in pairwise(node.factors) if isinstance(node, Product) else ():
            base = scripts(factor)[0] if isinstance(factor, Scripted) else factor
            if not isinstance(base, Name) or not isinstance(following, Group):
                continue
            for written in side.spellings.functions:
                if written.strip("\\") not in CALLS and written != side.of(base):
                    yield Slip(((*base.span, written),), f"{written} in place of {side.of(base)}")
