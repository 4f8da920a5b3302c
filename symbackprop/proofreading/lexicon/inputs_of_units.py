r"""Inputs named by the unit that reads them: x_{ji}, beside w_{ji}, is what unit i hands to unit j, and to any other.

    net_j = Σ_i w_{ji} x_{ji},  Δw_{ji} = η δ_j x_{ji}

They are read as x_i, where x has the two indices of a weight beside it wherever it has two, and stands beside any.
Where the letters of units tell layers, w_{ji} and w_{kj}, they are what unit i gives out: o_i, of o_k = σ(net_k).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Name, Node, Scripted
from symbackprop.proofreading.lexicon.agreeing_letters import argument_of
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import flat, name_of, scripts
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS
from symbackprop.proofreading.vocabulary.unit_letters import chain_of

READ = frozenset({"x", "o", "a", "y", "i", "h", "z"})
"""Letters of what units are handed."""
Entry = tuple[str, tuple[str, ...]]
"""A letter and the indices below it."""


def with_inputs_of_units(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, x_{ji} beside w_{ji} as x_i."""
    entries = [[e for side in f.sides for e in _entries(side)] for f in formulas]
    doubled = {base for each in entries for base, below in each if base in READ and len(below) == 2}
    places = {base: place for base in doubled if (place := _place(base, entries)) is not None}
    told = {base: (_output(base, formulas) or base, place) for base, place in places.items()}
    return [f.changed(partial(_single, told=told)) for f in formulas] if told else list(formulas)


def _place(base: str, entries: Sequence[Sequence[Entry]]) -> int | None:
    """Which of its two indices counts what is read; None where it is no input of units."""
    votes: Counter[int] = Counter()
    for each in entries:
        pairs = {below for name, below in each if name == base and len(below) == 2}
        weights = {below for name, below in each if name in WEIGHTS}
        if not weights:
            continue  # one link of several, δ_j x_{ji}
        if not pairs <= weights:
            return None
        owners = {below[0] for name, below in each if len(below) == 1 and name != base}
        for one, other in pairs:
            if (one in owners) is not (other in owners):
                votes[1 if one in owners else 0] += 1
    return votes.most_common(1)[0][0] if len(votes) == 1 else None


def _entries(node: Node) -> Iterator[Entry]:
    """Symbols with letters below."""
    for scripted in (n for n in node.walk() if isinstance(n, Scripted) and isinstance(n.base, Name)):
        below = tuple(map(name_of, flat(scripted.sub))) if scripted.sub is not None else ()
        if below and all(len(t) == 1 and t.isalpha() for t in below):
            yield name_of(scripted.base), below


def _output(base: str, formulas: Sequence[Formula]) -> str:
    """The o of o_k = σ(net_k), where net_j = Σ_i w_{ji} x_{ji}, in a text whose letters of units tell layers."""
    nodes = (n for f in formulas for side in f.sides for n in side.walk() if isinstance(n, Scripted))
    if not chain_of([scripts(n) for n in nodes]):
        return ""
    pairs = [(name_of(f.left.base), f.right) for f in formulas if isinstance(f.left, Scripted) and f.right is not None]
    sums = {own for own, right in pairs if any(name == base and len(below) == 2 for name, below in _entries(right))}
    called = [(own, argument) for own, right in pairs if (argument := argument_of(right)) is not None]
    return next((own for own, argument in called if own in READ and name_of(argument.base) in sums), "")


def _single(node: Node, told: dict[str, tuple[str, int]]) -> Node:
    """A formula with one index for each input."""
    node = rebuilt(node, partial(_single, told=told))
    if isinstance(node, Scripted) and node.sub is not None and isinstance(node.base, Name) and node.base.text in told:
        (base, place), below = told[node.base.text], flat(node.sub)
        return replace(node, base=replace(node.base, text=base), sub=below[place]) if len(below) == 2 else node
    return node
