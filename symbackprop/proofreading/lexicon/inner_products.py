r"""Inner products that no transposition shows: \mathbf{w} \cdot \mathbf{x} and ⟨w, x⟩ are w^T x."""

from collections.abc import Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Group, Listing, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula

WEIGHTS = frozenset({"w", "theta", "beta"})
ARROWS = frozenset({"vec", "overrightarrow", "underline"})


def with_inner_products(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, inner products written as products of a row and a column."""
    return [f.changed(_read) for f in formulas]


def _read(node: Node) -> Node:
    node = rebuilt(node, _read)
    if isinstance(node, Group) and node.opening == "⟨" and isinstance(node.body, Listing) and len(node.body.items) == 2:
        one, other = node.body.items
        row = _turned(one)
        return node if row is None else Group(node.span, Product(node.span, (row, other), ("",)), "(", ")")
    return _along(node) if isinstance(node, Product) else node


def _along(node: Product) -> Product:
    r"""The product with w^T x for every \mathbf{w} \cdot \mathbf{x}; the dot between matrices is their product."""
    factors = list(node.factors)
    for at, operator in enumerate(node.operators):
        if operator == "cdot" and _is_vector(factors[at], WEIGHTS) and _is_vector(factors[at + 1]):
            factors[at] = _turned(factors[at]) or factors[at]
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
