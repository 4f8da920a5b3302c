"""What is true of weights and bias alike, said once of Θ = [b W]: its gradient, and its update.

    [∂C/∂b ∂C/∂W]  =  δ ãᵀ + λ/m [0 W]          [b W]  ←  [b W] − α [∂C/∂b ∂C/∂W]

Found from the equation of the weights alone, by putting beside each of its terms what belongs to the bias: 1 beside an
activation, 0 beside the weights of a penalty, the bias beside weights that are updated, and beside what an optimiser
remembers of the weights what it remembers of the bias.  Nothing of this is trusted:
the columns of both sides are lowered, and compared with the equations of the bias and of the weights.
"""

from collections.abc import Iterator
from dataclasses import replace

from sympy import Expr, Idx, Indexed

from symbackprop.errors import ShapeError
from symbackprop.language.indices import inside, names_in, rename_apart, substitute
from symbackprop.language.systems import Equation, Role, System, Tensor
from symbackprop.matrices.checked import MatrixEquation, is_faithful
from symbackprop.matrices.contraction import NoMatrixForm
from symbackprop.matrices.tree import (
    ONE,
    Apply,
    Block,
    Constant,
    Hadamard,
    Named,
    Ones,
    Product,
    Quotient,
    Scaled,
    Total,
    Transpose,
    Tree,
    Zeros,
    transposed,
)

Columns = tuple[Tree, ...]


def with_bias_column(found: MatrixEquation, equation: Equation, system: System) -> MatrixEquation | None:
    """The one equation of weights and bias, where `equation` is that of the weights and the bias has its like."""
    of_bias = equation_of_bias(equation, system)
    if of_bias is None or not isinstance(found.left, Named):
        return None
    beside = _Beside(system, zeros=found.left.tensor.updates is None)
    try:
        joined = replace(found, left=beside.bias(found.left), right=beside.joined(found.right))
        return joined if columns_are_faithful(joined, (of_bias, equation)) else None
    except (NoMatrixForm, ShapeError):
        return None


def equation_of_bias(equation: Equation, system: System) -> Equation | None:
    """What a System says of the bias, in the layer for which `equation` says it of the weights."""
    weights = system.by_name.get(equation.defines)
    bias = None if weights is None else like_for_bias(weights, system)
    if bias is None or not isinstance(equation.lhs, Indexed):
        return None
    left = bias.at(*equation.lhs.indices[: len(bias.axes)])
    return next((e for d in system.definitions(bias.name) if (e := _at(d, left)) is not None), None)


def _at(definition: Equation, left: Expr) -> Equation | None:
    """A definition for an entry that it may define: layer 2 of L layers, where another equation shows that it is."""
    where = dict(zip(definition.lhs.indices, left.indices, strict=True))
    if not all(own == at or (isinstance(own, Idx) and inside(at, own) is not False) for own, at in where.items()):
        return None
    apart = rename_apart(definition.rhs, names_in(left) | names_in(definition.lhs))
    return Equation(left, substitute(apart, {own: at for own, at in where.items() if own != at}))


def owner(tensor: Tensor, system: System) -> Tensor | None:
    """What an optimiser's memory, or a running total, belongs to: v_w1 and u_hat_w1 are of w1, Delta_dw is of dw."""
    if tensor.role not in (Role.STATE, Role.QUANTITY) or not tensor.symbol:
        return None
    name = tensor.name.removeprefix("next_").removeprefix(f"{tensor.symbol}_")
    return system.by_name.get(name) if name != tensor.name else None


def like_for_bias(tensor: Tensor, system: System) -> Tensor | None:
    """b for w, ∂C/∂b for ∂C/∂w, the next b for the next w, and what an optimiser remembers of b.

    None where there is none, or in another measure.
    """
    if tensor.role is Role.WEIGHT and not tensor.updates:
        same_layer = (t for t in system.tensors if t.role is Role.BIAS and t.layer == tensor.layer and not t.updates)
        return next(same_layer, None)
    for link in (_gradient_of, _updates, owner):
        if (of := link(tensor, system)) is not None:
            bias = like_for_bias(of, system)
            alike = (t for t in system.tensors if link(t, system) == bias and _is_alike(t, tensor))
            return next(alike, None) if bias is not None else None
    return None


