"""Weights by the neurons that they join: w_{ho}, where the weights of a text have numbers and its neurons names.

    net_{o1} = w_5 out_{h1} + w_6 out_{h2} + b_2        ∂E/∂net_{h1} = (Σ_o δ_o w_{ho}) out_{h1} (1 − out_{h1})

Then w_{ho} is what net_o changes by with out_h, ∂net_o/∂out_h, and h is the neuron h1 that the formula is about.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Derivative, Name, Node, Number, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.lexicon.named_units import name_of_unit
from symbackprop.proofreading.vocabulary.marks import flat, name_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS


class Joined(NamedTuple):
    """The words of what neurons sum up and of what they read, each with the letter of the neurons: net_o and out_h."""

    weighted: Name
    above: str
    read: Name
    below: str


def with_slopes_for_weights(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, slopes for weights that are named by two letters of neurons."""
    joined = dict.fromkeys(j for f in formulas for j in _joined(f))
    letters = {frozenset({j.above, j.below}): j for j in joined}
    defined = {ends for f in formulas if (ends := _ends(f.left)) is not None}
    meant = {ends: j for ends, j in letters.items() if len(ends) == 2 and ends not in defined}
    used = {ends for side in sides_of(formulas) for n in side.walk() if (ends := _ends(n)) is not None}
    return [_read(f, meant) for f in formulas] if used & meant.keys() else list(formulas)


def _joined(formula: Formula) -> Iterator[Joined]:
    """net, o, out and h of net_{o1} = w_5 out_{h1} + …"""
    left, right = formula.left, formula.right
    own = name_of_unit(left)
    if not own or right is None or not isinstance(left, Scripted) or not isinstance(left.base, Name):
        return
    nodes = list(right.walk())
    has_weights = any(
        isinstance(n, Scripted) and name_of(n.base) in WEIGHTS and isinstance(n.sub, Number) for n in nodes
    )
    for node in nodes if has_weights else ():
        if (name := name_of_unit(node)) and isinstance(node, Scripted) and isinstance(node.base, Name):
            yield Joined(_bare(left.base), own[0], _bare(node.base), name[0])


def _bare(name: Name) -> Name:
    return replace(name, span=(0, 0))


def _ends(node: Node | None) -> frozenset[str] | None:
    """The h and o of w_{ho}; None for anything else."""
    if not isinstance(node, Scripted) or name_of(node.base) not in WEIGHTS or node.sub is None or node.sup is not None:
        return None
    letters = [name_of(part) for part in flat(node.sub)]
    is_pair = len(letters) == 2 and all(len(t) == 1 and t.isalpha() for t in letters)
    return frozenset(letters) if is_pair else None


def _read(formula: Formula, meant: dict[frozenset[str], Joined]) -> Formula:
    """A formula, where it is about one neuron of the layer below."""
    own = {name for side in formula.sides for n in side.walk() if (name := name_of_unit(n))}
    below = {letter: [name for name in own if name[0] == letter] for letter in {j.below for j in meant.values()}}
    known = {ends: (j, below[j.below][0]) for ends, j in meant.items() if len(below[j.below]) == 1}
    return formula.changed(partial(_sloped, known=known)) if known else formula


def _sloped(node: Node, known: dict[frozenset[str], tuple[Joined, str]]) -> Node:
    ends = _ends(node)
    if ends is None or ends not in known:
        return rebuilt(node, partial(_sloped, known=known))
    joined, name = known[ends]
    span = node.span
    unit = Scripted(span, Name(span, name[0]), Number(span, name[1:]))
    return Derivative(
        span, Scripted(span, joined.weighted, Name(span, joined.above)), (Scripted(span, joined.read, unit),)
    )
