"""The true class of an example, whose index is no index of all classes."""

from symbackprop.parsing.latex.tree import Node
from symbackprop.proofreading.lexicon.definitions import Lexicon
from symbackprop.proofreading.lexicon.free_letters import free_letters

CLASSES = frozenset({"c", "y", "t"})
"""Letters of the true class, which are no index of all classes."""


def picks_a_class(left: Node, right: Node, lexicon: Lexicon) -> bool:
    """Whether the index of the true class stands on one side only, −log p_c = −Σ_k y_k log p_k, or is y: p_y."""
    here, there = free_letters(left, lexicon.habits), free_letters(right, lexicon.habits)
    both = here.keys() | there.keys()
    return ((not here or not there) and bool(CLASSES & both)) or bool({"y"} & both & lexicon.bases)
