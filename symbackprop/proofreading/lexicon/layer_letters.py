"""Layers that another letter than l counts below the symbols: f_k = W_k h_{k-1} + b_k, whole matrices and vectors.

The letter stands alone below weights, and one step away below a state; it is no index of an entry and nothing sums
over it.  It is read as the l of layers.
"""

from collections.abc import Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Big, Group, Name, Node, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import flat, limit_letters, name_of, scripts, shift_of
from symbackprop.proofreading.vocabulary.mentions import DATA, WEIGHTS

LAYER = "l"


def with_layer_letters(formulas: Sequence[Formula]) -> list[Formula]:
    """The statements of a document, the letter of its layers read as l."""
    letter = _layer_letter(sides_of(formulas))
    if not letter:
        return list(formulas)

    return [f.changed(lambda side: under_layer_letter(side, letter)) for f in formulas]


def under_layer_letter(node: Node, letter: str) -> Node:
    """A formula with the letter of layers below its symbols read as l."""
    if not letter:
        return node
    if isinstance(node, Scripted) and node.sub is not None and _is_only(node.sub, letter):
        return replace(node, sub=_renamed(node.sub, letter), base=under_layer_letter(node.base, letter))
    return rebuilt(node, lambda part: under_layer_letter(part, letter))


def _is_only(sub: Node, letter: str) -> bool:
    """Whether k or k − 1 is all that stands below."""
    shift = shift_of(sub)
    return shift is not None and shift[0] == letter


def _renamed(node: Node, letter: str) -> Node:
    if isinstance(node, Name) and node.text == letter:
        return replace(node, text=LAYER)
    return rebuilt(node, lambda part: _renamed(part, letter))


def _layer_letter(sides: Sequence[Node]) -> str:
    """The letter that counts layers below; none where layers are counted above, or by l already."""
    nodes = [n for s in sides for n in s.walk()]
    parts = [scripts(n) for n in nodes if isinstance(n, Scripted)]
    if any(isinstance(p, Group) and p.opening in "[(" for _, _, sups, _ in parts for s in sups for p in flat(s)):
        return ""
    below = [(name_of(base), sub) for base, subs, _, _ in parts for sub in subs]
    alone = [(base, *shift) for base, sub in below if (shift := shift_of(sub)) is not None]
    entries = {name_of(p) for _, sub in below if shift_of(sub) is None for p in flat(sub)}
    summed = {letter for n in nodes if isinstance(n, Big) for letter in limit_letters(n)}
    of_weights = {letter for base, letter, _ in alone if base in WEIGHTS}
    stepped = {letter for base, letter, step in alone if step and base not in WEIGHTS | DATA}
    found = (of_weights & stepped) - entries - summed
    found = {t for t in found if len(t) == 1 and t.islower()}
    return "" if LAYER in of_weights or len(found) != 1 else found.pop()
