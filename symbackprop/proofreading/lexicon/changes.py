"""Δw: what a text calls the change of a weight, with its sign and with or without the learning rate."""

from collections.abc import Sequence

from symbackprop.parsing.latex.tree import Derivative, Differential, Nabla, Node
from symbackprop.proofreading.lexicon.definitions import Formula, Lexicon
from symbackprop.proofreading.vocabulary.mentions import mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import COSTS, Change
from symbackprop.proofreading.vocabulary.signs import sign_of


def find_change(lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
    """Read Δw from the formula that says it of the gradient; else it is a step down where its formulas have a rate."""
    habits = lexicon.habits
    lexicon.has_small_changes = any(_is_change_of_cost(n, lexicon) for f in formulas for n in (f.left, f.right))
    changes = [f for f in formulas if f.left is not None and _is_change(f.left)]
    steps = [f.right for f in changes if f.right is not None and not any(map(_is_change, f.right.walk()))]
    rated = [any(m.base in lexicon.rates for m in mentions(step, habits)) for step in steps]
    for step, has_rate in zip(steps, rated, strict=True):
        if sign := sign_of(step, _is_gradient):
            lexicon.change = Change(sign, has_rate)
            return
    if steps and all(rated):
        lexicon.change = Change(-1, True)


def _is_change_of_cost(side: Node | None, lexicon: Lexicon) -> bool:
    """Whether a side is dL: then each d is a small change, dL = tr(G^T dX), and names no gradient."""
    mention = mention_of(side.of, lexicon.habits) if isinstance(side, Differential) and side.sign == "d" else None
    return mention is not None and mention.is_plain and mention.base in COSTS and not mention.units


def _is_change(node: Node) -> bool:
    return isinstance(node, Differential) and node.sign == "Δ"


def _is_gradient(node: Node) -> bool:
    """∂C/∂w, ∇w or dw, no other change."""
    return isinstance(node, Derivative | Nabla) or (isinstance(node, Differential) and not _is_change(node))
