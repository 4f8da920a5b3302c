"""Iverson brackets, and cases that rise: [g > c] is 1 where g > c and 0 elsewhere, so that cases are polynomials.

    f(u [p] + v (1 − [p])) = f(u) [p] + f(v) (1 − [p])

Products of brackets about one quantity g are one bracket ([g > 1][g > 2] = [g > 2]), and so brackets are linearly
independent: cases are equal when their coefficients are.  A function of cases is written as cases of the function, one
for each cell into which the numbers c cut the values of g.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise, product

from symbackprop.checking.forms import ONE, Atom, Form, Number, of, total
from symbackprop.checking.forms import product as product_of

MOST_CELLS = 81


def bracket_atom(relation: str, threshold: Number, quantity: Form) -> Atom:
    """[quantity > threshold] or [quantity == threshold]; the quantity without a constant term."""
    return Atom("bracket", (relation, threshold), (quantity,))


@dataclass(frozen=True)
class Cell:
    """The values of g at or after a number, up to the next one: an open interval, or (`is_point`) the number itself."""

    quantity: Form
    start: Number | None
    end: Number | None = None
    is_point: bool = False

    @property
    def guard(self) -> Form:
        """1 in the cell, 0 elsewhere."""
        if self.is_point:
            return self._bracket("==", self.start)
        inside = ONE if self.start is None else self._bracket(">", self.start)
        return inside if self.end is None else inside - self._bracket(">", self.end) - self._bracket("==", self.end)

    def _bracket(self, relation: str, threshold: Number | None) -> Form:
        assert threshold is not None
        return of(bracket_atom(relation, threshold, self.quantity))

    def value(self, relation: str, threshold: Number) -> bool:
        """Whether [g > threshold] or [g == threshold] holds in the cell."""
        if relation == "==":
            return self.is_point and self.start == threshold
        return self.start is not None and (self.start > threshold if self.is_point else self.start >= threshold)


def top_brackets(form: Form) -> frozenset[Atom]:
    """The brackets that are factors of its terms."""
    return frozenset(a for a in form.atoms if a.kind == "bracket")


def cells_of(brackets: Iterable[Atom]) -> list[tuple[Cell, ...]]:
    """The cells into which brackets cut the values of their quantities: one cell of each quantity."""
    cuts: dict[Form, set[Number]] = {}
    for atom in brackets:
        cuts.setdefault(atom.args[0], set()).add(atom.head[1])
    return list(product(*(_cut(g, sorted(cuts[g])) for g in sorted(cuts, key=lambda g: g.key))))


def _cut(quantity: Form, at: list[Number]) -> list[Cell]:
    ends = [None, *at, None]
    open_ = [Cell(quantity, a, b) for a, b in pairwise(ends)]
    return open_ + [Cell(quantity, c, c, is_point=True) for c in at]


def by_cases(form: Form, function: Callable[[Form], Form]) -> Form:
    """f(form), with the cases of the form as cases of the result; where f has no value at a point, 0 is taken.

    The number taken there says nothing: an expression that has a value at that point multiplies it by 0.
    """
    brackets = top_brackets(form)
    if not brackets:
        return function(form)
    cells = cells_of(brackets)
    if len(cells) > MOST_CELLS:
        raise ArithmeticError(f"more than {MOST_CELLS} cases")
    return total(_in_cell(form, cell, function) for cell in cells)


def _in_cell(form: Form, cells: tuple[Cell, ...], function: Callable[[Form], Form]) -> Form:
    try:
        value = function(restricted(form, cells))
    except ZeroDivisionError:
        if any(cell.is_point for cell in cells):
            return Form({})
        raise
    return product_of([value, *(cell.guard for cell in cells)])


def restricted(form: Form, cells: tuple[Cell, ...]) -> Form:
    """The form as it reads in a cell: its brackets are numbers."""
    where = {cell.quantity: cell for cell in cells}
    terms = []
    for monomial, coefficient in form.terms.items():
        held = [(a, e) for a, e in monomial if a.kind == "bracket"]
        if all(where[a.args[0]].value(*a.head) for a, _ in held):
            terms.append(Form({tuple((a, e) for a, e in monomial if a.kind != "bracket"): coefficient}))
    return total(terms)
