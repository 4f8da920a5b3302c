"""Bound indices: which belong together, in which order they stand, by which names they are called.

None of it depends on the names that they had: equal sums get the same text.
"""

from collections.abc import Sequence
from itertools import islice, permutations, product

from sympy import Idx

from symbackprop.checking.forms import Atom, Number, index_key, level_of
from symbackprop.language.indices import free_indices, renamed, substitute

MOST_LABELLINGS = 5040
Factors = list[tuple[Atom, Number]]


def names_of(height: int, bound: Sequence[Idx], free: frozenset[Idx]) -> dict[Idx, Idx]:
    """Names that depend only on how deep a sum is nested and on the position of the index in it.

    A free index that has such a name (of a form that was read back) is not captured: the level is raised above it.
    """
    level = height + 1
    while any(level_of(i) == level for i in free.difference(bound)):
        level += 1
    names: dict[Idx, Idx] = {}
    for position, i in enumerate(bound):
        names[i] = renamed(substitute(i, dict(names)), f"@{level}.{position}@")
    return names


def orders(factors: Factors, bound: list[Idx]) -> list[list[Idx]]:
    """Orders of the bound indices that do not depend on their names; several where nothing tells some of them apart."""
    if len(bound) == 1:
        return [bound]
    groups: dict[str, list[Idx]] = {}
    for i in bound:
        groups.setdefault(_signature(i, bound, factors), []).append(i)
    ranked = [groups[s] for s in sorted(groups)]
    found = islice(product(*(permutations(g) for g in ranked)), MOST_LABELLINGS)
    return [[i for group in order for i in group] for order in found]


def _signature(i: Idx, bound: list[Idx], factors: Factors) -> str:
    """What can be said of an index without naming the others: its depth, its range, where it stands.

    Inside anything but an entry the order of the text may depend on names: there only its letters count.
    """

    def anonymous(text: str) -> str:
        for b in bound:
            text = text.replace(str(b.label), "●" if b == i else "○")
        return text if text.startswith("entry:") else "".join(sorted(text))

    depth = sum(b in free_indices(i) for b in bound)
    places = sorted(f"{anonymous(a.key)}^{e}" for a, e in factors if str(i.label) in a.key)
    return f"{depth}|{anonymous(index_key(i))}|{'|'.join(places)}"


def connected(factors: Factors, bound: list[Idx]) -> list[list[Idx]]:
    """The bound indices in groups that no factor and no range connects."""
    groups: list[set[Idx]] = [{i} for i in bound]
    links = [a.free for a, _ in factors] + [free_indices(i) for i in bound]
    for link in links:
        touched = [g for g in groups if not g.isdisjoint(link)]
        if len(touched) > 1:
            groups = [g for g in groups if g.isdisjoint(link)] + [set().union(*touched)]
    return [sorted(g, key=bound.index) for g in groups]


def carries(i: Idx, bound: Sequence[Idx]) -> bool:
    """Whether the range of another index depends on this one."""
    return any(b != i and i in free_indices(b) for b in bound)
