"""Layers numbered by what goes into them: f_k = β_k + Ω_k h_k, h_{k+1} = a(f_k).

The weighted input, its weights and its biases have the number of the layer below; they are read with that of the layer
that they make, as most texts count.
"""

from collections.abc import Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Group, Name, Node, Number, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.lexicon.layer_forms import affine_of, argument_of, symbol_of
from symbackprop.proofreading.vocabulary.marks import scripts, shift_of


def with_shifted_layers(formulas: Sequence[Formula]) -> list[Formula]:
    """The statements of a document, what has the number of the layer below read with its own."""
    shifted = _shifted(formulas)
    if not shifted:
        return list(formulas)

    return [f.changed(lambda side: under_shift(side, shifted)) for f in formulas]


def under_shift(node: Node, shifted: frozenset[str]) -> Node:
    """A formula with some symbols one layer further up."""
    if not shifted:
        return node
    if isinstance(node, Scripted) and symbol_of(node) in shifted:
        return _raised(node)
    return rebuilt(node, lambda part: under_shift(part, shifted))


def _raised(node: Scripted) -> Scripted:
    """f_k for f_{k-1}, in its subscript where it has one that counts, else above."""
    if node.sub is not None and shift_of(node.sub) is not None:
        return replace(node, sub=_up(node.sub))
    if isinstance(node.sup, Group) and node.sup.opening in "[(" and shift_of(node.sup.body) is not None:
        return replace(node, sup=replace(node.sup, body=_up(node.sup.body)))
    return replace(node, base=_raised(node.base)) if isinstance(node.base, Scripted) else node


def _up(layer: Node) -> Node:
    letter, step = shift_of(layer) or ("", 0)
    if not letter:
        return Number(layer.span, str(step + 1))
    name = Name(layer.span, letter)
    if step + 1 == 0:
        return name
    sign = 1 if step + 1 > 0 else -1
    return Addition(layer.span, (name, Number(layer.span, str(abs(step + 1)))), (1, sign))


def _layer(node: Node) -> tuple[str, int] | None:
    """What a symbol says of its layer."""
    if not isinstance(node, Scripted):
        return None
    _, subs, sups, _ = scripts(node)
    above = [s.body for s in sups if isinstance(s, Group) and s.opening in "[("]
    found = [shift for part in (*subs, *above) if (shift := shift_of(part)) is not None]
    return found[0] if len(found) == 1 else None


def _shifted(formulas: Sequence[Formula]) -> frozenset[str]:
    """The weighted input, the weights and the biases that are numbered so, everywhere; none where one is not."""
    pairs = [(f.left, f.right) for f in formulas if f.left is not None and f.right is not None]
    applied: dict[str, set[int]] = {}
    for left, right in pairs:
        inner = argument_of(right)
        if inner is not None and (above := _layer(left)) and (below := _layer(inner)) and above[0] == below[0]:
            applied.setdefault(symbol_of(inner), set()).add(above[1] - below[1])
    found: set[str] = set()
    for left, right in pairs:
        own, parts = _layer(left), affine_of(right)
        if parts is None or own is None or applied.get(symbol_of(left)) != {1}:
            continue
        weights, _, bias = parts
        if _layer(weights) != own or _layer(bias) != own:
            return frozenset()
        found |= {symbol_of(left), symbol_of(weights), symbol_of(bias)}
    return frozenset(found)
