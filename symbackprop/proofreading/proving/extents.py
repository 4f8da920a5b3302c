"""Sizes in letters: how long the axes of quantities are, and which of them are as long as each other.

A formula makes two sizes one where it adds or multiplies what they measure.  Definitions may do so, for they say what
the quantities are; a claim may not make one of two sizes that its definitions leave apart: it would hold for square
matrices alone.
"""

from sympy import Expr, Idx, Integer, Symbol

from symbackprop.language.indices import extent, index
from symbackprop.proofreading.proving.refusals import Unsaid


class Extents:
    """The sizes of one world; each has the number that it has there."""

    def __init__(self, examples: int) -> None:
        self.parents: dict[Symbol, Symbol] = {}
        self.numbers: dict[Symbol, int] = {}
        self.settled: set[Symbol] = set()
        self.fixed: set[Symbol] = set()
        self.claimed: dict[Symbol, Symbol] = {}
        self.claimed_fixed: set[Symbol] = set()
        self.counted = 0
        self.is_claim = False
        self.examples = Symbol("m", integer=True, positive=True)
        if examples > 1:
            self._add(self.examples, examples)
            self.settled.add(self.examples)

    def _add(self, symbol: Symbol, number: int) -> Symbol:
        self.parents[symbol], self.numbers[symbol] = symbol, number
        return symbol

    def size(self, number: int) -> Symbol:
        """A size of its own; that of the batch is m everywhere."""
        if self.numbers.get(self.examples) == number:
            return self.examples
        self.counted += 1
        return self._add(Symbol(f"n_{self.counted}", integer=True, positive=True), number)

    def axis(self, size: Symbol) -> Idx:
        """A new index over a size."""
        self.counted += 1
        return index(f"i_{self.counted}", size)

    def begin_claim(self) -> None:
        """Forget what another claim made equal."""
        self.claimed.clear()
        self.claimed_fixed.clear()
        self.is_claim = True

    def end_claim(self) -> None:
        """What follows are definitions."""
        self.is_claim = False

    def _defined(self, size: Symbol) -> Symbol:
        while self.parents[size] is not size:
            size = self.parents[size]
        return size

    def root(self, size: Symbol) -> Symbol:
        """The symbol that stands for a size and all that are equal to it, by the definitions and by the claim."""
        size = self._defined(size)
        while size in self.claimed:
            size = self._defined(self.claimed[size])
        return size

    def settle(self, size: Symbol) -> None:
        """A size that definitions speak of."""
        self.settled.add(self._defined(size))

    def join(self, one: Expr, other: Expr) -> None:
        """Make two sizes one.   Raises: Unsaid where a claim may not."""
        if not (isinstance(one, Symbol) and isinstance(other, Symbol)):
            if one != other:
                raise Unsaid("sizes that are no letters")
            return
        find = self.root if self.is_claim else self._defined
        first, second = find(one), find(other)
        if first is second:
            return
        if self.numbers[first] != self.numbers[second]:
            raise Unsaid("two different sizes")
        if self.is_claim and first in self.settled and second in self.settled:
            raise Unsaid("sizes that are equal here by chance")
        if second is self.examples or (second in self.settled and first not in self.settled):
            first, second = second, first
        (self.claimed if self.is_claim else self.parents)[second] = first
        if not self.is_claim:
            self.settled |= {first} if second in self.settled else set()
            self.fixed |= {first} if second in self.fixed else set()

    def join_axes(self, one: Idx, other: Idx) -> None:
        """Make the sizes of two indices one."""
        self.join(extent(one), extent(other))

    def fix(self, size: Expr) -> None:
        """A size of which single entries are named is that number."""
        if isinstance(size, Symbol):
            (self.claimed_fixed if self.is_claim else self.fixed).add(size)

    def value(self, size: Symbol) -> Expr:
        """The letter, or the number, that a size is."""
        root = self.root(size)
        is_fixed = any(self.root(s) is root for s in (*self.fixed, *self.claimed_fixed))
        return Integer(self.numbers[root]) if is_fixed else root

    def resolved(self, expr: Expr) -> Expr:
        """An expression with one letter for sizes that are equal, and numbers for those that are fixed."""
        found = {s: value for s in expr.atoms(Symbol) & self.parents.keys() if (value := self.value(s)) != s}
        return expr.xreplace(found) if found else expr
