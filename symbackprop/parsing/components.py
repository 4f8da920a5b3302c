"""One side of a statement about entries:  Sum(k, w[l][j,k] * a[l-1][k]) + b[l][j].

Numbers in entries count from 1, as in print.  d(u, x) is ∂u/∂x through the definitions between them; a list of
expressions is a statement about each of them.
"""

import ast
from collections.abc import Callable, Mapping
from operator import add, mul, sub, truediv

from sympy import Expr, Idx, Indexed, Integer, Rational, Symbol

from symbackprop.language.functions import ARGUMENT
from symbackprop.language.indices import size, summation
from symbackprop.language.systems import head
from symbackprop.matrices.lowering import lower
from symbackprop.matrices.tree import Named
from symbackprop.parsing import laws
from symbackprop.parsing.calls import MOST_POWER, function_law
from symbackprop.parsing.scope import Scope
from symbackprop.parsing.text import Part
from symbackprop.parsing.wholes import Wholes

Values = tuple[Expr, ...]
OPERATIONS: Mapping[type[ast.operator], Callable[[Expr, Expr], Expr]] = {
    ast.Add: add,
    ast.Sub: sub,
    ast.Mult: mul,
    ast.Div: truediv,
}


class Components:
    """Reads one side; `indices` are those that stand free in the statement."""

    def __init__(self, part: Part, scope: Scope, indices: Mapping[str, Idx]) -> None:
        """A reader of one side."""
        self.part, self.scope, self.names = part, scope, scope.names
        self.indices = dict(indices)

    def values(self) -> Values:
        """The expression, or each of a list."""
        return self._values(self.part.tree)

    def _values(self, node: ast.expr) -> Values:
        match node:
            case ast.List(elts=elements) if elements:
                return tuple(self.expression(e) for e in elements)
            case ast.BinOp(left, operation, right) if type(operation) in OPERATIONS:
                return self._each(node, self._values(left), self._values(right), OPERATIONS[type(operation)])
        return (self.expression(node),)

    def _each(self, node: ast.expr, left: Values, right: Values, operation: Callable[[Expr, Expr], Expr]) -> Values:
        if len(left) != len(right) and 1 not in (len(left), len(right)):
            raise self.part.fault(node, "these lists have different lengths", got=f"{len(left)} and {len(right)}")
        count = max(len(left), len(right))
        pairs = zip(left * (count // len(left)), right * (count // len(right)), strict=True)
        return tuple(operation(a, b) for a, b in pairs)

    def expression(self, node: ast.expr) -> Expr:
        """A single expression."""
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return Rational(str(value))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self.expression(operand)
            case ast.BinOp(left, ast.Pow(), ast.Constant(value=int(power))) if power <= MOST_POWER:
                return self.expression(left) ** power
            case ast.BinOp(left, operation, right) if type(operation) in OPERATIONS:
                return OPERATIONS[type(operation)](self.expression(left), self.expression(right))
            case ast.Call(keywords=[]):
                return self._call(node)
            case ast.Name() | ast.Subscript():
                return self._entry(node)
        raise self.part.fault(
            node,
            "this means nothing in a statement about entries",
            expected="entries, numbers, + - * / **, functions, Sum(k, …), d(u, x)",
        )

    def _entry(self, node: ast.Name | ast.Subscript) -> Expr:
        found = self.scope.quantity(node, self.part)
        if found is None:
            if not isinstance(node, ast.Name):
                raise self.part.fault(node, "only a name has indices")
            return self._symbol(node)
        named, where = found
        if len(where) != len(named.axes):
            raise self.part.fault(
                node,
                f"{self.part.quoted(node)} is not an entry",
                expected=f"{len(named.axes)} indices",
                got=str(len(where)),
                hint="for whole matrices, write = between the sides",
            )
        return entry(named, [self._index(w) for w in where])

    def _symbol(self, node: ast.Name) -> Expr:
        if self.names.aliases.get(node.id, node.id) == "m":
            return size("m")
        raise self.part.fault(node, f"{node.id} is not declared", expected=self.names.known())

    def _index(self, node: ast.expr) -> Expr:
        match node:
            case ast.Constant(value=int(value)) if value >= 1:
                return Integer(value - 1)
            case ast.Name(id=name) if name in self.indices:
                return self.indices[name]
        raise self.part.fault(node, "this is no index", expected="a letter, or a number from 1")

    def _call(self, node: ast.Call) -> Expr:
        match node:
            case ast.Call(func=ast.Name(id="Sum"), args=[_, *_, _]):
                return self._sum(node)
            case ast.Call(func=ast.Name(id="d"), args=[above, below]):
                return self._derivative(above, below)
            case ast.Call(func=ast.Name(id="norm2"), args=[_]):
                return lower(Wholes(self.part, self.scope).read(node), Integer(0), Integer(0))
            case ast.Call(args=[argument]):
                law = function_law(node, argument, self.part, self.scope)
                return law.xreplace({ARGUMENT: self.expression(argument)})
        raise self.part.fault(node, "there is no such function, or not of so many arguments")

    def _sum(self, node: ast.Call) -> Expr:
        *bound, body = node.args
        wanted = [b.id for b in bound if isinstance(b, ast.Name)]
        ranges = {name: i for name, i in self.scope.ranges(self.part, body).items() if name in wanted}
        for b in bound:
            if not isinstance(b, ast.Name) or b.id not in ranges:
                raise self.part.fault(b, "this index does not stand in what is summed", expected="Sum(k, …[k]…)")
            if b.id in self.indices:
                raise self.part.fault(b, f"{b.id} has a meaning outside of this sum", hint="take another letter")
        inner = Components(self.part, self.scope, {**self.indices, **ranges})
        return summation(inner.expression(body), *(ranges[name] for name in wanted))

    def _derivative(self, above: ast.expr, below: ast.expr) -> Expr:
        u, x = self.expression(above), self.expression(below)
        if not isinstance(x, Indexed | Symbol):
            raise self.part.fault(below, "a derivative is taken by an entry", got=self.part.quoted(below))
        if isinstance(u, Indexed | Symbol) and head(u) == self.names.system.cost:
            found = self.scope.quantity(below, self.part)
            gradient = None if found is None else self.names.gradient(found[0])
            if gradient is None:
                raise self.part.fault(below, "the derivative of the cost by this is not derived here")
            return entry(gradient, list(x.indices[-len(gradient.axes) :]) if gradient.axes else [])
        return laws.derivative(u, x, self.names)


def entry(named: Named, where: list[Expr]) -> Expr:
    """The entry of a quantity at some indices."""
    return named.tensor.at(*([named.layer] if named.tensor.is_generic else []), *where)
