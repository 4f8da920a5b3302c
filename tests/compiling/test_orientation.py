"""Which way round matrices lie: products are never of the slow kind, and nothing that is computed depends on it."""

import pytest

import symbackprop as sb
from symbackprop.compiling.names import Names
from symbackprop.compiling.program import program
from symbackprop.compiling.rows import in_rows
from symbackprop.compiling.storage import Storage
from symbackprop.compiling.straight_line import Product
from symbackprop.optimisers.adaptive import Adam
from symbackprop.optimisers.descent import GradientDescent
from tests.compiling.training_cases import error


def deep(width, hidden, output=None, cost=None, batch="columns"):
    """Four layers of one width."""
    layers = [part for _ in range(3) for part in (sb.Dense(width), hidden)]
    return sb.backprop(
        sb.network(
            width,
            *layers,
            sb.Dense(width),
            output or sb.Softmax(),
            cost=cost or sb.CrossEntropy(),
            batch=batch,
            regularisation=sb.L2(0.1),
        )
    )


def test_no_product_of_small_matrices_is_slow():
    """Examples first in one layer, features first in the next: no two factors have the summed index last."""
    emitted = program(in_rows(deep(40, sb.Tanh())), GradientDescent(), 40)
    axes = Storage(emitted, 40, Names()).axes_of
    products = [i for b in emitted.blocks for i in b.instructions if isinstance(i, Product)]
    assert len(products) == 11
    assert not [i for i in products if axes(i.left)[-1] == axes(i.right)[-1] == i.over]


@pytest.mark.parametrize("backend", ["numpy", "fast"])
@pytest.mark.parametrize("optimiser", [GradientDescent(), Adam()], ids=["descent", "adam"])
def test_nothing_depends_on_the_orientation(backend, optimiser):
    """The steps of the gradients, with a last batch of fewer examples, whose matrices have other places."""
    if backend == "fast":
        pytest.importorskip("numba")
    equations = deep(36, sb.Sigmoid())
    assert error(equations, optimiser, backend=backend, size=32, count=75) < 1e-9
