"""What would be broken: the gradients of a single layer, whose w and b are arrays to their author and no lists."""

import numpy as np
import pytest

import symbackprop as sb
from symbackprop.testing.gradients import assert_gradients


def logistic(batch, **more):
    """One unit after three inputs."""
    return sb.network(3, sb.Dense(1), sb.Sigmoid(), cost=sb.BinaryCrossEntropy(), batch=batch, **more)


ROWS, COLUMNS = logistic("rows"), logistic("columns")
PENALISED = logistic("rows", regularisation=sb.L2(0.1))
CLASSES = sb.network(4, sb.Dense(3), sb.Softmax(), cost=sb.CrossEntropy(), batch="rows")


def sigmoid(z):
    """1/(1 + e^−z)"""
    return 1 / (1 + np.exp(-z))


def softmax(z):
    """e^z / Σ e^z"""
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def penalised(w, b, X, y, wrong=""):
    """An L2 term multiplies w, as no list can be."""
    d = (sigmoid(X @ w + b) - y) / (1 if wrong == "1/m" else len(X))
    return X.T @ d + (0 if wrong == "L2" else 0.1 / len(X) * w), d.sum()


def of_capitals(W, B, X, y):
    """The same in capitals."""
    return penalised(W, B, X, y)


def of_theta(theta, bias, X, y):
    """θ beside a bias is the weights, and not all parameters."""
    return penalised(theta, bias, X, y)


def data_first(X, y, w, b):
    """x and y before the parameters, a dict without numbers back."""
    dw, db = penalised(w, b, X, y)
    return {"dw": dw, "db": db}


def of_a_dict(params, X, y):
    """The only weight by its letter."""
    dw, db = penalised(params["w"], params["b"], X, y)
    return {"w": dw, "b": db}


def of_a_list_of_one(weights, biases, X, y):
    """As for any number of layers."""
    a = X
    for w, b in zip(weights, biases, strict=True):
        a = sigmoid(a @ w + b)
    d = (a - y) / len(X)
    return [X.T @ d + 0.1 / len(X) * weights[0]], [d.sum(axis=0)]


@pytest.mark.parametrize(
    "function", [penalised, of_capitals, of_theta, data_first, of_a_dict, of_a_list_of_one], ids=lambda f: f.__name__
)
def test_right_gradients_of_a_single_layer_pass(function):
    """w came as a list of one: a TypeError was all that was said of right code."""
    assert_gradients(function, PENALISED)


def test_arrays_have_a_shape_and_a_transpose():
    """w.shape and w.T, as in columns; a list has neither."""

    def in_columns(w, b, X, Y):
        assert w.shape[0] == X.shape[0]
        d = (sigmoid(w.T @ X + b) - Y) / X.shape[1]
        return {"dw": X @ d.T, "db": d.sum()}, 0.5

    assert_gradients(in_columns, COLUMNS)


def test_the_weights_of_one_unit_may_be_a_vector():
    """Then the targets are one too, and the gradient."""

    def of_vectors(w, b, X, y):
        (n,), (m,) = w.shape, y.shape
        dw, db = np.zeros(n), 0.0
        for i in range(m):
            d = sigmoid(w @ X[i] + b) - y[i]
            dw, db = dw + d * X[i] / m, db + d / m
        return dw, db

    def without_mean(w, b, X, y):
        dw, db = of_vectors(w, b, X, y)
        return len(y) * dw, db

    assert_gradients(of_vectors, ROWS)
    with pytest.raises(AssertionError, match="the factor 1/m is missing in dw1"):
        assert_gradients(without_mean, ROWS)


def test_targets_may_be_a_vector_in_any_network_of_one_output():
    """ŷ is flattened, and its error gets its axis back."""
    net = sb.network(3, sb.Dense(4), sb.Tanh(), sb.Dense(1), sb.Sigmoid(), cost=sb.BinaryCrossEntropy(), batch="rows")

    def two_layers(W1, b1, W2, b2, X, y):
        a1 = np.tanh(X @ W1 + b1)
        d2 = ((sigmoid(a1 @ W2 + b2)).ravel() - y)[:, None] / len(y)
        d1 = d2 @ W2.T * (1 - a1**2)
        return X.T @ d1, d1.sum(axis=0), a1.T @ d2, d2.sum(axis=0)

    assert_gradients(two_layers, net)


def test_a_single_gradient_may_come_alone():
    """Without a bias there is but one array to return."""
    net = sb.network(4, sb.Dense(3, bias=False), sb.Softmax(), cost=sb.CrossEntropy(), batch="rows")

    def of_theta_alone(theta, X, Y):
        return X.T @ (softmax(X @ theta) - Y) / len(X)

    assert_gradients(of_theta_alone, net)
    with pytest.raises(AssertionError, match="the factor 1/m is missing"):
        assert_gradients(lambda theta, X, Y: len(X) * of_theta_alone(theta, X, Y), net)


@pytest.mark.parametrize(("wrong", "says"), [("1/m", "the factor 1/m is missing"), ("L2", "the L2 term is missing")])
def test_usual_mistakes_of_a_single_layer_are_named(wrong, says):
    """As in any network."""

    def my_backprop(w, b, X, y):
        return penalised(w, b, X, y, wrong)

    with pytest.raises(AssertionError, match=says):
        assert_gradients(my_backprop, PENALISED)


@pytest.mark.parametrize(
    ("network", "slip", "says"),
    [
        (ROWS, lambda X, d: (X.T @ d, d.sum(axis=1)), "db1 is summed over the wrong axis"),
        (ROWS, lambda X, d: (d.T @ X, d.sum(axis=0)), "dw1 is transposed"),
        (CLASSES, lambda X, d: (X.T @ d, d.sum(axis=1)), "db1 is summed over the wrong axis"),
        (CLASSES, lambda X, d: (d.T @ X, d.sum(axis=0)), "dw1 is transposed"),
        (CLASSES, lambda X, d: (X.T @ d, d), "db1 is not summed over the examples"),
    ],
)
def test_slips_in_shape_are_named_though_lists_and_vectors_are_tried(network, slip, says):
    """A list of one array was an array with one axis more, whose axis 1 is the examples; a vector is its transpose."""
    output = sigmoid if network is ROWS else softmax

    def my_backprop(w, b, X, y):
        return slip(X, (output(X @ w + b) - y) / len(X))

    with pytest.raises(AssertionError, match=says):
        assert_gradients(my_backprop, network)


def test_a_product_that_does_not_exist_is_shown_for_arrays():
    """The message speaks of the shapes of w, and of no list."""

    def my_backprop(w, b, X, y):
        d = (softmax(X @ w + b) - y) / len(X)
        return X @ d, d.sum(axis=0)

    with pytest.raises(AssertionError, match=r"did you mean   X\.T @ d"):
        assert_gradients(my_backprop, CLASSES)
