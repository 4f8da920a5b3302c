"""Layers left unsaid where they cannot be others: the z_i of δ_i^l = σ′(z_i) Σ_k w_{ki}^{l+1} δ_k^{l+1}, of ∂z/∂w^l.

Nor can that of a gradient which is told by the error of one layer: db = Σ dz^{[1]} is db^{[1]}.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Big, Derivative, Differential, Group, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.habits import habits_of
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import limit_letters, name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import ERROR, WEIGHTS, Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import BIASES


def with_layers_of_slopes(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, the argument of a primed function in the layer of what its statement is about."""
    sides = sides_of(formulas)
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
        reader = _Reader(habits, heads.get(chain), layered)
        found.append(_with_own_layer(formula.changed(reader.read), reader))
    return found


def _with_own_layer(formula: Formula, reader: "_Reader") -> Formula:
    """db^{[1]} for the db of db = Σ dz^{[1]}, where all else that biases have are layers."""
    left, right, habits = formula.left, formula.right, reader.habits
    by = mention_of(left.of, habits) if isinstance(left, Differential) and left.sign == "d" else None
    if by is None or right is None or by.base.partition("~")[0] not in WEIGHTS | BIASES or by.units:
        return formula
    slopes = [mention_of(n.of, habits) for n in right.walk() if isinstance(n, Differential)]
    errors = [m for m in (*slopes, *mentions(right, habits)) if m is not None and m.layer is not None]
    errors = [m for m in errors if m in slopes or m.base == ERROR]
    bound = {letter for n in right.walk() if isinstance(n, Big) for letter in limit_letters(n)}
    shifts = {shift_of(m.layer) for m in errors if m.layer is not None}
    if len(shifts) != 1 or bound & {shift[0] for shift in shifts if shift} or not isinstance(left, Differential):
        return formula
    return replace(formula, left=replace(left, of=reader.with_layer(left.of, errors[0])))


def _subject(left: Node | None, habits: Habits) -> Mention | None:
    """The error, the weight or the bias that a statement is about, with its layer."""
    inner = left.by[0] if isinstance(left, Derivative) else left
    mention = mention_of(inner, habits) if inner is not None else None
    return mention if mention is not None and mention.layer is not None and isinstance(mention.node, Scripted) else None


class _Reader:
    """Gives arguments of primed functions the layer of one subject, and z that of the weights of its slope."""

    def __init__(self, habits: Habits, own: Mention | None, layered: frozenset[str]) -> None:
        self.habits, self.own, self.layered = habits, own, layered

    def read(self, node: Node) -> Node:
        """A formula with its layers."""
        if isinstance(node, Derivative):
            return self._slope(node)
        if isinstance(node, Product):
            factors = list(node.factors)
            for at, (before, after) in enumerate(pairwise(factors)):
                called = mention_of(before, self.habits)
                if called is not None and called.primes and called.layer is None and isinstance(after, Group):
                    factors[at + 1] = replace(after, body=self._layered(after.body))
            node = replace(node, factors=tuple(factors))
        return rebuilt(node, self.read)

    def _slope(self, node: Derivative) -> Derivative:
        """∂z^l/∂w^l for ∂z/∂w^l, whose layer is that of the weights."""
        by = mention_of(node.by[0], self.habits)
        is_weight = by is not None and by.layer is not None and by.base.partition("~")[0] in WEIGHTS | BIASES
        of = self.with_layer(node.of, by) if is_weight and by is not None else node.of
        return replace(node, of=self.read(of))

    def _layered(self, argument: Node) -> Node:
        """z_i^l for z_i, where the statement is about an entry i."""
        mention = mention_of(argument, self.habits)
        if mention is None or self.own is None:
            return argument
        units = [name_of(u) for u in mention.units]
        is_same = units == [name_of(u) for u in self.own.units][:1] and all(u.isalpha() for u in units)
        return self.with_layer(argument, self.own) if is_same else argument

    def with_layer(self, node: Node, other: Mention) -> Node:
        """A symbol without a layer in that of another."""
        mention = mention_of(node, self.habits)
        if mention is None or mention.layer is not None or not mention.is_plain or mention.label or mention.example:
            return node
        if mention.base.lower() not in self.layered or not isinstance(other.node, Scripted):
            return node
        layer = other.node.sup
        if isinstance(node, Name):
            return Scripted(node.span, node, sup=layer)
        return replace(node, sup=layer) if isinstance(node, Scripted) and node.sup is None else node
