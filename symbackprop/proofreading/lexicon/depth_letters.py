r"""Letters of the last layer: the m of E = (g(a^m) − y)² / 2, which nothing on the left gives a number.

A cost is of the whole network, so that the layer in its formula is the last.  Not where another statement goes a layer
on from it, δ^{m+1}: there it is any.  The last is also a_{out} beside a_l and a_{l-1}.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.tree import Big, Name, Node
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import limit_letters, shift_of
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS, Mention, mention_of, mentions

OUTPUT = frozenset({"out", "output"})
LAST = "L"


def find_depth_letters(formulas: Sequence[Formula], habits: Habits) -> None:
    """Those that a document writes besides L."""
    sides = sides_of(formulas)
    bound = {letter for side in sides for n in side.walk() if isinstance(n, Big) for letter in limit_letters(n)}
    above = {s[0] for side in sides for m in mentions(side, habits) if (s := _shift(m.layer)) and s[1] > 0}
    found = set(_letters_of_costs(formulas, habits)) - bound - above
    if found and habits.layer_letters - found:
        habits.depth_letters |= found
        habits.layer_letters -= found
        habits.forget()
    if named := _with_output(sides, habits):
        habits.recast.append(partial(_of_last, bases=named))
        habits.forget()


def _with_output(sides: Sequence[Node], habits: Habits) -> set[str]:
    """What has layers by their letter, where one of them is called out, and none has another name."""
    every = [m for side in sides for m in mentions(side, habits)]
    layered = {m.base for m in every if (s := _shift(m.layer)) and s[0] in habits.layer_letters}
    labels = {m.label for m in every if m.base in layered and len(m.label) > 1 and m.layer is None}
    return layered if labels and labels <= OUTPUT and not habits.layer_names else set()


def _of_last(mention: Mention, bases: Container[str]) -> Mention:
    """a^L for a_{out}."""
    if mention.label not in OUTPUT or mention.layer is not None or mention.base not in bases:
        return mention
    return replace(mention, label="", layer=Name(mention.node.span, LAST))


def _letters_of_costs(formulas: Sequence[Formula], habits: Habits) -> Iterator[str]:
    """The letters of layers in the formulas of costs that are of no layer themselves, in any link of a chain."""
    head: Node | None = None
    for formula in formulas:
        head = formula.left if not formula.statement.link else head
        cost = mention_of(head, habits) if head is not None else None
        if cost is None or formula.right is None or cost.base not in COST_LETTERS or cost.layer is not None:
            continue
        shifts = (_shift(m.layer) for m in mentions(formula.right, habits))
        yield from (s[0] for s in shifts if s is not None and s[0] in habits.layer_letters)


def _shift(layer: Node | None) -> tuple[str, int] | None:
    return shift_of(layer) if layer is not None else None
