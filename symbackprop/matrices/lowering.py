"""From the tree to the index form: what each node means, entry by entry.

    (X Y)_rc = Σ_i X_ri Y_ic     (Xᵀ)_rc = X_cr     ‖X‖² = Σ_r Σ_c X_rc²

It knows nothing of how trees are found.  A tree that lowers to the canonical form of the equation that it came from is
the equation; a transpose that was dropped on the way is not.
"""

from collections.abc import Iterator

from sympy import Add, Expr, Idx, Integer, KroneckerDelta, Mul, Tuple

from symbackprop.errors import ShapeError
from symbackprop.language.functions import ARGUMENT
from symbackprop.language.indices import index, summation
from symbackprop.language.nodes import Dependence
from symbackprop.matrices import tree as node
from symbackprop.matrices.tree import ONE, Tree


def lower(tree: Tree, row: Expr, column: Expr) -> Expr:
    """The entry (row, column) of a tree; along an axis of length 1 the index is not used."""
    return _Lowering().entry(tree, row, column)


class _Lowering:
    """One lowering; every sum gets an index of its own."""

    def __init__(self) -> None:
        self.used = 0

    def bound(self, count: Expr) -> Idx | None:
        """A new summation index, or none over a single value."""
        if count == ONE:
            return None
        self.used += 1
        return index(f"e{self.used}", count)

    def entry(self, tree: Tree, row: Expr, column: Expr) -> Expr:
        """The entry at (row, column)."""
        match tree:
            case node.Constant(value):
                return value
            case node.Named():
                return self._named(tree, row, column)
            case node.Ones():
                return Integer(1)
            case node.Zeros():
                return Integer(0)
            case node.Diagonal(vector):
                return KroneckerDelta(row, column) * self.entry(vector, row, Integer(0))
            case node.Transpose(of):
                return self.entry(of, column, row)
            case node.Product(factors):
                return self._product(factors, row, column)
            case node.Hadamard(operands):
                return Mul(*(self.entry(o, row, column) for o in operands))
            case node.Total(operands):
                return Add(*(self.entry(o, row, column) for o in operands))
            case node.Quotient((above, below)):
                return self.entry(above, row, column) / self.entry(below, row, column)
            case node.Scaled(factor, of, divide):
                scale = self.entry(factor, Integer(0), Integer(0))
                return self.entry(of, row, column) * (1 / scale if divide else scale)
            case node.Apply(law, of):
                return law.xreplace({ARGUMENT: self.entry(of, row, column)})
            case node.OverLayers(layer, of):
                return summation(self.entry(of, row, column), layer)
            case node.SquaredNorm(of):
                r, c = self.bound(of.shape[0]), self.bound(of.shape[1])
                return self._summed(self.entry(of, _or_zero(r), _or_zero(c)) ** 2, r, c)
            case node.Dependent():
                return self._dependent(tree, row, column)
        raise ShapeError(f"{type(tree).__name__} has no entries by formula")

    def _named(self, tree: node.Named, row: Expr, column: Expr) -> Expr:
        where = tuple(i for i, _ in zip((row, column), tree.axes, strict=False))
        return tree.tensor.at(*([tree.layer] if tree.tensor.is_generic else []), *where)

    def _product(self, factors: tuple[Tree, ...], row: Expr, column: Expr) -> Expr:
        if any(_blocks(f) for f in factors):
            return self._product_of_blocks(factors, row, column)
        inner = [self.bound(left.shape[1]) for left in factors[:-1]]
        rows = [row, *(_or_zero(i) for i in inner)]
        columns = [*rows[1:], column]
        body = Mul(*(self.entry(f, r, c) for f, r, c in zip(factors, rows, columns, strict=True)))
        return self._summed(body, *inner)

    def _product_of_blocks(self, factors: tuple[Tree, ...], row: Expr, column: Expr) -> Expr:
        """[X Y] [U; V] = X U + Y V."""
        (across, *lower), down = (_blocks(f) for f in factors[:2])
        if len(factors) != 2 or lower or len(across) != len(down) or any(len(blocks) != 1 for blocks in down):
            raise ShapeError("only a row of blocks times a column of as many has entries by formula")
        terms = (node.Product((left, right)) for left, (right,) in zip(across, down, strict=True))
        return Add(*(self.entry(t, row, column) for t in terms))

    def _dependent(self, tree: node.Dependent, row: Expr, column: Expr) -> Expr:
        own = [self.bound(n) for n in tree.of.shape]
        body = self.entry(tree.of, *(_or_zero(i) for i in own))
        at = tuple(i for i, b in zip((row, column), own, strict=True) if b is not None)
        return Dependence(tree.name, body, tuple(_present(own)), (Tuple(*at),) if tree.gradient else ())

    @staticmethod
    def _summed(body: Expr, *indices: Idx | None) -> Expr:
        return summation(body, *_present(indices))


def _blocks(tree: Tree) -> list[tuple[Tree, ...]]:
    """The rows of a matrix of matrices, or of its transpose; none for other trees."""
    match tree:
        case node.Block(rows):
            return list(rows)
        case node.Transpose(node.Block(rows)):
            return [tuple(node.Transpose(t) for t in column) for column in zip(*rows, strict=True)]
    return []


def _present(indices: tuple[Idx | None, ...] | list[Idx | None]) -> Iterator[Idx]:
    return (i for i in indices if i is not None)


def _or_zero(i: Idx | None) -> Expr:
    return Integer(0) if i is None else i
