"""Whether two expressions are equal for all sizes: the canonical form, tried on ever more of the meaning.

First the sides as they stand; then with the assumptions; then derivatives of the cost expanded by the chain rule;
then quantities replaced by their definitions, the last defined first; then named functions written out.  Whatever
makes the difference 0 is a proof; that nothing does proves nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sympy import Expr

from symbackprop.checking.cases import vanishes_by_cases, written_out
from symbackprop.checking.chains import Chains
from symbackprop.checking.forms import Form
from symbackprop.checking.merging import merged
from symbackprop.checking.quotients import is_zero, normal
from symbackprop.checking.sums import Change, Known, aligned
from symbackprop.language.systems import Assumption

UNFOLDINGS = 3


@dataclass(frozen=True)
class Proof:
    """What a proof rests on."""

    assumptions: tuple[Assumption, ...] = ()
    how: str = ""


class Comparison:
    """Compares expressions of one System."""

    def __init__(self, chains: Chains) -> None:
        self.chains = chains
        self.system = chains.system
        self.order = {e.defines: n for n, e in enumerate(chains.definitions)}

    @cached_property
    def known(self) -> Known:
        """The assumptions as forms."""
        return tuple((self.chains.form(a.lhs), self.chains.form(a.rhs)) for a in self.system.assumptions)

    def proof(self, left: Expr, right: Expr) -> Proof | None:
        """A proof that two expressions are equal for all sizes, or None."""
        return self.proof_at_sight(left, right) or self.proof_by_definitions(left, right)

    def proof_at_sight(self, left: Expr, right: Expr) -> Proof | None:
        """The same, with the chain rule and the assumptions, but no definition and no function written out."""
        return self._proved_at_sight(self.chains.form(left), self.chains.form(right))

    def proof_by_definitions(self, left: Expr, right: Expr) -> Proof | None:
        """The same, with quantities and functions written out."""
        return self._proved_by_definitions(self.chains.form(left), self.chains.form(right), UNFOLDINGS)

    def proof_of_forms(self, left: Form, right: Form, unfoldings: int = UNFOLDINGS) -> Proof | None:
        """A proof that two forms are equal for all sizes, or None."""
        return self._proved_at_sight(left, right) or self._proved_by_definitions(left, right, unfoldings)

    def _proved_at_sight(self, left: Form, right: Form) -> Proof | None:
        found = (self._vanishing(a - b, how) for a, b, how in self.expansions(left, right))
        return next(filter(None, found), None)

    def _proved_by_definitions(self, left: Form, right: Form, unfoldings: int) -> Proof | None:
        for first, second, how in self.expansions(left, right):
            for a, b in self._unfoldings(first, second, unfoldings):
                found = self._vanishing(a - b, f"{how} definitions unfolded".strip(), functions=True)
                if found:
                    return found
        return None

    def _vanishing(self, difference: Form, how: str, functions: bool = False) -> Proof | None:
        gap = normal(aligned(difference))
        if is_zero(gap):
            return Proof(how=how)
        tried: list[tuple[Form, tuple[Assumption, ...]]] = [(gap, ())]
        if self.known:
            given = normal(aligned(Change(known=self.known).form(gap)))
            tried.append((given, self.system.assumptions))
        for form, assumptions in tried:
            if is_zero(form):
                return Proof(assumptions, how)
        if not functions:
            return None
        for form, assumptions in tried:
            if is_zero(merged(form)):
                return Proof(assumptions, how)
            plain = merged(normal(aligned(written_out(form))))
            if is_zero(plain) or vanishes_by_cases(plain):
                return Proof(assumptions, how)
            if self.known and vanishes_by_cases(Change(known=self.known).form(plain)):
                return Proof(self.system.assumptions, how)
        return None

    def expansions(self, left: Form, right: Form) -> Iterator[tuple[Form, Form, str]]:
        """The sides, their derivatives of the cost expanded more and more by the chain rule."""
        yield left, right, ""
        chains = self.chains
        single = left.single
        named = single and single[1] == 1 and len(single[0]) == 1 and chains.is_named(single[0][0][0])
        if single and named:
            once = chains.expansion(single[0][0][0])
            yield once, right, "chain rule"
            settled = chains.settled(once)
            yield settled, chains.settled(right), "chain rule"
            return
        if any(chains.is_open(n) for n in left.names | right.names):
            left, right = chains.settled(left), chains.settled(right)
            yield left, right, "chain rule"
        while derivatives := (left.names | right.names) & chains.sources.keys():
            left, right = (chains.settled(chains.expand(side, derivatives)) for side in (left, right))
            yield left, right, "chain rule"

    def _unfoldings(self, left: Form, right: Form, times: int) -> Iterator[tuple[Form, Form]]:
        """The sides, with ever more quantities replaced by their definitions, the last defined first."""
        yield left, right
        own = [n for n in left.names if n in self.order]
        if len(own) == 1:  # one quantity, and what may be its own definition: in every layer, the right side stays
            yield self.chains.unfold(left, own), right
        stuck: set[str] = set()  # a[l−1], say: data in one layer and computed in the others
        while times and (names := {n for n in left.names | right.names if n in self.order} - stuck):
            name = max(names, key=self.order.__getitem__)
            before = left, right
            left, right = self.chains.unfold(left, [name]), self.chains.unfold(right, [name])
            if (left, right) == before:
                stuck.add(name)
                continue
            times -= 1
            yield left, right
