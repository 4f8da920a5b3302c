"""The step of training in brackets: v_j(n) = Σ_i w_{ji}(n) y_i(n) is about one n, which says no more than v, w and y.

Where a text writes one letter in brackets behind most of its quantities, weights among them, it is left out; a
quantity of the next step, w(n + 1), has its next value.  So has w_{jk}(new), beside w_{jk}(old).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Differential, Group, Node, Product, Scripted, Words
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import name_of, scripts, shift_of
from symbackprop.proofreading.vocabulary.mentions import BEFORE, NEXT, WEIGHTS, said

LETTERS = frozenset({"n", "t", "k", "p", "s"})
ENOUGH = 3
"""Behind how many symbols the letter stands."""


def without_steps(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas without the step that they are about, and with words for steps above the symbols."""
    formulas = with_words_above(formulas)
    sides = sides_of(formulas)
    behind: dict[str, set[str]] = {}
    for symbol, letter, _ in (found for side in sides for node in side.walk() for found in _dated(node)):
        behind.setdefault(letter, set()).add(symbol)
    letters = [t for t, symbols in behind.items() if len(symbols) >= ENOUGH and symbols & WEIGHTS]
    if not letters:
        return list(formulas)
    return [f.changed(lambda side: undated(side, letters)) for f in formulas]


def with_words_above(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, w^{new} for w(new)."""
    return [f.changed(_with_word_above) if any(map(_has_words, f.sides)) else f for f in formulas]


def _has_words(side: Node) -> bool:
    return any(_word(n) for n in side.walk())


def _word(node: Node) -> str:
    """The new of (new), and the old of (old)."""
    text = said(node.body) if isinstance(node, Group) and node.opening == "(" else ""
    return text if len(text) > 1 and text in NEXT | BEFORE else ""


def _with_word_above(node: Node) -> Node:
    """w^{new} for w(new)."""
    if isinstance(node, Product) and any(map(_word, node.factors[1:])):
        factors, operators = [node.factors[0]], []
        for sign, factor in zip(node.operators, node.factors[1:], strict=True):
            if not sign and (word := _word(factor)):
                span = factors[-1].span[0], factor.span[1]
                factors[-1] = Scripted(span, factors[-1], None, Words(factor.span, word))
            else:
                factors.append(factor)
                operators.append(sign)
        node = factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors), operators=tuple(operators))
    return rebuilt(node, _with_word_above)


def _dated(node: Node) -> Iterator[tuple[str, str, int]]:
    """(a symbol, the letter in brackets behind it, how much is added there) in a product."""
    if not isinstance(node, Product):
        return
    for at, factor in enumerate(node.factors[1:]):
        before = node.factors[at]
        before = before.of if isinstance(before, Differential) else before
        symbol = name_of(scripts(before)[0] if isinstance(before, Scripted) else before)
        if symbol and not node.operators[at] and (date := date_of(factor)) is not None:
            yield symbol, *date


def date_of(node: Node) -> tuple[str, int] | None:
    """(n, 1) of (n + 1)."""
    if not isinstance(node, Group) or node.opening != "(":
        return None
    shift = shift_of(node.body)
    return shift if shift is not None and shift[0] in LETTERS and shift[1] in (-1, 0, 1) else None


def undated(node: Node, letters: Sequence[str]) -> Node:
    """A formula without the letters of steps in brackets; what has its next value is marked so, no change is."""
    if isinstance(node, Product) and any(letter in letters for _, letter, _ in _dated(node)):
        node = _without(node, letters)
    return rebuilt(node, lambda part: undated(part, letters))


def _without(node: Product, letters: Sequence[str]) -> Node:
    factors, operators = [node.factors[0]], []
    for at, factor in enumerate(node.factors[1:]):
        date = date_of(factor) if not node.operators[at] else None
        if date is not None and date[0] in letters:
            if date[1] > 0 and not isinstance(factors[-1], Differential):
                last = factors[-1]
                factors[-1] = Scripted(last.span, last, None, Words(last.span, "new"))
            continue
        factors.append(factor)
        operators.append(node.operators[at])
    return factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors), operators=tuple(operators))
