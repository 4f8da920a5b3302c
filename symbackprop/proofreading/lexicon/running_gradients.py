r"""A gradient that runs through a loop: g ← ∇_{a^{(k)}} J = g ⊙ f′(a^{(k)}), then g ← ∇_{h^{(k-1)}} J = W^{(k)T} g.

One letter has another value behind each of these lines.  It is read as the gradient that it was last said to be; what
a turn of the loop begins with is what the one before ended with, whose k − 1 is the k of this one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Derivative, Nabla, Name, Node
from symbackprop.proofreading.lexicon.definitions import Formula, links_of, sides_of
from symbackprop.proofreading.vocabulary.marks import shift_of

ENOUGH = 2
"""How many values a letter is given, at least."""


@dataclass(frozen=True)
class Value:
    """The gradient that a letter is from one chain of equations on."""

    first: int
    last: int
    slope: Node


def with_running_gradients(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, letters that are given one gradient after another as the one that they are at each place."""
    given: dict[str, list[Value]] = {}
    for chain in links_of(formulas):
        letter = _given(chain[0])
        slopes = [s for s in sides_of(chain) if isinstance(s, Nabla | Derivative)]
        if letter and slopes:
            given.setdefault(letter, []).append(Value(chain[0].number, chain[-1].number, slopes[0]))
    for letter, values in given.items():
        if len({outline(v.slope) for v in values}) >= ENOUGH:
            formulas = [_with_value(f, letter, values) for f in formulas]
    return list(formulas)


def _given(formula: Formula) -> str:
    """The letter that a statement gives a value, with an arrow."""
    is_step = formula.statement.relation == "←" and isinstance(formula.left, Name)
    return outline(formula.left) if is_step else ""


def _with_value(formula: Formula, letter: str, values: Sequence[Value]) -> Formula:
    before = [v.slope for v in values if v.last < formula.number]
    if _given(formula) == letter:
        before = [v.slope for v in values if v.first == formula.number]
    if not before:
        return formula
    names, slope = _letters(*formula.sides), before[-1]
    later = [v.slope for v in values if v.last >= formula.number]
    for counter, other in (found for s in later for found in _of_turn_before(s)):
        if counter in names and counter not in _letters(slope):
            slope = other
    return formula.changed(partial(_put, letter=letter, value=slope))


def _letters(*sides: Node) -> set[str]:
    return {n.text for side in sides for n in side.walk() if isinstance(n, Name)}


def _of_turn_before(slope: Node) -> Iterator[tuple[str, Node]]:
    """k and ∇_{h^{(k)}} J for ∇_{h^{(k-1)}} J."""
    for node in slope.walk():
        shift = shift_of(node) if isinstance(node, Addition) else None
        if shift is not None and shift[1] == -1:
            yield shift[0], _put(slope, outline(node), Name(node.span, shift[0]))


def _put(node: Node, letter: str, value: Node) -> Node:
    """A formula with a value in the place of a letter."""
    return value if outline(node) == letter else rebuilt(node, partial(_put, letter=letter, value=value))
