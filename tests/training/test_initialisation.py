"""What would be broken: where training starts."""

import numpy as np
import pytest

import symbackprop as sb
from symbackprop.errors import UsageError


def test_keys_shapes_and_scale():
    """w1, b1, w2, b2 in order; biases 0; weights with variance 1/n_in; float64."""
    net = sb.network(400, sb.Dense(100), sb.Tanh(), sb.Dense(3), cost=sb.Quadratic())
    parameters = sb.initialise(net)
    assert [(k, v.shape) for k, v in parameters.items()] == [
        ("w1", (100, 400)), ("b1", (100,)), ("w2", (3, 100)), ("b2", (3,)),
    ]  # fmt: skip
    assert not parameters["b1"].any() and parameters["w1"].dtype == np.float64
    assert abs(parameters["w1"].std() * 20 - 1) < 0.02


def test_a_seed_makes_it_repeatable():
    """The same seed, the same weights; another, others."""
    net = sb.network(2, sb.Dense(2), cost=sb.Quadratic())
    first, again, other = (sb.initialise(net, seed=s)["w1"] for s in (1, 1, 2))
    assert np.array_equal(first, again) and not np.array_equal(first, other)


def test_symbolic_sizes_are_asked_for():
    """A width that is a symbol needs a number, and the message says which."""
    net = sb.network("n_0", sb.Dense("n_1"), cost=sb.Quadratic())
    assert sb.initialise(net, sizes={"n_0": 2, "n_1": 3})["w1"].shape == (3, 2)
    with pytest.raises(UsageError, match=r"w1 has the size n_1(.|\n)*sizes="):
        sb.initialise(net, sizes={"n_0": 2})
