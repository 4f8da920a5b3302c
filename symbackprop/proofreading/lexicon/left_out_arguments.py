r"""What calls leave out: the C_0(…) of C_0(…) = (a^{(L)} − y)² is C_0, and so is the Cost C_0(…); g′ z is g′(z)."""

from collections.abc import Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Dots, Group, Listing, Name, Node, Product, Scripted, Words
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import PRIMES, flat, name_of, scripts
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS

KINDS = frozenset({"cost", "loss", "error"})
"""What a cost is called before its letter."""


FUNCTIONS = frozenset({"g", "f", "sigma", "phi", "varphi", "psi"})
WEIGHTED = frozenset({"z", "Z", "net", "s", "u"})
"""What slopes of activations are taken at."""


def with_left_out_arguments(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, costs of all their arguments without them, and arguments of slopes in brackets."""
    formulas = [f.changed(_called) if any(map(_has_slope, f.sides)) else f for f in formulas]
    if not any(_is_left_out(n) for f in formulas for side in f.sides for n in side.walk()):
        return list(formulas)
    return [f.changed(_bare) for f in formulas]


def _is_left_out(node: Node) -> bool:
    """Whether it is (…) or (…, …)."""
    if not isinstance(node, Group) or node.opening != "(":
        return False
    body = node.body
    return all(isinstance(item, Dots) for item in (body.items if isinstance(body, Listing) else (body,)))


def _bare(node: Node) -> Node:
    if isinstance(node, Product) and len(node.factors) in (2, 3) and _is_left_out(node.factors[-1]):
        *words, cost = node.factors[:-1]
        if _is_cost(cost) and not any(node.operators) and all(_is_kind(word) for word in words):
            return replace(cost, span=(node.span[0], cost.span[1]))
    return rebuilt(node, _bare)


def _has_slope(side: Node) -> bool:
    return any(_is_slope(n) for n in side.walk())


def _is_slope(node: Node) -> bool:
    """Whether it is g′, or g^{[1]}′."""
    if not isinstance(node, Scripted):
        return False
    base, _, sups, primes = scripts(node)
    has_prime = primes == 1 or any(name_of(part) in PRIMES for sup in sups for part in flat(sup))
    return has_prime and name_of(base) in FUNCTIONS


def _called(node: Node) -> Node:
    """A formula with g′(z) for g′ z, where nothing tells the two apart."""
    node = rebuilt(node, _called)
    if not isinstance(node, Product):
        return node
    factors = list(node.factors)
    for at, (one, sign, other) in enumerate(zip(factors, node.operators, factors[1:], strict=False)):
        symbol = scripts(other)[0] if isinstance(other, Scripted) else other
        if not sign and _is_slope(one) and name_of(symbol) in WEIGHTED:
            factors[at + 1] = Group(other.span, other)
    return replace(node, factors=tuple(factors))


def _is_cost(node: Node) -> bool:
    return name_of(scripts(node)[0] if isinstance(node, Scripted) else node) in COST_LETTERS


def _is_kind(node: Node) -> bool:
    return isinstance(node, Name | Words) and node.text.strip().lower() in KINDS
