r"""Vectors defined by an entry of what is computed whole: p_k = softmax(z)_k says that p is softmax(z)."""

from collections.abc import Sequence
from dataclasses import replace

from symbackprop.parsing.latex.tree import Apply, Name, Node, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import name_of


def with_whole_calls(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, p = softmax(z) for p_k = softmax(z)_k, where no k stands within."""
    return [_whole(f) for f in formulas]


def _whole(formula: Formula) -> Formula:
    left, right = formula.left, formula.right
    letter = _index(left) if formula.statement.link == 0 else ""
    if not letter or _index(right) != letter:
        return formula
    assert isinstance(left, Scripted) and isinstance(right, Scripted)
    is_whole = isinstance(left.base, Name) and isinstance(right.base, Apply)
    if not is_whole or any(name_of(n) == letter for n in right.base.walk()):
        return formula
    return replace(formula, left=replace(left.base, span=left.span), right=replace(right.base, span=right.span))


def _index(node: Node | None) -> str:
    """The letter of an index that is all that hangs on something; nothing else."""
    if not isinstance(node, Scripted) or node.sup is not None or node.primes:
        return ""
    letter = name_of(node.sub)
    return letter if letter.isalpha() and len(letter) == 1 else ""
