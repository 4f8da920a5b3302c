r"""Output units by the letter of hidden ones: δ_j = (t_j − o_j) o_j (1 − o_j), where w_{ji} and w_{kj} tell k from j.

Haykin derives Δw_{ji} = η e_j φ′(s_j) y_i from E = ½ Σ_j e_j² with j an output unit, and then takes the same letter for
a hidden one, before outputs k.  Only outputs are compared with targets, and only they are in the sum of a cost; so a
passage about such a unit j is read as one about k, and what it says of the units i before it as of units j.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Big, Derivative, Name, Node, Scripted
from symbackprop.proofreading.lexicon.counted_examples import relettered
from symbackprop.proofreading.lexicon.definitions import Formula, links_of, pairs_of, sides_of
from symbackprop.proofreading.lexicon.free_letters import free_letters
from symbackprop.proofreading.vocabulary.habits import habits_of
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import limit_letters, name_of
from symbackprop.proofreading.vocabulary.mentions import ERROR, WEIGHTS, Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import COSTS, TARGETS
from symbackprop.proofreading.vocabulary.unit_letters import find_unit_letters


def with_output_letters(formulas: Sequence[Formula]) -> list[Formula]:
    """The statements, those about outputs under a letter of hidden units with the letters that outputs have there."""
    sides = sides_of(formulas)
    habits = habits_of(sides)
    if not habits.chain:
        return list(formulas)
    find_unit_letters(sides, pairs_of(formulas), habits)
    passages = _Passages(formulas, habits)
    found = {f.number: f for chain in links_of(formulas) for f in passages.read(chain)}
    return [found.get(f.number, f) for f in formulas]


class _Passages:
    """What tells that a statement is about outputs: targets, what is made of them, and the sum of a cost."""

    def __init__(self, formulas: Sequence[Formula], habits: Habits) -> None:
        self.habits = habits
        told = self._told(formulas)
        computed = {b for b, read in told.items() if not all(map(TARGETS.intersection, read))}
        targets = frozenset(TARGETS - habits.chained - computed)
        made = {b for b, read in told.items() if all(map(targets.intersection, read))}
        added = {m.base for f in formulas for m, letter in self._added_up(f) if letter in _letters([m])}
        self.of_outputs = targets | made | (added - habits.chained - told.keys() - WEIGHTS)
        """Targets, the e of e_j = d_j − y_j, and that of E = ½ Σ_j e_j² where nothing says what e_j is."""

    def _told(self, formulas: Sequence[Formula]) -> dict[str, list[set[str]]]:
        """What entries are computed from that has the same letter, by each formula, but for errors δ_j."""
        told: dict[str, list[set[str]]] = {}
        for formula in formulas:
            own = mention_of(formula.left, self.habits) if formula.left is not None else None
            if own is None or formula.right is None or len(own.units) != 1 or own.base == ERROR:
                continue
            read = {m.base for m in mentions(formula.right, self.habits) if _letters([own]) <= _letters([m])}
            told.setdefault(own.base, []).extend([read] if read else [])
        return {base: read for base, read in told.items() if read}

    def _added_up(self, formula: Formula) -> Iterator[tuple[Mention, str]]:
        """What a cost adds up, with the letter of the sum: all that is there, if it is no size of weights."""
        cost = mention_of(formula.left, self.habits) if formula.left is not None and formula.right is not None else None
        if cost is None or cost.base not in COSTS or formula.right is None:
            return
        for big in (n for n in formula.right.walk() if isinstance(n, Big)):
            inside = mentions(big.body, self.habits)
            for letter in limit_letters(big) if not WEIGHTS & {m.base for m in inside} else ():
                yield from ((m, letter) for m in inside)

    def read(self, chain: Sequence[Formula]) -> list[Formula]:
        """The links of a chain with the letters of outputs, all or none of them; if there are such already, each."""
        names = self._names(chain)
        if names is not None:
            return [f.changed(partial(_reindexed, names=names)) for f in chain]
        if len(chain) > 1:
            return [link for f in chain for link in self.read([f])]
        return list(chain)

    def _names(self, chain: Sequence[Formula]) -> dict[str, str] | None:
        """The letters for those of some statements; None where they are about outputs by their own letter, or others.

        Not where one of the new letters stands for something else.
        """
        layers = self.habits.chain
        last = max(layers, key=lambda t: layers[t])
        sides = [side for f in chain for side in f.sides]
        is_open = any(last in free_letters(side, self.habits) for side in sides)
        own = {t for f in chain for t in self._letters_of_outputs(f)} - self.habits.example_letters - {last}
        if is_open or len(own) != 1 or not (layer := layers.get(next(iter(own)), 0)):
            return None
        above = {layer: letter for letter, layer in layers.items()}
        every = {t for side in sides for t in _every_letter(side, self.habits)} & layers.keys() - {last}
        names = {t: above.get(layers[t] + layers[last] - layer, "") for t in every}
        is_caught = any(_is_caught(n, last, names) for side in sides for n in side.walk())
        return None if is_caught or not all(names.values()) else names

    def _letters_of_outputs(self, formula: Formula) -> Iterator[str]:
        every = [m for side in formula.sides for m in _every_mention(side, self.habits)]
        yield from _letters([m for m in every if m.base in self.of_outputs and len(m.units) == 1])
        yield from (letter for m, letter in self._added_up(formula) if letter in _letters([m]))


def _is_caught(node: Node, last: str, names: Mapping[str, str]) -> bool:
    """Whether a sum over k stands around a j that is to be k."""
    inside = {n.text for n in node.body.walk() if isinstance(n, Name)} if isinstance(node, Big) else set()
    is_over_last = isinstance(node, Big) and last in limit_letters(node)
    return is_over_last and any(to == last and was in inside for was, to in names.items())


def _every_mention(node: Node, habits: Habits) -> Iterator[Mention]:
    """What a formula mentions, in derivatives too."""
    yield from mentions(node, habits)
    for slope in (n for n in node.walk() if isinstance(n, Derivative)):
        yield from (m for part in (slope.of, *slope.by) for m in mentions(part, habits))


def _every_letter(node: Node, habits: Habits) -> set[str]:
    """All letters of units, those of sums too."""
    bound = {letter for n in node.walk() if isinstance(n, Big) for letter in limit_letters(n)}
    return bound | _letters(_every_mention(node, habits))


def _letters(found: Iterator[Mention] | Sequence[Mention]) -> set[str]:
    return {name_of(u) for m in found for u in m.units} - {""}


def _reindexed(node: Node, names: dict[str, str]) -> Node:
    """A formula with other letters below its symbols and its sums."""
    node = rebuilt(node, partial(_reindexed, names=names), leaving=("sub", "lower"))
    if isinstance(node, Scripted) and node.sub is not None:
        return replace(node, sub=relettered(node.sub, names))
    if isinstance(node, Big) and node.lower is not None:
        return replace(node, lower=relettered(node.lower, names))
    return node
