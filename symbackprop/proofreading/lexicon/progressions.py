"""Rows in which something is left out, x_1, x_2, …, x_n: where each entry stands, and what the general one is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Dots, Name, Node, Number, Product, Scripted, Words
from symbackprop.parsing.latex.unification import unified

LAST = -1
ANY = 1000
"""Where the x_j of x_1, …, x_j, …, x_n stands."""


def is_filler(node: Node) -> bool:
    """Whether nothing stands here: dots, a bar, a rule, a blank."""
    return isinstance(node, Dots) or (isinstance(node, Words) and not node.text.strip(" -–—―─"))


def places_of(are_gaps: Sequence[bool]) -> list[int | None]:
    """0, 1, … for what stands before a gap, −1 for the last, −2 for the one before it, ANY between two gaps.

    None for the gaps; nothing follows the last gap of x_1, x_2, ….
    """
    runs = [(is_gap, len(list(run))) for is_gap, run in groupby(are_gaps)]
    gaps = [n for n, (is_gap, _) in enumerate(runs) if is_gap]
    found: list[int | None] = []
    for n, (is_gap, length) in enumerate(runs):
        if is_gap:
            found += [None] * length
        elif not gaps or n < gaps[0]:
            found += range(length)
        else:
            found += range(-length, 0) if n > gaps[-1] else [ANY] * length
    return found


@dataclass
class Axis:
    """One direction in which entries are counted: by which letter, from which number, up to what."""

    letter: str
    first: int | None = None
    last: Node | None = None

    @property
    def is_counted(self) -> bool:
        """Whether any index was found to count."""
        return self.first is not None

    def index(self, parts: dict[int, Node]) -> Node | None:
        """The letter for parts that are 0 or 1 in the first place, one more in the next, and anything in the last."""
        start = parts.get(0)
        first = int(start.text) if isinstance(start, Number) and start.text in ("0", "1") else None
        last = parts.get(LAST)
        if first is None or start is None or len(parts) < 2 or self.first not in (None, first):
            return None
        if last is not None and (not _may_end(last) or (self.last and outline(self.last) != outline(last))):
            return None
        if not all(self._fits(place, node, first, last) for place, node in parts.items()):
            return None
        self.first, self.last = first, last
        return Name(start.span, self.letter)

    def _fits(self, place: int, node: Node, first: int, last: Node | None) -> bool:
        if place == ANY:
            return isinstance(node, Name)
        if place >= 0:
            return isinstance(node, Number) and node.text == str(first + place)
        one_less = Number((0, 0), str(-1 - place))
        return place == LAST or (
            last is not None and outline(node) == outline(Addition((0, 0), (last, one_less), (1, -1)))
        )


def _may_end(node: Node) -> bool:
    """Whether it may be the last index: n, 4, n_l, n − 1."""
    return isinstance(node, Name | Number | Scripted | Addition)


def _spread(node: Node) -> Node:
    """The same with the 12 of w_{12} as two indices, and so the j1 of w_{j1}."""
    node = rebuilt(node, _spread)
    if not isinstance(node, Scripted) or node.sub is None:
        return node
    sub, span = node.sub, node.sub.span
    if isinstance(sub, Number) and len(sub.text) == 2:
        return replace(node, sub=Product(span, (Number(span, sub.text[0]), Number(span, sub.text[1])), ("",)))
    match sub:
        case Scripted(base=Name(text=letter) as name, sub=Number() as number, sup=None, primes=0):
            is_tight = span[1] - span[0] == len(letter) + len(number.text)
            return replace(node, sub=Product(span, (name, number), ("",))) if is_tight else node
    return node


@dataclass
class Table:
    """Entries by their places in one direction or two, and what counts each direction."""

    axes: tuple[Axis, ...]
    cells: Mapping[Any, Node]

    def general(self) -> Node | None:
        """The general entry; None where the entries that are there have none."""
        entries = list(self.cells.values())
        return self._general(entries) or self._general([_spread(e) for e in entries])

    def _general(self, entries: Sequence[Node]) -> Node | None:
        places = list(self.cells)

        def index(parts: Sequence[Node]) -> Node | None:
            for n, axis in enumerate(self.axes):
                at: dict[int, Node] = {}
                pairs = [(at.setdefault(p[n], part), part) for p, part in zip(places, parts, strict=True)]
                is_alike = all(outline(one) == outline(other) for one, other in pairs)
                if is_alike and (found := axis.index(at)) is not None:
                    return found
            return None

        return unified(entries, index) if len(entries) > 1 else None
