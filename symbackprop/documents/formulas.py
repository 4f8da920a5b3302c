"""Formulas: what the typesetter makes of an equation or an expression, for writers of every format."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Expr

from symbackprop.language.systems import Equation, System, Tensor
from symbackprop.typesetting.notation import Notation
from symbackprop.typesetting.typeset import Form, Typesetter


@dataclass(frozen=True)
class Formula:
    """Mathematics in print."""

    latex: str
    tree: Any = None


def display(equations: Sequence[Equation], system: System, form: Form, notation: Notation) -> Formula:
    """One equation, or several aligned."""
    setter = Typesetter(system, form, notation)
    if len(equations) == 1:
        return Formula(setter.equation(equations[0]))
    return Formula(setter.block(equations))


def derivation(equation: Equation, system: System, form: Form, notation: Notation) -> Formula:
    """An equation with its steps, each naming its rule."""
    return Formula(Typesetter(system, form, notation).equation(equation, steps=True))


def inline(expr: Expr, system: System, notation: Notation) -> Formula:
    """An expression."""
    return Formula(Typesetter(system, "component", notation).component.latex(expr))


def whole(tensor: Tensor, layer: Expr | None, system: System, notation: Notation) -> Formula:
    """A quantity as a whole: W^{[l]}."""
    return Formula(Typesetter(system, "component", notation).component.spelling.whole(tensor, layer))
