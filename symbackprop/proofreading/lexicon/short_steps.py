r"""Steps as code has them: W -= η dW is W ← W − η dW, and Δ += δ a^T is Δ ← Δ + δ a^T.

What is given no next value, a gradient dW that is added up, is left as it is.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Differential, Node
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.lexicon.layer_forms import symbol_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS
from symbackprop.proofreading.vocabulary.quantities import ACCUMULATORS, BIASES

SIGNS = {"+=": 1, "-=": -1}
NOWHERE = (0, 0)
"""The place of what is not written there."""


def with_whole_steps(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, what is changed by += and -= written out on the right."""
    return [_whole(f) for f in formulas]


def _whole(formula: Formula) -> Formula:
    left, sign = formula.left, SIGNS.get(formula.statement.relation, 0)
    if not sign or left is None or formula.right is None or isinstance(left, Differential):
        return formula
    if symbol_of(left).partition("~")[0] not in WEIGHTS | BIASES | ACCUMULATORS:
        return formula
    return formula.changed(partial(_changed, old=left, sign=sign))


def _changed(side: Node, old: Node, sign: int) -> Node:
    """The old value with the change; what is changed stays on the left."""
    if outline(side) == outline(old):
        return side
    terms, signs = (side.terms, side.signs) if isinstance(side, Addition) else ((side,), (1,))
    return Addition(side.span, (_unwritten(old), *terms), (1, *(sign * s for s in signs)))


def _unwritten(node: Node) -> Node:
    return replace(rebuilt(node, _unwritten), span=NOWHERE)
