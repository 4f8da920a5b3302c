"""A bias unit: weights and bias as one matrix, Θ = [b W], and an activation that is 1 on top of the others.

    W A + b 1ᵀ  =  [b W] [1ᵀ; A]          A Wᵀ + 1 bᵀ  =  [1 A] [b W]ᵀ

The blocks are found in a tree that has been recovered; `checked` lowers the result like any other.
"""

from dataclasses import replace

from sympy import Integer

from symbackprop.language.systems import Equation, Role
from symbackprop.matrices.checked import MatrixEquation, is_faithful
from symbackprop.matrices.tree import Block, Constant, Named, Ones, Product, Total, Transpose, Tree


def with_bias_unit(found: MatrixEquation, equation: Equation) -> MatrixEquation:
    """The equation with its weights and bias in one block, where it has both and still means the same."""
    right = _joined(found.right)
    joined = replace(found, right=right) if right is not None else found
    return joined if is_faithful(joined.left, joined.right, equation) else found


def _joined(tree: Tree) -> Tree | None:
    if not isinstance(tree, Total) or len(tree.operands) != 2:
        return None
    for product, bias in (tree.operands, tree.operands[::-1]):
        if isinstance(product, Product) and len(product.factors) == 2:
            joined = _in_columns(*product.factors, bias) or _in_rows(*product.factors, bias)
            if joined is not None:
                return joined
    return None


def _in_columns(weight: Tree, activation: Tree, bias: Tree) -> Tree | None:
    """W A + b 1ᵀ, or W a + b for one example."""
    match bias:
        case Product((Named() as b, Transpose(Ones()) as ones)):
            above: Tree = ones
        case Named() as b:
            above = Constant(Integer(1))
        case _:
            return None
    if not _is(weight, Role.WEIGHT) or not _is(b, Role.BIAS):
        return None
    return Product((Block(((b, weight),)), Block(((above,), (activation,)))))


def _in_rows(activation: Tree, weight: Tree, bias: Tree) -> Tree | None:
    """A Wᵀ + 1 bᵀ."""
    match weight, bias:
        case Transpose(w), Product((Ones() as ones, Transpose(b))) if _is(w, Role.WEIGHT) and _is(b, Role.BIAS):
            return Product((Block(((ones, activation),)), Transpose(Block(((b, w),)))))
    return None


def _is(tree: Tree, role: Role) -> bool:
    return isinstance(tree, Named) and tree.tensor.role is role
