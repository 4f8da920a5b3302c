r"""Costs of single units: E_i = (t_i − o_i)²/2, where i counts outputs and no examples.

Each is an entry of its own, e_i, beside the cost that adds them up, E = Σ_i E_i; they are read under a letter of their
own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Big, Derivative, Name, Node, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.habits import habits_of
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import flat, name_of
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS, mentions
from symbackprop.proofreading.vocabulary.quantities import OF_UNITS


def with_unit_costs(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, costs of single units as entries."""
    defining = [f for f in formulas if f.left is not None and _entry(f.left) and f.right is not None]
    if not defining:
        return list(formulas)
    habits = habits_of(sides_of(formulas))
    costs = {letter for f in defining for letter in _of_units(f, habits)}
    return [f.changed(partial(_single, costs=costs)) for f in formulas] if costs else list(formulas)


def _entry(node: Node) -> tuple[str, str] | None:
    """E and i of E_i."""
    if not isinstance(node, Scripted) or node.sub is None or node.sup is not None or node.primes:
        return None
    base, below = node.base, [name_of(p) for p in flat(node.sub)]
    is_index = len(below) == 1 and len(below[0]) == 1 and (below[0].islower() or below[0].isdigit())
    is_cost = isinstance(base, Name) and not base.accents and base.text in COST_LETTERS
    return (name_of(base), below[0]) if is_cost and is_index else None


def _of_units(formula: Formula, habits: Habits) -> Iterator[str]:
    """The letter of a cost whose index counts units in its formula."""
    assert formula.left is not None and formula.right is not None
    entry = _entry(formula.left)
    if entry is None or not entry[1].isalpha() or any(isinstance(n, Big | Derivative) for n in formula.right.walk()):
        return
    letter, index = entry
    read = [m for m in mentions(formula.right, habits) if m.units or m.example is not None]
    if len(read) > 1 and all(m.example is None and [*map(name_of, m.units)] == [index] for m in read):
        yield letter


def _single(node: Node, costs: set[str]) -> Node:
    """A formula with costs of single units under their own letters."""
    entry = _entry(node)
    if entry is not None and entry[0] in costs and isinstance(node, Scripted) and isinstance(node.base, Name):
        return replace(node, base=replace(node.base, text=f"{OF_UNITS}{node.base.text}"))
    return rebuilt(node, partial(_single, costs=costs))
