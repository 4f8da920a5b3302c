"""Steps of any weights: w ← w − η ∂C/∂w, in a text whose weights have layers, is said of those of each layer.

A letter that stands without a layer elsewhere too, z = w x + b, is a quantity of its own there.  The size of all
weights in a cost, (λ/2) ‖w‖², is that of those of all layers, Σ_l ‖w^l‖².
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import (
    Addition,
    Big,
    Derivative,
    Differential,
    Group,
    Nabla,
    Name,
    Node,
    Number,
    Relation,
    Scripted,
)
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.habits import habits_of
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import BIASES


def with_steps_of_layers(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, what takes a step in any layer."""
    sides = sides_of(formulas)
    habits = habits_of(sides)
    stepping = {f.number: letter for f in formulas if (letter := _stepping(f, habits))} if habits.has_layers else {}
    layers = dict(_layers(sides, habits)) if stepping else {}
    alone = {base for f in formulas if f.number not in stepping for base in _alone(f, habits)} if stepping else set()
    found = []
    for formula in formulas:
        base = stepping.get(formula.number, "")
        layer = layers.get(base.lower())
        if layer is not None and base not in alone:
            formula = formula.changed(partial(_layered, base=base, layer=layer, habits=habits))
        found.append(formula)
    return found


def with_sizes_of_layers(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, the size of all weights as that of each layer, added up."""
    costs = [f for f in formulas if f.right is not None and any(_size(n) for n in f.right.walk())]
    habits = habits_of(sides_of(formulas)) if costs else None
    if habits is None or not habits.has_layers:
        return list(formulas)
    layers = dict(_layers(sides_of(formulas), habits))
    steps = {f.number for f in formulas if _stepping(f, habits)}
    alone = {
        b.lower() for f in formulas if f.number not in steps | {c.number for c in costs} for b in _alone(f, habits)
    }
    known = {base: layer for base, layer in layers.items() if base not in alone}
    last = Name((0, 0), min(habits.depth_letters))
    return [f.changed(partial(_summed, layers=known, last=last)) if f in costs and known else f for f in formulas]


def _size(node: Node) -> str:
    """w of ‖w‖²; nothing for anything else."""
    norm = node.base if isinstance(node, Scripted) and name_of(node.sup) == "2" else None
    is_norm = isinstance(norm, Group) and norm.opening in ("‖", "|")
    return name_of(norm.body) if is_norm and isinstance(norm, Group) and name_of(norm.body).lower() in WEIGHTS else ""


def _summed(node: Node, layers: Mapping[str, Node], last: Node) -> Node:
    layer = layers.get(_size(node).lower())
    if layer is None or not isinstance(node, Scripted) or not isinstance(node.base, Group):
        return rebuilt(node, partial(_summed, layers=layers, last=last))
    own = Scripted(node.base.body.span, node.base.body, sup=layer)
    letter = next(n for n in layer.walk() if isinstance(n, Name))
    first = Relation(node.span, letter, "=", Number(node.span, "1"))
    return Big(node.span, "sum", replace(node, base=replace(node.base, body=own)), first, last)


def _stepping(formula: Formula, habits: Habits) -> str:
    """The letter of parameters that are given their next value, without a layer, an index or a name."""
    left, right = formula.left, formula.right
    own = mention_of(left, habits) if left is not None else None
    if own is None or not isinstance(right, Addition) or not _is_any(own):
        return ""
    old = mention_of(right.terms[0], habits)
    return own.base if old is not None and _is_any(old) and old.base == own.base else ""


def _is_any(mention: Mention) -> bool:
    is_bare = mention.layer is None and not (mention.units or mention.label or mention.example or mention.power)
    return is_bare and mention.base in WEIGHTS | BIASES


def _layers(sides: Sequence[Node], habits: Habits) -> Iterator[tuple[str, Node]]:
    """The layer that weights have in general, as it is written above them."""
    for mention in (m for side in sides for m in mentions(side, habits)):
        shift = shift_of(mention.layer) if mention.layer is not None else None
        node = mention.node
        is_general = shift is not None and shift[0] in habits.layer_letters and not shift[1]
        if is_general and isinstance(node, Scripted) and node.sup is not None and mention.is_plain:
            yield mention.base.lower(), node.sup


def _alone(formula: Formula, habits: Habits) -> Iterator[str]:
    """Letters without a layer that are no part of a slope."""
    waiting = formula.sides
    while waiting:
        node = waiting.pop()
        if isinstance(node, Derivative | Differential | Nabla):
            continue
        mention = mention_of(node, habits)
        if mention is None:
            waiting += [node.base] if isinstance(node, Scripted) else node.parts()
        elif _is_any(mention) and formula.right is not None:
            yield mention.base


def _layered(node: Node, base: str, layer: Node, habits: Habits) -> Node:
    mention = mention_of(node, habits)
    if mention is not None and mention.base == base and _is_any(mention):
        if isinstance(node, Name):
            return Scripted(node.span, node, sup=layer)
        return replace(node, sup=layer) if isinstance(node, Scripted) and node.sup is None else node
    if isinstance(node, Scripted) and mention is not None:
        return node
    return rebuilt(node, lambda part: _layered(part, base, layer, habits))
