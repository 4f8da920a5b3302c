"""Forms written out at small sizes: every sum term by term, every entry on its own.

What the canonical form cannot see for all sizes may still be exactly 0 there; that is a proof for those sizes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sympy import Expr, Idx, Indexed, Integer, Sum

from symbackprop.checking import atoms
from symbackprop.checking.comparisons import Comparison
from symbackprop.checking.forms import Atom, Form, total
from symbackprop.checking.points import Sizes
from symbackprop.checking.quotients import is_zero, normal
from symbackprop.checking.sums import Change, opened, substituted
from symbackprop.checking.trials import ordered
from symbackprop.language.indices import free_indices, substitute
from symbackprop.language.systems import Assumption

MOST_PLACES = 64


@dataclass
class Instance(Change):
    """The change that puts numbers for sizes and writes sums out; assumed sums give their last entry."""

    sizes: Sizes = field(default_factory=Sizes)
    assumptions: tuple[Assumption, ...] = ()

    def concerns(self, atom: Atom) -> bool:
        """Everything changes."""
        return True

    def index(self, expr: Expr) -> Expr:
        """The number of an index expression without free indices."""
        known = substitute(expr, self.new) if self.new else expr
        return known if free_indices(known) else Integer(self.sizes.integer(known, {}))

    def _rebuilt(self, atom: Atom) -> Form:
        if atom.kind == "sum":
            bound, body = opened(atom)
            return total(self._terms(bound, body))
        if atom.kind == "entry":
            where = tuple(self.index(e) for e in atom.where)
            return self._last(atom.head, where) or atoms.entry(atom.head, where)
        return super()._rebuilt(atom)

    def _terms(self, bound: list[Idx], body: Form) -> Iterator[Form]:
        if not bound:
            yield self.form(body)
            return
        first, rest = bound[0], bound[1:]
        for value in range(int(self.index(first.lower)), int(self.index(first.upper)) + 1):
            new: dict[Idx, Expr] = {first: Integer(value)}
            moved = [substitute(i, new) for i in rest]
            changed = {i: m for i, m in zip(rest, moved, strict=True) if i != m}
            yield from self._terms(moved, substituted(body, {**new, **changed}))

    def _last(self, name: str, where: tuple[Expr, ...]) -> Form | None:
        """The last entry of a sum that is assumed to be known: y_n = 1 − Σ_(k < n) y_k."""
        for assumption in self.assumptions:
            if not isinstance(assumption.lhs, Sum) or not isinstance(assumption.lhs.function, Indexed):
                continue
            entry, axis = assumption.lhs.function, assumption.lhs.limits[0][0]
            if str(entry.base.label) != name or len(assumption.lhs.limits) > 1 or not assumption.rhs.is_Integer:
                continue
            at = list(entry.indices).index(axis)
            if where[at] == self.index(axis.upper):
                others = range(int(self.index(axis.lower)), int(where[at]))
                rest = total(atoms.entry(name, (*where[:at], Integer(v), *where[at + 1 :])) for v in others)
                return atoms.size(assumption.rhs) - rest
        return None


def proved_at(comparison: Comparison, left: Expr, right: Expr, sizes: list[Sizes]) -> tuple[str, ...]:
    """The sizes at which two expressions are equal, written out at all places; none unless at all of them.

    A derivative of the cost may have to be expanded by the chain rule before its sums can be written out.
    """
    chains = comparison.chains
    for first, second, _ in comparison.expansions(chains.form(left), chains.form(right)):
        gap = normal(chains.settled(first) - chains.settled(second))
        if proved := _zero_at(gap, ordered(free_indices(left) | free_indices(right)), sizes, comparison):
            return proved
    return ()


def _zero_at(gap: Form, free: tuple[Idx, ...], sizes: list[Sizes], comparison: Comparison) -> tuple[str, ...]:
    """The sizes at which a form is 0 at all places of its free indices; none unless at all sizes."""
    proved: list[str] = []
    for numbers in sizes:
        places = numbers.places(free)
        if len(places) > MOST_PLACES:
            return ()
        for env in places:
            new = {i: Integer(v) for i, v in env.items()}
            instance = Instance(new, sizes=numbers, assumptions=comparison.system.assumptions)
            if not is_zero(instance.form(gap)):
                return ()
        if places:
            proved.append(str(numbers) or "the sizes given")
    return tuple(dict.fromkeys(proved))
