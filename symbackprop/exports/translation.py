"""Emitted NumPy read as PyTorch: the same expression, by the names that PyTorch has for NumPy's functions.

The emitter writes a small part of NumPy.  Each call in it is looked up here; a name that is not here is an error, so
that nothing is passed on by luck.
"""

import ast
from collections.abc import Callable

from symbackprop.errors import UnknownNodeError

_SAME = {
    *("abs", "sign", "exp", "log", "log1p", "expm1", "sqrt", "floor", "ceil", "trunc", "clip", "where", "nan"),
    *("sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan", "arcsinh", "arccosh", "arctanh"),
    *("outer", "einsum", "arange", "diagonal", "sum", "squeeze", "heaviside"),
}
_CLAMPS = {"maximum": "min", "minimum": "max"}


def in_torch(text: str) -> str:
    """An expression, or a function with its docstring, of PyTorch tensors.

    Raises: UnknownNodeError for a function of NumPy that has no form here.
    """
    tree = ast.parse(text.strip())
    return ast.unparse(ast.fix_missing_locations(_Torch(text).visit(tree)))


class _Torch(ast.NodeTransformer):
    """np.f(…) as torch.f(…), and methods of arrays as methods of tensors."""

    def __init__(self, text: str) -> None:
        self.text = text

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """A call of a function of NumPy, of a method of an array, or of a helper."""
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        own = isinstance(node.func, ast.Attribute) and _is_numpy(node.func.value)
        forms = _FUNCTIONS if own else _METHODS if name else {}
        if name in forms:
            return forms[name](node, self)
        self.generic_visit(node)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """np.f as torch.f where both mean the same."""
        self.generic_visit(node)
        if not _is_numpy(node.value):
            return node
        if node.attr not in _SAME:
            raise UnknownNodeError(f"np.{node.attr} has no form in PyTorch", text=self.text)
        return ast.Attribute(ast.Name("torch", ast.Load()), node.attr, ast.Load())


Form = Callable[[ast.Call, _Torch], ast.AST]


def _is_numpy(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "np"


def _is_number(node: ast.AST) -> bool:
    return not any(isinstance(part, ast.Name) for part in ast.walk(node))


def _call(name: str, arguments: list[ast.AST], keywords: dict[str, ast.AST] | None = None) -> ast.AST:
    shown = [*map(ast.unparse, arguments), *(f"{k}={ast.unparse(v)}" for k, v in (keywords or {}).items())]
    return ast.parse(f"{name}({', '.join(shown)})", mode="eval").body


def _greater(node: ast.Call, to: _Torch) -> ast.AST:
    """np.maximum(u, 0): torch.maximum takes tensors alone."""
    assert isinstance(node.func, ast.Attribute)
    first, second = (to.visit(a) for a in node.args)
    if _is_number(second):
        return _call("torch.clamp", [first], {_CLAMPS[node.func.attr]: second})
    return _call(f"torch.{node.func.attr}", [first, second])


def _logaddexp(node: ast.Call, to: _Torch) -> ast.AST:
    """np.logaddexp(0, v): a number becomes a tensor of its size."""
    first, second = (to.visit(a) for a in node.args)
    if _is_number(first):
        first = _call("torch.full_like", [second, first])
    return _call("torch.logaddexp", [first, second])


def _broadcast(node: ast.Call, to: _Torch) -> ast.AST:
    value, shape = (to.visit(a) for a in node.args)
    return _call("torch.full", [shape, value]) if _is_number(value) else _call("torch.broadcast_to", [value, shape])


def _tensordot(node: ast.Call, to: _Torch) -> ast.AST:
    return _call("torch.tensordot", [to.visit(a) for a in node.args], {"dims": node.keywords[0].value})


def _copy(node: ast.Call, to: _Torch) -> ast.AST:
    return _call("torch.clone", [to.visit(node.args[0])])


def _method(new: str) -> Form:
    """The method of another name with the same arguments."""

    def form(node: ast.Call, to: _Torch) -> ast.AST:
        assert isinstance(node.func, ast.Attribute)
        value = to.visit(node.func.value)
        keywords = [ast.keyword(k.arg, to.visit(k.value)) for k in node.keywords]
        return ast.Call(ast.Attribute(value, new, ast.Load()), [to.visit(a) for a in node.args], keywords)

    return form


_FUNCTIONS: dict[str, Form] = {
    "maximum": _greater,
    "minimum": _greater,
    "logaddexp": _logaddexp,
    "broadcast_to": _broadcast,
    "tensordot": _tensordot,
    "array": _copy,
}
_METHODS: dict[str, Form] = {"max": _method("amax"), "astype": _method("to"), "transpose": _method("permute")}
