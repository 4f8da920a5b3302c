"""One side of a statement about whole matrices, with its shape:  delta[l] @ a[l-1].T / m.

`@` is the matrix product, `*` the product entry by entry or by a scalar, `.T` the transpose; np.sum(X, axis=0) adds
rows up and leaves one row, axis=1 columns and leaves one column.  Sides that do not fit are a `Misfit`: the finding
that a statement is wrong by its shapes alone.
"""

import ast

from sympy import Expr, Indexed, Integer, Rational, Symbol

from symbackprop.errors import ShapeError
from symbackprop.language.functions import ARGUMENT
from symbackprop.language.indices import size
from symbackprop.matrices import tree as node_of
from symbackprop.matrices.lowering import lower
from symbackprop.matrices.tree import ONE, Named, Shape, Tree, shown
from symbackprop.parsing import laws
from symbackprop.parsing.calls import MOST_POWER, function_law
from symbackprop.parsing.scope import Scope
from symbackprop.parsing.text import Part


class Misfit(ShapeError):
    """Two matrices that do not go together, and their shapes."""

    def __init__(self, message: str, left: Shape, right: Shape, part: Part, node: ast.expr) -> None:
        """A misfit of two shapes in a part of a statement."""
        column, width = part.place(node)
        super().__init__(message, text=part.text, column=column, width=width, got=f"{shown(left)} and {shown(right)}")
        self.left, self.right = left, right


