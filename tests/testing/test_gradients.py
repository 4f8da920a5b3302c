"""What would be broken: hand-written gradients that are right in any layout, and the name of every usual mistake."""

import numpy as np
import pytest

import symbackprop as sb
from symbackprop.errors import UsageError
from symbackprop.testing.gradients import assert_gradients

NETWORKS = {
    batch: sb.backprop(
        sb.network(2, sb.Dense(3), sb.Sigmoid(), sb.Dense(4), sb.Sigmoid(), cost=sb.Quadratic(), batch=batch)
    )
    for batch in (None, "columns", "rows")
}
SQUARE = sb.backprop(
    sb.network(3, sb.Dense(3), sb.Tanh(), sb.Dense(3), sb.Softmax(), cost=sb.CrossEntropy(), batch="rows",
               regularisation=sb.L2(0.5))
)  # fmt: skip


def sigmoid(z):
    """1/(1 + e^−z)"""
    return 1 / (1 + np.exp(-z))


def in_columns(w1, b1, w2, b2, x, y, wrong=""):
    """Two sigmoid layers with a quadratic cost; examples in columns, biases (n, 1); with a mistake of choice."""
    m = x.shape[1]
    z1 = w1 @ x + b1
    a1 = sigmoid(z1)
    a2 = sigmoid(w2 @ a1 + b2)
    error = a2 - y if wrong != "sign" else y - a2
    delta2 = error * a2 * (1 - a2) / (1 if wrong == "1/m" else m)
    if wrong == "output slope":
        delta2 = error / m
    dw2 = delta2 @ a1.T * (m if wrong == "1/m in dw2" else 1)
    hidden = (w2 if wrong == "transpose" else w2.T) @ delta2
    slopes = {"slope": 1, "slope at a": sigmoid(a1) * (1 - sigmoid(a1)), "formula at z": z1 * (1 - z1)}
    delta1 = hidden * slopes.get(wrong, a1 * (1 - a1))
    axis, keep = (0 if wrong == "axis" else 1), wrong != "keepdims"
    db2 = delta2 if wrong == "not summed" else delta2.sum(axis=axis, keepdims=keep)
    db1 = delta1.sum(axis=axis, keepdims=keep) * (2 if wrong == "2 in db1" else 1)
    dw1 = delta1 @ x.T
    return {"dW1": dw1.T if wrong == "transposed" else dw1, "db1": db1, "dW2": dw2, "db2": db2}


def by_name(W1, b1, W2, b2, X, Y):
    """Arguments of their own, a dict back."""
    return in_columns(W1, b1, W2, b2, X, Y)


def in_rows(params, X, Y):
    """Weights (in, out), biases vectors, rows; the cost and a list back."""
    (w1, b1), (w2, b2) = params
    grads = in_columns(w1.T, b1[:, None], w2.T, b2[:, None], X.T, Y.T)
    return 0.5, [grads["dW1"].T, grads["db1"].ravel(), grads["dW2"].T, grads["db2"].ravel()]


def of_lists(x, y, weights, biases):
    """Nielsen's: lists of biases first, then of weights."""
    w1, w2 = weights
    b1, b2 = biases
    grads = in_columns(w1, b1, w2, b2, x, y)
    return [grads["db1"], grads["db2"]], [grads["dW1"], grads["dW2"]]


def of_a_dict(parameters, x, y):
    """Rows, weights (out, in), biases (1, n); keys like those of the parameters, and δ."""
    p = parameters
    shaped = {k: p[k].reshape(-1, 1) for k in ("b1", "b2")}
    grads = in_columns(p["W1"], shaped["b1"], p["W2"], shaped["b2"], x.T, y.T)
    found = {key[1:]: value for key, value in grads.items()}
    return {**found, "b1": found["b1"].reshape(p["b1"].shape), "b2": found["b2"].reshape(p["b2"].shape), "cost": 1.0}


@pytest.mark.parametrize("function", [by_name, in_rows, of_lists, of_a_dict])
@pytest.mark.parametrize("batch", ["columns", "rows"])
def test_right_gradients_pass_in_any_layout(function, batch):
    """Whatever the network's own layout is."""
    assert_gradients(function, NETWORKS[batch])


