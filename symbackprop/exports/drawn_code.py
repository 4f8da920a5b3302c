"""Emitted scalar functions drawn in LaTeX by latexify-py: what the code says, beside what the equation says.

latexify draws Python's own constructs; the few functions of NumPy that it would print as words are first written out,
`np.where(c, a, b)` as a case, `np.expm1(v)` as exp(v) − 1.
"""

import ast

from latexify.codegen import FunctionCodegen
from latexify.transformers.assignment_reducer import AssignmentReducer

from symbackprop.compiling.helpers import HELPERS
from symbackprop.compiling.module import Module
from symbackprop.errors import UnknownNodeError
from symbackprop.language.systems import System

_DRAWN = frozenset(("exp", "log", "tanh", "sqrt", "abs", "sign", "sin", "cos", "tan", "sinh", "cosh"))
_WRITTEN_OUT = {
    "where": "{1} if {0} else {2}",
    "minimum": "min({0}, {1})",
    "maximum": "max({0}, {1})",
    "expm1": "exp({0}) - 1",
    "log1p": "log(1 + {0})",
    "logaddexp": "log(1 + exp({1}))",
    "erfc": "1 - erf({0})",
}


def drawn_functions(system: System) -> dict[str, str]:
    """The LaTeX of each scalar function that the system's NumPy module holds, drawn from its code, by its name.

    >>> from symbackprop import Dense, Quadratic, Tanh, backprop, network, Softplus
    >>> print(drawn_functions(backprop(network(2, Dense(1), Softplus(), cost=Quadratic())))["softplus"])
    \\mathrm{softplus}(u) = \\log \\mathopen{}\\left( 1 + \\exp u \\mathclose{}\\right)

    Raises: UnknownNodeError for a function of NumPy that has no drawing.
    """
    module = Module(system, None)
    module.source()
    known = {module.helpers.name(key): text for key, text in module.helpers.texts.items() if key not in HELPERS}
    return {name: drawn(text) for name, text in known.items()}


def drawn(text: str) -> str:
    """The LaTeX of one emitted function, its assignments written into its result."""
    (function,) = ast.parse(text).body
    assert isinstance(function, ast.FunctionDef)
    del function.body[0]  # the docstring
    whole = _Drawable(text).visit(AssignmentReducer().visit(ast.Module([function], [])))
    return str(FunctionCodegen(use_math_symbols=True).visit(ast.fix_missing_locations(whole)))


class _Drawable(ast.NodeTransformer):
    """Calls of NumPy as what latexify draws."""

    def __init__(self, text: str) -> None:
        self.text = text

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """np.f(…), a helper's call, or a change of precision, which print has not."""
        if isinstance(node.func, ast.Attribute) and node.func.attr == "astype":
            return self.visit(node.func.value)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        arguments = [self.visit(a) for a in node.args]
        if name == "logaddexp" and ast.unparse(node.args[0]) != "0":
            raise UnknownNodeError("np.logaddexp is drawn of 0 and a second argument alone", text=self.text)
        if name in _WRITTEN_OUT:
            shown = [f"({ast.unparse(a)})" for a in arguments]
            return ast.parse(_WRITTEN_OUT[name].format(*shown), mode="eval").body
        if isinstance(node.func, ast.Attribute) and name not in _DRAWN:
            raise UnknownNodeError(f"np.{name} has no drawing", text=self.text)
        return ast.Call(ast.Name(name, ast.Load()), arguments, [])
