"""Errors that are called e, and squared: E = ½ Σ_j e_j² with e_j = d_j − y_j, where e² is no power of Euler's number.

They are read under a letter of their own.  The e of e^{−z} stays what it is, in the same text too.
"""

from collections.abc import Sequence
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Name, Node, Number, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import TRANSPOSES, flat, name_of, scripts
from symbackprop.proofreading.vocabulary.quantities import MISSED

EULER = "e"
Shape = tuple[int, bool]
"""How many indices a symbol has, and whether it is squared."""


def with_squared_errors(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, with e under another letter where it has indices as an error has that is squared somewhere."""
    shapes = {s for side in sides_of(formulas) for n in side.walk() if (s := _shape(n)) is not None}
    told = {s[0] for f in formulas if f.left is not None and f.right is not None and (s := _shape(f.left)) is not None}
    squared = {count for count, is_squared in shapes if is_squared and (count or count in told)}
    return [f.changed(partial(_renamed, counts=frozenset(squared))) for f in formulas] if squared else list(formulas)


def _shape(node: Node | None) -> Shape | None:
    """What stands at an e that may be an error: indices, a square, a transpose; None for e^{−z} and anything else."""
    if isinstance(node, Name):
        return (0, False) if node.text == EULER and not node.accents else None
    if not isinstance(node, Scripted):
        return None
    base, subs, sups, primes = scripts(node)
    above = [p for s in sups for p in flat(s)]
    if primes or _shape(base) is None or not isinstance(base, Name):
        return None
    is_power = all(isinstance(p, Number) or name_of(p) in TRANSPOSES for p in above)
    is_index = all(name_of(p) for s in subs for p in flat(s))
    return (sum(len(flat(s)) for s in subs), "2" in map(name_of, above)) if is_power and is_index else None


def _renamed(node: Node, counts: frozenset[int]) -> Node:
    shape = _shape(node)
    if shape is not None and shape[0] in counts:
        return _rebased(node)
    if isinstance(node, Scripted) and name_of(node.base) == EULER:
        return rebuilt(node, partial(_renamed, counts=counts), leaving=("base",))
    return rebuilt(node, partial(_renamed, counts=counts))


def _rebased(node: Node) -> Node:
    """The symbol with the same scripts."""
    if isinstance(node, Name):
        return Name(node.span, MISSED, node.accents, node.style) if node.text == EULER else node
    return rebuilt(node, _rebased, leaving=("sub", "sup"))
