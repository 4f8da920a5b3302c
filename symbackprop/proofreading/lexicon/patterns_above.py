r"""One pattern by a letter above: ∂E^p/∂w_j = ∂E^p/∂y^p ∂y^p/∂w_j says of the pattern p what holds of any example.

No cost is raised to a power.  Where the letter counts nothing, stands above no weight and nowhere else, all is about
one example, and it is left out, as it is where the text says w_j and x_j without it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Name, Node, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS, WEIGHTS

LETTERS = frozenset({"p", "mu", "q"})


def without_patterns(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, no letter of a pattern above what belongs to it."""
    sides = sides_of(f for f in formulas if f.right is not None)
    nodes = [n for side in sides for n in side.walk()]
    above = {name_of(n.sup) for n in nodes if isinstance(n, Scripted) and name_of(n.base) in COST_LETTERS}
    letters = above & LETTERS - {name for side in sides for name in _elsewhere(side)}
    return [f.changed(partial(_without, letters=letters)) for f in formulas] if letters else list(formulas)


def _elsewhere(node: Node) -> Iterator[str]:
    """The letters that stand anywhere but above a symbol that is no weight; those that sums count among them."""
    if isinstance(node, Name):
        yield node.text
    is_state = isinstance(node, Scripted) and isinstance(node.base, Name) and node.base.text not in WEIGHTS
    for part in node.parts():
        is_above = is_state and isinstance(node, Scripted) and part is node.sup and isinstance(part, Name)
        yield from () if is_above else _elsewhere(part)


def _without(node: Node, letters: set[str]) -> Node:
    node = rebuilt(node, partial(_without, letters=letters))
    if isinstance(node, Scripted) and name_of(node.sup) in letters:
        return node.base if node.sub is None and not node.primes else replace(node, sup=None)
    return node
