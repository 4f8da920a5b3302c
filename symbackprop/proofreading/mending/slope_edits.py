r"""Slips in the derivative of an activation: 1 − a for 1 − a², z < 0 for z > 0, g'(z) that nobody wrote, softmax."""

import re
from collections.abc import Iterator
from itertools import pairwise

from symbackprop.parsing.latex.tree import (
    Addition,
    Apply,
    Big,
    Differential,
    Group,
    Node,
    Number,
    Product,
    Quotient,
    Relation,
    Scripted,
)
from symbackprop.proofreading.lexicon.definitions import Definition
from symbackprop.proofreading.mending.sides import Side, Slip, bracketed
from symbackprop.proofreading.vocabulary.marks import name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of, mentions
from symbackprop.proofreading.worlds.calls import SOFTMAX

_INDEX = re.compile(r"_(\{?)[a-z](\}?)(?![a-z])")
_REVERSED = {">": "<", "<": ">", "≥": r"\le", "≤": r"\ge", "=": r"\ne", "≠": "="}


def squares(side: Side) -> Iterator[Slip]:
    """1 − a² for 1 − a, the slope of tanh."""
    for node in side.operands():
        if not isinstance(node, Addition) or node.signs != (1, -1):
            continue
        one, other = node.terms
        if isinstance(one, Number) and one.text == "1" and not isinstance(other, Number | Addition):
            has_above = isinstance(other, Scripted) and other.sup is not None
            written = bracketed(side.of(other)) if has_above or isinstance(other, Product) else side.of(other)
            yield Slip(((*other.span, f"{written}^2"),), f"{side.of(one)} - {written}^2")


def missing_signs(side: Side) -> Iterator[Slip]:
    """∂E/∂w for ∂E/w."""
    for node in side.tree.walk():
        if isinstance(node, Quotient) and isinstance(node.numerator, Differential):
            sign = {"∂": r"\partial ", "d": "d"}.get(node.numerator.sign)
            start = node.denominator.span[0]
            if sign and mention_of(node.denominator, side.habits) is not None:
                yield Slip(((start, start, sign),), f"{sign.strip()} before {side.of(node.denominator)}")


def conditions(side: Side) -> Iterator[Slip]:
    """z > 0 for z < 0."""
    for node in side.tree.walk():
        if isinstance(node, Relation) and node.sign in _REVERSED:
            start, end = node.left.span[1], node.right.span[0]
            sign = _REVERSED[node.sign]
            yield Slip(((start, end, f" {sign} "),), f"{side.of(node.left)} {sign} {side.of(node.right)}")


def slopes(side: Side) -> Iterator[Slip]:
    """A factor g'(z) that is missing here: one that stands elsewhere in the document, or follows from a = g(z)."""
    known = dict.fromkeys((*_defined_slopes(side), *side.spellings.slopes[:12]))
    for slope in known:
        if slope in side.text:
            continue
        for term in dict.fromkeys((side.tree, *side.terms())):
            sign = f" {side.spellings.elementwise} "
            body = bracketed(side.of(term)) if isinstance(term, Addition) else side.of(term)
            yield Slip(((*term.span, f"{body}{sign}{slope}"),), f"times {slope}")


def closed_slopes(side: Side) -> Iterator[Slip]:
    """a (1 − a) as it stands elsewhere, with the index of this statement; (1 − a) where a alone is left of it."""
    if not side.spellings.closed_slopes:
        return
    for node in side.operands():
        for factor in node.factors if isinstance(node, Product) else ():
            mention = mention_of(factor, side.habits)
            rest = f"(1 - {side.of(factor)})"
            if mention is not None and mention.is_plain and rest.replace(" ", "") not in side.text.replace(" ", ""):
                yield Slip(((factor.span[1], factor.span[1], f" {rest}"),), f"{side.of(factor)} {rest}", -0.2)
    letters = [name_of(u) for m in mentions(side.other, side.habits) for u in m.units if len(name_of(u)) == 1]
    for slope in side.spellings.closed_slopes[:4]:
        for written in dict.fromkeys((slope, *(_INDEX.sub(rf"_\g<1>{letter}\g<2>", slope) for letter in letters))):
            if written not in side.text:
                start = side.tree.span[0]
                yield Slip(((start, start, f"{written} "),), f"times {written}")


