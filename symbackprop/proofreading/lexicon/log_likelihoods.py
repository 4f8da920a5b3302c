"""Logarithms of likelihoods: log L(w) = Σ_i … says how log L is computed, where L itself is only named, or left open.

Such a logarithm is read as a quantity of its own, a cost like any other.
"""

from collections.abc import Sequence

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Apply, Dots, Group, Name, Node, Product
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.lexicon.probabilities import has_probability
from symbackprop.proofreading.vocabulary.marks import name_of

LOGARITHMS = frozenset({"log", "ln", "Log", "Ln"})
LIKELIHOOD = "L"
SPARE = ("ell", "C", "J", "Loss")
"""The letters of costs, the first that a text does not have is that of the logarithm."""


def with_log_likelihoods(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, log L by a letter of its own where a text says how it is computed, and not how L is."""
    told = [f for f in formulas if f.left is not None and is_logarithm(f.left) and not f.statement.link]
    if not told or any(_defines(f) for f in formulas):
        return list(formulas)
    names = {n.text for side in sides_of(formulas) for n in side.walk() if isinstance(n, Name)}
    free = [letter for letter in SPARE if letter not in names]
    return [f.changed(lambda side: _named(side, free[0])) for f in formulas] if free else list(formulas)


def is_logarithm(node: Node) -> bool:
    """Whether it is log L or log L(w)."""
    if not isinstance(node, Apply) or name_of(node.function) not in LOGARITHMS or len(node.arguments) != 1:
        return False
    return _is_likelihood(node.arguments[0])


def _is_likelihood(node: Node) -> bool:
    """Whether it is L or L(w)."""
    if isinstance(node, Product) and len(node.factors) == 2 and isinstance(node.factors[1], Group):
        node = node.factors[0]
    return name_of(node) == LIKELIHOOD


def _defines(formula: Formula) -> bool:
    """Whether a statement says how L is computed from what the text computes."""
    if formula.left is None or formula.right is None or not _is_likelihood(formula.left):
        return False
    return not has_probability(formula.right) and not any(isinstance(n, Dots) for n in formula.right.walk())


def _named(node: Node, letter: str) -> Node:
    return Name(node.span, letter) if is_logarithm(node) else rebuilt(node, lambda part: _named(part, letter))
