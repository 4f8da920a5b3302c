"""∂C/∂Θ in one statement: proved by its columns, and every lie about a column refuted."""

from dataclasses import replace

import pytest
from sympy import Integer

import symbackprop as sb
from symbackprop.language.systems import Equation, System
from symbackprop.layers.scope import Batch
from symbackprop.matrices.bias_columns import columns, columns_are_faithful, equation_of_bias, with_bias_column
from symbackprop.matrices.checked import MatrixEquation, matrix_form
from symbackprop.matrices.tree import Block, Constant, Named, Scaled, Total, Tree, Zeros


def regularised(batch: Batch = "columns") -> System:
    """A network in which all widths are equal, so that no shape gives a lie away."""
    layers = sb.Dense(3), sb.Sigmoid(), sb.Dense(3)
    return sb.backprop(sb.network(3, *layers, cost=sb.Quadratic(), batch=batch, regularisation=sb.L2()))


def gradient(system: System) -> tuple[MatrixEquation, Equation, Equation]:
    """The one equation of ∂C/∂Θ of layer 2, and the two that it says."""
    (of_weights,), (of_bias,) = system.definitions("dw2"), system.definitions("db2")
    found = matrix_form(of_weights, system)
    assert found is not None
    joined = with_bias_column(found, of_weights, system)
    assert joined is not None
    return joined, of_bias, of_weights


def with_penalty(tree: Tree, block: Block) -> Tree:
    """A total with another block for [0 W]."""
    match tree:
        case Total(operands):
            return Total(tuple(with_penalty(o, block) for o in operands))
        case Scaled(factor, of, divide):
            return Scaled(factor, with_penalty(of, block), divide)
        case Block((((Zeros()), _),)):
            return block
    return tree


@pytest.mark.parametrize("batch", ["columns", "rows", None])
def test_both_columns_lower_to_their_equations(batch: Batch) -> None:
    """The statement of Θ would be a picture, of which nothing is proved."""
    joined, of_bias, of_weights = gradient(regularised(batch))
    assert isinstance(joined.left, Block) and len(columns(joined.right)) == 2
    assert columns_are_faithful(joined, (of_bias, of_weights))


def test_wrong_columns_are_refuted() -> None:
    """A penalty for the bias, columns in the wrong order, or a unit of 2 would pass as ∂C/∂Θ."""
    system = regularised()
    joined, *equations = gradient(system)
    of_bias, of_weights = equations
    w, b = Named(system["w2"]), Named(system["b2"])
    for lie in (Block(((b, w),)), Block(((Zeros(Integer(3)), Named(system["w1"])),))):
        wrong = replace(joined, right=with_penalty(joined.right, lie))
        assert wrong != joined and not columns_are_faithful(wrong, (of_bias, of_weights))
    assert not columns_are_faithful(joined, (of_weights, of_bias))
    doubled = replace(joined, right=Scaled(Constant(Integer(2)), joined.right))
    assert not columns_are_faithful(doubled, (of_bias, of_weights))


def test_a_bias_without_its_like_stays_alone() -> None:
    """∂C/∂Θ would be stated where the bias has no gradient, or one that says something else."""
    system = regularised()
    (of_weights,) = system.definitions("dw2")
    found = matrix_form(of_weights, system)
    assert found is not None
    (cost,) = system.definitions("C")
    assert equation_of_bias(cost, system) is None
    twice = tuple(replace(e, rhs=2 * e.rhs, steps=()) if e.defines == "db2" else e for e in system.equations)
    assert with_bias_column(found, of_weights, replace(system, equations=twice)) is None
    none = tuple(e for e in system.equations if e.defines != "db2")
    assert with_bias_column(found, of_weights, replace(system, equations=none)) is None


def test_zeros_are_zeros() -> None:
    """A lowering that loses its zeros would let a penalty for the bias through."""
    assert Zeros(Integer(3)).shape == (3, 1)
    left = Block(((Zeros(Integer(3)), Zeros(Integer(3))),))
    assert columns(left) == (Zeros(Integer(3)), Zeros(Integer(3)))
