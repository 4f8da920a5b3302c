r"""Weighted inputs by a letter for each layer, where nothing says how they are computed: f′(u_k) and f′(s_j).

Letters of units tell the layers apart, so that u_k and s_j are read as net_k and net_j.  Where one of them is computed
by a formula, the text tells more than that.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Derivative, Group, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import ERROR

WEIGHTED = "net"


def with_one_weighted_letter(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, section by section, the weighted inputs of all layers under one letter."""
    return [f for _, part in groupby(formulas, key=lambda f: f.section) for f in _of_section([*part])]


def _of_section(formulas: list[Formula]) -> list[Formula]:
    nodes = [n for side in sides_of(formulas) for n in side.walk()]
    units: defaultdict[str, set[str]] = defaultdict(set)
    for node in nodes:
        if entry := _entry(node):
            units[entry[0]].add(entry[1])
    sloped = {entry[0] for n in nodes for entry in _sloped(n)}
    letters = {unit for own in sloped for unit in units[own]}
    are_apart = len(sloped) > 1 and all(len(units[own]) == 1 for own in sloped) and len(letters) == len(sloped)
    names = {name_of(n) for n in nodes}
    if not are_apart or WEIGHTED in names or ERROR not in names or any(_tells(f, sloped) for f in formulas):
        return formulas
    return [f.changed(partial(_renamed, letters=frozenset(sloped))) for f in formulas]


def _entry(node: Node) -> tuple[str, str] | None:
    """(u, k) of u_k."""
    if not isinstance(node, Scripted) or not isinstance(node.base, Name) or node.sup is not None or node.primes:
        return None
    unit = name_of(node.sub)
    return (node.base.text, unit) if len(unit) == 1 and unit.islower() and not node.base.accents else None


def _sloped(node: Node) -> Iterator[tuple[str, str]]:
    """The (u, k) of a slope f′(u_k)."""
    if isinstance(node, Product):
        for function, bracket in zip(node.factors, node.factors[1:], strict=False):
            is_slope = isinstance(function, Scripted) and (function.primes or name_of(function.sup) == "prime")
            if is_slope and isinstance(bracket, Group) and (entry := _entry(bracket.body)):
                yield entry


def _tells(formula: Formula, letters: set[str]) -> bool:
    """Whether a statement says what one of the letters is, or differentiates by it."""
    sides = [side for side in formula.sides if isinstance(side, Scripted)]
    is_said = any((entry := _entry(side)) is not None and entry[0] in letters for side in sides)
    slopes = (n for side in formula.sides for n in side.walk() if isinstance(n, Derivative))
    return is_said or any((e := _entry(p)) is not None and e[0] in letters for n in slopes for p in n.walk())


def _renamed(node: Node, letters: frozenset[str]) -> Node:
    node = rebuilt(node, partial(_renamed, letters=letters))
    entry = _entry(node)
    if entry is not None and entry[0] in letters and isinstance(node, Scripted) and isinstance(node.base, Name):
        return replace(node, base=replace(node.base, text=WEIGHTED))
    return node
