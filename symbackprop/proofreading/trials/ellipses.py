"""What dots leave out of a product, W^{l+1} f′(z^{l+1}) ⋯ W^L f′(z^L): the same factors of all layers between.

What stands before the dots and behind them are the same factors of two layers.  Where these are neighbours nothing is
left out, and between others that of every layer; for layers the other way round the product says nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Dots, Name, Node, Number, Product
from symbackprop.parsing.latex.unification import Index, unified
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import shift_of
from symbackprop.proofreading.vocabulary.values import Absent

Count = Callable[[Node], int | None]
"""The number of a layer, for one value of each letter."""
LAYERS = Name | Number | Addition
"""What layers are written as, 1, l and l + 1."""


def left_out(formula: Formula) -> Node | None:
    """The first dots of a formula; None where it has none."""
    return next((n for side in formula.sides for n in side.walk() if isinstance(n, Dots)), None)


def without_dots(formula: Formula) -> Formula | None:
    """The formula as it is where its products leave nothing out; None where other dots are left."""
    return _plain(formula, _joined)


def leaves_layers_out(formula: Formula, habits: Habits) -> bool:
    """Whether a formula has dots, and all of them stand for the factors of the layers between two."""
    if formula.left is None or formula.right is None or left_out(formula) is None:
        return False
    return _plain(formula, lambda side: _Filling(habits, lambda _: None).read(side)) is not None


def filled(formula: Formula, habits: Habits, layer: Count) -> Formula:
    """The formula with what its dots stand for.   Raises: Absent for layers the other way round."""
    found = _plain(formula, _Filling(habits, layer).read)
    assert found is not None
    return found


def _plain(formula: Formula, change: Callable[[Node], Node]) -> Formula | None:
    assert formula.left is not None and formula.right is not None
    plain = replace(formula, left=change(formula.left), right=change(formula.right))
    return None if left_out(plain) is not None else plain


def _joined(node: Node) -> Node:
    """Products without the dots between their factors."""
    if not node.has(Dots):
        return node
    node = rebuilt(node, _joined)
    if not isinstance(node, Product) or not any(isinstance(f, Dots) for f in node.factors[1:-1]):
        return node
    kept = [at for at, f in enumerate(node.factors) if not isinstance(f, Dots)]
    signs = [next((s for s in node.operators[i:j] if s), "") for i, j in pairwise(kept)]
    return replace(node, factors=tuple(node.factors[at] for at in kept), operators=tuple(signs))


@dataclass(frozen=True)
class _Filling:
    """Puts the factors of all layers in the place of dots; where no layer has a number, nothing in that of the dots."""

    habits: Habits
    layer: Count

    def read(self, node: Node) -> Node:
        """The formula with the dots of its products filled in where they can be."""
        if not node.has(Dots):
            return node
        node = rebuilt(node, self.read)
        if not isinstance(node, Product):
            return node
        dots = [at for at, f in enumerate(node.factors) if isinstance(f, Dots)]
        before, after = (dots[0], len(node.factors) - 1 - dots[0]) if len(dots) == 1 else (0, 0)
        for size in range(1, after + 1):
            if size <= before and (found := self._alike(node, dots[0], size)) is not None:
                return found
            if 2 * size <= after and (found := self._begun(node, dots[0], size)) is not None:
                return found
        return node

    def _alike(self, node: Product, at: int, size: int) -> Product | None:
        """The product where the dots stand between the same factors, so many, of two layers; else None."""
        ends = range(at - size, at), range(at + 1, at + 1 + size)
        if (steps := self._steps(node, *ends)) is None:
            return None
        between = range(1, self._distance(steps))
        return _put_in(node, at, ends, [steps.moved(n) for n in between])

    def _begun(self, node: Product, at: int, size: int) -> Product | None:
        """The product whose dots stand behind the end of what follows, f′_2 ⋯ W_4 f′_4 W_5 f′_5; else None."""
        ends = range(at + 1, at + 1 + size), range(at + 1 + size, at + 1 + 2 * size)
        steps = self._steps(node, *ends)
        for begun in range(1, min(size - 1, at) + 1) if steps is not None else ():
            end = range(at - begun, at), range(at + 1 + size - begun, at + 1 + size)
            if steps is not None and (distance := self._steps(node, *end)) is not None:
                if self._distance(steps) != 1:
                    return None
                between = range(1 - self._distance(distance), 0)
                return _put_in(node, at, ends, [steps.moved(n) for n in between])
        return None

    def _steps(self, node: Product, one: range, other: range) -> "_Steps | None":
        """The layers in which factors differ from as many others; None where anything else does."""
        steps = _Steps(self.habits)
        alike = [
            unified((node.factors[i], node.factors[j]), steps.index, LAYERS) for i, j in zip(one, other, strict=True)
        ]
        signs = [[node.operators[n] for n in run[:-1]] for run in (one, other)]
        return steps if None not in alike and signs[0] == signs[1] and steps.way else None

    def _distance(self, steps: "_Steps") -> int:
        """How many layers lie from those of some factors to those of others; 1 where no layer has a number."""
        numbers = [(self.layer(one), self.layer(other)) for one, other in steps.found]
        if any(None in pair for pair in numbers):
            return 1
        found = {steps.way * (last - first) for first, last in numbers if first is not None and last is not None}
        if len(found) != 1 or min(found) < 1:
            raise Absent("there is nothing to leave out here", steps.found[0][0])
        return min(found)


def _put_in(node: Product, at: int, ends: tuple[range, range], between: list[Index]) -> Product:
    """The product with the factors of some layers in the place of its dots."""
    factors, operators = list(node.factors[:at]), list(node.operators[: at - 1])
    sign = node.operators[at - 1] or node.operators[at]
    for moved in between:
        operators += [sign, *(node.operators[n] for n in ends[0][:-1])]
        each = (unified((node.factors[i], node.factors[j]), moved, LAYERS) for i, j in zip(*ends, strict=True))
        factors += [f for f in each if f is not None]
    rest = node.factors[at + 1 :], (sign, *node.operators[at + 1 :])
    return replace(node, factors=(*factors, *rest[0]), operators=(*operators, *rest[1]))


class _Steps:
    """The layers in which some factors differ from others."""

    def __init__(self, habits: Habits) -> None:
        self.habits = habits
        self.found: list[tuple[Node, Node]] = []

    def index(self, parts: Sequence[Node]) -> Node | None:
        """A layer that is another in the other factors; None for anything else."""
        one, other = parts
        if self._rank(one) is None or self._rank(other) is None:
            return None
        if shift_of(one) != shift_of(other):
            self.found.append((one, other))
        return one

    def _rank(self, node: Node) -> tuple[int, int] | None:
        """Where a layer stands among others: numbers before l, and this before L."""
        shift = shift_of(node)
        if shift is None:
            return None
        letter, step = shift
        rank = 2 if letter in self.habits.depth_letters else 1 if letter in self.habits.layer_letters else 0
        return (rank, step) if rank or not letter else None

    @property
    def way(self) -> int:
        """1 where the others are above, −1 where they are below, 0 where some are and some are not."""
        ranks = [(self._rank(one) or (0, 0), self._rank(other) or (0, 0)) for one, other in self.found]
        ways = {(one < other) - (one > other) for one, other in ranks}
        return ways.pop() if len(ways) == 1 else 0

    def moved(self, count: int) -> Index:
        """What makes a layer that of so many further on, towards the others."""

        def index(parts: Sequence[Node]) -> Node | None:
            letter, step = shift_of(parts[0]) or ("", 0)
            number = step + self.way * count
            if not letter:
                return Number(parts[0].span, str(number))
            terms = Name(parts[0].span, letter), Number(parts[0].span, str(abs(number)))
            return Addition(parts[0].span, terms, (1, 1 if number >= 0 else -1))

        return index
