"""A formula in the author's letters, read as the statements of the document were: under roles, layers and shifts."""

from symbackprop.parsing.latex.tree import Node
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.lexicon.layer_letters import under_layer_letter
from symbackprop.proofreading.lexicon.roles import under_roles
from symbackprop.proofreading.lexicon.shifted_layers import under_shift


def as_read(tree: Node, formula: Formula) -> Node:
    """What a new side of a statement says."""
    return under_shift(under_layer_letter(under_roles(tree, formula.roles), formula.layer_letter), formula.shifted)