def test_one_example_may_be_a_vector():
    """Without a batch there is no axis to sum over."""

    def online(parameters, x, y):
        w1, b1, w2, b2 = (parameters[k] for k in ("w1", "b1", "w2", "b2"))
        a1 = sigmoid(w1 @ x + b1)
        a2 = sigmoid(w2 @ a1 + b2)
        delta2 = (a2 - y) * a2 * (1 - a2)
        delta1 = (w2.T @ delta2) * a1 * (1 - a1)
        return np.outer(delta1, x), delta1, np.outer(delta2, a1), delta2

    assert_gradients(online, NETWORKS[None])


def complaint(wrong):
    """What is said about a mistake."""

    def my_backprop(W1, b1, W2, b2, X, Y):
        return in_columns(W1, b1, W2, b2, X, Y, wrong)

    with pytest.raises(AssertionError) as raised:
        assert_gradients(my_backprop, NETWORKS["columns"])
    return str(raised.value)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("1/m", "the factor 1/m is missing in every gradient"),
        ("1/m in dw2", "the factor 1/m is missing in dW2"),
        ("2 in db1", "db1 has a factor 2 too much"),
        ("sign", "the sign of every gradient is wrong"),
        ("axis", "db2 is summed over the wrong axis: over the units, and not over the examples"),
        ("keepdims", "db1 has shape (3,), and its parameter (3, 1): their difference is a matrix"),
        ("not summed", "db2 is not summed over the examples: it has shape (4, 5), and its parameter (4, 1)"),
        ("transposed", "dW1 is transposed: it has shape (2, 3), and its parameter (3, 2)"),
        ("slope", "the factor σ'(z) is missing in δ[1]"),
        ("output slope", "the factor σ'(z) is missing in δ[2]"),
        ("slope at a", "the derivative σ'(z) in δ[1] is taken at the activation a"),
        ("formula at z", "σ'(z) in δ[1] is computed by the formula for a, with z in it"),
    ],
)
def test_every_usual_mistake_is_named(wrong, says):
    """With the array, the layer and the derived equation."""
    assert says in complaint(wrong)


def test_a_complaint_says_where_and_what_is_derived():
    """The largest difference with both values, the equation, what is right, and the layout that was found."""
    lines = complaint("slope").splitlines()
    assert lines[0] == "my_backprop: 2 of 4 gradients are wrong"
    assert lines[2] == "      derived   δ[1] = (W[2]ᵀ δ[2]) ⊙ σ'(Z[1])"
    assert lines[3].startswith("  dW1 (layer 1) differs most at [")
    assert lines[-2:] == [
        "  right: dW2, db2", "  called with examples in columns, weights (out, in), biases (n, 1)",
    ]  # fmt: skip


def test_a_product_that_does_not_exist_is_shown_with_the_one_that_does():
    """A missing transpose stops the code: the line, the shapes, the transpose."""
    said = complaint("transpose")
    assert "ValueError in line" in said
    assert "did you mean" not in said  # the operand is an expression: it is not run again

    def my_backprop(W1, b1, W2, b2, X, Y):
        a1 = sigmoid(W1 @ X + b1)
        a2 = sigmoid(W2 @ a1 + b2)
        delta2 = (a2 - Y) * a2 * (1 - a2) / X.shape[1]
        delta1 = (W2 @ delta2) * a1 * (1 - a1)
        return delta1 @ X.T, delta1.sum(1, keepdims=True), delta2 @ a1.T, delta2.sum(1, keepdims=True)

    with pytest.raises(AssertionError) as raised:
        assert_gradients(my_backprop, NETWORKS["columns"])
    assert "    delta1 = (W2 @ delta2) * a1 * (1 - a1)\n              ^^^^^^^^^^^\n" in str(raised.value)
    assert "W2 has shape (4, 3) and delta2 has shape (4, 5): the product does not exist" in str(raised.value)
    assert "did you mean   W2.T @ delta2   (a transpose is missing" in str(raised.value)


