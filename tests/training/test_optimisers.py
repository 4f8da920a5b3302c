"""Optimisers and accumulation in training: each step is the step that the equations say."""

import numpy as np
import pytest

import symbackprop as sb
from symbackprop.errors import UsageError
from symbackprop.optimisers.adaptive import Adam
from symbackprop.optimisers.descent import Momentum
from symbackprop.training.settings import OPTIMISERS

X = np.random.default_rng(0).normal(size=(24, 3))
Y = np.arange(24) % 2


def network(batch="rows", l2=None):
    """A small network."""
    return sb.network(3, sb.Dense(4), sb.Tanh(), sb.Dense(2), sb.Softmax(), cost=sb.CrossEntropy(), batch=batch,
                      regularisation=l2)  # fmt: skip


def gradient_descent(rule, steps, alpha):
    """Full-batch training by hand, `rule(p, g, memory)` giving the step of one array."""
    net = network()
    step = sb.lambdify(sb.backprop(net))
    parameters, memory = sb.initialise(net, 1), {}
    for t in range(1, steps + 1):
        _, gradients = step(parameters, X, Y)
        for name, g in gradients.items():
            parameters[name] = parameters[name] - alpha * rule(g, memory.setdefault(name, {}), t)
    return parameters


def momentum(g, memory, t):
    """v ← 0.9 v + g."""
    memory["v"] = 0.9 * memory.get("v", 0) + g
    return memory["v"]


def adam(g, memory, t):
    """Kingma and Ba, algorithm 1."""
    memory["u"] = 0.9 * memory.get("u", 0) + 0.1 * g
    memory["v"] = 0.999 * memory.get("v", 0) + 0.001 * g**2
    return memory["u"] / (1 - 0.9**t) / (np.sqrt(memory["v"] / (1 - 0.999**t)) + 1e-8)


@pytest.mark.parametrize(
    ("optimiser", "rule"), [(Momentum(alpha=0.1), momentum), (Adam(alpha=0.1), adam)], ids=["momentum", "adam"]
)
def test_steps_are_those_of_the_textbook(optimiser, rule):
    """Ten full batches, written by hand."""
    trained = sb.train(network(), X, Y, optimiser=optimiser, batch_size="all", epochs=10, seed=1)
    assert trained.steps == 10
    for name, value in gradient_descent(rule, 10, 0.1).items():
        np.testing.assert_allclose(trained.parameters[name], value, rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_every_optimiser_learns(name):
    """By its name, with its authors' settings but for the learning rate."""
    trained = sb.train(network(), X, (X[:, 0] > 0).astype(int), optimiser=name, learning_rate=0.03, epochs=40)
    assert trained.history["accuracy"][-1] > 0.9
    assert trained.history["cost"][-1] < trained.history["cost"][0]


@pytest.mark.parametrize("batch", ["rows", None])
def test_accumulated_parts_are_one_batch(batch):
    """Δ ← Δ + …, then one step: as if the whole batch had been computed at once, L2 included."""
    settings = {"epochs": 3, "seed": 2, "optimiser": "adam"}
    net = network(batch, sb.L2(0.5))
    whole = sb.train(net, X, Y, batch_size=10, **settings)
    parts = sb.train(net, X, Y, batch_size=2, accumulation=5, **settings)
    assert whole.steps == parts.steps == 9
    for name, value in whole.parameters.items():
        np.testing.assert_allclose(parts.parameters[name], value, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("units", "more"),
    [(40, {"accumulation": 3, "optimiser": "adam"}), (3, {})],
    ids=["loops", "scalars"],
)
def test_both_backends_weigh_and_accumulate_alike(units, more):
    """Weights of examples gathered with them, parts added up before the update, a last step of fewer examples."""
    pytest.importorskip("numba")
    net = sb.network(3, sb.Dense(units), sb.Tanh(), sb.Dense(2), sb.Softmax(), cost=sb.CrossEntropy(), batch="columns",
                     regularisation=sb.L2(0.5))  # fmt: skip
    labels = (np.arange(len(X)) % 5 == 0).astype(int)
    settings = {"epochs": 2, "batch_size": 3, "class_weights": "balanced", "learning_rate": 0.03, **more}
    plain, fast = (sb.train(net, X.T, labels, backend=b, **settings) for b in ("numpy", "fast"))
    assert plain.steps == fast.steps
    for name, value in plain.parameters.items():
        np.testing.assert_allclose(fast.parameters[name], value, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"optimiser": "adm"}, "there is no optimiser 'adm'\n    expected  sgd, momentum"),
        ({"optimiser": Adam}, r"write Adam\(\)"),
        ({"optimiser": 3}, "not an optimiser: 3"),
        ({"accumulation": 0}, "accumulates a whole number"),
        ({"initialisation": "large"}, "there is no initialisation 'large'"),
        ({"accumulation": 2, "backend": "jax"}, "accumulation and backend='jax' do not go together"),
        ({"batch_size": "some"}, "whole number of examples"),
    ],
)
def test_choices_that_do_not_exist_are_refused(settings, says):
    """With what there is."""
    with pytest.raises(UsageError, match=says):
        sb.train(network(), X, Y, epochs=1, **settings)
