"""Products with sums as small tensor networks, contracted two factors at a time into a matrix expression.

Every factor carries the index of its rows and of its columns.  Factors over the same indices multiply entry by entry;
a summed index that two factors share makes a matrix product; one that a single factor has is summed with ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sympy import Idx, Integer

from symbackprop.errors import SymbackpropError
from symbackprop.language.functions import ARGUMENT
from symbackprop.language.indices import extent
from symbackprop.matrices.tree import (
    Apply,
    Constant,
    Ones,
    Quotient,
    Scaled,
    Tree,
    hadamard,
    multiple,
    product,
    transposed,
    transposes,
)


class NoMatrixForm(SymbackpropError):
    """An expression that needs more than rows and columns."""


@dataclass(frozen=True)
class Labelled:
    """A tree with the indices of its rows and columns; None where there is only one."""

    tree: Tree
    row: Idx | None = None
    column: Idx | None = None

    @property
    def labels(self) -> frozenset[Idx]:
        """The indices."""
        return frozenset(i for i in (self.row, self.column) if i is not None)

    @property
    def turned(self) -> "Labelled":
        """The transpose."""
        return Labelled(transposed(self.tree), self.column, self.row)

    def oriented(self, row: Idx | None, column: Idx | None) -> Tree:
        """The tree with these indices for rows and columns; missing ones are filled with copies."""
        if (self.row is not None and self.row == column) or (self.column is not None and self.column == row):
            return self.turned.oriented(row, column)
        if not self.labels <= {row, column}:
            raise NoMatrixForm("more indices than rows and columns")
        tree = self.tree
        if not self.labels:
            return _filled(tree, [Ones(extent(row))] if row else [], [Ones(extent(column))] if column else [])
        if row is not None and self.row is None:
            tree = product(Ones(extent(row)), tree)
        if column is not None and self.column is None:
            tree = product(tree, transposed(Ones(extent(column))))
        return tree


def _filled(scalar: Tree, rows: list[Tree], columns: list[Tree]) -> Tree:
    """A scalar in every place."""
    if not rows and not columns:
        return scalar
    ones = product(*rows, *(transposed(c) for c in columns))
    return multiple(scalar, ones)


class Network:
    """A product of factors, each over at most two indices."""

    def __init__(self, factors: list[Labelled], preferred: tuple[Idx, ...]) -> None:
        """A network; an empty one is 1."""
        self.factors = factors
        self.preferred = preferred

    def divide(self, divisors: Sequence[Labelled]) -> None:
        """Divide a factor over at least the same indices by each divisor, entry by entry."""
        for d in divisors:
            fitting = [f for f in self.factors if d.labels <= f.labels]
            if not fitting:
                self.factors.append(Labelled(Apply(1 / ARGUMENT, d.tree), d.row, d.column))
                continue
            f = min(fitting, key=lambda f: len(f.labels))
            if d.labels:
                tree: Tree = Quotient((f.tree, d.oriented(f.row, f.column)))
            else:
                tree = Scaled(d.tree, f.tree, divide=True)
            self.factors[self.factors.index(f)] = Labelled(tree, f.row, f.column)

    def contract(self, summed: set[Idx]) -> Labelled:
        """Multiply everything and sum over some indices, two factors at a time."""
        remaining = set(summed)
        while remaining:
            self._merge(remaining)
            i = self._next(remaining)
            sharing = [f for f in self.factors if i in f.labels]
            place = self.factors.index(sharing[0])
            self.factors = [f for f in self.factors if f not in sharing]
            self.factors.insert(place, self._joined(i, *sharing))
            remaining.discard(i)
        self._merge(set())
        return self._outer()

    def _merge(self, summed: set[Idx]) -> None:
        """Multiply factors over the same indices entry by entry; a dot product of two vectors is left for later."""
        merged: list[Labelled] = []
        for f in self.factors:
            same = [g for g in merged if g.labels == f.labels]
            if not same or not f.labels or self._is_dot_product(f, summed):
                merged.append(f)
                continue
            g = same[0]
            joined = hadamard([g.tree, f.oriented(g.row, g.column)])
            merged[merged.index(g)] = Labelled(joined, g.row, g.column)
        self.factors = merged

    def _is_dot_product(self, f: Labelled, summed: set[Idx]) -> bool:
        (*others, i) = f.labels
        return not others and i in summed and sum(i in g.labels for g in self.factors) == 2

    def _next(self, summed: set[Idx]) -> Idx:
        """An index that two factors share, else one that a single factor has, else one where a vector can be spread."""
        ordered = sorted(summed, key=str)
        for count in (2, 1):
            for i in ordered:
                sharing = [f for f in self.factors if i in f.labels]
                if len(sharing) == count and (count == 1 or sharing[0].labels & sharing[1].labels == {i}):
                    return i
        for i in ordered:
            vectors = [f for f in self.factors if f.labels == {i}]
            matrices = [f for f in self.factors if i in f.labels and len(f.labels) == 2]
            if vectors and matrices:
                v, m = vectors[0], matrices[0]
                self.factors.remove(v)
                spread = hadamard([m.tree, v.oriented(m.row, m.column)])
                self.factors[self.factors.index(m)] = Labelled(spread, m.row, m.column)
                return self._next(summed)
        raise NoMatrixForm("an index that more than two matrices share")

    def _joined(self, i: Idx, left: Labelled, right: Labelled | None = None) -> Labelled:
        """Σ_i left right, as a matrix product; with one factor, its sums along i."""
        if right is None:
            right = Labelled(Ones(extent(i)), i, None)
        if self._belongs_left(right, left, i):
            left, right = right, left
        first = left if left.column == i else left.turned
        second = right if right.row == i else right.turned
        tree = product(first.tree, second.tree)
        if first.row is None and second.column is None:
            tree = min(tree, product(transposed(second.tree), transposed(first.tree)), key=transposes)
        return Labelled(tree, first.row, second.column)

    def _belongs_left(self, right: Labelled, left: Labelled, i: Idx) -> bool:
        """Whether the second factor holds the rows of the result."""
        (a,), (b,) = (tuple(f.labels - {i}) or (None,) for f in (left, right))
        if a is None and b is None:
            return isinstance(right.tree, Ones)
        if a is None or b is None:
            return a is None and b is not None and b not in self.preferred[1:]
        return (b, a) == self.preferred[:2]

    def _outer(self) -> Labelled:
        """What is left: at most one matrix, at most two vectors, and scalars."""
        scalars = [f for f in self.factors if not f.labels]
        others = [f for f in self.factors if f.labels]
        labels = frozenset[Idx]().union(*(f.labels for f in others))
        if len(labels) > 2:
            raise NoMatrixForm("more indices than rows and columns")
        result = self._spread(others, labels)
        if not scalars:
            return result or Labelled(Constant(Integer(1)))
        scalar = hadamard([s.tree for s in scalars])
        return Labelled(multiple(scalar, result.tree), result.row, result.column) if result else Labelled(scalar)

    def _spread(self, factors: list[Labelled], labels: frozenset[Idx]) -> Labelled | None:
        """The product, entry by entry, of factors over some of two indices."""
        if not factors:
            return None
        whole = [f for f in factors if f.labels == labels]
        vectors = [f for f in factors if f.labels != labels]
        if whole:
            row, column = whole[0].row, whole[0].column
        else:
            row, column = self._rows_and_columns(labels)
        trees = [f.oriented(row, column) for f in whole]
        if len(vectors) == 2:
            first, second = sorted(vectors, key=lambda v: column in v.labels)
            trees.append(product(first.oriented(row, None), second.oriented(None, column)))
        else:
            trees += [v.oriented(row, column) for v in vectors]
        return Labelled(hadamard(trees), row, column)

    def _rows_and_columns(self, labels: frozenset[Idx]) -> tuple[Idx, Idx]:
        if labels == set(self.preferred) and len(self.preferred) == 2:
            return self.preferred[0], self.preferred[1]
        first, second = sorted(labels, key=str)
        return first, second
