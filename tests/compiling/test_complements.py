"""What would be broken: 1 − σ(z) as a quantity of its own, and everything that reads it."""

import numpy as np
import pytest

import symbackprop as sb
from symbackprop.compiling.trainer import compile_trainer
from symbackprop.optimisers.descent import GradientDescent
from tests.compiling.training_cases import error

LAYERS = (sb.Dense(40), sb.Sigmoid(), sb.Dense(3), sb.Sigmoid(), sb.Dense(2))


@pytest.mark.parametrize("batch", ["rows", "columns", None])
@pytest.mark.parametrize("size", [4, 40], ids=["rows", "features first"])
def test_steps_are_those_of_the_gradients(batch, size):
    """In every batch form, and where a layer lies transposed."""
    equations = sb.backprop(sb.network(3, *LAYERS, sb.Sigmoid(), cost=sb.Quadratic(), batch=batch))
    assert error(equations, GradientDescent(), size=size, count=size + 3) < 1e-12
    assert "negative(" not in compile_trainer(equations, batch_size=size).source


def test_what_reads_no_complement_has_none():
    """An output whose error is a − y: σ(z) is computed as it stands, exact near 0 too."""
    net = sb.network(3, sb.Dense(1), sb.Sigmoid(), cost=sb.BinaryCrossEntropy(), batch="rows")
    source = compile_trainer(net, cost=False).source
    assert "less_" not in source and "negative(z1, a1)" in source


def test_saturated_units_stay_finite():
    """eᶻ = ∞ gives 1 − σ = 0 and σ = 1."""
    net = sb.network(1, sb.Dense(2), sb.Sigmoid(), cost=sb.Quadratic(), batch="rows")
    trainer = compile_trainer(net, batch_size=2)
    trainer.load({"w1": [[1000.0], [-1000.0]], "b1": [0.0, 0.0]})
    cost = trainer.epoch(np.ones((2, 1)), np.array([[1.0, 0.0]] * 2), np.arange(2))
    assert cost == 0 and np.array_equal(trainer.parameters["w1"], [[1000.0], [-1000.0]])
