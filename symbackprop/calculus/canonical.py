"""A canonical form of index expressions: two expressions with the same one are equal for all sizes.

With named functions as atoms, an expression becomes Σ of terms  coefficient · Π factors · Π Σ_{bound} (…):
products are multiplied out, sums are flattened and split into connected components, what does not depend on a bound
index stands outside, Kronecker deltas are contracted, and bound indices are named `_1, _2, …` from the inside out, so
that no name captures another.  The typesetter prints a matrix form only when this form of both sides is the same.
(The referee has a canonical form of its own, on purpose.)
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import permutations

from sympy import Add, Expr, Idx, Indexed, Integer, KroneckerDelta, Mul, Pow, Sum, Symbol

from symbackprop.language.indices import (
    bound,
    equal,
    extent,
    free_indices,
    index_name,
    inside,
    names_in,
    rebuild,
    substitute,
    summation,
)
from symbackprop.language.nodes import Dependence, Unspecified

_MARK = "_"
_MOST_COPIES = 6
Term = tuple[tuple[Expr, ...], tuple[Idx, ...]]
"""Factors and bound indices, the outermost first: Σ_bound Π factors."""


@lru_cache(maxsize=20_000)
def canonical(expr: Expr) -> Expr:
    """The canonical form; equal forms mean equal expressions (different forms mean nothing)."""
    single = {i: i.lower for i in expr.atoms(Idx) if extent(i) == 1}
    expr = _without(expr, single) if single else expr
    return Add(*(_close(factors, own) for factors, own in _terms(expr)))


def _without(expr: Expr, single: dict[Idx, Expr]) -> Expr:
    """The expression with its indices of one value only, free and bound, replaced by that value."""
    if isinstance(expr, Idx):
        return single.get(expr, expr)
    if not expr.args:
        return expr
    own = bound(expr)
    kept = [i for i in own if i not in single]
    if isinstance(expr, Sum):
        return summation(_without(expr.function, single), *kept)
    if isinstance(expr, Dependence):
        at = [[_without(e, single) for e, i in zip(entry, own, strict=True) if i in kept] for entry in expr.at]
        return Dependence(expr.name, _without(expr.body, single), kept, at)
    return rebuild(expr, [_without(a, single) for a in expr.args])


def _terms(expr: Expr) -> list[Term]:
    """The expression multiplied out."""
    if isinstance(expr, Add):
        return [term for a in expr.args for term in _terms(a)]
    if isinstance(expr, Mul):
        return _multiply(_terms(a) for a in expr.args)
    if isinstance(expr, Sum):
        own = bound(expr)
        return [_under(own, term) for term in _terms(expr.function)]
    if isinstance(expr, Pow):
        return _power(expr)
    return [((_atom(expr),), ())]


def _power(expr: Pow) -> list[Term]:
    """A small whole power of a sum is multiplied out; any other power is an atom."""
    base, exponent = expr.args
    terms = _terms(base)
    whole = isinstance(exponent, Integer) and 2 <= int(exponent) <= _MOST_COPIES
    if whole and (len(terms) > 1 or terms[0][1]):
        return _multiply([terms] * int(exponent))
    return [((Pow(canonical(base), canonical(exponent)),), ())]


def _atom(expr: Expr) -> Expr:
    """A node that is not multiplied out, its arguments in canonical form and its bound indices named."""
    if isinstance(expr, Dependence):
        own = bound(expr)
        new = _numbered(own, _height(own, expr.body))
        return Dependence(expr.name, canonical(substitute(expr.body, new)), new.values(), expr.at)
    if isinstance(expr, Unspecified):
        return Unspecified(expr.name, expr.order, expr.layer, canonical(expr.argument))
    if not expr.args or isinstance(expr, Idx | Indexed | KroneckerDelta) or not isinstance(expr, Expr):
        return expr
    return expr.func(*(canonical(a) if isinstance(a, Expr) else a for a in expr.args))


def _multiply(operands: Iterable[list[Term]]) -> list[Term]:
    """The terms of a product of sums of terms."""
    product: list[Term] = [((), ())]
    for terms in operands:
        product = [_joined(left, right) for left in product for right in terms]
    return product


def _joined(left: Term, right: Term) -> Term:
    """(Σ_i u)(Σ_i v) = Σ_i Σ_j u v, the second's indices renamed apart from all of the first's, and the other way."""
    if left[1]:
        left = _apart(left, _names(right))
    if right[1]:
        right = _apart(right, _names(left))
    return (*left[0], *right[0]), (*left[1], *right[1])


def _under(own: tuple[Idx, ...], term: Term) -> Term:
    """Σ_own of a term, an inner index of the same name renamed."""
    inner = _apart(term, {index_name(i) for i in own})
    return inner[0], (*own, *inner[1])


def _names(term: Term) -> set[str]:
    return names_in(*term[0], *term[1])


def _apart(term: Term, avoid: set[str]) -> Term:
    """The same term with no bound index named like one in `avoid`."""
    factors, own = term
    clashing = [i for i in own if index_name(i) in avoid]
    if not clashing:
        return term
    used, names = avoid | _names(term), {}
    for i in clashing:
        number = 1
        while (name := f"{index_name(i)}*{number}") in used:
            number += 1
        names[i] = name
        used.add(name)
    new = _renaming(own, names)
    return tuple(substitute(f, new) for f in factors), tuple(new.values())


def _close(factors: tuple[Expr, ...], own: tuple[Idx, ...]) -> Expr:
    """Σ_own Π factors as a product of connected sums."""
    factors, own = _contracted(factors, own)
    free = [f for f in factors if not (free_indices(f) & set(own))]
    rest = [f for f in factors if free_indices(f) & set(own)]
    unused: list[Expr] = []
    for i in reversed(own):
        if not any(i in free_indices(f) for f in (*rest, *unused, *(o for o in own if o != i))):
            own = tuple(o for o in own if o != i)
            unused.append(extent(i))
    rest += unused
    return Mul(*free, *(_component(part, indices) for part, indices in _components(rest, own)))


def _contracted(factors: tuple[Expr, ...], own: tuple[Idx, ...]) -> tuple[tuple[Expr, ...], tuple[Idx, ...]]:
    """Σ_i δ_ij f_i = f_j, where j lies in the range of i."""
    for delta in factors:
        if not isinstance(delta, KroneckerDelta):
            continue
        left, right = delta.args
        if equal(left, right) is False:
            return (Integer(0),), ()
        for i, other in ((left, right), (right, left)):
            if i in own and inside(other, i) and i not in free_indices(other):
                rest = list(factors)
                rest.remove(delta)
                new = {i: other}
                remaining = tuple(substitute(o, new) for o in own if o != i)
                return _contracted(tuple(substitute(f, new) for f in rest), remaining)
    return factors, own


def _components(factors: list[Expr], own: tuple[Idx, ...]) -> Iterator[tuple[list[Expr], tuple[Idx, ...]]]:
    """Factors and bound indices in groups that share no index."""
    groups: list[tuple[list[Expr], set[Idx]]] = []
    for f in (*factors, *own):
        touched = set(own) & free_indices(f)
        joined: list[Expr] = [] if isinstance(f, Idx) else [f]
        for group in [g for g in groups if g[1] & touched]:
            joined, touched = group[0] + joined, group[1] | touched
            groups.remove(group)
        groups.append((joined, touched))
    for members, touched in groups:
        yield members, tuple(i for i in own if i in touched)


def _component(factors: list[Expr], own: tuple[Idx, ...]) -> Expr:
    """One connected sum with its indices in canonical order and under canonical names."""
    body = Mul(*factors)
    if not own:
        return body
    height = _height(own, body, *own)
    candidates = []
    for order in _orders(body, own):
        new = _numbered(order, height)
        candidates.append(summation(substitute(body, new), *new.values()))
    return candidates[0] if len(candidates) == 1 else min(candidates, key=str)


def _numbered(own: tuple[Idx, ...], height: int) -> dict[Idx, Idx]:
    """Canonical names for bound indices, the outermost first."""
    return _renaming(own, {i: f"{_MARK}{height + number}" for number, i in enumerate(own, 1)})


def _renaming(own: tuple[Idx, ...], names: dict[Idx, str]) -> dict[Idx, Idx]:
    """New names for some bound indices, the outermost first; the ranges of later ones follow.

    Only ranges are substituted into: the new name of one index may be the old name of another.
    """
    new: dict[Idx, Idx] = {}
    for i in own:
        name = Symbol(names.get(i, index_name(i)), integer=True)
        new[i] = Idx(name, (substitute(i.lower, new), substitute(i.upper, new)))
    return new


def _height(own: tuple[Idx, ...], *exprs: Expr) -> int:
    """The highest canonical number in some expressions, that of the indices about to be named left out."""
    names = names_in(*exprs) - {index_name(i) for i in own}
    return max((int(n[1:]) for n in names if n.startswith(_MARK)), default=0)


def _orders(body: Expr, own: tuple[Idx, ...]) -> Iterator[tuple[Idx, ...]]:
    """The orders that the uses of the indices leave open: usually one, all permutations of indices that look alike."""
    if len(own) == 1:
        yield own
        return
    signature = {i: _signature(body, i, own) for i in own}
    ranked = sorted(own, key=lambda i: signature[i])
    ties = [[i for i in ranked if signature[i] == s] for s in sorted(set(signature.values()))]
    partial: list[tuple[Idx, ...]] = [()]
    for tie in ties:
        arranged = permutations(tie) if len(tie) <= 4 else [tuple(tie)]
        partial = [(*before, *after) for after in arranged for before in partial]
    yield from partial


def _signature(body: Expr, i: Idx, own: tuple[Idx, ...]) -> tuple[int, str, tuple[str, ...]]:
    """What is known of an index without its name: how deep its range is nested, its size, where it is used."""
    depth = len(free_indices(i) & set(own))
    places = [
        f"{e.base.label}{position}" for e in body.atoms(Indexed) for position, at in enumerate(e.indices) if at.has(i)
    ]
    size = str(extent(i)) if depth == 1 else ""
    return depth, size, tuple(sorted(places))


def same(left: Expr, right: Expr) -> bool:
    """Whether two expressions have the same canonical form."""
    return bool(left == right or canonical(left) == canonical(right))
