"""A small l that is the loss, ∂l/∂w = …, beside one that counts layers: as ℓ it is a cost like any other."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from symbackprop.parsing.latex.tree import Derivative, Name, Node
from symbackprop.proofreading.lexicon.definitions import Formula

SMALL, LOSS = "l", "ell"
SCRIPTS = frozenset({"sub", "sup", "lower", "upper"})


def with_named_losses(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, l read as ℓ outside of scripts where a text differentiates it."""
    sides = [side for f in formulas for side in (f.left, f.right) if side is not None]
    if not any(isinstance(n, Derivative) and _is_small(n.of) for side in sides for n in side.walk()):
        return list(formulas)
    return [replace(f, left=f.left and _named(f.left), right=f.right and _named(f.right)) for f in formulas]


def _is_small(node: Node) -> bool:
    return isinstance(node, Name) and node.text == SMALL and not node.accents


def _named(node: Node) -> Node:
    if isinstance(node, Name):
        return replace(node, text=LOSS) if _is_small(node) else node
    changed: dict[str, Any] = {f.name: _each(getattr(node, f.name)) for f in fields(node) if f.name not in SCRIPTS}
    return replace(node, **changed)


def _each(value: object) -> object:
    if isinstance(value, Node):
        return _named(value)
    return tuple(map(_each, value)) if isinstance(value, tuple) else value
