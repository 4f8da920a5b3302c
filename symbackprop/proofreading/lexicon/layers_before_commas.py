r"""Layers that stand before a comma: z_{1,j}^{(i)} is z_j^{[1](i)} in a text with Z_1, W_1 and W_2.

The entries of W_1 are then w_{1,kj}, and all are read with their layers above.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Group, Listing, Name, Node, Number, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import name_of

LAYERED = frozenset({"a", "b", "h", "w", "z", "x", "y"})
ENOUGH = 2
"""How many capitals have numbers below, and how many letters stand with a layer before a comma."""


def with_layers_above(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, layers before a comma above their symbols."""
    symbols = [s for side in sides_of(formulas) for n in side.walk() if (s := _numbered(n)) is not None]
    capitals: defaultdict[str, set[str]] = defaultdict(set)
    entries: defaultdict[str, set[str]] = defaultdict(set)
    for letter, layer, is_entry in symbols:
        (entries if is_entry else capitals)[letter].add(layer)
    layers = set().union(*(numbers for letter, numbers in capitals.items() if letter.isupper()))
    matrices = [letter for letter in capitals if letter.isupper()]
    own = {letter for letter, numbers in entries.items() if letter.lower() in LAYERED and numbers <= layers}
    if len(matrices) < ENOUGH or len(layers) < ENOUGH or len(own) < ENOUGH or own != entries.keys():
        return list(formulas)
    found = frozenset(own | {letter for letter in capitals if letter.lower() in {o.lower() for o in own}})
    return [f.changed(partial(_raised, letters=found)) for f in formulas]


def _numbered(node: Node) -> tuple[str, str, bool] | None:
    """A letter, the number below it that stands first, and whether indices follow."""
    if not isinstance(node, Scripted) or not isinstance(node.base, Name) or node.sub is None or node.base.accents:
        return None
    parts = tuple(_items(node.sub))
    is_number = isinstance(parts[0], Number) and parts[0].text.isdigit()
    return (node.base.text, name_of(parts[0]), len(parts) > 1) if is_number else None


def _items(script: Node) -> Iterator[Node]:
    """What commas part."""
    inner = script.body if isinstance(script, Group) and script.opening == "{" else script
    yield from inner.items if isinstance(inner, Listing) else (inner,)


def _raised(node: Node, letters: frozenset[str]) -> Node:
    found = _numbered(node)
    if found is None or found[0] not in letters or not isinstance(node, Scripted) or node.sub is None:
        return rebuilt(node, partial(_raised, letters=letters))
    first, *rest = _items(node.sub)
    layer: Node = Group(first.span, first, "[", "]")
    above = layer if node.sup is None else Product(node.sup.span, (layer, node.sup), ("",))
    below = rest[0] if len(rest) == 1 else Listing(node.sub.span, tuple(rest)) if rest else None
    return replace(node, sub=below, sup=above)
