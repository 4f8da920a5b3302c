"""Training: the three batch forms, repeatability, what is refused, and a user's own activation."""

import numpy as np
import pytest

import symbackprop as sb
from symbackprop.errors import DataError, DivergenceError, SymbackpropError, UsageError
from symbackprop.training.prediction import accuracy, outputs


def blobs(seed=0, count=60):
    """Three classes of points in the plane."""
    random = np.random.default_rng(seed)
    labels = np.arange(count) % 3
    centres = np.array([[2.0, 0.0], [-2.0, 1.0], [0.0, -2.0]])
    return centres[labels] + random.normal(0, 0.4, (count, 2)), labels


def network(batch="rows", cost=None, output=None, l2=None, widths=(2, 5, 3), hidden=None):
    """A small network for the blobs."""
    inputs, inner, classes = widths
    return sb.network(
        inputs, sb.Dense(inner), hidden or sb.Tanh(), sb.Dense(classes), output or sb.Softmax(),
        cost=cost or sb.CrossEntropy(), batch=batch, regularisation=l2,
    )  # fmt: skip


SETTINGS = {"epochs": 15, "batch_size": 1, "learning_rate": 0.1, "seed": 3}


def test_the_three_batch_forms_train_alike():
    """A transpose too many, or a 1/m too few, would part them."""
    x, y = blobs()
    trained = {}
    for batch, inputs in (("rows", x), ("columns", x.T), (None, x)):
        net = network(batch, l2=sb.L2(0.5))
        trained[batch] = sb.train(net, inputs, y, **SETTINGS)
        assert np.mean(sb.predict(net, trained[batch].parameters, inputs) == y) == 1
    for batch in ("columns", None):
        for name, value in trained["rows"].parameters.items():
            np.testing.assert_allclose(trained[batch].parameters[name], value, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(trained[batch].history["cost"], trained["rows"].history["cost"], rtol=1e-9)


def test_a_step_is_gradient_descent():
    """w − α ∂C/∂w with the derived gradient, on the whole data as one batch."""
    x, y = blobs()
    net = network(l2=sb.L2(0.5))
    start = sb.initialise(net, 1)
    trained = sb.train(net, x, y, parameters=start, epochs=1, batch_size=60, learning_rate=0.3)
    _, gradients = sb.lambdify(sb.backprop(net))(start, x, np.eye(3)[y])
    for name in start:
        np.testing.assert_allclose(trained.parameters[name], start[name] - 0.3 * gradients[name], rtol=1e-12)


def test_a_mini_batch_takes_its_share_of_l2():
    """λ/2m is meant for all m examples: else a batch of one would shrink the weights m times too fast."""
    x, y = blobs()
    net = network(l2=sb.L2(0.5), hidden=sb.Identity())
    start = {name: 0 * value for name, value in sb.initialise(net).items()}
    start["w1"] += 1.0  # w2 = 0: nothing but L2 moves w1 in the first step
    trained = sb.train(net, x[:1], y[:1], parameters=start, epochs=1, batch_size=1, learning_rate=0.1)
    np.testing.assert_allclose(trained.parameters["w1"], 1 - 0.1 * 0.5)
    many = sb.train(net, np.repeat(x[:1], 10, 0), np.repeat(y[:1], 10), parameters=start, epochs=1, batch_size=10,
                    learning_rate=0.1)  # fmt: skip
    np.testing.assert_allclose(many.parameters["w1"], 1 - 0.1 * 0.5 / 10)


@pytest.mark.parametrize("batch", ["rows", "columns", None])
def test_the_validation_cost_has_the_penalty_of_the_training_cost(batch):
    """λ/2m has the m of training: the first twelve examples twice over have the cost that they have once."""
    x, y = blobs(count=12)
    double, targets = np.concatenate([x, x]), np.concatenate([y, y])
    given = (lambda a: a.T) if batch == "columns" else (lambda a: a)
    net = network(batch, l2=sb.L2(3.0))
    history = sb.train(net, given(double), targets, validation=(given(x), y), **SETTINGS).history
    assert np.allclose(history["cost"], history["validation_cost"], rtol=1e-12)


def test_a_seed_repeats_a_training_bit_for_bit():
    """And another seed does not; the user's own parameters are left alone."""
    x, y = blobs()
    net = network()
    first, again, other = (sb.train(net, x, y, epochs=3, batch_size=7, seed=s) for s in (5, 5, 6))
    assert all(np.array_equal(first.parameters[k], again.parameters[k]) for k in first.parameters)
    assert not np.array_equal(first.parameters["w1"], other.parameters["w1"])
    start = sb.initialise(net)
    kept = {name: value.copy() for name, value in start.items()}
    sb.train(net, x, y, parameters=start, epochs=1)
    assert all(np.array_equal(start[k], kept[k]) for k in kept)


def test_history_and_progress_say_the_same():
    """One entry an epoch, for the training part and the validation part."""
    x, y = blobs()
    seen = []
    trained = sb.train(network(), x, y, epochs=4, validation=blobs(1), progress=seen.append)
    assert sorted(trained.history) == ["accuracy", "cost", "validation_accuracy", "validation_cost"]
    assert [e.number for e in seen] == [1, 2, 3, 4]
    assert [e.cost for e in seen] == trained.history["cost"].tolist()
    assert [e.validation_accuracy for e in seen] == trained.history["validation_accuracy"].tolist()


def test_targets_may_be_classes_or_one_hot():
    """Both say the same."""
    x, y = blobs()
    net = network()
    first, again = (sb.train(net, x, t, epochs=2).parameters for t in (y, np.eye(3)[y]))
    assert all(np.array_equal(first[k], again[k]) for k in first)


def test_float32_stays_float32():
    """A literal in the emitted source would promote it."""
    x, y = blobs()
    trained = sb.train(network(), x, y, epochs=2, dtype=np.float32)
    assert {p.dtype for p in trained.parameters.values()} == {np.dtype(np.float32)}
    assert trained.predict(x, raw=True).dtype == np.float32


def test_symbolic_sizes_are_filled_from_the_data():
    """Inputs and outputs come from x and y, a hidden width from `sizes`."""
    x, y = blobs()
    net = network(widths=("n_0", "n_1", "n_2"))
    trained = sb.train(net, x, np.eye(3)[y], epochs=20, sizes={"n_1": 4})
    assert trained.parameters["w1"].shape == (4, 2)
    assert np.mean(trained.predict(x) == y) > 0.9
    with pytest.raises(UsageError, match="n_1"):
        sb.train(net, x, y)


def test_one_output_is_a_class_above_a_half():
    """Binary cross-entropy on a single sigmoid."""
    x, y = blobs()
    binary = (y == 0).astype(int)
    net = sb.network(2, sb.Dense(1), sb.Sigmoid(), cost=sb.BinaryCrossEntropy(), batch="rows")
    trained = sb.train(net, x, binary, epochs=60)
    assert trained.predict(x).shape == (60,)
    assert accuracy(net, trained.parameters, x, binary) > 0.95
    assert trained.predict(x, raw=True).shape == (60, 1)


def test_a_regression_predicts_its_outputs():
    """No classes, no accuracy."""
    x = np.linspace(-1, 1, 40)[:, None]
    net = sb.network(1, sb.Dense(8), sb.Tanh(), sb.Dense(1), cost=sb.MeanSquaredError(), batch="rows")
    trained = sb.train(net, x, x[:, 0] ** 2, epochs=300, batch_size=8, learning_rate=0.2)
    assert sorted(trained.history) == ["cost"]
    assert np.abs(trained.predict(x)[:, 0] - x[:, 0] ** 2).max() < 0.1


def test_outputs_follow_the_batch_form():
    """Rows (m, K), columns (K, m), one example (K,)."""
    x, _ = blobs()
    for batch, inputs, shape in (
        ("rows", x, (60, 3)),
        ("columns", x.T, (3, 60)),
        (None, x, (60, 3)),
        (None, x[0], (3,)),
    ):
        net = network(batch)
        assert outputs(net, sb.initialise(net), inputs).shape == shape
    assert np.ndim(sb.predict(net, sb.initialise(net), x[0])) == 0


def test_a_users_own_activation_trains():
    """Read from its source, derived, proved and trained with."""

    def swish(z):
        return z / (1 + np.exp(-z))

    small = sb.network(2, sb.Dense(1), sb.Activation(swish), cost=sb.Quadratic(), batch="rows")
    sb.check(sb.backprop(small)).require(sb.Verdict.PROVED)
    x, y = blobs()
    assert np.mean(sb.train(network(hidden=sb.Activation(swish)), x, y, epochs=30).predict(x) == y) == 1


def test_a_users_own_cost_trains():
    """A loss of the output a and the target y."""
    net = network(cost=sb.CustomCost(formula=lambda a, y: (a - y) ** 2 / 2), output=sb.Sigmoid())
    x, y = blobs()
    trained = sb.train(net, x, y, epochs=60, learning_rate=1.0)
    assert trained.history["accuracy"][-1] == 1
    assert trained.predict(x).shape == (60, 3)  # not a cost of classes: the outputs


BAD = [
    (lambda x, y: (x.T, y), "it looks transposed"),
    (lambda x, y: (x[:, :1], y), r"expected  \(m, 2\)"),
    (lambda x, y: (x[:0], y[:0]), "x is empty"),
    (lambda x, y: (np.where(x == x[4, 1], np.nan, x), y), r"x\[4, 1\] = nan"),
    (lambda x, y: (x.astype(str), y), "x is not an array of real numbers"),
    (lambda x, y: ([[1, 2], [3]], y), "x is not an array of real numbers"),
    (lambda x, y: (x, y + 1), "labels outside the classes"),
    (lambda x, y: (x, y - 1), r"y\[0\] = -1"),
    (lambda x, y: (x, y + 0.5), "not whole numbers"),
    (lambda x, y: (x, y[:-1]), "different numbers of examples"),
    (lambda x, y: (x, np.eye(4)[y]), r"expected  \(m, 3\)"),
    (lambda x, y: (x, 2 * np.eye(3)[y]), "targets outside 0 to 1"),
    (lambda x, y: (x, np.eye(3)[y] / 2), "not a distribution"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "says"), BAD)
def test_bad_data_are_refused(spoil, says):
    """One clear message, before anything is computed."""
    with pytest.raises(DataError, match=says):
        sb.train(network(), *spoil(*blobs()), epochs=1)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"epochs": 0}, "epochs"),
        ({"batch_size": 0}, "at least 1"),
        ({"learning_rate": -1}, "positive number"),
        ({"learning_rate": float("nan")}, "positive number"),
        ({"lam": 0.1}, "has none"),
        ({"parameters": {}}, "w1 is missing"),
        ({"parameters": [1]}, "parameters is not a dict of arrays"),
        ({"parameters": {"w1": "a"}}, "w1 is not an array of real numbers"),
        ({"dtype": "int"}, "dtype='int' is no floating-point type"),
        ({"dtype": complex}, "is no floating-point type"),
        ({"validation": np.ones((2, 2))}, r"expected  a pair \(x, y\), or a share"),
        ({"sizes": 3}, "sizes is not a dict"),
        ({"progress": 3}, "progress is not a function"),
    ],
)
def test_bad_settings_are_refused(settings, says):
    """In words, not in a traceback of NumPy."""
    with pytest.raises(SymbackpropError, match=says):
        sb.train(network(), *blobs(), **{"epochs": 1, **settings})


