"""What would be broken: gradients that an automatic differentiation library does not agree with.

Every activation with every cost that fits it, in every batch form with L2, written anew for autograd.
"""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from autograd.scipy.special import erf

import symbackprop as sb
from tests.compiling.cases import BATCHES, FITTING, data, gradients, shown


def softmax(z, axis):
    """exp z / Σ exp z."""
    e = anp.exp(z)
    return e / anp.sum(e, axis=axis, keepdims=True)


def sigmoid(z):
    """1 / (1 + e⁻ᶻ)."""
    return 1 / (1 + anp.exp(-z))


def elu(alpha):
    """z above 0, α(eᶻ − 1) below."""
    return lambda z, axis: anp.where(z > 0, z, alpha * (anp.exp(z) - 1))


FUNCTIONS = {
    sb.Identity(): lambda z, axis: z,
    sb.Sigmoid(): lambda z, axis: sigmoid(z),
    sb.Tanh(): lambda z, axis: anp.tanh(z),
    sb.ReLU(): lambda z, axis: anp.maximum(z, 0),
    sb.LeakyReLU(): lambda z, axis: anp.where(z > 0, z, z / 100),
    sb.ELU(): elu(1.0),
    sb.ELU("3/2"): elu(1.5),
    sb.Softplus(): lambda z, axis: anp.log(1 + anp.exp(z)),
    sb.SiLU(): lambda z, axis: z * sigmoid(z),
    sb.GELU(): lambda z, axis: z * (1 + erf(z / np.sqrt(2))) / 2,
    sb.GELU(approximate="tanh"): lambda z, axis: z * (1 + anp.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3))) / 2,
    sb.Softmax(): softmax,
}
COSTS = {
    sb.Quadratic(): lambda a, y: anp.sum((a - y) ** 2) / 2,
    sb.MeanSquaredError(): lambda a, y: anp.sum((a - y) ** 2),
    sb.MeanAbsoluteError(): lambda a, y: anp.sum(anp.abs(a - y)),
    sb.BinaryCrossEntropy(): lambda a, y: -anp.sum(y * anp.log(a) + (1 - y) * anp.log(1 - a)),
    sb.CrossEntropy(): lambda a, y: -anp.sum(y * anp.log(a)),
}


@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize(("output", "cost"), FITTING, ids=shown)
def test_autograd_agrees(output, cost, batch):
    """The cost and every gradient, to 1e-12."""
    system = gradients(output, cost, batch, hidden=sb.Tanh(), width=3)
    parameters, x, y = data(system, examples=4)
    axis = 1 if batch == "rows" else 0

    def layer(w, b, v):
        if batch == "rows":
            return anp.dot(v, w.T) + b
        return anp.dot(w, v) + (b if batch is None else b[:, None])

    def total(p):
        a = FUNCTIONS[output](layer(p["w2"], p["b2"], anp.tanh(layer(p["w1"], p["b1"], x))), axis)
        penalty = 0.3 / 2 * (anp.sum(p["w1"] ** 2) + anp.sum(p["w2"] ** 2))
        return (COSTS[cost](a, y) + penalty) / (1 if batch is None else x.shape[1 - axis])

    value, grads = sb.lambdify(system)(parameters, x, y)
    np.testing.assert_allclose(value, total(parameters), rtol=1e-12)
    for name, theirs in autograd.grad(total)(parameters).items():
        np.testing.assert_allclose(grads[name], theirs, rtol=1e-12, atol=1e-13, err_msg=name)
