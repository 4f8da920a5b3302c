r"""Cross-entropies as inner products: L(y, ŷ) = −y^T log ŷ is −Σ_k y_k log ŷ_k, a number for each example.

Of a batch the product of matrices would be another thing; the sum over classes is not.
"""

from collections.abc import Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Apply, Big, Group, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import TRANSPOSES, name_of, scripts
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS

LOGARITHMS = frozenset({"log", "ln"})
TARGETS = frozenset({"y", "t"})
CLASS = "k"


def with_entropies(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, products of targets and logarithms in costs as sums over classes."""
    return [f.changed(_summed) if _is_of_example(f) else f for f in formulas]


def _is_of_example(formula: Formula) -> bool:
    """Whether a statement says what the cost L(y, ŷ) of one target and one output is."""
    left = formula.left
    if not isinstance(left, Product) or len(left.factors) != 2 or not isinstance(left.factors[1], Group):
        return False
    symbol = scripts(left.factors[0])[0] if isinstance(left.factors[0], Scripted) else left.factors[0]
    given = {n.text for n in left.factors[1].walk() if isinstance(n, Name)}
    return name_of(symbol) in COST_LETTERS and bool(given & TARGETS) and formula.right is not None


def _summed(node: Node) -> Node:
    node = rebuilt(node, _summed)
    match node:
        case Product(factors=(Scripted(base=Name() as target) as one, Apply(arguments=(Name() as output,)) as log)):
            is_row = one.sub is None and name_of(one.sup) in TRANSPOSES and target.text in TARGETS
            if is_row and name_of(log.function) in LOGARITHMS:
                index = Name(node.span, CLASS)
                entries = (
                    Scripted(one.span, target, index),
                    replace(log, arguments=(Scripted(output.span, output, index),)),
                )
                return Big(node.span, "sum", Product(node.span, entries, ("",)), index)
    return node
