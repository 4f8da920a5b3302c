"""Trees refuse operands that do not fit, and transposes move to where they are fewest."""

import pytest
from sympy import Integer, Symbol

from symbackprop.errors import ShapeError
from symbackprop.language.indices import index
from symbackprop.language.systems import Tensor
from symbackprop.matrices.tree import (
    Block,
    Diagonal,
    Hadamard,
    Named,
    Ones,
    Product,
    Scaled,
    Total,
    Transpose,
    scaled,
    total,
    transposed,
)

W = Named(Tensor("W", (index("j", 3), index("k", 2))))
X = Named(Tensor("X", (index("j", 2), index("s", 5))))
V = Named(Tensor("v", (index("j", 3),)))


def test_a_product_that_does_not_exist_says_both_shapes() -> None:
    """A dropped transpose would make a product of any shapes."""
    assert Product((W, X)).shape == (3, 5)
    with pytest.raises(ShapeError) as error:
        Product((X, W))
    assert "for (2, 5)" in str(error.value)
    assert "(3, 2)" in str(error.value)


@pytest.mark.parametrize("kind", [Hadamard, Total])
def test_entries_multiply_and_add_in_equal_shapes_only(kind: type[Hadamard] | type[Total]) -> None:
    """W ⊙ X of different shapes would be taken."""
    with pytest.raises(ShapeError, match="equal shapes"):
        kind((W, X))


def test_other_shapes_that_do_not_fit() -> None:
    """diag of a matrix, a matrix as a scalar factor and ragged blocks would be taken."""
    with pytest.raises(ShapeError):
        Diagonal(W)
    with pytest.raises(ShapeError):
        Scaled(V, W)
    with pytest.raises(ShapeError):
        Block(((V, W), (W, V)))
    assert Block(((V, W),)).shape == (3, 3)


def test_transposes_move_into_products_and_cancel() -> None:
    """(W X)ᵀ would not become Xᵀ Wᵀ."""
    assert transposed(Product((W, X))) == Product((Transpose(X), Transpose(W)))
    assert transposed(transposed(W)) == W
    assert transposed(Hadamard((Transpose(W), Transpose(W)))) == Hadamard((W, W))
    assert transposed(Total((W, W))) == Transpose(Total((W, W)))


def test_signs_come_out_of_sums() -> None:
    """−X − Y would keep two signs."""
    both = total([scaled(-Symbol("c", positive=True), V), scaled(Integer(-1), Ones(V.shape[0]))])
    assert both == scaled(Integer(-1), Total((scaled(Symbol("c", positive=True), V), Ones(V.shape[0]))))
