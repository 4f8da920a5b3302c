"""Sums over named neurons, Σ_o over o1 and o2, and over entries that a text defines one by one, a_4, a_5 and a_6."""

from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Name, Node, Number
from symbackprop.proofreading.lexicon.definitions import Lexicon
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import mentions
from symbackprop.proofreading.vocabulary.values import Unclear


def over_names(letter: str, body: Node, lexicon: Lexicon) -> list[Node]:
    """The terms of Σ_o over neurons that have names, o1 and o2; none where the letter is an index like any other."""
    if numbers := _numbers(letter, body, lexicon):
        return [_renamed(body, letter, number) for number in numbers]
    mentioned = [[name_of(u) for u in m.units] for m in mentions(body, lexicon.habits)]
    bases = {m.base for m in mentions(body, lexicon.habits) if [name_of(u) for u in m.units] == [letter]}
    of_bases = {label for base, label, _ in lexicon.named if base in bases and label[:1] == letter != label}
    every = {label for _, label, _ in lexicon.named if label[:1] == letter and label[1:].isdigit()}
    labels = sorted(of_bases | every if of_bases else ())
    if not all(label[1:].isdigit() for label in labels):
        return []
    if labels and any(letter in units and len(units) > 1 for units in mentioned):
        raise Unclear(f"which entries {letter} numbers here is not said", body)
    return [_renamed(body, letter, label) for label in labels]


def _numbers(letter: str, body: Node, lexicon: Lexicon) -> tuple[str, ...]:
    """The numbers of the entries with this index that are defined one by one."""
    entries = [m for m in mentions(body, lexicon.habits) if [name_of(u) for u in m.units] == [letter] and not m.layer]
    found = (lexicon.one_by_one.get((lexicon.fold(m.base), m.label), ()) for m in entries)
    return max(found, key=len, default=())


def _renamed(node: Node, old: str, new: str) -> Node:
    """A formula with another name, or a number, in the place of a name."""
    if isinstance(node, Name) and node.text == old:
        return Number(node.span, new) if new.isdigit() else replace(node, text=new)
    return rebuilt(node, lambda part: _renamed(part, old, new))
