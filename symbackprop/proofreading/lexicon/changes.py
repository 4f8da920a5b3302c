"""Δw: what a text calls the change of a weight, with its sign and with or without the learning rate."""

from collections.abc import Sequence

from symbackprop.parsing.latex.tree import Derivative, Differential, Nabla, Node
from symbackprop.proofreading.lexicon.definitions import Formula, Lexicon
from symbackprop.proofreading.vocabulary.mentions import mentions
from symbackprop.proofreading.vocabulary.quantities import Change
from symbackprop.proofreading.vocabulary.signs import sign_of


def find_change(lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
    """Read Δw from the formula that says it of the gradient; else it is a step down where its formulas have a rate."""
    habits = lexicon.habits
    changes = [f for f in formulas if f.left is not None and _is_change(f.left)]
    steps = [f.right for f in changes if f.right is not None and not any(map(_is_change, f.right.walk()))]
    rated = [any(m.base in lexicon.rates for m in mentions(step, habits)) for step in steps]
    for step, has_rate in zip(steps, rated, strict=True):
        if sign := sign_of(step, _is_gradient):
            lexicon.change = Change(sign, has_rate)
            return
    if steps and all(rated):
        lexicon.change = Change(-1, True)


def _is_change(node: Node) -> bool:
    return isinstance(node, Differential) and node.sign == "Δ"


def _is_gradient(node: Node) -> bool:
    """∂C/∂w, ∇w or dw, no other change."""
    return isinstance(node, Derivative | Nabla) or (isinstance(node, Differential) and not _is_change(node))
