"""What would be broken: where training starts."""

import numpy as np
import pytest
from sympy import Symbol

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
    assert sb.initialise(net, sizes={Symbol("n_0"): np.int64(2), "n_1": 3})["w1"].shape == (3, 2)


@pytest.mark.parametrize("size", [0, -1, 2.5, "2", None])
def test_a_size_is_a_positive_integer(size):
    """2.5 units are not two units."""
    with pytest.raises(UsageError, match="must be a positive integer"):
        sb.initialise(sb.network("n_0", sb.Dense(2), cost=sb.Quadratic()), sizes={"n_0": size})


@pytest.mark.parametrize("seed", [-1, 1.5, "a", None])
def test_a_seed_is_a_whole_number(seed):
    """Without a seed nothing could be repeated."""
    with pytest.raises(UsageError, match="a seed is a whole number, not"):
        sb.initialise(sb.network(2, sb.Dense(2), cost=sb.Quadratic()), seed=seed)
