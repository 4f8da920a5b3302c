"""Equations restated for another name of the layer: δ^{(l+1)} = … for l from 1 is δ^{(l)} = … for l from 2."""

from sympy import Expr, Idx, Indexed

from symbackprop.language.indices import substitute
from symbackprop.language.systems import Equation, Step, Tensor
from symbackprop.typesetting.spelling import Spelling


def shifted(layer: Idx, tensor: Tensor, spelling: Spelling) -> Expr:
    """The layer that prints as l, for a quantity whose equations are to be stated so; else the layer itself."""
    if tensor.role not in spelling.notation.restated:
        return layer
    of = spelling.tensor(tensor.gradient_of) if tensor.gradient_of is not None else tensor
    by = spelling.notation.offset(of.role)
    return Idx(layer.label, (layer.lower + by, layer.upper + by)) - by if by else layer


def restated(equation: Equation, spelling: Spelling) -> Equation:
    """The equation for the layer as its left side prints it, in a notation that wants its role so."""
    if not isinstance(equation.lhs, Indexed):
        return equation
    tensor, layer, _ = spelling.split(equation.lhs)
    if not isinstance(layer, Idx) or shifted(layer, tensor, spelling) == layer:
        return equation

    def at(expr: Expr) -> Expr:
        return substitute(expr, {layer: shifted(layer, tensor, spelling)})

    steps = tuple(Step(s.rule, at(s.before), at(s.after)) for s in equation.steps)
    return Equation(at(equation.lhs), at(equation.rhs), steps, equation.name)
