r"""Costs of one target: L(ŷ, y) = −log ŷ if y = 1, after L(ŷ, y) = −(y log ŷ + (1 − y) log(1 − ŷ)).

Such a statement is no other cost, but a claim about the one before it, with 1 in the place of y.  The case may stand
beside it, or as a formula of its own right before it: if y = 1, then L = −log ŷ.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Big, Group, Name, Node, Number, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS

FUNCTIONS = frozenset({"log", "ln", "exp", "e"})
NEAR = 24
"""How many characters may stand between a case and what is said for it."""
_TARGET = re.compile(r"(?<![A-Za-z\\])([yt])(?:_\w|\^\{\(\w\)\})?\s*=\s*([01])(?![\w.])")


def with_cases_of_targets(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, costs of one target as the cost before them with that target in it."""
    costs: dict[str, Node] = {}
    found: list[Formula] = []
    for before, formula in zip([None, *formulas], formulas, strict=False):
        cost, target = _cost(formula.left), _target(formula) or _said_before(formula, before)
        whole = costs.get(cost) if target is not None else None
        if whole is not None and target is not None and _has_states(formula.right):
            found.append(replace(formula, left=_put(whole, *target)))
            continue
        is_whole = not (formula.statement.link or formula.statement.condition) and formula.right is not None
        if (
            cost
            and is_whole
            and formula.right is not None
            and not any(isinstance(n, Big) for n in formula.right.walk())
        ):
            costs.setdefault(cost, formula.right)
        found.append(formula)
    return found


def _cost(left: Node | None) -> str:
    """The L of L, L_i and L(ŷ, y)."""
    if isinstance(left, Product) and len(left.factors) == 2 and isinstance(left.factors[1], Group):
        left = left.factors[0]
    name = name_of(left.base if isinstance(left, Scripted) else left)
    return name if name in COST_LETTERS else ""


def _target(formula: Formula) -> tuple[str, str] | None:
    """(y, 1) of what is said for y = 1."""
    for excerpt in formula.statement.condition:
        if said := _TARGET.search(excerpt.text):
            return said[1], said[2]
    return None


def _said_before(formula: Formula, before: Formula | None) -> tuple[str, str] | None:
    """(y, 1) of the formula y = 1 in the same line, and nothing but a few words between."""
    if before is None or formula.statement.display.is_display or before.statement.display.is_display:
        return None
    gap = formula.statement.display.original.text[before.statement.outer[1] : formula.statement.outer[0]]
    name, number = name_of(before.left), name_of(before.right)
    is_near = len(gap) <= NEAR and not set(gap) & set(".;。；\n")
    return (name, number) if is_near and name in ("y", "t") and number in ("0", "1") else None


def _has_states(node: Node | None) -> bool:
    """Whether it is computed from symbols, and not put into numbers: −log 0.8."""
    return node is not None and any(isinstance(n, Name) and n.text not in FUNCTIONS for n in node.walk())


def _put(node: Node, target: str, number: str) -> Node:
    """A formula with a number for its target."""
    base = node.base if isinstance(node, Scripted) else node
    if isinstance(base, Name) and base.text == target and not base.accents:
        return Number(node.span, number)
    return rebuilt(node, partial(_put, target=target, number=number))
