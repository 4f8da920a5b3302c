"""Momentum: Δw(t + 1) = −η ∂E/∂w + α Δw(t) says of the slope what Δw = −η ∂E/∂w does.

What was changed before is left out, and with it the steps that are told apart by it: in brackets behind a symbol, below
or above it, or in words.  Whatever else has a value at two steps stays as it is: s(t) / (s(t − 1) − s(t)) Δw(t − 1).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Differential, Group, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.lexicon.next_values import shifts, without_dates
from symbackprop.proofreading.lexicon.step_arguments import LETTERS, date_of, undated, with_words_above
from symbackprop.proofreading.vocabulary.marks import scripts
from symbackprop.proofreading.vocabulary.mentions import BEFORE, NEXT, WEIGHTS, said

MOVED = WEIGHTS | {"b", "theta", "omega", "beta", "Theta"}
"""What training changes."""
TIMES = (NEXT | BEFORE) - {"+"}
"""What is said of the step of a change in a word."""
Dated = tuple[str, str, int]
"""A symbol, with Δ before it where it is a change; the letter of its step; what is added to that."""


def with_plain_changes(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, what momentum adds to changes and steps left out."""
    found = with_words_above(formulas)
    letters = {letter for f in found for letter in _letters(f)}
    steps = sorted(letters - _letters_of_time(found))
    own = ""
    for at, formula in enumerate(found):
        if not formula.statement.link:
            own = _changed(formula.left)
        if own or any(_is_change(n) for side in formula.sides for n in side.walk()):
            found[at] = _plain(formula, own, letters)
        elif steps:
            found[at] = formula.changed(partial(undated, letters=steps))
    return found


def _letters_of_time(formulas: Sequence[Formula]) -> set[str]:
    """The letters with which anything but what is trained has two values, h(t) and h(t − 1): they count no steps only.

    Others do in every statement: δ_j = φ′ Σ_k w_{kj}(t) δ_k is about the w(t) of w(t + 1) = w(t) + Δw.
    """
    dates = {d for f in formulas for side in f.sides for d in _dated(side) if d[0].lstrip("Δ") not in MOVED}
    return {letter for symbol, letter, shift in dates if any((symbol, letter, shift + by) in dates for by in (-1, 1))}


def _plain(formula: Formula, own: str, letters: set[str]) -> Formula:
    """A statement without dates, where nothing but what is trained has two, and without momentum."""
    dates = {d for side in formula.sides for d in _dated(side) if d[1] in letters}
    if dates:
        others = {d for d in dates if d[0].lstrip("Δ") not in MOVED}
        if len({symbol for symbol, _, _ in others}) < len(others):
            return formula
        has_change = any(_is_change(n) for side in formula.sides for n in side.walk())
        formula = formula.changed(partial(_undated if has_change else undated, letters=sorted(letters)))
    return formula.changed(partial(_without_momentum, own=own)) if own else formula


def _is_change(node: Node) -> bool:
    return isinstance(node, Differential) and node.sign == "Δ"


def _letters(formula: Formula) -> Iterator[str]:
    """The letters of steps: in brackets behind a change, and those with which a change or a weight has two values."""
    left = [d for side in (formula.left,) if side is not None for d in _dated(side)]
    right = {d for side in (formula.right,) if side is not None for d in _dated(side)}
    for symbol, letter, shift in left:
        if symbol.lstrip("Δ") in MOVED and any((symbol, letter, shift + by) in right for by in (-1, 1)):
            yield letter
    for node in (n for side in formula.sides for n in side.walk() if isinstance(n, Product)):
        behind = (f for symbol, f in zip(node.factors, node.factors[1:], strict=False) if _is_change(symbol))
        yield from (date[0] for date in map(date_of, behind) if date is not None)


def _dated(side: Node) -> Iterator[Dated]:
    """What has a step, in brackets behind it or in a script."""
    for node in side.walk():
        if isinstance(node, Product):
            for at, factor in enumerate(node.factors[1:]):
                date = date_of(factor) if not node.operators[at] else None
                if date is not None and (symbol := _symbol(node.factors[at])):
                    yield symbol, *date
        elif isinstance(node, Differential | Scripted):
            inner = node.of if isinstance(node, Differential) else node
            yield from ((_symbol(node), *date) for _, date in shifts(inner) if date[0] in LETTERS and _symbol(node))


def _symbol(node: Node) -> str:
    """The letter of a symbol, with Δ before that of a change."""
    if isinstance(node, Differential):
        return "Δ" + _symbol(node.of) if node.sign == "Δ" else ""
    base = scripts(node)[0] if isinstance(node, Scripted) else node
    return base.text if isinstance(base, Name) else ""


def _undated(side: Node, letters: Sequence[str]) -> Node:
    side = undated(side, letters)
    for letter in letters:
        side = without_dates(side, letter)
    return side


# ---- what was changed before


def _changed(left: Node | None) -> str:
    """Which quantity a statement says the change of, or the next value of: Δw_{ij}, w_{ij}."""
    if isinstance(left, Product) and len(left.factors) == 2 and date_of(left.factors[1]) is not None:
        left = left.factors[0]
    symbol = _symbol(left) if left is not None else ""
    return symbol if symbol.lstrip("Δ") in MOVED else ""


def _without_momentum(side: Node, own: str) -> Node:
    """A sum without the terms that are a share of the change before."""
    side = _timeless(side)
    if not isinstance(side, Addition):
        return side
    kept = [at for at, term in enumerate(side.terms) if not _is_before(term, own)]
    if len(kept) == len(side.terms) or len(kept) < (1 if own.startswith("Δ") else 2):
        return side
    terms, signs = tuple(side.terms[at] for at in kept), tuple(side.signs[at] for at in kept)
    return terms[0] if signs == (1,) else replace(side, terms=terms, signs=signs)


def _is_before(term: Node, own: str) -> bool:
    """Whether a term is α Δw, or α (w(t) − w(t − 1)), of what is changed itself."""
    if not isinstance(term, Product):
        return False
    return any(
        (isinstance(f, Differential) and _symbol(f).lstrip("Δ") == own.lstrip("Δ")) or _is_difference(f, own)
        for f in term.factors
    )


def _is_difference(factor: Node, own: str) -> bool:
    body = factor.body if isinstance(factor, Group) else None
    if not isinstance(body, Addition) or body.signs != (1, -1) or outline(body.terms[0]) != outline(body.terms[1]):
        return False
    return _symbol(body.terms[0]) == own.lstrip("Δ")


def _timeless(node: Node) -> Node:
    """A change without words for its step: Δw for Δw^{new}."""
    if not isinstance(node, Differential) or node.sign != "Δ":
        return rebuilt(node, _timeless)
    return replace(node, of=_wordless(node.of))


def _wordless(node: Node) -> Node:
    if not isinstance(node, Scripted):
        return node
    sub, sup = (None if s is not None and said(s) in TIMES else s for s in (node.sub, node.sup))
    base = _wordless(node.base)
    return base if sub is None and sup is None and not node.primes else replace(node, base=base, sub=sub, sup=sup)
