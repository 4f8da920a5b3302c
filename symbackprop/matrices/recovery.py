"""From the index form to the tree: products with sums are small tensor networks, contracted two factors at a time.

    Σ_k w[j,k] a[k,s]        W A           δ[j] a[k]            δ aᵀ
    Σ_s δ[j,s]               δ 1           b[j] beside z[j,s]   b 1ᵀ
    Σ_i w[i,j] δ[i,s] g'(z[j,s])           (Wᵀ δ) ⊙ g'(Z)

Every intermediate result carries the index of its rows and of its columns; factors over the same indices multiply entry
by entry, a summed index that two factors share makes a matrix product, one that a single factor has is summed with a
vector of ones.  Nothing here is trusted: what is found is lowered again and compared.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sympy import Abs, Add, Expr, Function, Idx, Indexed, Integer, KroneckerDelta, Mul, Pow, Sum, Symbol

from symbackprop.errors import SymbackpropError
from symbackprop.language.functions import ARGUMENT
from symbackprop.language.indices import bound, extent, free_indices
from symbackprop.language.nodes import Dependence, Unspecified
from symbackprop.language.systems import System, Tensor
from symbackprop.matrices.tree import (
    ONE,
    Apply,
    Constant,
    Dependent,
    Diagonal,
    Named,
    Ones,
    OverLayers,
    Quotient,
    Scaled,
    SquaredNorm,
    Tree,
    hadamard,
    multiple,
    product,
    scaled,
    total,
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


def recover(expr: Expr, axes: Sequence[Idx], system: System) -> Tree:
    """The tree whose entry at `axes` (row and column, or row, or none) is the expression.

    Raises: NoMatrixForm; ShapeError never, unless the expression itself is wrong.
    """
    wide = [i if extent(i) != ONE else None for i in axes]
    if len(wide) > 2:
        raise NoMatrixForm("more axes than rows and columns")
    row, column = (*wide, None, None)[:2]
    return Recovery(system, tuple(i for i in wide if i is not None)).labelled(expr).oriented(row, column)


class Recovery:
    """The recovery of one expression; `preferred` decides which index makes the rows where both may."""

    def __init__(self, system: System, preferred: tuple[Idx, ...] = ()) -> None:
        """A recovery for the tensors of a System."""
        self.system = system
        self.preferred = preferred

    def labelled(self, expr: Expr) -> Labelled:
        """An expression as a tree over its free indices."""
        if self.is_constant(expr):
            return Labelled(Constant(expr))
        match expr:
            case Indexed():
                return self._entry(expr)
            case Symbol():
                return Labelled(Named(self.system[expr.name]))
            case Add():
                return self._total(expr)
            case KroneckerDelta():
                left, right = expr.args
                if not isinstance(left, Idx) or not isinstance(right, Idx) or extent(left) != extent(right):
                    raise NoMatrixForm("a Kronecker delta of two ranges")
                return Labelled(Diagonal(Ones(extent(left))), left, right)
            case Dependence():
                return self._dependence(expr)
            case Unspecified():
                return self._apply(Unspecified(expr.name, expr.order, expr.layer, ARGUMENT), expr.argument)
            case Pow(base=base, exp=exponent) if exponent.is_number and not exponent.is_negative:
                return self._apply(ARGUMENT**exponent, base)
            case Mul() | Sum() | Pow():
                return self._product(expr)
            case Function() | Abs() if len(expr.args) == 1:
                return self._apply(expr.func(ARGUMENT), expr.args[0])
        raise NoMatrixForm(f"no matrix form of {type(expr).__name__}")

    def is_constant(self, expr: Expr) -> bool:
        """Whether an expression has no entries: numbers, sizes and hyperparameters."""
        if isinstance(expr, Symbol):
            return bool(expr.is_integer) or (
                expr.name in self.system.by_name and self.system[expr.name].role == "hyperparameter"
            )
        if isinstance(expr, Idx | KroneckerDelta | Dependence | Unspecified | Sum):
            return False
        if isinstance(expr, Indexed):
            return bool(expr.base.label.is_integer)
        return isinstance(expr, Expr) and all(self.is_constant(a) for a in expr.args)

    # Names

    def named(self, expr: Indexed) -> tuple[Named, tuple[Expr, ...]]:
        """The tensor of an entry as a whole, and the entry's indices without the layer."""
        tensor: Tensor = self.system[str(expr.base.label)]
        if tensor.is_generic:
            return Named(tensor, expr.indices[0]), tuple(expr.indices[1:])
        return Named(tensor), tuple(expr.indices)

    def _entry(self, expr: Indexed) -> Labelled:
        tree, where = self.named(expr)
        if len(where) > 2:
            raise NoMatrixForm(f"{expr.base.label} has {len(where)} axes")
        labels = [self._label(i, axis) for i, axis in zip(where, tree.axes, strict=True)]
        row, column = (*labels, None, None)[:2]
        if row is not None and row == column:
            raise NoMatrixForm("an index that is row and column at once")
        return Labelled(tree, row, column)

    @staticmethod
    def _label(i: Expr, axis: Idx) -> Idx | None:
        if extent(axis) == ONE:
            return None
        if not isinstance(i, Idx) or (i.lower, i.upper) != (axis.lower, axis.upper):
            raise NoMatrixForm(f"{i} is one place, not an axis")
        return i

    # Entry by entry

    def _apply(self, law: Expr, argument: Expr) -> Labelled:
        inner = self.labelled(argument)
        return Labelled(Apply(law, inner.tree), inner.row, inner.column)

    def _total(self, expr: Add) -> Labelled:
        terms = [self.labelled(a) for a in expr.args]
        row, column = self._axes(terms)
        return Labelled(total([t.oriented(row, column) for t in terms]), row, column)

    def _axes(self, terms: Sequence[Labelled]) -> tuple[Idx | None, Idx | None]:
        """Rows and columns that hold the indices of all terms."""
        labels = frozenset[Idx]().union(*(t.labels for t in terms))
        if len(labels) > 2:
            raise NoMatrixForm("more indices than rows and columns")
        if labels == set(self.preferred) and len(labels) == 2:
            return self.preferred[0], self.preferred[1]
        for t in terms:
            if t.labels == labels:
                return t.row, t.column
        first, second = sorted(labels, key=str)
        return first, second

    def _dependence(self, expr: Dependence) -> Labelled:
        if not isinstance(expr.body, Indexed) or len(expr.at) > 1:
            raise NoMatrixForm("a dependence on more than one matrix")
        tree, where = self.named(expr.body)
        if tuple(where) != bound(expr):
            raise NoMatrixForm("a dependence on part of a matrix")
        if not expr.at:
            return Labelled(Dependent(str(expr.name), tree))
        labels = [self._label(i, axis) for i, axis in zip(expr.at[0], tree.axes, strict=True)]
        row, column = (*labels, None, None)[:2]
        return Labelled(Dependent(str(expr.name), tree, gradient=True), row, column)

    # Products and sums

    def _product(self, expr: Expr) -> Labelled:
        """Σ_summed c Π factors / Π divisors."""
        summed: list[Idx] = []
        body = expr
        while isinstance(body, Sum):
            summed += bound(body)
            body = body.function
        if summed and self._is_layer(summed[0], body):
            first, *others = summed
            inner = self._product_of(body, others) if others else self.labelled(body)
            return Labelled(OverLayers(first, inner.tree), inner.row, inner.column)
        return self._product_of(body, summed)

    @staticmethod
    def _is_layer(i: Idx, body: Expr) -> bool:
        """Whether an index is a layer: other ranges depend on it, or it stands in front of a generic quantity."""
        return any(i in free_indices(a) and a != i for a in body.atoms(Idx)) or any(
            u.layer.has(i) for u in body.atoms(Unspecified)
        )

    def _product_of(self, body: Expr, summed: Sequence[Idx]) -> Labelled:
        if isinstance(body, Add) and summed and all(isinstance(i, Idx) for i in summed):
            return self._sum_of_terms(body, summed)
        factors = Mul.make_args(body)
        constant = Mul(*(f for f in factors if self.is_constant(f)))
        others = [f for f in factors if not self.is_constant(f)]
        divisors = [self.labelled(1 / f) for f in others if _divides(f)]
        network = Network([self.labelled(f) for f in others if not _divides(f)], self.preferred)
        wide = {i for i in summed if extent(i) != ONE}
        self._refuse_unused(wide, [*network.factors, *divisors])
        if len(others) == 1 and isinstance(others[0], Pow) and others[0].exp == 2 and wide:
            squared = self.labelled(others[0].base)
            if squared.labels == wide:
                return Labelled(scaled(constant, SquaredNorm(squared.tree)))
        network.divide(divisors)
        result = network.contract(wide)
        return Labelled(scaled(constant, result.tree), result.row, result.column)

    def _sum_of_terms(self, body: Add, summed: Sequence[Idx]) -> Labelled:
        """Σ of a sum of terms: sums of dot products over one index, else 1ᵀ(X + Y)1."""
        inner = self._total(body)
        wide = {i for i in summed if extent(i) != ONE}
        if wide == inner.labels and len(wide) == 1:
            terms = [self._product_of(a, summed) for a in body.args if free_indices(a) & wide]
            if len(terms) == len(body.args):
                return Labelled(total([t.tree for t in terms]))
        self._refuse_unused(wide, [inner])
        return Network([inner], self.preferred).contract(wide)

    @staticmethod
    def _refuse_unused(summed: Iterable[Idx], factors: Sequence[Labelled]) -> None:
        for i in summed:
            if not any(i in f.labels for f in factors):
                raise NoMatrixForm(f"a sum over {i} of what does not depend on it")


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


def _divides(factor: Expr) -> bool:
    return isinstance(factor, Pow) and bool(factor.exp.is_negative)
