"""Entries counted from 0, as programs count them: z_0, z_1, z_2 of z = [-0.2, 1.0, 0.9], where z_3 is not.

A text shows it by an array that it writes out, whose entries have the number 0 and never that of how many there are;
or by its sums, Σ_{k=0}^{K-1} t_k log y_k, of which none begins at 1.  From then on all entries are read as if they were
counted from 1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Annotated, Big, Grid, Group, Listing, Name, Node, Number, Relation, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import flat, is_turned, limit_letters, name_of, scripts, shift_of
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS


@dataclass
class _Counted:
    """What a text says of the entries of its arrays: how many there are, and which numbers they have."""

    sizes: dict[str, set[int]] = field(default_factory=dict)
    places: dict[str, set[int]] = field(default_factory=dict)

    def is_from_zero(self) -> bool:
        """Whether an array has an entry 0 and another one, and none has an entry past the last of these."""
        found = [self.places.get(base, set()) for base in self.sizes]
        if not any(0 in places and len(places) > 1 for places in found):
            return False
        pairs = zip(self.sizes.values(), found, strict=True)
        return all(max(places, default=0) < max(sizes) for sizes, places in pairs)


def with_entries_from_one(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, entries counted from 1."""
    bases = {*_written_out(formulas), *_summed(formulas)}
    if not bases:
        return list(formulas)

    def shifted(node: Node) -> Node:
        node = rebuilt(node, shifted)
        is_entry = isinstance(node, Scripted) and any(b in ("", *bases) for b, _ in _entries(node))
        return replace(node, sub=_next(node.sub)) if is_entry and isinstance(node, Scripted) and node.sub else node

    return [f.changed(shifted) for f in formulas]


def _written_out(formulas: Sequence[Formula]) -> set[str]:
    """The letters of arrays that are written out, where their entries are counted from 0."""
    counted = _Counted()
    for formula in formulas:
        size = _size(formula.right) if formula.right is not None else 0
        base = _whole(formula.left) if formula.left is not None else ""
        if size > 1 and base:
            counted.sizes.setdefault(base, set()).add(size)
    if not counted.sizes:
        return set()
    for node in (n for side in sides_of(formulas) for n in side.walk() if isinstance(n, Scripted)):
        for base, place in _entries(node):
            counted.places.setdefault(base, set()).add(place)
    return set(counted.sizes) if counted.is_from_zero() else set()


def _summed(formulas: Sequence[Formula]) -> set[str]:
    """The letters of what has an entry 0 and is summed from 0 to K − 1 somewhere, or is beside what is."""
    nodes = [n for side in sides_of(formulas) for n in side.walk()]
    sums = [(n, first) for n in nodes if isinstance(n, Big) and (first := _first(n))]
    ends = [shift for n, _ in sums if n.upper is not None and (shift := shift_of(n.upper)) and shift[0]]
    if any(first == "1" for _, first in sums) or not any(step == -1 for _, step in ends):
        return set()
    summed = {base for n, first in sums if first == "0" for base in _indexed(n)}
    zeroth = {base for n in nodes if isinstance(n, Scripted) for base, place in _entries(n) if not place}
    return (summed & zeroth) - COST_LETTERS


def _first(node: Big) -> str:
    """The number that a sum begins at."""
    lower = node.lower.body if isinstance(node.lower, Group) else node.lower
    return name_of(lower.right) if isinstance(lower, Relation) and lower.sign == "=" else ""


def _indexed(node: Big) -> Iterator[str]:
    """The letters of what a sum has entries of."""
    letters = set(limit_letters(node))
    for part in (n for n in node.body.walk() if isinstance(n, Scripted) and n.sub is not None):
        base = scripts(part)[0]
        if isinstance(base, Name) and letters & set(map(name_of, flat(part.sub) if part.sub is not None else ())):
            yield base.text


def _whole(node: Node) -> str:
    """The letter of an array as a whole, without indices; nothing for anything else."""
    base, subs, _, primes = scripts(node) if isinstance(node, Scripted) else (node, [], [], 0)
    return base.text if isinstance(base, Name) and not subs and not primes else ""


def _entries(node: Scripted) -> Iterator[tuple[str, int]]:
    """(the letter of an array, the number of an entry); the letter is empty for that of a bracket, (W x)_0."""
    parts = flat(node.sub) if node.sub is not None else []
    if not parts or not all(isinstance(p, Number) and p.text.isdigit() for p in parts):
        return
    base = scripts(node)[0] if not isinstance(node.base, Group) or node.base.opening == "{" else node.base
    letter = "" if isinstance(base, Group) and base.opening in "([" else base.text if isinstance(base, Name) else None
    if letter is None:
        return
    digits = [d for p in parts if isinstance(p, Number) for d in (p.text if _is_pair(p) else [p.text])]
    yield from ((letter, int(d)) for d in digits)


def _is_pair(number: Number) -> bool:
    """Whether it is two indices, the 01 of W_{01}."""
    return len(number.text) == 2


def _next(sub: Node) -> Node:
    """The same indices, each one more."""
    if isinstance(sub, Number):
        return replace(sub, text="".join(str(int(d) + 1) for d in (sub.text if _is_pair(sub) else [sub.text])))
    return rebuilt(sub, _next)


def _size(node: Node) -> int:
    """How many entries are written out side by side or below each other, of which a matrix has more; 0 for no array."""
    while isinstance(node, Annotated) or (isinstance(node, Group) and node.opening in "([{"):
        node = node.body
    if isinstance(node, Scripted) and is_turned(node):
        return _size(node.base)
    if isinstance(node, Listing):
        return max(len(node.items), *map(_size, node.items))
    return max(len(node.rows), *map(len, node.rows)) if isinstance(node, Grid) and node.rows else 0
