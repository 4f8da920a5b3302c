r"""Chains of derivatives with dots in them: ∂C/∂a^L ∂a^L/∂z^L ⋯ ∂z^{l+1}/∂a^l, and the same the other way round.

What is left out goes on from what the factor before it is differentiated by to what the factor behind it
differentiates: of ∂a^L/∂z^L ⋯ ∂a^l/∂z^l it is ∂z^L/∂a^l.
"""

from itertools import pairwise

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.tree import LINK, Derivative, Dots, Node, Product


def linked(node: Product) -> Node | None:
    """The product with a derivative for the dots between two factors; None where they are no links of a chain."""
    at = next((n for n, f in enumerate(node.factors) if isinstance(f, Dots)), 0)
    if not 0 < at < len(node.factors) - 1:
        return None
    before, after = node.factors[at - 1], node.factors[at + 1]
    goes_down = _goes_down(node)
    if goes_down is None or not isinstance(before, Derivative) or not isinstance(after, Derivative):
        return None
    of, by = (before.by[0], after.of) if goes_down else (after.by[0], before.of)
    link = () if outline(of) == outline(by) else (Derivative(node.factors[at].span, of, (by,), LINK),)
    factors = (*node.factors[:at], *link, *node.factors[at + 1 :])
    operators = (*node.operators[: at - 1], *("" for _ in link), *node.operators[at:])
    return Product(node.span, factors, operators)


def _goes_down(node: Product) -> bool | None:
    """Whether each factor goes on with what the one before it is differentiated by; None where no two say so."""
    pairs = [(a, b) for a, b in pairwise(node.factors) if isinstance(a, Derivative) and isinstance(b, Derivative)]
    down = sum(outline(a.by[0]) == outline(b.of) for a, b in pairs)
    up = sum(outline(a.of) == outline(b.by[0]) for a, b in pairs)
    return None if bool(down) == bool(up) else bool(down)
