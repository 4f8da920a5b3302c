"""Statements: the formulas that a text gave for a quantity, or for that of another neuron of the same layer.

∂E/∂w₅ = -(t_{o1} - out_{o1}) out_{o1} (1 - out_{o1}) out_{h1} says what ∂E/∂w₇ is, where w₇ is to o2 what w₅ is to o1.
"""

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import NamedTuple

from symbackprop.parsing.latex.tree import Node
from symbackprop.proofreading.lexicon.definitions import Definition, Lexicon
from symbackprop.proofreading.lexicon.siblings import has_own_numbers
from symbackprop.proofreading.numeric.names import canonical, named
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.mentions import Mention, mentions
from symbackprop.proofreading.vocabulary.quantities import PARAMETERS

SOON = 2
"""How many statements after a formula its number may stand."""


class Stated(NamedTuple):
    """`head` = `body`, said of a quantity with a name, in the statement with a number."""

    name: str
    head: Node
    body: Node
    number: int = -1


def bodies_of(name: str, stated: Sequence[Stated], lexicon: Lexicon) -> Iterator[tuple[Node, Env]]:
    """What a quantity is said to be, the last first; then what one like it is, with the neurons renamed."""
    yield from ((s.body, Env()) for s in reversed(stated) if s.name == name)
    others = [s for s in stated if s.name != name and not has_own_numbers(s.body)]
    for pair in _neurons(lexicon):
        env = Env(renamed=pair)
        yield from ((s.body, env) for s in others if canonical(s.head, lexicon, env) == name)


def just_said(name: str, number: int, stated: Sequence[Stated]) -> Node | None:
    """The formula that a quantity has just been given, before the statement with a number."""
    return next((s.body for s in reversed(stated) if s.name == name and number - s.number <= SOON), None)


def slopes_of(name: str, stated: Sequence[Stated], lexicon: Lexicon) -> Iterator[str]:
    """The names of the slopes by a quantity of which the text says something, or of one like it."""
    ends = f"/∂{name}"
    names = {canonical(s.head, lexicon, Env(renamed=pair)) for pair in [("", ""), *_neurons(lexicon)] for s in stated}
    yield from sorted(n for n in names if n.endswith(ends))


def siblings_of(
    name: str, active: Sequence[Definition], lexicon: Lexicon
) -> Iterator[tuple[Definition, Mention, Mention, str]]:
    """(the neuron that is spelled out, the weight w₆ that w₈ is like, another one w₅ of it, the name of w₇)."""
    for pair in _neurons(lexicon):
        env = Env(renamed=pair)
        for definition in (d for d in active if d.mention.label == pair[0]):
            read = [m for m in mentions(definition.body, lexicon.habits) if m.base in PARAMETERS]
            alike = {named(m, lexicon, env): m for m in read}
            if name in alike and named(alike[name], lexicon) != name:
                others = ((m, beside) for beside, m in alike.items() if beside != name)
                yield from ((definition, alike[name], m, beside) for m, beside in others)


def _neurons(lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Neurons of one layer: o1 and o2."""
    labels = sorted({label for _, label, _ in lexicon.named if label[-1:].isdigit() and label.rstrip("0123456789")})
    yield from ((a, b) for a, b in permutations(labels, 2) if a.rstrip("0123456789") == b.rstrip("0123456789"))
