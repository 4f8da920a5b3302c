"""Matrix form: a small tree in which every node knows its shape and refuses operands that do not fit.

A vector is a column (n, 1), a scalar (1, 1).  `lowering` says what each node means in index form; nothing else does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property

from sympy import Add, Expr, Idx, Integer

from symbackprop.errors import ShapeError
from symbackprop.language.functions import ARGUMENT
from symbackprop.language.indices import extent, substitute
from symbackprop.language.systems import Tensor

Shape = tuple[Expr, Expr]
ONE = Integer(1)


@dataclass(frozen=True)
class Tree:
    """A matrix expression."""

    @property
    def shape(self) -> Shape:
        """Rows and columns."""
        raise NotImplementedError

    @property
    def is_scalar(self) -> bool:
        """Whether it is 1 × 1."""
        return self.shape == (ONE, ONE)

    @property
    def parts(self) -> tuple["Tree", ...]:
        """The trees that it is made of."""
        held = [getattr(self, f.name) for f in fields(self)]
        return tuple(t for h in held for t in (h if isinstance(h, tuple) else (h,)) if isinstance(t, Tree))


@dataclass(frozen=True)
class Constant(Tree):
    """A number, a size or a hyperparameter: an expression without entries."""

    value: Expr

    @property
    def shape(self) -> Shape:
        """1 × 1."""
        return ONE, ONE


@dataclass(frozen=True)
class Named(Tree):
    """A tensor as a whole, at a layer where the layer is its first index: W^{[l]}, z, C."""

    tensor: Tensor
    layer: Expr | None = None

    @cached_property
    def axes(self) -> tuple[Idx, ...]:
        """The axes of the matrix, with their ranges at this layer."""
        if not self.tensor.is_generic:
            return self.tensor.axes
        every, *inner = self.tensor.axes
        return tuple(substitute(i, {every: self.layer}) for i in inner)

    @cached_property
    def shape(self) -> Shape:
        """As many rows and columns as the axes have values."""
        rows, columns, *more = (*(extent(i) for i in self.axes), ONE, ONE)
        if len(more) > 2:
            raise ShapeError(f"{self.tensor.name} is no matrix", expected="at most 2 axes", got=str(len(self.axes)))
        return rows, columns


@dataclass(frozen=True)
class Ones(Tree):
    """The vector of n ones."""

    n: Expr

    @property
    def shape(self) -> Shape:
        """n × 1."""
        return self.n, ONE


@dataclass(frozen=True)
class Zeros(Tree):
    """The vector of n zeros: what stands beside a penalty that leaves the biases out."""

    n: Expr

    @property
    def shape(self) -> Shape:
        """n × 1."""
        return self.n, ONE


@dataclass(frozen=True)
class Diagonal(Tree):
    """diag(v); of a vector of ones, the identity."""

    vector: Tree

    def __post_init__(self) -> None:
        """Only a column has a diagonal matrix."""
        if self.vector.shape[1] != ONE:
            raise ShapeError("diag needs a vector", expected="(n, 1)", got=shown(self.vector.shape))

    @property
    def shape(self) -> Shape:
        """n × n."""
        return self.vector.shape[0], self.vector.shape[0]


@dataclass(frozen=True)
class Transpose(Tree):
    """Xᵀ."""

    of: Tree

    @property
    def shape(self) -> Shape:
        """Columns × rows."""
        rows, columns = self.of.shape
        return columns, rows


@dataclass(frozen=True)
class Product(Tree):
    """X Y ⋯, the matrix product."""

    factors: tuple[Tree, ...]

    def __post_init__(self) -> None:
        """Columns of each must be the rows of the next."""
        for left, right in zip(self.factors, self.factors[1:], strict=False):
            if left.shape[1] != right.shape[0]:
                raise ShapeError(
                    "this product does not exist",
                    expected=f"a right factor with {left.shape[1]} rows, for {shown(left.shape)}",
                    got=shown(right.shape),
                )

    @cached_property
    def shape(self) -> Shape:
        """Rows of the first × columns of the last."""
        return self.factors[0].shape[0], self.factors[-1].shape[1]


@dataclass(frozen=True)
class _Same(Tree):
    """Operands of one shape, entry by entry."""

    operands: tuple[Tree, ...]

    def __post_init__(self) -> None:
        """All shapes must be the same."""
        first, *others = (o.shape for o in self.operands)
        for shape in others:
            if shape != first:
                raise ShapeError(
                    f"{type(self).__name__.lower()} needs equal shapes", expected=shown(first), got=shown(shape)
                )

    @cached_property
    def shape(self) -> Shape:
        """The common shape."""
        return self.operands[0].shape


@dataclass(frozen=True)
class Hadamard(_Same):
    """X ⊙ Y ⊙ ⋯."""


@dataclass(frozen=True)
class Total(_Same):
    """X + Y + ⋯."""


@dataclass(frozen=True)
class Quotient(_Same):
    """X ⊘ Y, entry by entry."""


@dataclass(frozen=True)
class Scaled(Tree):
    """c X for a scalar c; X / c with `divide`."""

    factor: Tree
    of: Tree
    divide: bool = False

    def __post_init__(self) -> None:
        """The factor must be 1 × 1."""
        if not self.factor.is_scalar:
            raise ShapeError("a scalar multiple needs a scalar", expected="(1, 1)", got=shown(self.factor.shape))

    @property
    def shape(self) -> Shape:
        """The shape of X."""
        return self.of.shape


@dataclass(frozen=True)
class Apply(Tree):
    """f(X), entry by entry; `law` is f(u) with the symbol u of `ARGUMENT`."""

    law: Expr
    of: Tree

    def __post_init__(self) -> None:
        """A law says what happens to u."""
        if not self.law.has(ARGUMENT):
            raise ShapeError(f"{self.law} is no function of {ARGUMENT}")

    @property
    def shape(self) -> Shape:
        """The shape of X."""
        return self.of.shape


@dataclass(frozen=True)
class SquaredNorm(Tree):
    """‖X‖²_F, the sum of the squares of all entries."""

    of: Tree

    @property
    def shape(self) -> Shape:
        """1 × 1."""
        return ONE, ONE


@dataclass(frozen=True)
class Dependent(Tree):
    """C(X), a quantity that depends on a whole matrix, or, with `gradient`, the matrix of its derivatives ∇_X C."""

    name: str
    of: Tree
    gradient: bool = False

    @property
    def shape(self) -> Shape:
        """1 × 1, or the shape of X."""
        return self.of.shape if self.gradient else (ONE, ONE)


@dataclass(frozen=True)
class OverLayers(Tree):
    """Σ_l of a tree in which l is a layer."""

    layer: Idx
    of: Tree

    @property
    def shape(self) -> Shape:
        """The shape of every term."""
        return self.of.shape


@dataclass(frozen=True)
class Block(Tree):
    """A matrix of matrices: rows of trees, such as [b W]."""

    rows: tuple[tuple[Tree, ...], ...]

    def __post_init__(self) -> None:
        """Blocks in a row have equal heights, blocks in a column equal widths."""
        widths = [t.shape[1] for t in self.rows[0]]
        for row in self.rows:
            if [t.shape[1] for t in row] != widths or len({t.shape[0] for t in row}) > 1:
                raise ShapeError("these blocks do not fit", got=" ".join(shown(t.shape) for t in row))

    @property
    def parts(self) -> tuple[Tree, ...]:
        """The blocks."""
        return tuple(t for row in self.rows for t in row)

    @cached_property
    def shape(self) -> Shape:
        """The sums of heights and of widths."""
        return Add(*(row[0].shape[0] for row in self.rows)), Add(*(t.shape[1] for t in self.rows[0]))


def shown(shape: Shape) -> str:
    """A shape in a message."""
    return f"({shape[0]}, {shape[1]})"


def transposed(tree: Tree) -> Tree:
    """Xᵀ with few transposes: (X Y)ᵀ = Yᵀ Xᵀ always, (X ⊙ Y)ᵀ = Xᵀ ⊙ Yᵀ where that leaves fewer."""
    if tree.is_scalar:
        return tree
    match tree:
        case Transpose(of):
            return of
        case Product(factors):
            return Product(tuple(transposed(f) for f in reversed(factors)))
        case Scaled(factor, of, divide):
            return Scaled(factor, transposed(of), divide)
        case OverLayers(layer, of):
            return OverLayers(layer, transposed(of))
        case _Same(operands):
            return _fewer(type(tree)(tuple(transposed(o) for o in operands)), tree)
        case Apply(law, of):
            return _fewer(Apply(law, transposed(of)), tree)
        case Diagonal():
            return tree
    return Transpose(tree)


def _fewer(inside: Tree, tree: Tree) -> Tree:
    """The transpose taken inside, or around the whole."""
    return inside if transposes(inside) <= transposes(tree) else Transpose(tree)


def transposes(tree: Tree) -> int:
    """How many transposes a tree prints."""
    return isinstance(tree, Transpose) + sum(transposes(p) for p in tree.parts)


def product(*factors: Tree) -> Tree:
    """A product with the scalar multiples in front and nested products flattened."""
    flat: list[Tree] = []
    scalars: list[Scaled] = []
    for factor in factors:
        while isinstance(factor, Scaled):
            scalars.append(factor)
            factor = factor.of
        flat += factor.factors if isinstance(factor, Product) else (factor,)
    result: Tree = Product(tuple(flat)) if len(flat) > 1 else flat[0]
    for s in reversed(scalars):
        result = Scaled(s.factor, result, s.divide)
    return result


def hadamard(operands: Sequence[Tree]) -> Tree:
    """X ⊙ Y ⊙ ⋯, nested ones flattened; one operand alone is itself."""
    flat: list[Tree] = []
    for operand in operands:
        flat += operand.operands if isinstance(operand, Hadamard) else (operand,)
    return Hadamard(tuple(flat)) if len(flat) > 1 else flat[0]


def scaled(factor: Expr, tree: Tree) -> Tree:
    """c X for an expression c without entries; 1 X is X, and c (d X) is (c d) X."""
    if isinstance(tree, Constant):
        return Constant(factor * tree.value)
    if isinstance(tree, Scaled) and isinstance(tree.factor, Constant) and not tree.divide:
        return scaled(factor * tree.factor.value, tree.of)
    return tree if factor == 1 else Scaled(Constant(factor), tree)


def total(operands: Sequence[Tree]) -> Tree:
    """X + Y + ⋯; −(X + Y) where all terms are negative."""
    if all(coefficient(o).could_extract_minus_sign() for o in operands):
        return scaled(-ONE, Total(tuple(scaled(-ONE, o) for o in operands)))
    return Total(tuple(operands))


def coefficient(tree: Tree) -> Expr:
    """The constant in front of a tree."""
    if isinstance(tree, Constant):
        return tree.value
    return tree.factor.value if isinstance(tree, Scaled) and isinstance(tree.factor, Constant) else ONE


def multiple(factor: Tree, tree: Tree) -> Tree:
    """s X for a scalar tree s, the constants in front."""
    if isinstance(factor, Constant):
        return scaled(factor.value, tree)
    if isinstance(factor, Scaled) and isinstance(factor.factor, Constant) and not factor.divide:
        return scaled(factor.factor.value, multiple(factor.of, tree))
    return Scaled(factor, tree)
