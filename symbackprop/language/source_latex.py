"""A function as its author wrote it, in LaTeX: latexify-py draws the very tree that is read as a formula.

latexify drops keywords and prints whatever it is given (`.T` as a word, `np.sum(z)` as a bare Σ, 1e-05 as a product
with e).  So the tree is first rebuilt from the few constructs that it is known to draw truly, with every name replaced
by what it is bound to; anything else is refused.
"""

import ast
import math
from collections.abc import Callable
from types import FunctionType
from typing import Any

from latexify.codegen import FunctionCodegen
from latexify.codegen.expression_rules import BUILTIN_FUNCS

from symbackprop.errors import FunctionError
from symbackprop.language.python_names import meaning_of
from symbackprop.language.python_sources import Source, find_source

# canonical names that latexify draws as what they mean
_DRAWN = frozenset(
    "exp log log2 log10 sqrt abs sin cos tan sinh cosh tanh arcsin arccos arctan arsinh erf max min".split()  # noqa: SIM905
)
_MATRICES = frozenset(
    ("array", "ndarray", "zeros", "identity", "transpose", "det", "matrix_rank", "matrix_power", "inv", "pinv")
)
_CONSTANTS = {math.pi: "pi", math.e: "e"}
_OPERATIONS = ast.Add | ast.Sub | ast.Mult | ast.Div | ast.Pow
_ORDERS = ast.Lt | ast.LtE | ast.Gt | ast.GtE
_TASK = "shown as it was written"
_HINT = "typeset the formula that was read instead"


def latex_as_written(function: Callable[..., Any]) -> str:
    r"""The definition in LaTeX, in its author's own shape.

    >>> import numpy as np
    >>> from symbackprop.language.source_latex import latex_as_written
    >>> def swish(z):
    ...     return z / (1 + np.exp(-z))
    >>> print(latex_as_written(swish))
    \mathrm{swish}(z) = \frac{z}{1 + \exp \mathopen{}\left( -z \mathclose{}\right)}

    Raises: FunctionError where it holds a construct that would not be drawn truly.
    """
    source = find_source(function)
    if source is None:
        name = getattr(function, "__name__", repr(function))
        raise FunctionError(f"{name} cannot be shown as it was written: its source is not at hand", hint=_HINT)
    drawable = ast.fix_missing_locations(ast.Module([_Drawing(source).definition()], []))
    return str(FunctionCodegen(use_math_symbols=True).visit(drawable))


