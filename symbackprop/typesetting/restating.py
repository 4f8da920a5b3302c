"""Equations restated for another name of the layer: δ^{(l+1)} = … for l from 1 is δ^{(l)} = … for l from 2."""

from sympy import Expr, Idx, Indexed

from symbackprop.language.indices import index_name, renamed, substitute
from symbackprop.language.systems import Equation, Step
from symbackprop.typesetting.spelling import Spelling


def restated(equation: Equation, spelling: Spelling) -> Equation:
    """The equation for the layer as its left side prints it, in a notation that wants its role so."""
    if not isinstance(equation.lhs, Indexed):
        return equation
    tensor, layer, _ = spelling.split(equation.lhs)
    by = spelling.notation.offset(tensor.role)
    if tensor.role not in spelling.notation.restated or not isinstance(layer, Idx) or by == 0:
        return equation
    shifted = Idx(renamed(layer, index_name(layer)).label, (layer.lower + by, layer.upper + by))

    def at(expr: Expr) -> Expr:
        return substitute(expr, {layer: shifted - by})

    steps = tuple(Step(s.rule, at(s.before), at(s.after)) for s in equation.steps)
    return Equation(at(equation.lhs), at(equation.rhs), steps, equation.name)
