"""Derivatives as rows: a text that says ∇_x C = (dC/dx)^T tells the two apart.

There dC/dx is the row that takes a change of x to that of C, and so is dC/da^L in dC/da^L ∘ f′^L · W^L.
"""

from collections.abc import Sequence

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.tree import Derivative, Group, Nabla, Node, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import TRANSPOSES, name_of


def signs_of_rows(formulas: Sequence[Formula]) -> frozenset[str]:
    """The signs, d or ∂, of the derivatives that a text says to be rows."""
    pairs = [(f.left, f.right) for f in formulas if f.statement.relation in ("=", ":=", "≡")]
    found = (_turned(one, other) for pair in pairs for one, other in (pair, pair[::-1]))
    return frozenset(slope.sign for slope in found if slope is not None)


def _turned(gradient: Node | None, side: Node | None) -> Derivative | None:
    """The dC/dx of ∇_x C and (dC/dx)^T; None of anything else."""
    if not isinstance(gradient, Nabla) or not isinstance(side, Scripted) or name_of(side.sup) not in TRANSPOSES:
        return None
    slope = side.base.body if isinstance(side.base, Group) else None
    if not isinstance(slope, Derivative) or len(slope.by) != 1 or outline(slope.of) != outline(gradient.of):
        return None
    return slope if gradient.by is None or outline(slope.by[0]) == outline(gradient.by) else None
