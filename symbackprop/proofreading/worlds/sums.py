"""Sums over named neurons: Σ_o over o1 and o2."""

from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Name, Node
from symbackprop.proofreading.lexicon.definitions import Lexicon
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import mentions
from symbackprop.proofreading.vocabulary.values import Unclear


def over_names(letter: str, body: Node, lexicon: Lexicon) -> list[Node]:
    """The terms of Σ_o over neurons that have names, o1 and o2; none where the letter is an index like any other."""
    mentioned = [[name_of(u) for u in m.units] for m in mentions(body, lexicon.habits)]
    bases = {m.base for m in mentions(body, lexicon.habits) if [name_of(u) for u in m.units] == [letter]}
    labels = sorted({label for base, label, _ in lexicon.named if base in bases and label[:1] == letter})
    if not all(label[1:].isdigit() for label in labels):
        return []
    if labels and any(letter in units and len(units) > 1 for units in mentioned):
        raise Unclear(f"which entries {letter} numbers here is not said", body)
    return [_renamed(body, letter, label) for label in labels]


def _renamed(node: Node, old: str, new: str) -> Node:
    """A formula with another name in the place of one."""
    if isinstance(node, Name):
        return replace(node, text=new) if node.text == old else node
    return rebuilt(node, lambda part: _renamed(part, old, new))
