"""Numeric lines: what a document computes with the numbers that it gives, to one unit of the last printed digit.

A value is learned where a symbol is set equal to a number; from then on every line with it is computed again.  A number
that was rounded may be anything that rounds to it, so a line is wrong only where no such choice makes it right.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.tree import Derivative, Differential, Name, Node, Number, Scripted, Words
from symbackprop.proofreading.definitions import Formula, Lexicon
from symbackprop.proofreading.interpreter import Interpreter
from symbackprop.proofreading.mentions import Mention, mention_of, name_of
from symbackprop.proofreading.values import Array, Misfit, Unclear, Value, plain
from symbackprop.proofreading.worlds import Env, Reading, World


@dataclass(frozen=True)
class Known:
    """A value, and by how much it may be off."""

    value: Array
    error: Array


@dataclass(frozen=True)
class Line:
    """The outcome on a numeric line: whether it holds, and both values; None where a value is not known."""

    holds: bool | None
    left: Known | None = None
    right: Known | None = None
    learned: bool = False


class Ledger:
    """The numbers that a document has given so far."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.known: dict[str, Known] = {}

    def judge(self, formula: Formula) -> Line | None:
        """A statement with numbers; None where it has none that say anything."""
        left, right = formula.left, formula.right
        if left is None or right is None or not (is_numeric(left) or is_numeric(right)):
            return None
        if not self.known and not any("." in n.text for s in (left, right) for n in s.walk() if isinstance(n, Number)):
            return None
        if isinstance(right, Number) and "." not in right.text and self.value(left) is None:
            return None
        first, second = self.value(left), self.value(right)
        if first is not None and second is not None:
            holds = _overlap(first, second)
            if not holds:
                self._learn(left, second)
            return Line(holds, first, second)
        if second is not None and self._learn(left, second):
            return Line(None, None, second, learned=True)
        if first is not None and self._learn(right, first):
            return Line(None, first, None, learned=True)
        pairs: list[tuple[Node, Node]] = []
        if second is not None and matches(left, right, self.lexicon, pairs):
            return self._substituted(pairs)
        return None if second is None else Line(None, None, second)

    def _substituted(self, pairs: list[tuple[Node, Node]]) -> Line:
        """A formula with numbers put in: each is learned, or is the one that is known."""
        for symbol, number in pairs:
            value = self.value(number)
            if value is None:
                continue
            name = canonical(symbol, self.lexicon)
            known = self.known.get(name)
            if known is not None and not _overlap(known, value):
                return Line(False, known, value)
            if known is None:
                self.known[name] = value
        return Line(True)

    def _learn(self, symbol: Node, value: Known) -> bool:
        name = canonical(symbol, self.lexicon)
        if name:
            self.known[name] = value
        return bool(name)

    def value(self, node: Node) -> Known | None:
        """A formula with the known numbers put in; None where something in it has no number."""
        calculator = Calculator(self)
        try:
            middle = calculator.array(node, Env())
        except (Unclear, Misfit, ValueError, OverflowError, ZeroDivisionError, IndexError):
            return None
        error = np.zeros(np.shape(middle))
        for place in calculator.used:
            moved = Calculator(self, moved=place)
            try:
                error = error + np.abs(moved.array(node, Env()) - middle)
            except (Unclear, Misfit, ValueError, OverflowError, ZeroDivisionError):
                return None
        return Known(middle, error + 1e-12 * np.abs(middle))