def _defined_slopes(side: Side) -> Iterator[str]:
    """g'(z) of the layer that an equation is about, from every definition a = g(z)."""
    layers = {_layer_text(m, side.text, side.tree) for m in mentions(side.tree, side.habits)} - {""}
    for definition in side.spellings.lexicon.definitions:
        text = definition.formula.statement.right.text
        called = _call(definition)
        if called is None:
            continue
        function, argument = called
        written = text[argument.span[0] : argument.span[1]]
        own = mention_of(argument, side.habits)
        name = text[function.span[0] : function.span[1]]
        for layer in sorted(layers) if own is not None and _is_general(own) else ("",):
            yield f"{name}'({_of_layer(own, written, layer) if own is not None and layer else written})"


def _call(definition: Definition) -> tuple[Node, Node] | None:
    """The function and its argument in a = g(z); None for any other definition, and for one that is not so written."""
    body = definition.body
    if body is not definition.formula.right or definition.parameters:
        return None
    match body:
        case Product(factors=(function, Group(opening="(", body=argument)), operators=("",)) if name_of(function):
            return function, argument
        case Apply(function=function, arguments=(argument,), keywords=()) if name_of(function):
            return function, argument
    return None


def _is_general(mention: Mention) -> bool:
    """Whether the layer of a quantity is a letter, so that it stands for any."""
    shift = shift_of(mention.layer) if mention.layer is not None else None
    return shift is not None and bool(shift[0])


def _layer_text(mention: Mention, text: str, tree: Node) -> str:
    """A layer as it is written."""
    layer = mention.layer
    inside = layer is not None and tree.span[0] <= layer.span[0] and layer.span[1] <= len(text)
    return text[layer.span[0] : layer.span[1]] if layer is not None and inside else ""


def _of_layer(mention: Mention, written: str, layer: str) -> str:
    """A quantity of another layer."""
    assert mention.layer is not None
    start, end = (at - mention.node.span[0] for at in mention.layer.span)
    return f"{written[:start]}{layer}{written[end:]}"


def arguments(side: Side) -> Iterator[Slip]:
    """σ(2z) for σ(z), as in tanh z = 2σ(2z) − 1."""
    for node in side.operands():
        pairs = pairwise(node.factors) if isinstance(node, Product) else ()
        inner = [g.body for f, g in pairs if isinstance(g, Group) and side.is_function(f)]
        inner += node.arguments if isinstance(node, Apply) and len(node.arguments) == 1 else ()
        for body in inner:
            written = bracketed(side.of(body)) if isinstance(body, Addition) else side.of(body)
            yield Slip(((*body.span, f"2{written}"),), f"2{written} in place of {side.of(body)}")


def softmax(side: Side) -> Iterator[Slip]:
    """Σ_k of what one output of softmax does to all: p_i (g_i − Σ_k p_k g_k) for g_i = p_i − y_i."""
    for node in side.operands() if _has_softmax(side) else ():
        if not isinstance(node, Addition) or node.signs != (1, -1):
            continue
        output, other = (mention_of(term, side.habits) for term in node.terms)
        if output is None or other is None or not (output.is_plain and other.is_plain):
            continue
        letters = {name_of(u) for m in (output, other) for u in m.units}
        difference, first = side.of(node), side.of(node.terms[0])
        if not letters:
            turned = f"{first}^{side.spellings.transpose}" if "^" not in first else f"({first})^T"
            summed = f"{turned} ({difference})"
            whole = f"{first} {side.spellings.elementwise} ({difference} - {summed})"
        elif len(letters) == 1 and len(output.units) == len(other.units) == 1:
            own, free = letters.pop(), next(t for t in "kjlnq" if t not in _names(side))
            summed = rf"\sum_{free} {_renamed(side, node.terms[0], own, free)} ({_renamed(side, node, own, free)})"
            whole = rf"{first} \left({difference} - {summed}\right)"
        else:
            continue
        yield Slip(((*node.span, whole),), "the slope of softmax")


def _has_softmax(side: Side) -> bool:
    """Whether the document has softmax: by its name, or a quotient of what is raised and its sum."""
    lexicon = side.spellings.lexicon
    quotients = (n for d in lexicon.definitions for n in d.body.walk() if isinstance(n, Quotient))
    sums = (n for q in quotients for n in q.denominator.walk())
    return bool(SOFTMAX & (lexicon.functions | lexicon.bases)) or any(isinstance(n, Big) for n in sums)


def _names(side: Side) -> set[str]:
    return {name_of(n) for tree in (side.tree, side.other) for n in tree.walk()}


def _renamed(side: Side, node: Node, old: str, new: str) -> str:
    """The text of a part with another index."""
    text, begin = side.of(node), node.span[0]
    units = [u for m in mentions(node, side.habits) for u in m.units if name_of(u) == old]
    for unit in sorted(units, key=lambda u: -u.span[0]):
        text = text[: unit.span[0] - begin] + new + text[unit.span[1] - begin :]
    return text
