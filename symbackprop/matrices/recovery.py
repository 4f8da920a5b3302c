"""From the index form to the tree: products with sums are small tensor networks, contracted two factors at a time.

    Σ_k w[j,k] a[k,s]        W A           δ[j] a[k]            δ aᵀ
    Σ_s δ[j,s]               δ 1           b[j] beside z[j,s]   b 1ᵀ
    Σ_i w[i,j] δ[i,s] g'(z[j,s])           (Wᵀ δ) ⊙ g'(Z)

Nothing here is trusted: what is found is lowered again and compared.
"""

from collections.abc import Iterable, Sequence

from sympy import Abs, Add, Expr, Function, Idx, Indexed, KroneckerDelta, Mul, Pow, Sum, Symbol

from symbackprop.language.functions import ARGUMENT
from symbackprop.language.indices import bound, extent, free_indices
from symbackprop.language.nodes import Dependence, Unspecified
from symbackprop.language.systems import System, Tensor
from symbackprop.matrices.contraction import Labelled, Network, NoMatrixForm
from symbackprop.matrices.tree import (
    ONE,
    Apply,
    Constant,
    Dependent,
    Diagonal,
    Named,
    Ones,
    OverLayers,
    SquaredNorm,
    Tree,
    scaled,
    total,
)


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


def _divides(factor: Expr) -> bool:
    return isinstance(factor, Pow) and bool(factor.exp.is_negative)
