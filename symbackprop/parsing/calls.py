"""Which function a call in a statement names, and of which layer."""

import ast

from sympy import Expr

from symbackprop.language.functions import ARGUMENT
from symbackprop.parsing import laws
from symbackprop.parsing.scope import Scope
from symbackprop.parsing.text import Part

MOST_POWER = 99


def function_law(node: ast.Call, argument: ast.expr, part: Part, scope: Scope) -> Expr:
    """f(u) for the function of a call: log, sigma, g(…) of the layer of its argument, g[l](…) of layer l."""
    match node.func:
        case ast.Name(id=name) if name in laws.FUNCTIONS:
            return laws.FUNCTIONS[name](ARGUMENT)
        case ast.Name(id=name) if name in laws.ACTIVATIONS:
            layer = _layer_of(argument, part, scope)
        case ast.Subscript(value=ast.Name(id=name), slice=number) if name in laws.ACTIVATIONS:
            layer = scope.layer(number, part)
        case _:
            known = ", ".join([*laws.FUNCTIONS, *laws.ACTIVATIONS, "Sum", "d", "norm2", "ones", "diag"])
            raise part.fault(node.func, f"there is no function {part.quoted(node.func)}", expected=known)
    law = None if layer is None else laws.activation_law(name, layer, scope.names)
    if law is None:
        raise part.fault(node, "no activation belongs to this", expected="g(z[l]) or g[l](…)")
    return law


def _layer_of(argument: ast.expr, part: Part, scope: Scope) -> Expr | None:
    """The layer of the first quantity in an argument that has one."""
    for node in sorted(
        (n for n in ast.walk(argument) if isinstance(n, ast.Name | ast.Subscript)), key=lambda n: n.col_offset
    ):
        if isinstance(node, ast.Name) and scope.names.find(node.id) is None:
            continue
        found = scope.quantity(node, part)
        if found is not None and found[0].tensor.layer is not None:
            return found[0].layer if found[0].tensor.is_generic else found[0].tensor.layer
    return None
