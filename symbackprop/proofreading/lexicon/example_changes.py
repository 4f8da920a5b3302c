"""Changes for one example: the Δ_p w_{ji} of Rumelhart, Hinton and Williams is Δw_{ji} after the pattern p.

A Δ that the text says something of alone, Δ = p − a, is an error, and Δ h a product.
"""

from collections.abc import Sequence

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Differential, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS
from symbackprop.proofreading.vocabulary.quantities import BIASES

SIGN = "Delta"


def with_example_changes(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, Δw for a left side Δ_p w: no error Δ_p stands on the left with a weight behind it."""
    if any(name_of(f.left) == SIGN for f in formulas) and not any(isinstance(f.left, Differential) for f in formulas):
        return [f.changed(_product) for f in formulas]
    return [f.changed(_change) if f.left is not None and _change(f.left) is not f.left else f for f in formulas]


def _product(node: Node) -> Node:
    """Δ h, a product, for a change Δh."""
    node = rebuilt(node, _product)
    if not isinstance(node, Differential) or node.sign != "Δ":
        return node
    return Product(node.span, (Name((node.span[0], node.of.span[0]), SIGN), node.of), ("",))


def _change(side: Node) -> Node:
    if not isinstance(side, Product) or len(side.factors) != 2 or any(side.operators):
        return side
    sign, weight = side.factors
    is_sign = isinstance(sign, Scripted) and name_of(sign.base) == SIGN and sign.sup is None and not sign.primes
    is_weight = name_of(weight.base if isinstance(weight, Scripted) else weight) in WEIGHTS | BIASES
    return Differential(side.span, weight, "Δ", 1) if is_sign and is_weight else side
