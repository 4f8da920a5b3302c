"""The sign that a formula gives to a part of it."""

from collections.abc import Callable

from symbackprop.parsing.latex.tree import Addition, Group, Node, Product


def sign_of(node: Node, is_it: Callable[[Node], bool]) -> int:
    """The sign before the first term in which something stands; 0 where none has it."""
    if isinstance(node, Addition):
        for term, sign in zip(node.terms, node.signs, strict=True):
            if found := sign_of(term, is_it):
                return sign * found
        return 0
    if isinstance(node, Group):
        return sign_of(node.body, is_it)
    if isinstance(node, Product):
        signs = [sign_of(f, is_it) for f in node.factors]
        minus = [f for f in node.factors if _is_minus(f)]
        return next((s for s in signs if s), 0) * (-1) ** len(minus)
    return 1 if any(is_it(n) for n in node.walk()) else 0


def _is_minus(node: Node) -> bool:
    """Whether a factor is a bracket with one negative term, (-η)."""
    return isinstance(node, Group) and isinstance(node.body, Addition) and node.body.signs == (-1,)