class Online:
    """A class with lists of layers, for one example in a column; with a mistake of choice."""

    def __init__(self, weights, biases, wrong):
        self.weights, self.biases, self.wrong = weights, biases, wrong

    def gradients(self, x, y):
        """Both lists, that of the biases first."""
        activations, slopes = [x], []
        for w, b in zip(self.weights, self.biases, strict=True):
            activations.append(sigmoid(np.dot(w, activations[-1]) + b))
            slopes.append(activations[-1] * (1 - activations[-1]))
        delta = (activations[-1] - y) * slopes[-1]
        db, dw = [delta], [np.dot(delta, activations[-2].T)]
        for n in range(2, len(self.weights) + 1):
            if self.wrong == "transpose":
                delta = np.dot(self.weights[-n + 1], delta)
            delta = np.dot(self.weights[-n + 1].T, delta) * slopes[-n]
            db.insert(0, delta)
            dw.insert(0, np.dot(delta, activations[-n if self.wrong == "layer" else -n - 1].T))
        return db, dw


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("", ""),
        ("transpose", "did you mean   np.dot(self.weights[-n + 1].T, delta)   (a transpose is missing"),
        ("layer", "dw1 is computed as δ[1] a[1]ᵀ\n      derived   ∂C/∂W[1] = δ[1] xᵀ"),
    ],
)
def test_a_method_is_looked_into(wrong, says):
    """Lists of layers, indices counted from the end, one example in a column."""

    def my_backprop(weights, biases, x, y):
        return Online(weights, biases, wrong).gradients(x, y)

    if not wrong:
        assert_gradients(my_backprop, NETWORKS[None])
        return
    with pytest.raises(AssertionError) as raised:
        assert_gradients(my_backprop, NETWORKS[None])
    assert says in str(raised.value)


def with_penalty(parameters, X, Y, wrong=""):
    """Three units everywhere, softmax, L2: mistakes that shapes do not show."""
    w1, b1, w2, b2 = (parameters[k] for k in ("w1", "b1", "w2", "b2"))
    m, lam = X.shape[0], 0.5
    a1 = np.tanh(X @ w1.T + b1)
    e = np.exp(a1 @ w2.T + b2)
    a2 = e / e.sum(axis=1, keepdims=True)
    delta2 = (a2 - Y) / m
    delta1 = (delta2 @ (w2.T if wrong == "transpose" else w2)) * (1 - a1**2)
    penalty = {"no penalty": 0, "penalty without 1/m": lam}.get(wrong, lam / m)
    read = X if wrong == "layer" else a1
    return {
        "w1": delta1.T @ X + penalty * w1,
        "b1": delta1.sum(axis=0),
        "w2": delta2.T @ read + penalty * w2,
        "b2": delta2.sum(axis=0) + (lam / m * b2 if wrong == "penalty on the bias" else 0),
    }


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("transpose", "the transpose of w2 is missing in δ[1]"),
        ("layer", "the gradient w2 is computed with x in the place of a1"),
        ("no penalty", "the L2 term is missing in the gradient w1"),
        ("penalty without 1/m", "the L2 term in the gradient w2 is multiplied by m"),
        ("penalty on the bias", "the gradient b2 has an L2 term, and only weights are regularised"),
    ],
)
def test_mistakes_that_fit_all_shapes_are_named(wrong, says):
    """Square matrices hide them."""

    def my_backprop(parameters, X, Y):
        return with_penalty(parameters, X, Y, wrong)

    with pytest.raises(AssertionError) as raised:
        assert_gradients(my_backprop, SQUARE)
    assert says in str(raised.value)
    assert "no usual mistake" not in str(raised.value)


def test_penalised_gradients_pass():
    """λ is the network's."""
    assert_gradients(with_penalty, SQUARE)


def test_two_mistakes_are_both_named():
    """The second is looked for with the first in force."""

    def my_backprop(W1, b1, W2, b2, X, Y):
        found = in_columns(W1, b1, W2, b2, X, Y, "slope")
        return {**found, "dW2": found["dW2"] * X.shape[1]}

    with pytest.raises(AssertionError) as raised:
        assert_gradients(my_backprop, NETWORKS["columns"])
    assert "the factor 1/m is missing in dW2" in str(raised.value)
    assert "the factor σ'(z) is missing in δ[1]" in str(raised.value)


def test_noise_is_no_usual_mistake():
    """Nothing is invented: the difference and the derived equation are all that is said."""

    def my_backprop(W1, b1, W2, b2, X, Y):
        found = in_columns(W1, b1, W2, b2, X, Y)
        return {**found, "dW1": found["dW1"] + np.sin(np.arange(6.0)).reshape(3, 2)}

    with pytest.raises(AssertionError) as raised:
        assert_gradients(my_backprop, NETWORKS["columns"])
    assert "  dW1: no usual mistake gives this\n      derived   ∂C/∂W[1] = δ[1] Xᵀ" in str(raised.value)