class Calculator(Interpreter):
    """An interpreter that knows numbers only; one of them may be moved by what it may be off."""

    def __init__(self, ledger: Ledger, moved: object = None) -> None:
        super().__init__(World(ledger.lexicon, (), Reading(rows=False)))
        self.ledger, self.moved = ledger, moved
        self.used: dict[object, None] = {}

    def value(self, node: Node, env: Env) -> Value:
        """The value of a formula."""
        if isinstance(node, Number):
            value = np.asarray(float(node.text), dtype=complex)
            return self._off(node.span, value, np.asarray(half_unit(node.text)))
        name = (
            canonical(node, self.lexicon)
            if isinstance(node, Name | Scripted | Words | Derivative | Differential)
            else ""
        )
        known = self.ledger.known.get(name)
        if known is not None:
            return self._off(name, known.value, known.error)
        if isinstance(node, Derivative | Differential):
            raise Unclear("this derivative has no number", node)
        return super().value(node, env)

    def _off(self, place: object, value: Array, error: Array) -> Array:
        if not np.any(error):
            return value
        self.used[place] = None
        return np.asarray(value + error) if place == self.moved else value

    def mentioned(self, mention: Mention, env: Env) -> Value:
        """Only what has a number."""
        known = self.ledger.known.get(_named(mention))
        if known is None:
            raise Unclear(f"{mention.base} has no number", mention.node)
        return self._off(_named(mention), known.value, known.error)


def half_unit(text: str) -> float:
    """Half a unit of the last printed digit; whole numbers are exact."""
    digits = text.lower().partition("e")[0]
    if "." not in digits:
        return 0.0
    scale = float("1e" + text.lower().partition("e")[2]) if "e" in text.lower() else 1.0
    return 0.5 * 10.0 ** -len(digits.partition(".")[2]) * scale


def _overlap(first: Known, second: Known) -> bool:
    a, b = np.squeeze(first.value), np.squeeze(second.value)
    if a.shape != b.shape:
        return False
    slack = np.squeeze(first.error) + np.squeeze(second.error)
    unit = np.maximum(np.squeeze(first.error), np.squeeze(second.error))
    return bool(np.all(np.abs(a - b) <= (slack + unit) * 1.0001 + 1e-12))


def is_numeric(node: Node) -> bool:
    """Whether a formula is numbers only."""
    symbols = [n for n in node.walk() if isinstance(n, Name | Words | Derivative | Differential)]
    named = [n for n in symbols if not (isinstance(n, Name) and n.text in CONSTANTS)]
    return not named and any(isinstance(n, Number) for n in node.walk())


CONSTANTS = frozenset({"e", "exp", "log", "ln", "max", "tanh", "sigma", "sqrt", "pi", "T", "top"})


def canonical(node: Node, lexicon: Lexicon) -> str:
    """One name for a quantity or a derivative, however it is written; nothing for a formula."""
    if isinstance(node, Derivative) and len(node.by) == 1:
        of, by = canonical(node.of, lexicon), canonical(node.by[0], lexicon)
        return f"∂{of}/∂{by}" if of and by else ""
    if isinstance(node, Differential):
        own = canonical(node.of, lexicon)
        return f"{node.sign}{own}" if own else ""
    mention = mention_of(node, lexicon.habits)
    if mention is None or mention.power is not None or mention.transposed or mention.base in CONSTANTS:
        return ""
    return _named(mention)


def _named(mention: Mention) -> str:
    parts = [mention.base, mention.label, *(name_of(u) or outline(u) for u in mention.units)]
    layer = outline(mention.layer) if mention.layer is not None else ""
    example = outline(mention.example) if mention.example is not None else ""
    return "|".join([*parts, layer, example, "+" if mention.is_next else "", "'" * mention.primes])


def matches(symbolic: Node, numeric: Node, lexicon: Lexicon, pairs: list[tuple[Node, Node]]) -> bool:
    """Whether one formula is the other with numbers in the place of symbols."""
    if canonical(symbolic, lexicon):
        pairs.append((symbolic, numeric))
        return is_numeric(numeric)
    if type(symbolic) is not type(numeric):
        inner = getattr(numeric, "body", None)
        return inner is not None and matches(symbolic, inner, lexicon, pairs)
    if isinstance(symbolic, Number) and isinstance(numeric, Number):
        return float(symbolic.text) == float(numeric.text)
    first, second = list(symbolic.parts()), list(numeric.parts())
    return (
        len(first) == len(second)
        and bool(first)
        and all(matches(a, b, lexicon, pairs) for a, b in zip(first, second, strict=True))
    )


def first_wrong(lines: Sequence[Line]) -> Line | None:
    """The first line that does not hold."""
    return next((line for line in lines if line.holds is False), None)


__all__ = ["Ledger", "Line", "is_numeric", "plain"]
