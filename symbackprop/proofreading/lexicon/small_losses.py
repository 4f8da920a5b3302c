"""A small l that is the loss, ∂l/∂w = …, beside one that counts layers: as ℓ it is a cost like any other."""

from collections.abc import Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Derivative, Name, Node
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of

SMALL, LOSS = "l", "ell"
SCRIPTS = frozenset({"sub", "sup", "lower", "upper"})


def with_named_losses(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, l read as ℓ outside of scripts where a text differentiates it."""
    sides = sides_of(formulas)
    if not any(isinstance(n, Derivative) and _is_small(n.of) for side in sides for n in side.walk()):
        return list(formulas)
    return [f.changed(_named) for f in formulas]


def _is_small(node: Node) -> bool:
    return isinstance(node, Name) and node.text == SMALL and not node.accents


def _named(node: Node) -> Node:
    if isinstance(node, Name):
        return replace(node, text=LOSS) if _is_small(node) else node
    return rebuilt(node, _named, leaving=SCRIPTS)
