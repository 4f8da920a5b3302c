"""Matrix form with its proof: recovered, lowered by other means, and compared in canonical form."""

from dataclasses import dataclass

from sympy import Indexed, Integer, Symbol

from symbackprop.calculus.canonical import same
from symbackprop.errors import ShapeError
from symbackprop.language.systems import Equation, System
from symbackprop.matrices.contraction import NoMatrixForm
from symbackprop.matrices.lowering import lower
from symbackprop.matrices.recovery import Recovery, recover
from symbackprop.matrices.tree import Block, Named, Tree


@dataclass(frozen=True)
class MatrixEquation:
    """left = right as whole matrices; a block on the left is several equations in one."""

    left: Named | Block
    right: Tree


def matrix_form(equation: Equation, system: System) -> MatrixEquation | None:
    """An equation between whole matrices, or None where there is none that lowers to the same canonical form."""
    try:
        if isinstance(equation.lhs, Indexed):
            left, axes = Recovery(system).named(equation.lhs)
        elif not isinstance(equation.lhs, Symbol) or equation.defines not in system.by_name:
            return None
        else:
            left, axes = Named(system[equation.defines]), ()
        if set(axes) - set(equation.where) or len(set(axes)) < len(axes):
            return None
        right = recover(equation.rhs, axes, system)
    except (NoMatrixForm, ShapeError):
        return None
    return MatrixEquation(left, right) if is_faithful(left, right, equation) else None


def is_faithful(left: Tree, right: Tree, equation: Equation) -> bool:
    """Whether the entries of both trees are the two sides of the equation: the proof of every transpose."""
    if not isinstance(left, Named):
        return False
    axes = equation.where[-len(left.axes) :] if left.axes else ()
    row, column = (*axes, Integer(0), Integer(0))[:2]
    if left.shape != right.shape or not same(lower(left, row, column), equation.lhs):
        return False
    return same(lower(right, row, column), equation.rhs)