def test_what_is_no_network_is_refused():
    """A seed for a network, and the two first arguments of `predict` swapped."""
    with pytest.raises(UsageError, match="network is not a network"):
        sb.initialise(3)
    with pytest.raises(UsageError, match=r"network is not a network\n    got       dict"):
        sb.predict(sb.initialise(network()), network(), blobs()[0])


def test_a_training_is_shown_in_a_line():
    """What it reached, and no arrays."""
    shown = repr(sb.train(network(), *blobs(), epochs=2))
    assert shown.startswith("<Training of w1 (") and "2 epochs, cost " in shown and "\n" not in shown


def test_a_network_of_one_example_takes_batches():
    """Its gradients are then means over the examples, as a network of batches has them."""
    x, y = blobs()
    settings = {**SETTINGS, "batch_size": 8}
    one, many = (sb.train(network(batch, l2=sb.L2(0.5)), x, y, **settings) for batch in (None, "rows"))
    for name, value in many.parameters.items():
        np.testing.assert_allclose(one.parameters[name], value, rtol=1e-9, atol=1e-12)


def test_a_training_that_runs_away_is_stopped():
    """In place of weights full of nan."""
    x, y = blobs()
    net = sb.network(2, sb.Dense(1), cost=sb.MeanSquaredError(), batch="rows")
    with pytest.raises(DivergenceError, match="smaller learning rate"):
        sb.train(net, 1e3 * x, y.astype(float), epochs=200, learning_rate=10.0)
