r"""How far \frac{\partial}{\partial z} reaches: in \frac{\partial}{\partial z} f g - f \frac{\partial}{\partial z} g
to the end of the term, as mostly, or to f alone, as the product rule has it.
"""

from collections.abc import Iterator
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Derivative, Node, Product
from symbackprop.proofreading.lexicon.definitions import Formula

LONGEST = 3
"""How many factors are tried for what an operator reaches."""


def with_short_reach(formula: Formula) -> Iterator[Formula]:
    """The statement with operators that reach one, two or three factors, as far as that changes it."""
    assert formula.left is not None and formula.right is not None
    for count in range(1, LONGEST + 1):
        sides = [_shortened(side, count) for side in (formula.left, formula.right)]
        if sides != [formula.left, formula.right]:
            yield replace(formula, left=sides[0], right=sides[1])


def _shortened(node: Node, count: int) -> Node:
    if not node.has(Derivative):
        return node
    node = rebuilt(node, lambda part: _shortened(part, count))
    if not isinstance(node, Derivative) or not isinstance(node.of, Product) or not _is_operator(node, node.of):
        return node
    of, operators = node.of, node.of.operators
    if len(of.factors) <= count:
        return node
    near = of.factors[0] if count == 1 else replace(of, factors=of.factors[:count], operators=operators[: count - 1])
    return Product(node.span, (replace(node, of=near), *of.factors[count:]), operators[count - 1 :])


def _is_operator(node: Derivative, of: Product) -> bool:
    """Whether what is differentiated stands behind the fraction, not within it."""
    return of.span[0] > node.by[0].span[0]
