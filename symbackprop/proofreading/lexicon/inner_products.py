r"""Inner products that no transposition shows: \mathbf{w} \cdot \mathbf{x} and ⟨w, x⟩ are w^T x.

So is w x in a text that has w^T x too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Group, Listing, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import TRANSPOSES, name_of, scripts
from symbackprop.proofreading.vocabulary.quantities import INPUTS

WEIGHTS = frozenset({"w", "theta", "beta"})
ARROWS = frozenset({"vec", "overrightarrow", "underline"})


def with_inner_products(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, inner products written as products of a row and a column."""
    products = [n for f in formulas for side in f.sides for n in side.walk() if isinstance(n, Product)]
    turned = frozenset(letter for n in products for letter in _turned_letters(n))
    return [f.changed(lambda side: _read(side, turned)) for f in formulas]


def _turned_letters(node: Product) -> Iterator[str]:
    """The w of w^T x."""
    for weights, datum in zip(node.factors, node.factors[1:], strict=False):
        is_turned = isinstance(weights, Scripted) and weights.sub is None and name_of(weights.sup) in TRANSPOSES
        if is_turned and _letter(weights) in WEIGHTS and _letter(datum) in INPUTS:
            yield _letter(weights)


def _letter(node: Node) -> str:
    return name_of(scripts(node)[0] if isinstance(node, Scripted) else node)


def _read(node: Node, turned: frozenset[str]) -> Node:
    node = rebuilt(node, lambda part: _read(part, turned))
    if isinstance(node, Group) and node.opening == "⟨" and isinstance(node.body, Listing) and len(node.body.items) == 2:
        one, other = node.body.items
        row = _turned(one)
        return node if row is None else Group(node.span, Product(node.span, (row, other), ("",)), "(", ")")
    return _along(node, turned) if isinstance(node, Product) else node


def _along(node: Product, turned: frozenset[str]) -> Product:
    r"""The product with w^T x for every \mathbf{w} \cdot \mathbf{x}; the dot between matrices is their product."""
    factors = list(node.factors)
    for at, operator in enumerate(node.operators):
        if operator == "cdot" and _is_vector(factors[at], WEIGHTS) and _is_vector(factors[at + 1]):
            factors[at] = _turned(factors[at]) or factors[at]
        elif not operator and isinstance(factors[at], Name) and name_of(factors[at]) in turned:
            is_input = _letter(factors[at + 1]) in INPUTS
            factors[at] = (_turned(factors[at]) if is_input else None) or factors[at]
    return replace(node, factors=tuple(factors))


def _is_vector(node: Node, letters: frozenset[str] = frozenset()) -> bool:
    """Whether it is a small letter set as a vector, one of some where they are given; a numbered entry is none."""
    base = node.base if isinstance(node, Scripted) else node
    if not isinstance(base, Name) or (letters and base.text not in letters):
        return False
    is_small = base.text.islower() and (len(base.text) == 1 or base.text in WEIGHTS)
    return is_small and (base.style == "bold" or bool(ARROWS & set(base.accents)))


def _turned(node: Node) -> Node | None:
    """w^T; None for what has something above it."""
    if isinstance(node, Scripted):
        return None if node.sup is not None or node.primes else replace(node, sup=Name(node.span, "T"))
    return Scripted(node.span, node, sup=Name(node.span, "T")) if isinstance(node, Name) else None
