"""Sums of forms: deltas contracted, factors hoisted, connected parts separated, bound indices named minimally.

    Σ_j Σ_k δ_jk u_j = Σ_j u_j      Σ_jk a_j b_k = (Σ_j a_j)(Σ_k b_k)      Σ_j c a_j = c Σ_j a_j

A sum is opened with indices that exist nowhere else ($1, $2, …), worked on, and closed with names that depend on
nothing but its shape (@depth.position): nothing is ever captured, and equal sums are the same atom.  Ranges may
depend on other indices; what they depend on stays outside.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count

from sympy import Expr, Idx

from symbackprop.checking import atoms, brackets
from symbackprop.checking.forms import (
    ZERO,
    Atom,
    Form,
    Monomial,
    Number,
    index_key,
    is_integral,
    of,
    positive_power,
    product,
    raised,
    total,
)
from symbackprop.checking.labelling import Factors, carries, connected, names_of, orders
from symbackprop.checking.quotients import inverse, normal
from symbackprop.language.indices import extent, free_indices, inside, renamed, substitute

_numbers: ContextVar[Iterator[int]] = ContextVar("numbers", default=count())  # noqa: B039 - it is meant to be shared
Known = tuple[tuple[Form, Form], ...]


@contextmanager
def numbered_anew() -> Iterator[None]:
    """Private indices inside are counted from 0: what one proof worked out has the names that the next one looks for.

    Nothing is taken inside that is open outside.
    """
    token = _numbers.set(count())
    try:
        yield
    finally:
        _numbers.reset(token)


def private(i: Idx) -> Idx:
    """An index over the same range that occurs nowhere else."""
    return renamed(i, f"${next(_numbers.get())}$")


@dataclass
class Change:
    """A change of a form: free indices replaced, and some atoms replaced by forms; `known` sums are given values."""

    new: dict[Idx, Expr] = field(default_factory=dict)
    atom: Callable[[Atom], Form | None] | None = None
    names: frozenset[str] | None = None
    known: Known = ()
    _done: dict[Atom, Form] = field(default_factory=dict)

    def concerns(self, atom: Atom) -> bool:
        """Whether the atom can change at all."""
        if self.atom is not None and (self.names is None or self.names & atom.names):
            return True
        return bool(self.known) or not atom.free.isdisjoint(self.new)

    def index(self, expr: Expr) -> Expr:
        """An index expression after the change."""
        return expr if free_indices(expr).isdisjoint(self.new) else substitute(expr, self.new)

    def form(self, form: Form) -> Form:
        """A form after the change."""
        kept: dict[Monomial, Number] = {}
        changed: list[Form] = []
        for monomial, coefficient in form.terms.items():
            moving = [(a, e) for a, e in monomial if self.concerns(a)]
            if not moving:
                kept[monomial] = coefficient
                continue
            still = Form({tuple((a, e) for a, e in monomial if not self.concerns(a)): coefficient})
            changed.append(product([still, *(self._power(a, e) for a, e in moving)]))
        return total([Form(kept), *changed]) if changed else form

    def _power(self, atom: Atom, exponent: Number) -> Form:
        if atom not in self._done:
            self._done[atom] = self._rebuilt(atom)
        base = self._done[atom]
        if exponent == 1:
            return base
        if is_integral(exponent):
            size = abs(int(exponent))
            return positive_power(base if exponent > 0 else inverse(normal(base)), size)
        return atoms.power(base, Form({(): exponent}))

    def _rebuilt(self, atom: Atom) -> Form:
        replaced = self.atom(atom) if self.atom else given(atom, self.known) if atom.kind == "entry" else None
        if replaced is not None:
            return replaced
        if atom.kind == "sum":
            bound, body = opened(atom, self.new)
            return summed(self.form(body), bound, self.known)
        if atom.kind == "dependence":
            return self._dependence(atom)
        where = tuple(self.index(e) for e in atom.where)
        args = tuple(self.form(a) for a in atom.args)
        if atom.kind == "delta":
            return atoms.delta(where[0], where[0] * 0)
        if atom.kind == "bracket":
            return brackets.bracket(atom.head[0], args[0] - Form({(): atom.head[1]}))
        if atom.kind == "size":
            return atoms.size(where[0])
        if atom.kind == "function":
            return atoms.function(atom.head, args[0])
        if atom.kind == "denominator":
            return args[0]
        if atom.kind == "power":
            return atoms.power(args[0], args[1])
        return of(Atom(atom.kind, atom.head, tuple(normal(a) for a in args), where, atom.bound))

    def _dependence(self, atom: Atom) -> Form:
        bound, body = opened(atom, self.new)
        at = tuple(self.index(e) for e in atom.where)
        return dependence(atom.head, self.form(body), bound, at)


def substituted(form: Form, new: dict[Idx, Expr]) -> Form:
    """A form with free indices replaced by index expressions, in the ranges of other indices too."""
    return Change(new).form(form) if not form.free.isdisjoint(new) else form


def opened(atom: Atom, new: dict[Idx, Expr] | None = None) -> tuple[list[Idx], Form]:
    """(private bound indices, the body) of a sum or a dependence; `new` is applied to the ranges."""
    mine: dict[Idx, Expr] = {}
    ranges: dict[Idx, Expr] = {}
    for i in atom.bound:
        mine[i] = private(substitute(i, {**ranges, **mine}))
        ranges[i] = mine[i]
    body = substituted(atom.args[0], mine)
    if not new:
        return [i for i in mine.values() if isinstance(i, Idx)], body
    bound: list[Idx] = []
    moved: dict[Idx, Expr] = {}
    for old in mine.values():
        assert isinstance(old, Idx)
        moved_index = substitute(old, {**new, **moved})
        if moved_index != old:
            moved[old] = moved_index
        bound.append(moved_index)
    return bound, substituted(body, moved)


def dependence(head: tuple[str, int], body: Form, bound: Sequence[Idx], at: Sequence[Expr]) -> Form:
    """∂ⁿC/∂a…, for a C that depends on all entries a_j = body; `at` are the entries, one index for each of `bound`."""
    places = [tuple(at[n : n + head[1]]) for n in range(0, len(at), head[1])] if head[1] else []
    places.sort(key=lambda place: [index_key(e) for e in place])
    names = names_of(body.height, bound, body.free)
    body = normal(substituted(body, dict(names)))
    flat = tuple(e for place in places for e in place)
    return of(Atom("dependence", head, (body,), flat, tuple(names.values())))


def summed(form: Form, bound: Sequence[Idx], known: Known = ()) -> Form:
    """Σ form over indices that occur nowhere else, the outermost first."""
    if not bound:
        return form
    only = next((i for i in bound if i.lower == i.upper), None)
    if only is not None:  # a sum of one term
        value = {only: only.lower}
        return summed(substituted(form, value), [substitute(i, value) for i in bound if i != only], known)
    terms = aligned(normal(form), bound).terms.items()
    return total(_sum_of_product(list(m), list(bound), known) * Form({(): c}) for m, c in terms)


def aligned(form: Form, bound: Sequence[Idx] = ()) -> Form:
    """δ_ij u_i = δ_ij u_j: beside a delta, one of its indices only."""
    if not any(a.kind == "delta" for a in form.atoms):
        return form
    return total(_aligned_product(m, bound) * Form({(): c}) for m, c in form.terms.items())


def _aligned_product(monomial: Monomial, bound: Sequence[Idx]) -> Form:
    for atom, _ in monomial:
        if atom.kind != "delta":
            continue
        for i in sorted(atom.free, key=index_key, reverse=True):
            value = _solved(atom.where[0], i)
            if value is None or carries(i, [*bound, *atom.free]):
                continue
            rest = tuple((a, e) for a, e in monomial if a is not atom)
            if any(i in a.free for a, _ in rest):
                moved = substituted(raised(rest), {i: value})
                return aligned(moved, bound) * of(atom)
            break
    return raised(monomial)


def _sum_of_product(factors: Factors, bound: list[Idx], known: Known) -> Form:
    nested = _flatten(factors, bound)
    if nested is not None:
        return summed(nested[1], nested[0], known)
    contracted = _contract(factors, bound)
    if contracted is not None:
        return summed(contracted[1], contracted[0], known)
    shorter = _eliminate(factors, bound, known)
    if shorter is not None:
        return summed(shorter[1], shorter[0], known)
    hoisted = [(a, e) for a, e in factors if a.free.isdisjoint(bound)]
    inner = [(a, e) for a, e in factors if not a.free.isdisjoint(bound)]
    parts = [raised(hoisted)]
    for indices in connected(inner, bound):
        own = [(a, e) for a, e in inner if not a.free.isdisjoint(indices)]
        parts.append(_constant_sum(indices[0]) if not own and len(indices) == 1 else _closed(own, indices))
    return product(parts)


def _constant_sum(i: Idx) -> Form:
    return atoms.size(extent(i))


def _flatten(factors: Factors, bound: list[Idx]) -> tuple[list[Idx], Form] | None:
    """Bring the indices of inner sums that depend on the outer ones up: Σ_j a_j (Σ_k b_jk) = Σ_jk a_j b_jk."""
    nested = [
        (a, int(e)) for a, e in factors
        if a.kind == "sum" and is_integral(e) and e > 0 and not a.free.isdisjoint(bound)
    ]  # fmt: skip
    if not nested:
        return None
    more: list[Idx] = []
    bodies: list[Form] = []
    for atom, times in nested:
        for _ in range(times):
            indices, body = opened(atom)
            more += indices
            bodies.append(body)
    taken = {a for a, _ in nested}
    rest = raised((a, e) for a, e in factors if a not in taken)
    return [*bound, *more], product([rest, *bodies])


def _contract(factors: Factors, bound: list[Idx]) -> tuple[list[Idx], Form] | None:
    """Σ_k δ(k, e) f(k) = f(e) where e always lies in the range of k, 0 where it never does; else nothing is done."""
    for atom, _ in factors:
        if atom.kind != "delta":
            continue
        for i in bound:
            value = _solved(atom.where[0], i)
            if value is None:
                continue
            lies = inside(value, i)
            if lies is None:
                continue
            rest = [b for b in bound if b != i]
            if not lies:
                return rest, ZERO
            body, moved = _at(value, i, raised((a, e) for a, e in factors if a is not atom), bound)
            return moved, body
    return None


def _at(value: Expr, i: Idx, form: Form, bound: Sequence[Idx]) -> tuple[Form, list[Idx]]:
    """A form, and the other indices that it is summed over, where one index has some value."""
    new: dict[Idx, Expr] = {i: value}
    moved = {b: substitute(b, new) for b in bound if b != i}
    return substituted(form, {**new, **{b: c for b, c in moved.items() if b != c}}), list(moved.values())


def _solved(gap: Expr, i: Idx) -> Expr | None:
    """The value of an index for which a gap linear in it, with coefficient ±1, is 0."""
    if i not in free_indices(gap):
        return None
    slope = gap.coeff(i)
    if slope not in (1, -1):
        return None
    value = i - gap * slope
    return None if i in free_indices(value) else value


def _eliminate(factors: Factors, bound: list[Idx], known: Known) -> tuple[list[Idx], Form] | None:
    """Sum over one index alone where that sum is known, or cancels a denominator: Σ_k (e_k / S) v with S = Σ_k e_k."""
    divisors = {a for a, e in factors if a.kind == "sum" and e < 0}
    if not divisors and not known:
        return None
    for i in bound:
        if any(i in free_indices(b) for b in bound if b != i):
            continue
        own = [(a, e) for a, e in factors if i in a.free]
        rest = raised((a, e) for a, e in factors if i not in a.free)
        if not own or any(a in divisors for a, _ in own):
            continue
        alone = _closed(own, [i])
        found = alone.single
        if found is None or len(found[0]) != 1 or found[0][0][1] != 1:
            continue
        value = given(found[0][0][0], known)
        if value is None and found[0][0][0] in divisors:
            value = of(found[0][0][0])
        if value is not None:
            return [b for b in bound if b != i], rest * value * Form({(): found[1]})
    return None


def given(atom: Atom, known: Known) -> Form | None:
    """The value that an assumption gives a sum (or an entry): Σ_k y[k, s] = 1 for every s."""
    for pattern, value in known:
        wanted = pattern.single
        if wanted is None or len(wanted[0]) != 1:
            continue
        new = _matched(wanted[0][0][0], atom)
        if new is not None and substituted(of(wanted[0][0][0]), new) == of(atom):
            return substituted(value, new)
    return None


def _matched(pattern: Atom, atom: Atom) -> dict[Idx, Expr] | None:
    """Values for the free indices of a pattern that may make it the atom; the caller compares."""
    new: dict[Idx, Expr] = {}
    if pattern.kind != atom.kind or pattern.names != atom.names:
        return None
    ours, theirs = _places(pattern), _places(atom)
    if len(ours) != len(theirs):
        return None
    for mine, other in zip(ours, theirs, strict=True):
        if mine not in pattern.free:
            continue
        if inside(other, mine) is not True or new.setdefault(mine, other) != other:
            return None
    return new if pattern.free <= new.keys() else None


def _places(atom: Atom) -> list[Expr]:
    deeper = sorted((a for f in atom.args for a in f.atoms), key=lambda a: (a.kind, str(a.head)))
    return [*atom.where, *(e for a in deeper for e in _places(a))]


def _closed(factors: Factors, bound: list[Idx]) -> Form:
    """One connected sum as an atom, its indices in the order that makes its text least."""
    bare = [i for i in bound if all(i not in a.free for a, _ in factors) and not carries(i, bound)]
    if bare and len(bound) > 1:
        rest = [i for i in bound if i != bare[0]]
        return summed(raised(factors) * _constant_sum(bare[0]), rest)
    body = raised(factors)
    ordered = _least(body, orders(factors, bound))
    names = names_of(body.height, ordered, body.free)
    body = normal(substituted(body, dict(names)))
    single = body.single
    if single is None:
        raise ArithmeticError("renaming an index changed a product")
    return of(Atom("sum", args=(Form({single[0]: 1}),), bound=tuple(names.values()))) * Form({(): single[1]})


def _least(form: Form, found: list[list[Idx]]) -> list[Idx]:
    """The order of bound indices by which the text of a sum is least."""
    return found[0] if len(found) == 1 else min(found, key=lambda order: _text(form, order))


def _text(form: Form, order: list[Idx]) -> tuple[str, list[str]]:
    names = names_of(form.height, order, form.free)
    return substituted(form, dict(names)).key, [index_key(i) for i in names.values()]
