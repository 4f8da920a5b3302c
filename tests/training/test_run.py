"""A run: early stopping, Ctrl-C, and the first value that is not finite, named."""

import os
import signal
import threading

import numpy as np
import pytest

import symbackprop as sb
from symbackprop.errors import DivergenceError, UsageError
from symbackprop.training.interruption import interruptible

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(60, 4))
Y = (X[:, 0] + RANDOM.normal(0, 1.5, 60) > 0).astype(int)


def network(hidden=None, cost=None, output=None):
    """Small, and wide enough to learn its examples by heart."""
    return sb.network(4, sb.Dense(20), hidden or sb.Tanh(), sb.Dense(2), output or sb.Softmax(),
                      cost=cost or sb.CrossEntropy(), batch="rows")  # fmt: skip


def test_training_stops_when_the_validation_part_gets_no_better():
    """The best parameters are kept, not the last ones."""
    part = (X[40:], Y[40:])
    found = sb.train(network(), X[:40], Y[:40], validation=part, patience=5, epochs=500, batch_size=8)
    costs = found.history["validation_cost"]
    assert found.ended == "no better for 5 epochs"
    assert found.epoch == costs.argmin() + 1 == len(costs) - 5
    kept = sb.train(network(), X[:40], Y[:40], epochs=found.epoch, batch_size=8)
    assert all(np.array_equal(kept.parameters[name], value) for name, value in found.parameters.items())


def test_a_share_is_set_aside_for_validation():
    """Of each class, by the seed; and it is not trained on."""
    sizes = []
    found = sb.train(network(), X, Y, validation=0.25, epochs=1, batch_size="all",
                     callbacks=[lambda run: sizes.append((len(run.data), len(run.parts["validation"])))])  # fmt: skip
    assert sizes == [(45, 15)]
    assert set(found.history) == {"cost", "accuracy", "validation_cost", "validation_accuracy"}
    for share in (0, 1, -0.5, 2, "half", True):
        with pytest.raises(UsageError, match="a pair"):
            sb.train(network(), X, Y, validation=share)


def test_patience_needs_a_validation_part():
    """The training part always gets better."""
    with pytest.raises(UsageError, match="patience needs a validation part"):
        sb.train(network(), X, Y, patience=3)


def test_the_test_part_is_measured_and_chooses_nothing():
    """With it and without it the same parameters."""
    settings = {"validation": 0.2, "patience": 3, "epochs": 60, "batch_size": 8}
    one, other = (sb.train(network(), X, Y, test=t, **settings) for t in ((X[:9], 1 - Y[:9]), None))
    assert np.array_equal(one.parameters["w1"], other.parameters["w1"])
    assert len(one.history["test_accuracy"]) == len(one.history["cost"])


@pytest.fixture
def usual_interruption():
    """Ctrl-C as in a terminal; what runs in the background ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("usual_interruption")
def test_an_interruption_ends_with_the_best_so_far():
    """Ctrl-C between two steps: no exception, and Ctrl-C means again what it meant."""

    def press(run):
        if run.epoch == 6:
            os.kill(os.getpid(), signal.SIGINT)

    part = (X[40:], Y[40:])
    found = sb.train(network(), X[:40], Y[:40], validation=part, epochs=500, batch_size=8, callbacks=[press])
    assert found.ended == "interrupted" and len(found.history["cost"]) == 6
    assert found.epoch == found.history["validation_cost"].argmin() + 1
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.usefixtures("usual_interruption")
def test_a_second_interruption_is_not_waited_for():
    """Whoever presses Ctrl-C twice means it."""
    stopped = []
    with pytest.raises(KeyboardInterrupt), interruptible(lambda: stopped.append(1)):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
    assert stopped == [1]


def test_another_thread_and_another_handler_are_left_alone():
    """A notebook server handles Ctrl-C itself."""
    found = []
    thread = threading.Thread(target=lambda: found.append(sb.train(network(), X, Y, epochs=1)))
    thread.start()
    thread.join()
    assert len(found) == 1
    own = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        with interruptible(lambda: found.append(2)):
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, own)
    assert len(found) == 1


def fault(net, x=X, y=Y, **settings):
    """The message of a training that runs away."""
    with pytest.raises(DivergenceError) as caught:
        sb.train(net, x, y, epochs=30, **settings)
    return str(caught.value)


def test_the_first_value_that_is_not_finite_is_named():
    """Equation, layer, step, epoch, entry, and what to do."""
    said = fault(network(sb.ReLU()), batch_size=20, learning_rate=1e300)
    assert said.splitlines()[:3] == [
        "z2, layer 2, is no longer finite at step 2 (epoch 1): training has run away",
        "    z2[s, j] = Σ_k w2[j, k] a1[s, k] + b2[j]",
        "    expected  finite numbers",
    ]
    assert "z2[0, 0] = " in said and said.endswith("try a smaller learning rate, such as 0.1")


def test_the_step_is_the_one_that_went_wrong():
    """A single bad example: its batch is found, whatever the length of the stretch that it lies in."""
    bad = X.copy()
    bad[17] *= 1e200
    seen = []

    def look(run):
        seen.extend(run.order()[: run.position].tolist())

    square = sb.network(4, sb.Dense(3), cost=sb.MeanSquaredError(), batch="rows")
    said = fault(square, bad, np.eye(3)[Y], batch_size=1, learning_rate=1e-3, callbacks=[look])
    step = int(said.split("at step ")[1].split()[0])
    assert said.startswith(f"C is no longer finite at step {step} (epoch 1)")
    assert "C = 1/m Σ_s Σ_k (z1[s, k] - y[s, k])**2" in said
    assert 17 not in seen and len(set(seen)) < step


def test_an_update_that_overflows_is_named():
    """Finite gradients, a step beyond all numbers."""
    said = fault(network(), optimiser="momentum", learning_rate=1.7e308, batch_size="all", dtype="float64")
    assert "no longer finite at step" in said


def test_the_same_seed_gives_the_same_order_of_examples():
    """It depends on the epoch and the seed alone, not on what else was drawn."""
    orders = {}
    for seed in (1, 1, 2):
        sb.train(network(), X, Y, epochs=2, batch_size="all", seed=seed,
                 callbacks=[lambda run, s=seed: orders.setdefault((s, run.epoch), []).append(run.order())])  # fmt: skip
    assert np.array_equal(*orders[1, 1])
    assert not np.array_equal(orders[1, 1][0], orders[2, 1][0])
    assert not np.array_equal(orders[1, 1][0], orders[1, 2][0])