def test_symbolic_widths_get_numbers():
    """A network of any size is tried at sizes that differ."""
    net = sb.network("n_0", sb.Dense("n_1"), cost=sb.Quadratic(), batch="columns")

    def my_backprop(w1, b1, x, y):
        assert len({*x.shape, *w1.shape}) == 3
        delta = (w1 @ x + b1 - y) / x.shape[1]
        return delta @ x.T, delta.sum(axis=1, keepdims=True)

    assert_gradients(my_backprop, net)


def test_the_forward_pass_is_held_against_the_activations():
    """The first quantity that is missed is named, with its equation."""

    def forward(W1, b1, W2, b2, X):
        z1 = W1 @ X
        a1 = sigmoid(z1)
        return sigmoid(W2 @ a1 + b2)

    def right(W1, b1, W2, b2, X):
        return sigmoid(W2 @ sigmoid(W1 @ X + b1) + b2)

    assert_gradients(by_name, NETWORKS["columns"], forward=right)
    with pytest.raises(AssertionError) as raised:
        assert_gradients(by_name, NETWORKS["columns"], forward=forward)
    assert "forward: the output is not A[2]" in str(raised.value)
    assert "derived   Z[1] = W[1] X + b[1] 1ᵀ" in str(raised.value)


@pytest.mark.parametrize(
    ("function", "error", "says"),
    [
        (lambda parameters, x, y: {"loss": 1.0}, AssertionError, "returns no gradients"),
        (lambda parameters, x, y: parameters["w7"], AssertionError, "raises KeyError"),
        (lambda x, y: {}, UsageError, "takes no parameters"),
        (lambda parameters, x, y, flavour: {}, UsageError, "what is the argument flavour?"),
        (lambda parameters, x, y: {"dW1": 0, "db1": 0, "dW2": 0}, AssertionError, "db2 is not returned"),
    ],
)
def test_what_cannot_be_judged_is_said(function, error, says):
    """A function of another kind, and one that stops for its own reasons."""
    with pytest.raises(error, match=says.replace("?", r"\?")):
        assert_gradients(function, NETWORKS["columns"])


def test_a_gradient_that_is_no_number_is_said_to_be_none():
    """nan is taken for a difference, of some usual mistake or of none; and one gradient `are` wrong."""

    def my_backprop(W1, b1, W2, b2, X, Y):
        found = by_name(W1, b1, W2, b2, X, Y)
        return {**found, "dW2": found["dW2"] * np.where(np.arange(found["dW2"].shape[1]) < 2, np.nan, 1)}

    with pytest.raises(AssertionError) as caught:
        assert_gradients(my_backprop, NETWORKS["columns"])
    lines = str(caught.value).splitlines()
    assert lines[0] == "my_backprop: 1 of 4 gradients is wrong"
    assert lines[1].startswith("  dW2 (layer 2) is nan at [0, 0], as ") and "derived" in lines[1]
    assert "not finite" in lines[2] and "no usual mistake" not in str(caught.value)


def test_half_of_a_slope_is_named():
    """W^T δ ⊙ a for W^T δ ⊙ a (1 − a): no usual mistake was said to give it."""

    def my_backprop(W1, b1, W2, b2, X, Y):
        m, sigma = X.shape[1], lambda z: 1 / (1 + np.exp(-z))
        A1 = sigma(W1 @ X + b1[:, None])
        A2 = sigma(W2 @ A1 + b2[:, None])
        dZ2 = (A2 - Y) * A2 * (1 - A2) / m
        dZ1 = (W2.T @ dZ2) * A1
        return dZ1 @ X.T, dZ1.sum(1), dZ2 @ A1.T, dZ2.sum(1)

    net = sb.network(3, sb.Dense(4), sb.Sigmoid(), sb.Dense(2), sb.Sigmoid(), cost=sb.Quadratic(), batch="columns")
    with pytest.raises(AssertionError, match="only a part of the derivative σ'"):
        assert_gradients(my_backprop, net)
