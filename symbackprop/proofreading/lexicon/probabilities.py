"""Probabilities, P(y = 1 | x) and p(y | x; θ): names for what is computed, which say nothing of how.

In h(x) = P(y = 1 | x) = σ(w^T x + b) it is the last formula that says how, and P(y = 0 | x) = 1 − h(x) only names it.
"""

from symbackprop.parsing.latex.tree import Apply, Group, Listing, Node, Product, Relation, Scripted
from symbackprop.proofreading.lexicon.definitions import Definition, Formula
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import mention_of

NAMES = frozenset({"p", "P", "Pr", "Prob", "prob"})


def is_probability(node: Node | None) -> bool:
    """Whether it is P(y = 1 | x), P_θ(y | x) or p(y = j)."""
    if isinstance(node, Apply):
        return _is_name(node.function) and any(map(_is_event, node.arguments))
    if not isinstance(node, Product) or len(node.factors) != 2 or any(node.operators):
        return False
    name, bracket = node.factors
    return _is_name(name) and isinstance(bracket, Group) and bracket.opening in "([{" and _is_event(bracket.body)


def has_probability(node: Node) -> bool:
    """Whether a probability stands anywhere in a formula: Π_i P(y_i | x_i), P(1 | x)^y P(0 | x)^{1−y}."""
    return any(is_probability(n) or _has_powers(n) for n in node.walk())


def _has_powers(node: Node) -> bool:
    """Whether a product has a probability among its factors, with a power or without."""
    factors = node.factors if isinstance(node, Product) else ()
    brackets = (b.base if isinstance(b, Scripted) else b for b in factors[1:])
    return any(
        _is_name(name) and isinstance(bracket, Group) and _is_event(bracket.body)
        for name, bracket in zip(factors, brackets, strict=False)
    )


def named_probability(formula: Formula, habits: Habits) -> Definition | None:
    """What gives a probability its formula, P(y = 1 | x) = σ(w^T x); None for any other statement."""
    if not is_probability(formula.left) or formula.right is None or formula.statement.relation not in ("=", ":=", "≡"):
        return None
    left = formula.left
    name = left.factors[0] if isinstance(left, Product) else left.function if isinstance(left, Apply) else None
    mention = mention_of(name, habits) if name is not None else None
    return Definition(mention, formula.right, formula, ("|",)) if mention is not None else None


def named_first(head: Node | None, left: Node | None) -> Node | None:
    """What a link of a chain is about: its head, but for P(y = 1 | x) = ŷ = σ(w^T x), which says what ŷ is."""
    return left if is_probability(head) and not is_probability(left) else head


def _is_name(node: Node | None) -> bool:
    return name_of(node.base if isinstance(node, Scripted) else node) in NAMES


def _is_event(node: Node) -> bool:
    first = node.items[0] if isinstance(node, Listing) and node.items else node
    return isinstance(first, Relation)
