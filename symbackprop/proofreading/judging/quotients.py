r"""Difference quotients, by which notes check gradients: ∂J/∂θ ≈ (J(θ + ε) − J(θ − ε)) / 2ε.

Such a statement holds by its form: the two values are those of one function, at places that lie as far apart as it
divides by.
"""

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.tree import (
    Addition,
    Apply,
    Derivative,
    Group,
    Nabla,
    Node,
    Number,
    Product,
    Quotient,
    Scripted,
)
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.worlds.arguments import called

SAID = "a difference quotient, by its form"


def difference_quotient(formula: Formula) -> bool | None:
    """Whether a derivative is what a difference quotient tends to; None where a statement has no such form."""
    left, right = formula.left, _bare(formula.right)
    of = left.of if isinstance(left, Derivative | Nabla) else None
    if of is None or not isinstance(right, Quotient):
        return None
    above = _bare(right.numerator)
    if not isinstance(above, Addition) or len(above.terms) != 2 or sorted(above.signs) != [-1, 1]:
        return None
    first, second = above.terms if above.signs[0] == 1 else above.terms[::-1]
    moved, other = _call(first), _call(second)
    if moved is None or other is None or not outline(moved[0]) == outline(other[0]) == outline(called(of)):
        return None
    steps = _steps(moved[1], other[1])
    divisor = _multiple(right.denominator)
    if steps is None or divisor is None or divisor[1] != steps[2]:
        return None
    return steps[0] - steps[1] == divisor[0]


def _bare(node: Node | None) -> Node | None:
    while isinstance(node, Group):
        node = node.body
    return node


def _call(node: Node) -> tuple[Node, Node] | None:
    """A function and what it is taken of: J, and θ + ε."""
    if isinstance(node, Product) and len(node.factors) == 2 and isinstance(node.factors[1], Group):
        return node.factors[0], node.factors[1].body
    if isinstance(node, Apply) and len(node.arguments) == 1:
        return node.function, node.arguments[0]
    return None


def _multiple(node: Node) -> tuple[int, str] | None:
    """(2, ε) for 2 ε, (1, ε) for ε."""
    inner = _bare(node)
    if isinstance(inner, Product) and len(inner.factors) == 2 and isinstance(number := inner.factors[0], Number):
        return (int(number.text), outline(inner.factors[1])) if number.text.isdigit() else None
    return (1, outline(inner)) if inner is not None else None


def _steps(first: Node, second: Node) -> tuple[int, int, str] | None:
    """How many steps two places lie off from where they would be the same, and the step: (1, −1, ε)."""
    one, other = _moves(first), _moves(second)
    if len(one) != 1 or len(other) > 1:
        return None
    (base, sign, step), *_ = one
    if other:
        return (sign, other[0][1], step) if (other[0][0], other[0][2]) == (base, step) else None
    return (sign, 0, step) if base in [outline(n) for n in second.walk()] else None


def _moves(node: Node) -> list[tuple[str, int, str]]:
    """All sums of two in a formula: what is moved, which way, and by what."""
    sums = (n for n in node.walk() if isinstance(n, Addition) and len(n.terms) == 2 and n.signs[0] == 1)
    return [(outline(n.terms[0]), n.signs[1], outline(_length(n.terms[1]))) for n in sums]


def _length(step: Node) -> Node:
    """ε of ε e_j, a step along one axis."""
    factors = step.factors if isinstance(step, Product) else ()
    is_along = len(factors) == 2 and isinstance(factors[1], Scripted) and name_of(factors[1].base) == "e"
    return factors[0] if is_along else step