def _gradient_of(tensor: Tensor, system: System) -> Tensor | None:
    return system.by_name.get(tensor.gradient_of or "")


def _updates(tensor: Tensor, system: System) -> Tensor | None:
    return system.by_name.get(tensor.updates or "")


def _is_alike(tensor: Tensor, other: Tensor) -> bool:
    """Whether two tensors are the same but for what they belong to."""
    is_parameter = tensor.role in (Role.WEIGHT, Role.BIAS) or tensor.gradient_of is not None
    same_name = is_parameter or tensor.symbol == other.symbol
    return same_name and tensor.factor == other.factor and bool(tensor.updates) == bool(other.updates)


class _Beside:
    """Trees of weights with what belongs to the bias beside them."""

    def __init__(self, system: System, zeros: bool) -> None:
        self.system = system
        self.zeros = zeros

    def joined(self, tree: Tree) -> Tree:
        """A term of the weights, with a column for the bias.   Raises: NoMatrixForm."""
        match tree:
            case Total(operands) | Hadamard(operands) | Quotient(operands):
                return type(tree)(tuple(self.joined(o) for o in operands))
            case Apply(law, of):
                return Apply(law, self.joined(of))
            case Transpose(Ones()):
                return Block(((Constant(ONE), tree),))
            case Ones() | Constant():
                return Block(((tree, tree),))
            case Scaled(factor, of, divide):
                return Scaled(factor, self.joined(of), divide)
            case Product((*first, last)):
                return Product((*first, self.joined(last)))
            case Named(tensor) | Transpose(Named(tensor)) if tensor.role in (Role.ACTIVATION, Role.INPUT):
                return _with_unit(tree)
            case Named(tensor) if self.zeros and tensor.role is Role.WEIGHT:
                return Block(((Zeros(tree.shape[0]), tree),))
            case Named():
                return self.bias(tree)
        raise NoMatrixForm("no part of the bias beside this")

    def bias(self, weights: Named) -> Block:
        """[b W], or the same of what belongs to them.   Raises: NoMatrixForm."""
        bias = like_for_bias(weights.tensor, self.system)
        if bias is None:
            raise NoMatrixForm(f"nothing like {weights.tensor.name} belongs to a bias")
        return Block(((Named(bias, weights.layer), weights),))


def _with_unit(activation: Tree) -> Tree:
    """[1 A] where examples are rows; [1ᵀ; A]ᵀ, transposed as it was, where they are columns, or where there is one."""
    if isinstance(activation, Named) and not activation.is_scalar:
        return Block(((Ones(activation.shape[0]), activation),))
    whole = activation.of if isinstance(activation, Transpose) else activation
    examples = whole.shape[1]
    unit: Tree = Constant(ONE) if examples == ONE else Transpose(Ones(examples))
    return Transpose(Block(((unit,), (whole,))))


# The proof


def columns_are_faithful(joined: MatrixEquation, equations: tuple[Equation, ...]) -> bool:
    """Whether each column of both sides is the equation that is said of it."""
    lefts, rights = columns(joined.left), columns(joined.right)
    if len(lefts) != len(equations) or len(rights) != len(equations):
        return False
    return all(map(is_faithful, lefts, rights, equations))


def columns(tree: Tree) -> Columns:
    """The columns of blocks that a tree is made of: X [U V] = [X U  X V]; a tree without blocks is one column."""
    match tree:
        case Block((row,)):
            return row
        case Transpose(Block(rows)) if all(len(row) == 1 for row in rows):
            return tuple(transposed(block) for (block,) in rows)
        case Product((*first, last)):
            return tuple(Product((*first, c)) for c in columns(last))
        case Scaled(factor, of, divide):
            return tuple(Scaled(factor, c, divide) for c in columns(of))
        case Apply(law, of):
            return tuple(Apply(law, c) for c in columns(of))
        case Total(operands) | Hadamard(operands) | Quotient(operands):
            return tuple(type(tree)(column) for column in _side_by_side([columns(o) for o in operands]))
    return (tree,)


def _side_by_side(operands: list[Columns]) -> Iterator[tuple[Tree, ...]]:
    """The first columns of all operands, then the second."""
    if len({len(o) for o in operands}) > 1:
        raise ShapeError("these columns of blocks do not fit", got=", ".join(str(len(o)) for o in operands))
    yield from zip(*operands, strict=True)
