"""Next values by their number: θ_{t+1} = θ_t − α ∇L(θ_t) is said of one step of training, as θ_new = θ − α ∇L(θ) is.

So is v → v′ = v − η ∇C, where the arrow says no more than that it is v that becomes another.  Elsewhere in such a text
E(θ_t) is said of any value θ, and beside θ itself θ_t is a value of its own: E(θ) ≈ E(θ_t) + ….
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import (
    Addition,
    Derivative,
    Differential,
    Group,
    Nabla,
    Name,
    Node,
    Product,
    Relation,
    Scripted,
    Words,
)
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import base_of, scripts, shift_of
from symbackprop.proofreading.vocabulary.quantities import RATES

NEXT = "new"
STATES = frozenset({"z", "a", "h", "s", "delta", "net", "o", "c", "x", "y"})
"""What recurrences have dates of, which no step of training changes."""


NEVER = 99
"""A step that no value is of."""
Date = tuple[str, int]
"""The letter of steps, and what is added to it where values are new."""


def with_next_values(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, steps of training as those from an old value to a new one."""
    found = [_without_arrow(f) for f in formulas]
    dated = {(_name(f.left), date[0]) for f in found if (date := _date(f)) is not None}
    return [_dateless(f) if _date(f) is not None else _at_a_step(f, dated) for f in found]


def _at_a_step(formula: Formula, dated: set[tuple[str, str]]) -> Formula:
    """A statement that is no step, the numbers of steps left out where it is about one only."""
    for own, letter in dated:
        symbols = [n for side in formula.sides for n in _symbols(side) if _name(n) == own]
        dates = {shift for n in symbols for _, shift in shifts(n) if shift[0] == letter}
        if dates:
            is_one = len(dates) == 1 and all(any(s[0] == letter for _, s in shifts(n)) for n in symbols)
            formula = formula.changed(partial(_named, own=own, letter=letter, is_one=is_one))
    return formula


def _symbols(node: Node) -> Iterator[Node]:
    """The symbols of a formula with all their scripts."""
    if _name(node):
        yield node
    for part in () if _name(node) else node.parts():
        yield from _symbols(part)


def _named(node: Node, own: str, letter: str, is_one: bool) -> Node:
    """A formula in which one quantity has no number of its step, or that as a part of its name."""
    if not isinstance(node, Scripted) or _name(node) != own:
        return rebuilt(node, lambda inner: _named(inner, own, letter, is_one))
    for place, (found, step) in shifts(node):
        if found == letter and getattr(node, place) is not None:
            script = None if is_one else Words(node.span, f"{letter}{step:+d}")
            bare = replace(node, sup=script) if place == "sup" else replace(node, sub=script)
            return bare if bare.sub or bare.sup or bare.primes else bare.base
    return replace(node, base=_named(node.base, own, letter, is_one))


def _without_arrow(formula: Formula) -> Formula:
    """v′ = v − η ∇C for v → v′ = v − η ∇C, and u = v for w → u = v."""
    left = formula.left
    return replace(formula, left=left.right) if isinstance(left, Relation) and left.sign == "→" else formula


def _dateless(formula: Formula) -> Formula:
    date = _date(formula) if formula.left is not None else None
    if date is None or formula.left is None or formula.right is None:
        return formula
    return formula.changed(lambda side: _undated(side, date))


def _date(formula: Formula) -> Date | None:
    """(t, 1) of θ_{t+1} = θ_t − …; (t, 0) of θ_t = θ_{t−1} − …; None for anything else."""
    left, right = formula.left, formula.right
    own = _name(left)
    if not own or own in STATES or not isinstance(right, Addition):
        return None
    factors = [f for t in right.terms for f in (t.factors if isinstance(t, Product) else (t,))]
    before = {shift for f in factors if _name(f) == own for _, shift in shifts(f)}
    for _, (letter, step) in shifts(left):
        if letter and (letter, step - 1) in before and _is_step(right, own, letter):
            return letter, step
    return None


def _is_step(right: Node, own: str, letter: str) -> bool:
    """Whether a rate, a gradient, a change, or something else of the same step stands in a formula."""
    every = list(right.walk())
    slopes = (Derivative, Nabla, Differential)
    if any(isinstance(n, slopes) or (isinstance(n, Name) and n.text in RATES) for n in every):
        return True
    others = (n for n in every if isinstance(n, Scripted) and _name(n) not in ("", own))
    return any(shift[0] == letter for n in others for _, shift in shifts(n))


def _name(node: Node | None) -> str:
    base = scripts(node)[0] if isinstance(node, Scripted) else node
    return base_of(base) if isinstance(base, Name) else ""


def shifts(node: Node | None) -> Iterator[tuple[str, Date]]:
    """Where a letter with a step stands on a symbol: below or above, in brackets or bare."""
    if isinstance(node, Scripted):
        for place in ("sub", "sup"):
            script = getattr(node, place)
            inner = script.body if isinstance(script, Group) else script
            if (shift := shift_of(inner)) is not None and shift[0]:
                yield place, shift
        yield from shifts(node.base)


def _undated(node: Node, date: Date) -> Node:
    """Without the letter of steps; what is new is marked so."""
    if isinstance(node, Scripted):
        for place, shift in shifts(node):
            if shift[0] == date[0] and getattr(node, place) is not None:
                return _marked(node, place, shift == date, date)
    return rebuilt(node, lambda inner: _undated(inner, date))


def without_dates(node: Node, letter: str) -> Node:
    """A formula in which no symbol has the number of its step."""
    return _undated(node, (letter, NEVER))


def _marked(node: Scripted, place: str, is_new: bool, date: Date) -> Node:
    kept = {"sub": node.sub, "sup": node.sup, place: Words(node.span, NEXT) if is_new else None}
    base = _undated(node.base, date)
    if kept["sub"] is None and kept["sup"] is None and not node.primes:
        return base
    return replace(node, base=base, sub=kept["sub"], sup=kept["sup"])