class _Drawing:
    """The rebuilding of one function's tree from drawable constructs."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.local = {parameter.arg for parameter in source.parameters}

    def definition(self) -> ast.FunctionDef:
        """The whole function; a lambda is called f."""
        node = self.source.node
        spec = node.args
        if spec.vararg or spec.kwarg or spec.kwonlyargs or spec.defaults:
            raise self._refusal(node, "its parameters have defaults or names")
        body: list[ast.stmt]
        if isinstance(node, ast.Lambda):
            name, body = "f", [ast.Return(self.expression(node.body, at_top=True))]
        else:
            name, body = node.name, self.statements(node.body)
        arguments = ast.arguments([], [ast.arg(p.arg) for p in self.source.parameters], None, [], [], None, [])
        function = ast.FunctionDef(name, arguments, body, [])
        function.type_params = []  # type: ignore[attr-defined,unused-ignore]
        return function

    def statements(self, nodes: list[ast.stmt]) -> list[ast.stmt]:
        """Assignments, each of a new name, then a return or cases of returns."""
        drawn: list[ast.stmt] = []
        for node in nodes:
            match node:
                case ast.Expr(value=ast.Constant(value=str())):
                    continue
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if name not in self.local:
                    drawn.append(ast.Assign([ast.Name(name, ast.Store())], self.expression(value, at_top=True)))
                    self.local.add(name)
                case ast.Return() | ast.If() if node is nodes[-1]:
                    drawn.append(self.ending(node))
                case _:
                    raise self._refusal(node, "only new names, a return, or if with a return in each branch are drawn")
        return drawn

    def ending(self, node: ast.stmt) -> ast.stmt:
        """A return, or cases that all return."""
        match node:
            case ast.Return(value=ast.expr() as value):
                return ast.Return(self.expression(value, at_top=True))
            case ast.If(test=test, body=[ast.Return(value=ast.expr() as value)], orelse=[no]):
                return ast.If(self.condition(test), [ast.Return(self.expression(value))], [self.ending(no)])
        raise self._refusal(node, "each branch has to be one return")

    def expression(self, node: ast.expr, at_top: bool = False) -> ast.expr:
        """A number; cases only where nothing stands beside them."""
        match node:
            case ast.Constant(value=bool()):
                pass
            case ast.Constant(value=int() | float() as value) if "e" not in str(value) and "n" not in str(value):
                return ast.Constant(value)
            case ast.Name(id=name) if name in self.local:
                return ast.Name(name, ast.Load())
            case ast.Name() | ast.Attribute():
                return self.constant(node)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as op, operand=operand):
                return ast.UnaryOp(op, self.expression(operand))
            case ast.BinOp(left=left, op=op, right=right) if isinstance(op, _OPERATIONS):
                return self.operation(node, op, self.expression(left), self.expression(right))
            case ast.IfExp(test=test, body=body, orelse=orelse) if at_top:
                return ast.IfExp(self.condition(test), self.expression(body), self.expression(orelse, at_top=True))
            case ast.Call(keywords=[]):
                return self.call(node, at_top)
        raise self._refusal(node, "this would not be drawn truly")

    def operation(self, node: ast.expr, op: ast.operator, left: ast.expr, right: ast.expr) -> ast.expr:
        """A number before a fraction of numbers would be drawn as a mixed number: 2 ¾."""
        if isinstance(op, ast.Mult) and _ends_in_digit(left) and _is_fraction(right):
            raise self._refusal(node, "a number times a fraction would be drawn as a mixed number")
        return ast.BinOp(left, op, right)

    def condition(self, node: ast.expr) -> ast.expr:
        """A comparison of numbers, or several."""
        match node:
            case ast.Compare(left=left, ops=ops, comparators=others) if all(isinstance(op, _ORDERS) for op in ops):
                return ast.Compare(self.expression(left), ops, [self.expression(other) for other in others])
            case ast.BoolOp(op=op, values=values):
                return ast.BoolOp(op, [self.condition(value) for value in values])
        raise self._refusal(node, "only orders are drawn")

    def call(self, node: ast.Call, at_top: bool) -> ast.expr:
        """A known function by its meaning, a helper by its name."""
        if not isinstance(node.func, ast.Name | ast.Attribute):
            raise self._refusal(node, "this call would not be drawn truly")
        called = self.source.binding(node.func, _TASK)
        known = meaning_of(called)
        if known == "where" and len(node.args) == 3:
            return self.expression(ast.copy_location(ast.IfExp(*node.args), node), at_top)
        arguments = [self.expression(argument) for argument in node.args]
        if known is not None and known in _DRAWN and (len(arguments) == 1) == (known not in ("max", "min")):
            return ast.Call(ast.Name(known, ast.Load()), arguments, [])
        if isinstance(called, FunctionType) and known is None and not _is_taken(called.__name__):
            return ast.Call(ast.Name(called.__name__, ast.Load()), arguments, [])
        raise self._refusal(node, f"{ast.unparse(node.func)} would not be drawn truly")

    def constant(self, node: ast.Name | ast.Attribute) -> ast.expr:
        """π and e by their letters, another bound number by its name."""
        value = self.source.binding(node, _TASK)
        if isinstance(value, int | float) and not isinstance(value, bool):
            name = _CONSTANTS.get(value) or (node.id if isinstance(node, ast.Name) else "")
            if name and name not in self.local:
                return ast.Name(name, ast.Load())
        raise self._refusal(node, "this would not be drawn truly")

    def _refusal(self, node: ast.AST, why: str) -> FunctionError:
        return self.source.refusal(node, why, _HINT, _TASK)


def _is_taken(name: str) -> bool:
    """Whether latexify would take a helper's name for something of its own."""
    return name in BUILTIN_FUNCS or name in _MATRICES or not name.isidentifier()


def _ends_in_digit(node: ast.expr) -> bool:
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        node = node.right
    return isinstance(node, ast.Constant)


def _is_fraction(node: ast.expr) -> bool:
    while isinstance(node, ast.BinOp) and not isinstance(node.op, ast.Div):
        node = node.left
    return isinstance(node, ast.BinOp)
