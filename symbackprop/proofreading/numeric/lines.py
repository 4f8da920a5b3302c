"""Lines of numbers: what one says, what chain it belongs to, and the outcome on it."""

from dataclasses import dataclass, field

from symbackprop.parsing.latex.tree import Derivative, Differential, Listing, Node, Number
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.numeric.facts import Known
from symbackprop.proofreading.numeric.substitution import Pair, bare, is_literal


@dataclass(frozen=True)
class Line:
    """The outcome on a numeric line: whether it holds, and both values; None where a value is not known.

    `is_given` where it only says a number; `symbol` is what a wrong number was put in for; `is_mere` where nothing can
    be said by numbers, and what holds for all numbers has to be shown; `how` it was computed, where not as usual.
    """

    holds: bool | None
    left: Known | None = None
    right: Known | None = None
    is_given: bool = False
    pair: Pair | None = None
    is_mere: bool = False
    how: str = ""


@dataclass
class Chain:
    """A chain of equations as far as it was read: what it is about, its formulas, and a value that was right."""

    name: str
    head: Node
    is_update: bool = False
    before: Known | None = None
    formulas: list[Node] = field(default_factory=list)
    anchor: Known | None = None
    is_broken: bool = False

    @property
    def is_another(self) -> bool:
        """Whether what was computed before is computed anew: for another example, it may be."""
        known = self.before
        return known is not None and not known.is_given and not self.is_update


@dataclass(frozen=True)
class Claim:
    """A line of numbers: the side that may have symbols, the one with numbers only, and its value."""

    formula: Formula
    left: Node
    right: Node
    second: Known
    chain: Chain
    is_pure: bool


@dataclass(frozen=True)
class Blame:
    """A definition that names the wrong quantity: `symbol`, where a later line puts in the number of `other`."""

    symbol: Node
    other: str
    formula: Formula


def listed(node: Node) -> set[str]:
    """The numbers of a list that is no array here, (0.67, 0.24, 0.09): they were rounded as printed ones are."""
    inner = bare(node)
    return {n.text for n in inner.walk() if isinstance(n, Number)} if isinstance(inner, Listing) else set()


def as_it_should_be(printed: Node, value: Known | None) -> set[str]:
    """The right number as it would have been printed in the place of a wrong one."""
    if value is None or value.value.size != 1 or not is_literal(printed):
        return set()
    texts = [n.text for n in printed.walk() if isinstance(n, Number)]
    return {f"{abs(complex(value.value.reshape(()))):.{len(t.partition('.')[2])}f}" for t in texts if t.isascii()}


def is_slope(node: Node) -> bool:
    """Whether a symbol is a derivative, which no one gives another number."""
    return isinstance(node, Derivative | Differential)
