"""Letters of powers: the n of n x^{n-1}, which is a factor too, as no number of a layer is."""

from collections.abc import Iterable

from symbackprop.parsing.latex.tree import Group, Name, Node, Product, Scripted
from symbackprop.proofreading.vocabulary.marks import shift_of


def power_letters(nodes: Iterable[Node]) -> frozenset[str]:
    """The letters of powers, by the rule that a slope makes a factor of them."""
    return frozenset(letter for node in nodes if isinstance(node, Product) for letter in _letters(node))


def _letters(node: Product) -> set[str]:
    factors = {f.text for f in node.factors if isinstance(f, Name)}
    above = (f.sup for f in node.factors if isinstance(f, Scripted) and f.sub is None and isinstance(f.base, Name))
    shifts = (shift_of(s.body if isinstance(s, Group) and s.opening == "{" else s) for s in above if s is not None)
    return factors & {letter for letter, step in filter(None, shifts) if step == -1}
