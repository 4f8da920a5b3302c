"""Class weights: they are in the equation of the cost, and the gradients that follow are proved."""

import numpy as np
import pytest

import symbackprop as sb
from symbackprop.errors import UsageError
from symbackprop.training.class_weights import read_weights, weighted

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(40, 2))
Y = (np.arange(40) % 8 == 0).astype(int)
COSTS = {
    "cross-entropy": (2, sb.Softmax(), sb.CrossEntropy()),
    "binary cross-entropy": (1, sb.Sigmoid(), sb.BinaryCrossEntropy()),
    "quadratic": (2, sb.Sigmoid(), sb.Quadratic()),
}


def network(cost="cross-entropy", batch="rows"):
    """A small network with L2, which no weight of an example belongs to."""
    units, output, total = COSTS[cost]
    return sb.network(2, sb.Dense(3), sb.Tanh(), sb.Dense(units), output, cost=total, batch=batch,
                      regularisation=sb.L2(0.3))  # fmt: skip


@pytest.mark.parametrize(("cost", "batch"), [*zip(COSTS, ("rows", None, "columns"), strict=True)])
def test_weighted_gradients_are_proved(cost, batch):
    """By the same referee as all others."""
    units, output, total = COSTS[cost]
    net = sb.network(1, sb.Dense(units), output, cost=total, batch=batch)
    sb.check(sb.backprop(weighted(net))).require(sb.Verdict.PROVED)


@pytest.mark.parametrize("cost", COSTS)
def test_a_weight_of_two_is_an_example_twice(cost):
    """1/m Σ ω_s: with all examples in one batch, but for the 1/m."""
    net, twice = network(cost), np.concatenate([np.arange(40), np.flatnonzero(Y)])
    settings = {"epochs": 3, "batch_size": "all", "lam": 0.0}
    once = sb.train(net, X, Y, class_weights={1: 2.0}, learning_rate=0.4, **settings)
    more = sb.train(net, X[twice], Y[twice], learning_rate=0.4 * len(twice) / 40, **settings)
    for name, value in once.parameters.items():
        np.testing.assert_allclose(more.parameters[name], value, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(once.history["cost"], more.history["cost"] * len(twice) / 40, rtol=1e-9)


def test_the_batch_forms_agree():
    """Rows, columns and single examples, the weights of a validation part too."""
    found = []
    for batch, x in (("rows", X), ("columns", X.T), (None, X)):
        part = (x[:, :20] if batch == "columns" else x[:20], Y[:20])
        found.append(sb.train(network(batch=batch), x, Y, class_weights="balanced", validation=part, epochs=2, seed=1,
                              batch_size=8))  # fmt: skip
    for other in found[1:]:
        for name, values in found[0].history.items():
            np.testing.assert_allclose(other.history[name], values, rtol=1e-9)


def test_balanced_weights_give_each_class_its_share():
    """m / (K m_k), which sum to m over the examples; a network with gradients already is weighted too."""
    weights = read_weights("balanced", Y)
    assert weights == {0: 40 / (2 * 35), 1: 40 / (2 * 5)}
    net = network()
    one, other = (sb.train(n, X, Y, class_weights="balanced", epochs=1) for n in (net, sb.backprop(net)))
    assert np.array_equal(one.parameters["w1"], other.parameters["w1"])


@pytest.mark.parametrize("given", ["even", [1, 2], {1: -1}, {"a": 1}, {1: float("nan")}])
def test_weights_that_are_none_are_refused(given):
    """In words."""
    with pytest.raises(UsageError, match=r"are no weights|cannot have the weight"):
        sb.train(network(), X, Y, class_weights=given)


def test_numbers_have_no_classes():
    """A regression has no rare class."""
    net = sb.network(2, sb.Dense(1), cost=sb.MeanSquaredError(), batch="rows")
    with pytest.raises(UsageError, match="need targets that are classes"):
        sb.train(net, X, X[:, 0], class_weights="balanced")
