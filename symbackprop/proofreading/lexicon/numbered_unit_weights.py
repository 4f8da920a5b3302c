"""Weights of single units that have the number of their layer as well: the w^{(2)}_{kj} of z_k = Σ_j w^{(2)}_{kj} y_j.

Where letters of units tell all other layers, they tell those of weights: the number says nothing more.
"""

from collections.abc import Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Group, Name, Node, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import flat, name_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS
from symbackprop.proofreading.vocabulary.quantities import BIASES


def with_plain_unit_weights(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, weights without numbers, where nothing else has any and each number has letters of its own."""
    nodes = [n for side in sides_of(formulas) for n in side.walk() if isinstance(n, Scripted)]
    numbered = [n for n in nodes if _number(n) and _is_parameter(n)]
    letters = {number: {_letters(n) for n in numbered if _number(n) == number} for number in map(_number, numbered)}
    pairs = [{own for own in every if len(own) == 2} for every in letters.values()]
    are_told = all(len(own) == 1 for own in pairs) and len(set().union(*pairs)) == len(pairs) > 0
    others = any(n.sup is not None and _number(n) and not _is_parameter(n) for n in nodes)
    if others or not are_told or any(not own for every in letters.values() for own in every):
        return list(formulas)
    return [f.changed(_plain) for f in formulas]


def _is_parameter(node: Scripted) -> bool:
    return name_of(node.base) in WEIGHTS | BIASES


def _number(node: Scripted) -> str:
    """The 2 of w^{(2)}_{kj} and of w^{[2]}_{kj}; a bare one may be a power."""
    inner = node.sup.body if isinstance(node.sup, Group) and node.sup.opening in "([" else None
    return name_of(inner) if name_of(inner).isdigit() else ""


def _letters(node: Scripted) -> tuple[str, ...]:
    """The letters of units below; nothing where anything else stands there."""
    names = [name_of(p) for p in flat(node.sub)] if node.sub is not None else []
    return tuple(names) if all(len(t) == 1 and t.isalpha() for t in names) else ()


def _plain(node: Node) -> Node:
    node = rebuilt(node, _plain)
    is_told = isinstance(node, Scripted) and isinstance(node.base, Name) and _is_parameter(node) and _number(node)
    return replace(node, sup=None) if is_told and isinstance(node, Scripted) else node
