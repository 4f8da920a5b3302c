r"""Scripts that were typed without their sign: δ i^l for δ_i^l, δ h_1 for δ_{h1}, w1o for w_{1o}; and d Z for dZ.

An error is never multiplied by an index, so that a letter right behind a bare δ, which stands nowhere as a symbol of
its own, is its index; the letters of a weight's name touch each other.  Where h is a state, h = tanh(z), w_2h is w_2 h.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import (
    Big,
    Derivative,
    Differential,
    Group,
    Listing,
    Name,
    Node,
    Number,
    Product,
    Scripted,
)
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import name_of, scripts
from symbackprop.proofreading.vocabulary.mentions import ERROR

INDICES = frozenset("hijko")
LAYERS = frozenset("ho")
"""What the layer of a unit is called in a weight's name: hidden, output."""


def with_scripts(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, with the scripts that only a sign is missing of."""
    sides = sides_of(formulas)
    behind = [node for side in sides for node in _behind_errors(side)]
    own = {id(n) for b in behind for n in b.walk()}
    symbols = {_letter(n) for side in sides if not name_of(side) for n in _symbols(side) if id(n) not in own}
    letters = frozenset({_letter(b) for b in behind} & INDICES - symbols)
    units = LAYERS - _states(formulas)
    are_named = any(_is_named(a, b, units) for side in sides for n in side.walk() for a, b in _neighbours(n))
    slopes = frozenset({_letter(n.of) for side in sides for n in side.walk() if isinstance(n, Differential)} - {""})
    are_parted = any(_is_slope(a, b, slopes) for side in sides for n in side.walk() for a, b in _neighbours(n))
    if not letters and not are_named and not are_parted:
        return list(formulas)
    return [f.changed(lambda side: _joined(side, letters, slopes, units)) for f in formulas]


def _states(formulas: Sequence[Formula]) -> frozenset[str]:
    """The letters that a text says something of, h = tanh(z), or differentiates by."""
    said = {name_of(f.left) for f in formulas if f.left is not None and f.right is not None}
    slopes = (n for side in sides_of(formulas) for n in side.walk() if isinstance(n, Derivative))
    return frozenset(said | {name_of(n) for slope in slopes for n in (slope.of, *slope.by)})


def _neighbours(node: Node) -> Iterator[tuple[Node, Node]]:
    """Factors with no sign between them."""
    if isinstance(node, Product):
        pairs = zip(node.factors, node.factors[1:], node.operators, strict=False)
        yield from ((a, b) for a, b, sign in pairs if not sign)


def _behind_errors(side: Node) -> Iterator[Node]:
    """What stands right behind a δ without any script."""
    yield from (b for n in side.walk() for a, b in _neighbours(n) if name_of(a) == ERROR and _letter(b))


def _letter(node: Node) -> str:
    """The letter of a symbol, whatever its scripts."""
    return name_of(scripts(node)[0] if isinstance(node, Scripted) else node)


def _symbols(node: Node) -> Iterator[Node]:
    """The symbols of a formula, those in scripts and limits not among them."""
    yield node
    for part in [node.base] if isinstance(node, Scripted) else [node.body] if isinstance(node, Big) else node.parts():
        yield from _symbols(part)


def _is_named(first: Node, second: Node, units: frozenset[str]) -> bool:
    """Whether w_1 and o touch each other; not w_1 and h_1, which has a number of its own."""
    is_weight = isinstance(first, Scripted) and name_of(first.base) == "w" and isinstance(first.sub, Number)
    is_unit = isinstance(second, Scripted) and second.sub is not None
    return is_weight and first.span[1] == second.span[0] and _letter(second) in units and not is_unit


def _is_slope(first: Node, second: Node, slopes: frozenset[str]) -> bool:
    """Whether d and Z, which stand together as dZ elsewhere, are that with a space between them."""
    return isinstance(first, Name) and first.text == "d" and not first.accents and _letter(second) in slopes


def _joined(node: Node, letters: frozenset[str], slopes: frozenset[str], units: frozenset[str]) -> Node:
    if isinstance(node, Product):
        node = _with_joined_factors(node, letters, slopes, units)
    return rebuilt(node, lambda part: _joined(part, letters, slopes, units))


def _with_joined_factors(node: Product, letters: frozenset[str], slopes: frozenset[str], units: frozenset[str]) -> Node:
    factors, operators = [node.factors[0]], []
    for sign, factor in zip(node.operators, node.factors[1:], strict=True):
        joined = _pair(factors[-1], factor, letters, slopes, units) if not sign else None
        if joined is not None:
            factors[-1] = joined
        else:
            factors.append(factor)
            operators.append(sign)
    return factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors), operators=tuple(operators))


def _pair(
    first: Node, second: Node, letters: frozenset[str], slopes: frozenset[str], units: frozenset[str]
) -> Node | None:
    """The two as one symbol; None where they are factors."""
    span = first.span[0], second.span[1]
    if _is_slope(first, second, slopes):
        return Differential(span, second)
    if name_of(first) == ERROR and _letter(second) in letters:
        if isinstance(second, Scripted):
            inner = replace(second, sup=None, primes=0) if second.sub is not None else second.base
            return Scripted(span, first, inner, second.sup, second.primes)
        return Scripted(span, first, second)
    if name_of(first) == ERROR and isinstance(second, Group) and _is_pair(second):
        return Scripted(span, first, second.body)
    if _is_named(first, second, units) and isinstance(first, Scripted):
        number = name_of(first.sub)
        sup = second.sup if isinstance(second, Scripted) else None
        return Scripted(span, first.base, Name(span, f"{_letter(second)}{number}"), sup)
    return None


def _is_pair(node: Group) -> bool:
    """Whether it is {j,l}, indices in braces."""
    body = node.body
    return node.opening == "{" and isinstance(body, Listing) and all(len(name_of(i)) == 1 for i in body.items)
