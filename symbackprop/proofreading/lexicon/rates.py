r"""Learning rates by any name: λ of w ← w − λ ∂C/∂w, \text{learning rate} of W = W - \text{learning rate} \cdot dW.

The usual letters are known.  Another one is a rate where it stands before a gradient that is subtracted from what is
given its next value, and nowhere else in a text but where it is said to be a number.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Derivative, Differential, Nabla, Name, Node, Product, Words
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import is_number, name_of
from symbackprop.proofreading.vocabulary.quantities import RATES

RATE = "eta"
NO_RATES = frozenset({"d", "D", "partial", "nabla", "Delta", "delta", "e"})


def with_rates(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, every learning rate called η."""
    steps = {id(rate): symbol for f in formulas for symbol, rate in _rates(f)}
    if not steps:
        return list(formulas)
    others = Counter(symbol for f in formulas if not _is_setting(f) for s in f.sides
                     for n in s.walk() if (symbol := _symbol(n)) and id(n) not in steps)  # fmt: skip
    found = {symbol for symbol in steps.values() if not others[symbol]}
    if not found:
        return list(formulas)
    return [f.changed(lambda side: _renamed(side, found)) for f in formulas]


def _symbol(node: Node) -> str:
    """A symbol without scripts, in letters of formulas or of words."""
    if isinstance(node, Words):
        return node.text.strip()
    return node.text if isinstance(node, Name) and not node.accents else ""


def _is_setting(formula: Formula) -> bool:
    """Whether a symbol is said to be a number, or named alone: λ = 0.1."""
    if formula.left is None or not _symbol(formula.left):
        return False
    return formula.right is None or is_number(formula.right) or isinstance(formula.right, Words)


def _rates(formula: Formula) -> Iterator[tuple[str, Node]]:
    """What the gradient is taken by in w − λ ∂C/∂w, where w is what the statement is about, or a chain before it."""
    left, right = formula.left, formula.right
    if left is not None and right is not None:
        yield from _rates_in(right, _root(left))
    if left is not None and formula.statement.link:
        slopes = (n for n in left.walk() if isinstance(n, Derivative))
        yield from (rate for root in {_root(by) for n in slopes for by in n.by} for rate in _rates_in(left, root))


def _rates_in(step: Node, root: str) -> Iterator[tuple[str, Node]]:
    """λ of w − λ ∂C/∂w, a step of what has this letter."""
    if not isinstance(step, Addition) or step.signs != (1, -1):
        return
    old, change = step.terms
    if not isinstance(change, Product) or _root(old) != root or not any(map(_is_gradient, change.factors[1:])):
        return
    symbol = _symbol(change.factors[0])
    if symbol and symbol not in RATES | NO_RATES | {root}:
        yield symbol, change.factors[0]


def _root(node: Node) -> str:
    """The symbol below all scripts."""
    return next((name_of(n) for n in node.walk() if isinstance(n, Name)), "")


def _is_gradient(node: Node) -> bool:
    return any(isinstance(n, Derivative | Differential | Nabla) for n in node.walk())


def _renamed(node: Node, rates: set[str]) -> Node:
    if _symbol(node) in rates:
        return Name(node.span, RATE)
    return rebuilt(node, lambda part: _renamed(part, rates))
