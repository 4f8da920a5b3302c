"""What dots leave out of a product, W^{l+1} f′(z^{l+1}) ⋯ W^L f′(z^L): nothing, where the layers are neighbours."""

from dataclasses import replace
from itertools import pairwise

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Dots, Node, Product
from symbackprop.proofreading.lexicon.definitions import Formula


def left_out(formula: Formula) -> Node | None:
    """The first dots of a formula; None where it has none."""
    return next((n for side in formula.sides for n in side.walk() if isinstance(n, Dots)), None)


def without_dots(formula: Formula) -> Formula | None:
    """The formula as it is where its products leave nothing out; None where other dots are left."""
    assert formula.left is not None and formula.right is not None
    plain = replace(formula, left=_joined(formula.left), right=_joined(formula.right))
    return None if left_out(plain) is not None else plain


def _joined(node: Node) -> Node:
    """Products without the dots between their factors."""
    node = rebuilt(node, _joined)
    if not isinstance(node, Product) or not any(isinstance(f, Dots) for f in node.factors[1:-1]):
        return node
    kept = [at for at, f in enumerate(node.factors) if not isinstance(f, Dots)]
    signs = [next((s for s in node.operators[i:j] if s), "") for i, j in pairwise(kept)]
    return replace(node, factors=tuple(node.factors[at] for at in kept), operators=tuple(signs))
