"""Arithmetic as text, "1/(2*m)": read through Python's grammar, never evaluated as Python.

SymPy's own reading of strings runs them, which a document or a settings file must never be able to ask for.
"""

import ast
from collections.abc import Callable

from sympy import Expr, Integer, Rational, Symbol

from symbackprop.errors import UsageError

_OPERATIONS: dict[type[ast.operator], Callable[[Expr, Expr], Expr]] = {
    ast.Add: lambda u, v: u + v,
    ast.Sub: lambda u, v: u - v,
    ast.Mult: lambda u, v: u * v,
    ast.Div: lambda u, v: u / v,
    ast.Pow: lambda u, v: u**v,
}
LONGEST = 1000
GREATEST_EXPONENT = 100


def read_arithmetic(text: str) -> Expr:
    """Numbers and names under + − × / and powers; decimal fractions are exact, so that 0.1 is 1/10.

    >>> read_arithmetic("1/(2*m)")
    1/(2*m)

    Raises: UsageError for anything else, with the place.
    """
    try:
        tree = ast.parse(text.strip()[: LONGEST + 1], mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        tree = None
    if tree is None or len(text) > LONGEST:
        raise UsageError("this is no arithmetic", text=text[:80], expected="numbers and names under + - * / **")
    return _read(tree.body, text)


def _read(node: ast.expr, text: str) -> Expr:
    match node:
        case ast.Constant(value=int() as value) if not isinstance(value, bool):
            return Integer(value)
        case ast.Constant(value=float() as value):
            return Rational(str(value))
        case ast.Name(id=name):
            return Symbol(name)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_read(inner, text)
        case ast.BinOp(left, op, right) if type(op) in _OPERATIONS:
            u, v = _read(left, text), _read(right, text)
            if isinstance(op, ast.Pow) and v.is_number and abs(v) > GREATEST_EXPONENT:
                raise _refused(right, text)
            if isinstance(op, ast.Div) and v == 0:
                raise _refused(right, text)
            return _OPERATIONS[type(op)](u, v)
        case _:
            raise _refused(node, text)


def _refused(node: ast.expr, text: str) -> UsageError:
    width = (node.end_col_offset or node.col_offset + 1) - node.col_offset
    return UsageError(
        "this cannot stand in arithmetic",
        text=text.strip(),
        column=node.col_offset,
        width=width,
        expected="numbers and names under + - * / **",
    )
