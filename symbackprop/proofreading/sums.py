"""Sums that mean more than their index says: means over examples, and sums over named neurons."""

from dataclasses import fields, replace
from typing import Any

from symbackprop.parsing.latex.tree import Big, Name, Node, Product, Quotient
from symbackprop.proofreading.definitions import Lexicon
from symbackprop.proofreading.marks import limit_letters, name_of, upper_name
from symbackprop.proofreading.mentions import mentions
from symbackprop.proofreading.values import Unclear

COUNTED = frozenset({"N", "M", "m", "n"})


def averaged(node: Product) -> list[str]:
    """The letters that count examples: i in 1/N Σ_{i=1}^{N}."""
    divisors = {name_of(f.denominator) for f in node.factors if isinstance(f, Quotient)} & COUNTED
    sums = [f for f in node.factors if isinstance(f, Big) and upper_name(f) in divisors]
    return [letter for big in sums for letter in limit_letters(big)]


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
    changed: dict[str, Any] = {f.name: _changed(getattr(node, f.name), old, new) for f in fields(node)}
    return replace(node, **changed)


def _changed(value: object, old: str, new: str) -> object:
    if isinstance(value, Node):
        return _renamed(value, old, new)
    return tuple(_changed(v, old, new) for v in value) if isinstance(value, tuple) else value
