"""The number of examples put in for its letter: (1/3) Xᵀ (h − y) is (1/m) Xᵀ (h − y) in a text that says m = 3.

A formula of numbers stays as it is, and so does ½, which is a half far more often than two examples.
"""

from collections.abc import Sequence
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Big, Grid, Listing, Name, Node, Number, Product, Quotient
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import name_of

COUNTS = frozenset({"m", "N"})
FEWEST = 3


def with_letters_of_counts(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, the letter of the number of examples in the place of the number that it was given before."""
    found: list[Formula] = []
    given: dict[str, str] = {}
    for formula in formulas:
        left, right = formula.left, formula.right
        if isinstance(left, Name) and left.text in COUNTS and isinstance(right, Number) and right.text.isdigit():
            given = {right.text: left.text} if int(right.text) >= FEWEST else {}
        found.append(formula.changed(partial(_lettered, given=given)) if given else formula)
    return found


def _lettered(side: Node, given: dict[str, str]) -> Node:
    """A side in symbols that is divided by how many examples there are."""
    nodes = [*side.walk()]
    if not isinstance(side, Product) or any(isinstance(n, Grid | Listing) for n in nodes):
        return side
    numbers = [n for n in nodes if isinstance(n, Number) and n.text not in ("0", "1", "2", *given)]
    is_mean = any(isinstance(f, Quotient) and name_of(f.denominator) in given for f in side.factors)
    return _put(side, given) if is_mean and not numbers else side


def _put(node: Node, given: dict[str, str]) -> Node:
    if isinstance(node, Quotient) and name_of(node.numerator) == "1" and name_of(node.denominator) in given:
        return Quotient(node.span, node.numerator, _letter(node.denominator, given))
    if isinstance(node, Big) and node.upper is not None and name_of(node.upper) in given:
        node = Big(node.span, node.kind, node.body, node.lower, _letter(node.upper, given))
    return rebuilt(node, partial(_put, given=given))


def _letter(number: Node, given: dict[str, str]) -> Name:
    return Name(number.span, given[name_of(number)])
