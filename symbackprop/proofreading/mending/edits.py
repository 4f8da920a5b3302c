"""Small edits of one side of an equation: what a slip of the pen may have changed, one entry of a table per kind.

An edit replaces characters of the author's text; what the text says then is read again.  So a repair is always written
as its author writes, and nothing is offered that cannot be read.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from symbackprop.proofreading.mending import factor_edits, ones_edits, script_edits, slope_edits, term_edits
from symbackprop.proofreading.mending.sides import Change, Side, Slip

Finder = Callable[[Side], Iterator[Slip]]


@dataclass(frozen=True)
class Kind:
    """A kind of edit: what it costs (the nearest repair is the cheapest); where it finds places; on the left too?

    One is `is_loose` that puts so many things in a place that one of them may hold by chance.  One is `is_rare` that a
    slip seldom is: as often the text means another quantity than it was read to mean.
    """

    name: str
    cost: float
    find: Finder
    is_for_left: bool = False
    is_loose: bool = False
    is_rare: bool = False


PRODUCTS = "product for ⊙ and back"
KINDS = (
    Kind("axis", 0.7, term_edits.axes),
    Kind("sign", 0.9, term_edits.signs),
    Kind("exponent", 0.95, term_edits.exponents),
    Kind("difference the other way", 0.9, term_edits.differences),
    Kind("transpose", 1.0, factor_edits.transposes),
    Kind(PRODUCTS, 1.0, factor_edits.operators),
    Kind("prime of a derivative", 1.0, factor_edits.primes),
    Kind("number too many", 1.0, factor_edits.superfluous),
    Kind("slope too many", 1.2, factor_edits.superfluous_slopes),
    Kind("symbol too many", 1.8, factor_edits.superfluous_symbols, is_rare=True),
    Kind("mean over examples", 1.0, factor_edits.means),
    Kind("layer", 1.05, script_edits.layers, is_for_left=True),
    Kind("bound", 1.1, term_edits.bounds),
    Kind("function", 1.05, factor_edits.functions),
    Kind("indices swapped", 1.05, script_edits.swaps),
    Kind("index or label", 1.1, script_edits.indices, is_for_left=True),
    Kind("sum missing", 1.1, term_edits.sums),
    Kind("ones", 1.15, ones_edits.ones, is_rare=True),
    Kind("order", 1.2, factor_edits.orders),
    Kind("brackets", 1.2, term_edits.brackets),
    Kind("coefficient", 1.2, factor_edits.coefficients),
    Kind("power", 1.3, term_edits.powers),
    Kind("logarithm missing", 1.2, term_edits.logarithms),
    Kind("complement", 1.3, term_edits.complements),
    Kind("∂ missing below", 0.8, slope_edits.missing_signs, is_for_left=True),
    Kind("condition", 1.1, slope_edits.conditions),
    Kind("square", 1.2, slope_edits.squares),
    Kind("symbol", 1.3, script_edits.symbols, is_for_left=True, is_loose=True),
    Kind("symbol throughout", 1.4, script_edits.throughout, is_loose=True),
    Kind("letter", 1.4, script_edits.letters, is_loose=True),
    Kind("transposed product", 1.4, factor_edits.transposed_products, is_rare=True),
    Kind("order and transpose", 1.45, factor_edits.turned_pairs, is_rare=True),
    Kind("slope missing", 1.5, slope_edits.slopes),
    Kind("unit of a sum", 1.4, script_edits.summed),
    Kind("a (1 - a) missing", 1.4, slope_edits.closed_slopes),
    Kind("argument", 1.5, slope_edits.arguments),
    Kind("slope of softmax", 1.6, slope_edits.softmax),
    Kind("factor missing", 1.7, factor_edits.missing, is_loose=True),
)
RARE = frozenset(kind.name for kind in KINDS if kind.is_rare)
SCALES = frozenset({"coefficient", "mean over examples", "number too many"})
"""Kinds that change nothing but what a formula is multiplied by."""
LEFT = 0.6
"""What it costs more to change the left side, which says what an equation is about."""


@dataclass(frozen=True)
class Edit:
    """Changes of one side, in its order, with what they cost, what they are in words, and of which kind."""

    changes: tuple[Change, ...]
    cost: float
    what: str
    kind: str = ""

    def applied(self, text: str) -> str:
        """The text with the changes in it."""
        for start, end, written in sorted(self.changes, reverse=True):
            text = text[:start] + written + text[end:]
        return text


def edits_of(side: Side, *, is_left: bool = False, is_strict: bool = False) -> Iterator[Edit]:
    """All small edits of a side; where it is strict, no loose ones."""
    for kind in KINDS:
        if (is_left and not kind.is_for_left) or (is_strict and kind.is_loose):
            continue
        for slip in kind.find(side):
            yield Edit(slip.changes, kind.cost + slip.extra + (LEFT if is_left else 0), slip.what, kind.name)