class Wholes:
    """Reads one side."""

    def __init__(self, part: Part, scope: Scope) -> None:
        """A reader of one side."""
        self.part, self.scope, self.names = part, scope, scope.names

    def tree(self) -> Tree:
        """The matrix expression.   Raises: Misfit where shapes do not fit."""
        return self.read(self.part.tree)

    def read(self, node: ast.expr) -> Tree:
        """A part of it."""
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return node_of.Constant(Rational(str(value)))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return node_of.scaled(-ONE, self.read(operand))
            case ast.BinOp(left, ast.Pow(), ast.Constant(value=int(power))) if power <= MOST_POWER:
                return self._applied(ARGUMENT**power, self.read(left))
            case ast.BinOp(left, operation, right):
                return self._operation(node, operation, self.read(left), self.read(right))
            case ast.Attribute(value=of, attr="T"):
                return node_of.Transpose(self.read(of))
            case ast.List(elts=[_, *_] as blocks):
                return self._row(node, [self.read(b) for b in blocks])
            case ast.Call():
                return self._call(node)
            case ast.Name() | ast.Subscript():
                return self._named(node)
        raise self.part.fault(
            node,
            "this means nothing in a statement about matrices",
            expected="quantities, numbers, @ * + - / **, .T, functions, np.sum(…)",
        )

    def _operation(self, node: ast.expr, operation: ast.operator, left: Tree, right: Tree) -> Tree:
        match operation:
            case ast.MatMult():
                if left.shape[1] != right.shape[0]:
                    raise Misfit("this product does not exist", left.shape, right.shape, self.part, node)
                return node_of.Product((left, right))
            case ast.Mult() if left.is_scalar:
                return node_of.Scaled(left, right)
            case ast.Mult() if right.is_scalar:
                return node_of.Scaled(right, left)
            case ast.Div() if right.is_scalar:
                return node_of.Scaled(right, left, divide=True)
            case ast.Add() | ast.Sub() | ast.Mult() | ast.Div():
                self._refuse_unequal(node, left, right)
        match operation:
            case ast.Mult():
                return node_of.Hadamard((left, right))
            case ast.Div():
                return node_of.Quotient((left, right))
            case ast.Add():
                return node_of.Total((left, right))
            case ast.Sub():
                return node_of.Total((left, node_of.scaled(-ONE, right)))
        raise self.part.fault(node, "this operation means nothing for matrices", expected="@ * + - / **")

    def _refuse_unequal(self, node: ast.expr, left: Tree, right: Tree) -> None:
        if left.shape != right.shape:
            raise Misfit("this needs two matrices of one shape", left.shape, right.shape, self.part, node)

    def _named(self, node: ast.Name | ast.Subscript) -> Tree:
        found = self.scope.quantity(node, self.part)
        if found is None:
            if not isinstance(node, ast.Name):
                raise self.part.fault(node, "only a name has indices")
            if self.names.aliases.get(node.id, node.id) == "m":
                return node_of.Constant(size("m"))
            raise self.part.fault(node, f"{node.id} is not declared", expected=self.names.known())
        named, where = found
        if where:
            hint = "for entries, write == between the sides"
            raise self.part.fault(node, f"{self.part.quoted(node)} is an entry, not a matrix", hint=hint)
        return named

    def _row(self, node: ast.List, blocks: list[Tree]) -> Tree:
        """Blocks side by side: [b W]."""
        for block in blocks[1:]:
            if block.shape[0] != blocks[0].shape[0]:
                raise Misfit("blocks side by side have equal heights", blocks[0].shape, block.shape, self.part, node)
        return node_of.Block((tuple(blocks),))

    def _applied(self, law: Expr, of: Tree) -> Tree:
        return node_of.Apply(law, of)

    def _call(self, node: ast.Call) -> Tree:
        match node:
            case ast.Call(func=ast.Attribute(ast.Name(id="np"), "sum") | ast.Name(id="sum"), args=[of]):
                return self._sum(node, self.read(of))
            case ast.Call(keywords=[_, *_]):
                raise self.part.fault(node, "only np.sum has named arguments", expected="axis=, keepdims=True")
            case ast.Call(func=ast.Name(id="norm2"), args=[of]):
                return node_of.SquaredNorm(self.read(of))
            case ast.Call(func=ast.Name(id="ones"), args=[count]):
                return node_of.Ones(self.scope.count(count, self.part))
            case ast.Call(func=ast.Name(id="diag"), args=[of]):
                return node_of.Diagonal(self.read(of))
            case ast.Call(func=ast.Name(id="d"), args=[above, below]):
                return self._derivative(node, self.read(above), self.read(below))
            case ast.Call(args=[argument]):
                return self._applied(function_law(node, argument, self.part, self.scope), self.read(argument))
        raise self.part.fault(node, "there is no such function, or not of so many arguments")

    def _sum(self, node: ast.Call, of: Tree) -> Tree:
        """np.sum: along an axis, its place kept with 1; over both without one."""
        axes = [0, 1]
        for word in node.keywords:
            match word:
                case ast.keyword(arg="axis", value=ast.Constant(value=int(axis))) if axis in (0, 1):
                    axes = [axis]
                case ast.keyword(arg="keepdims", value=ast.Constant(value=True)):
                    pass
                case _:
                    raise self.part.fault(word.value, "np.sum takes axis=0 or 1, and keepdims=True")
        if 0 in axes:
            of = node_of.Product((node_of.Transpose(node_of.Ones(of.shape[0])), of))
        return node_of.Product((of, node_of.Ones(of.shape[1]))) if 1 in axes else of

    def _derivative(self, node: ast.Call, above: Tree, below: Tree) -> Tree:
        """∂u/∂x where both are scalars."""
        if isinstance(above, Named) and above.tensor.name == self.names.system.cost and isinstance(below, Named):
            gradient = self.names.gradient(below)
            if gradient is None:
                raise self.part.fault(node, "the derivative of the cost by this is not derived here")
            return gradient
        if not above.is_scalar or not below.is_scalar:
            hint = "write it for entries, with == between the sides"
            raise self.part.fault(node, "the derivative of a matrix by a matrix is no matrix", hint=hint)
        u, x = (lower(t, Integer(0), Integer(0)) for t in (above, below))
        if not isinstance(x, Indexed | Symbol):
            raise self.part.fault(node.args[1], "a derivative is taken by a quantity")
        return node_of.Constant(laws.derivative(u, x, self.names))
