"""A sum over a product of arrays as matrix products: Σ_i w[i, j] δ[i, s] becomes `w.T @ delta`.

The factors are a small network whose edges are the summed indices.  Factors with the same axes are multiplied entry by
entry; an index that only one factor has is summed there; two factors that share summed indices which no other has
are contracted, the pair with the smallest result first.  `np.einsum` is left for what no product serves.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from sympy import Add, Expr, Idx, Mul, Sum

from symbackprop.compiling.labelled import Axes, Labelled
from symbackprop.compiling.printer import Code, Product
from symbackprop.language.indices import bound, free_indices, summation

if TYPE_CHECKING:
    from symbackprop.compiling.arrays import Emitter


def contracted(emitter: "Emitter", expr: Sum, axes: Axes) -> Expr:
    """The sum as an expression over arrays that are aligned along `axes`."""
    body, own = expr.function, bound(expr)
    if isinstance(body, Add) and not all(_covered(term) for term in body.args):
        return Add(*(emitter.elementwise(summation(term, *own), axes) for term in body.args))
    factors = Mul.make_args(body)
    outside = Mul(*(f for f in factors if not free_indices(f)))
    groups: dict[frozenset[Idx], list[Expr]] = {}
    for factor in factors:
        if free_indices(factor):
            groups.setdefault(free_indices(factor), []).append(factor)
    absent = [i for i in own if not any(i in group for group in groups)]
    arrays = [emitter.labelled(Mul(*group)) for group in groups.values()]
    summed = {i for i in own if i not in absent}
    code = Network(arrays, summed, axes).code() if arrays else emitter.elementwise(outside, axes)
    coefficient = emitter.elementwise(outside, axes) if arrays else 1
    return emitter.times_extents(Mul(coefficient, code), absent)


def _covered(term: Expr) -> bool:
    """Whether one factor has all the axes of a term, so that nothing in it is to be contracted."""
    sets = [free_indices(f) for f in Mul.make_args(term)]
    return frozenset().union(*sets) in sets


class Network:
    """Arrays that are multiplied, and the indices that are summed."""

    def __init__(self, arrays: Sequence[Labelled], summed: set[Idx], order: Axes) -> None:
        self.arrays = list(arrays)
        self.summed = summed
        self.order = order

    def code(self) -> Expr:
        """The contracted product, aligned along the order."""
        while self._sum_alone() or self._contract_pair():
            pass
        return Mul(*(a.aligned(self.order) for a in self.arrays))

    def _sum_alone(self) -> bool:
        """Sum the indices that only one array has."""
        for n, array in enumerate(self.arrays):
            others = {i for m, other in enumerate(self.arrays) if m != n for i in other.axes}
            alone = {i for i in array.axes if i in self.summed and i not in others}
            if alone:
                self.arrays[n] = summed(array, alone)
                self.summed -= alone
                return True
        return False

    def _contract_pair(self) -> bool:
        """Contract the two arrays whose product is smallest; multiply them where an index goes through a third."""
        choices = []
        for first, second in combinations(range(len(self.arrays)), 2):
            shared = set(self.arrays[first].axes) & set(self.arrays[second].axes) & self.summed
            if shared:
                rest = [a for n, a in enumerate(self.arrays) if n not in (first, second)]
                gone = {i for i in shared if not any(i in a.axes for a in rest)}
                union = set(self.arrays[first].axes) | set(self.arrays[second].axes)
                choices.append((len(union - gone), not gone, first, second, gone))
        if not choices:
            return False
        _, _, first, second, gone = min(choices, key=lambda c: c[:4])
        pair = (self.arrays[first], self.arrays[second])
        rest = [a for n, a in enumerate(self.arrays) if n not in (first, second)]
        self.arrays = [*rest, product(*pair, gone, self.order)]
        self.summed -= gone
        return True


def summed(array: Labelled, gone: set[Idx]) -> Labelled:
    """An array summed along some axes."""
    kept = tuple(i for i in array.axes if i not in gone)
    if not kept:
        return Labelled(Code(f"np.sum({array.code.name})"), ())
    where = [str(n) for n, i in enumerate(array.axes) if i in gone]
    axis = where[0] if len(where) == 1 else f"({', '.join(where)})"
    if array.code.name.isidentifier():
        return Labelled(Code(f"{array.code.name}.sum(axis={axis})"), kept)
    return Labelled(Code(f"np.sum({array.code.name}, axis={axis})"), kept)


def product(a: Labelled, b: Labelled, gone: set[Idx], order: Axes) -> Labelled:
    """The product of two arrays, summed over the shared indices `gone`."""
    inner = tuple(i for i in a.axes if i in gone)
    through = tuple(i for i in order if i in a.axes and i in b.axes and i not in gone)
    through += tuple(i for i in a.axes if i in b.axes and i not in gone and i not in through)
    left = tuple(i for i in a.axes if i not in b.axes)
    right = tuple(i for i in b.axes if i not in a.axes)
    if not gone or (through and not (left and right)):
        wide = tuple(dict.fromkeys(i for t in sorted((a, b), key=lambda t: -len(t.axes)) for i in t.axes))
        both = Labelled(Code(f"{_factor(a, wide)} * {_factor(b, wide)}"), wide)
        return summed(both, gone) if gone else both
    if _stands_first(b, right, left, order):
        a, b, left, right = b, a, right, left
    if len(inner) == 1 and len(left) <= 1 and len(right) <= 1:
        first, second = a.transposed((*through, *left, *inner)), b.transposed((*through, *inner, *right))
        return Labelled(Product(f"{first.text} @ {second.text}"), (*through, *left, *right))
    if not through:
        where = [", ".join(str(t.axes.index(i)) for i in inner) for t in (a, b)]
        code = Code(f"np.tensordot({a.code.name}, {b.code.name}, axes=([{where[0]}], [{where[1]}]))")
        return Labelled(code, (*(i for i in a.axes if i in left), *(i for i in b.axes if i in right)))
    return _einsum(a, b, (*through, *left, *right))


def _stands_first(b: Labelled, right: Axes, left: Axes, order: Axes) -> bool:
    """Whether the second array must be the left one, so that the result needs no transposition."""
    if not left:
        return bool(right)
    rank = {i: n for n, i in enumerate(order)}
    return bool(right) and rank.get(right[0], len(rank)) < rank.get(left[0], len(rank))


def _factor(array: Labelled, axes: Axes) -> str:
    return Labelled(array.aligned(axes), axes).text


def _einsum(a: Labelled, b: Labelled, axes: Axes) -> Labelled:
    letters = {i: chr(ord("a") + n) for n, i in enumerate(dict.fromkeys((*a.axes, *b.axes)))}
    spelled = ",".join("".join(letters[i] for i in t.axes) for t in (a, b))
    result = "".join(letters[i] for i in axes)
    return Labelled(Code(f'np.einsum("{spelled}->{result}", {a.code.name}, {b.code.name})'), axes)
