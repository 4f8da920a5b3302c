"""Letters of powers: the n of n x^{n-1}, which is a factor too, as no number of a layer is.

The y of p^y (1 − p)^{1−y} is one too.
"""

from collections.abc import Iterable

from symbackprop.parsing.latex.tree import Addition, Group, Name, Node, Product, Scripted
from symbackprop.proofreading.vocabulary.marks import name_of, shift_of


def power_letters(nodes: Iterable[Node]) -> frozenset[str]:
    """The letters of powers, by the rule that a slope makes a factor of them, or by what is left of 1."""
    products = [node for node in nodes if isinstance(node, Product)]
    return frozenset(letter for node in products for letter in _letters(node) | _shared(node))


def _shared(node: Product) -> set[str]:
    """The y of p^y (1 − p)^{1−y}."""
    above = [_bare(f.sup) for f in node.factors if isinstance(f, Scripted) and f.sup is not None]
    left = {name_of(n.terms[1]) for n in above if isinstance(n, Addition) and n.signs == (1, -1)
            and name_of(n.terms[0]) == "1"}  # fmt: skip
    return {name_of(n) for n in above if isinstance(n, Name)} & left


def _bare(node: Node) -> Node:
    return node.body if isinstance(node, Group) else node


def _letters(node: Product) -> set[str]:
    factors = {f.text for f in node.factors if isinstance(f, Name)}
    above = (f.sup for f in node.factors if isinstance(f, Scripted) and f.sub is None and isinstance(f.base, Name))
    shifts = (shift_of(s.body if isinstance(s, Group) and s.opening == "{" else s) for s in above if s is not None)
    return factors & {letter for letter, step in filter(None, shifts) if step == -1}
