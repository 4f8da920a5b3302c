"""Layers left unsaid where they cannot be others: the z_i of δ_i^l = σ′(z_i) Σ_k w_{ki}^{l+1} δ_k^{l+1}."""

from collections.abc import Sequence
from dataclasses import fields, replace
from itertools import pairwise
from typing import Any

from symbackprop.parsing.latex.tree import Derivative, Group, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.habits import habits_of
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import Habits, Mention, mention_of, mentions


def with_layers_of_slopes(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, the argument of a primed function in the layer of what its statement is about."""
    sides = [s for f in formulas for s in (f.left, f.right) if s is not None]
    habits = habits_of(sides)
    if not habits.has_layers:
        return list(formulas)
    layered = frozenset(m.base.lower() for s in sides for m in mentions(s, habits) if m.layer is not None)
    found: list[Formula] = []
    heads: dict[tuple[int, int], Mention | None] = {}
    for formula in formulas:
        chain = id(formula.statement.display), formula.statement.chain
        if not formula.statement.link:
            heads[chain] = _subject(formula.left, habits)
        own = heads.get(chain)
        if own is not None:
            reader = _Reader(habits, own, layered)
            formula = replace(formula, left=reader.read(formula.left), right=reader.read(formula.right))
        found.append(formula)
    return found


def _subject(left: Node | None, habits: Habits) -> Mention | None:
    """The error, the weight or the bias that a statement is about, with its layer."""
    inner = left.by[0] if isinstance(left, Derivative) else left
    mention = mention_of(inner, habits) if inner is not None else None
    return mention if mention is not None and mention.layer is not None and isinstance(mention.node, Scripted) else None


class _Reader:
    """Gives arguments of primed functions the layer of one subject."""

    def __init__(self, habits: Habits, own: Mention, layered: frozenset[str]) -> None:
        self.habits, self.own, self.layered = habits, own, layered

    def read(self, node: Node | None) -> Node | None:
        """A formula with its layers."""
        return None if node is None else self._read(node)

    def _read(self, node: Node) -> Node:
        if isinstance(node, Product):
            factors = list(node.factors)
            for at, (before, after) in enumerate(pairwise(factors)):
                called = mention_of(before, self.habits)
                if called is not None and called.primes and called.layer is None and isinstance(after, Group):
                    factors[at + 1] = replace(after, body=self._layered(after.body))
            node = replace(node, factors=tuple(factors))
        changed: dict[str, Any] = {f.name: self._each(getattr(node, f.name)) for f in fields(node)}
        return replace(node, **changed)

    def _each(self, value: object) -> object:
        if isinstance(value, Node):
            return self._read(value)
        return tuple(map(self._each, value)) if isinstance(value, tuple) else value

    def _layered(self, argument: Node) -> Node:
        """z_i^l for z_i."""
        mention = mention_of(argument, self.habits)
        if mention is None or mention.layer is not None or not mention.is_plain or mention.label or mention.example:
            return argument
        units = [name_of(u) for u in mention.units]
        is_same = units == [name_of(u) for u in self.own.units][:1] and all(u.isalpha() for u in units)
        if not is_same or mention.base.lower() not in self.layered or not isinstance(self.own.node, Scripted):
            return argument
        layer = self.own.node.sup
        if isinstance(argument, Name):
            return Scripted(argument.span, argument, sup=layer)
        return replace(argument, sup=layer) if isinstance(argument, Scripted) and argument.sup is None else argument
