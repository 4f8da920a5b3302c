r"""Learning rates by any name: λ of w ← w − λ ∂C/∂w, \text{learning rate} of W = W - \text{learning rate} \cdot dW.

The usual letters are known.  Another one is a rate where it stands before a gradient that is subtracted from what is
given its next value, or before an error that is added to a weight, w ← w + β δ_j x_i, and nowhere else in a section but
where it is said to be a number.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import (
    Addition,
    Derivative,
    Differential,
    Nabla,
    Name,
    Node,
    Product,
    Scripted,
    Words,
)
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import is_number, name_of
from symbackprop.proofreading.vocabulary.mentions import ERROR
from symbackprop.proofreading.vocabulary.quantities import RATES

RATE = "eta"
NO_RATES = frozenset({"d", "D", "partial", "nabla", "Delta", "delta", "e"})
GREEK = frozenset({"beta", "lambda", "kappa", "nu", "tau", "zeta"})
"""Letters that stand before an error as rates, and never as what the weight leads from."""

Rate = tuple[str, Node, bool]
"""A symbol, where it stands before a change, and whether it is a rate there for sure."""


def with_rates(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, every learning rate called η."""
    steps = {id(rate): (symbol, f.section) for f in formulas for symbol, rate, _ in _rates(f)}
    symbols = {symbol for f in formulas for symbol, _, is_sure in _rates(f) if is_sure}
    if not symbols:
        return list(formulas)
    others = {(symbol, f.section) for f in formulas if not _is_setting(f) for s in f.sides
              for n in s.walk() if (symbol := _symbol(n)) and id(n) not in steps}  # fmt: skip
    everywhere = symbols - {symbol for symbol, _ in others}
    within = {
        section: symbols - {symbol for symbol, place in others if place == section} for _, section in steps.values()
    }
    found = [everywhere | within.get(f.section, set()) for f in formulas]
    return [f.changed(partial(_renamed, rates=rates)) if rates else f for f, rates in zip(formulas, found, strict=True)]


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


def _rates(formula: Formula) -> Iterator[Rate]:
    """What the gradient is taken by in w − λ ∂C/∂w, where w is what the statement is about, or a chain before it."""
    left, right = formula.left, formula.right
    if left is not None and right is not None:
        yield from _rates_in(right, _root(left))
    if left is not None and formula.statement.link:
        slopes = (n for n in left.walk() if isinstance(n, Derivative))
        yield from (rate for root in {_root(by) for n in slopes for by in n.by} for rate in _rates_in(left, root))


def _rates_in(step: Node, root: str) -> Iterator[Rate]:
    """λ of w − λ ∂C/∂w and of w + λ δ x, a step of what has this letter."""
    if not isinstance(step, Addition) or len(step.terms) != 2 or step.signs[0] != 1:
        return
    old, change = step.terms
    if not isinstance(change, Product) or _root(old) != root:
        return
    symbol, behind = _symbol(change.factors[0]), change.factors[1:]
    is_down = step.signs[1] == -1 and any(map(_is_gradient, behind))
    if symbol not in RATES | NO_RATES | {"", root}:
        yield symbol, change.factors[0], is_down or (symbol in GREEK and _is_error(behind))


def _is_error(factors: Sequence[Node]) -> bool:
    """Whether an error of units is multiplied by what they read, or what that is: (t − a) f′(z) x."""
    nodes = [n for f in factors for n in f.walk()]
    return any(name_of(n) == ERROR or (isinstance(n, Scripted) and n.primes) for n in nodes)


def _root(node: Node) -> str:
    """The symbol below all scripts."""
    return next((name_of(n) for n in node.walk() if isinstance(n, Name)), "")


def _is_gradient(node: Node) -> bool:
    return any(isinstance(n, Derivative | Differential | Nabla) for n in node.walk())


def _renamed(node: Node, rates: set[str]) -> Node:
    if _symbol(node) in rates:
        return Name(node.span, RATE)
    return rebuilt(node, lambda part: _renamed(part, rates))
