"""C and its gradients, as emitted from its equations."""

import numpy as np


def sigmoid(u):
    """1/(1 + exp(-u))"""
    t1 = np.exp(-np.abs(u))
    t2 = 1 / (t1 + 1)
    return np.where(u < 0, t1 * t2, t2)


def softmax(z, axis):
    """exp(z_j) / Σ_k exp(z_k); the greatest z is subtracted first, which changes nothing but overflows never."""
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def log_softmax(z, axis):
    """log(exp(z_j) / Σ_k exp(z_k)) = z_j − log Σ_k exp(z_k), with the greatest z subtracted first."""
    shifted = z - z.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


def step(parameters, x, y, lam=0.1):
    """C and its gradients.

    parameters: a dict of w1, b1, w2, b2.
    Shapes: w1 (30, 64); b1 (30,); w2 (10, 30); b2 (10,); x (m, 64); y (m, 10).
    """
    w1 = parameters["w1"]
    b1 = parameters["b1"]
    w2 = parameters["w2"]
    b2 = parameters["b2"]
    m = x.shape[0]

    # z1[s, j] = Σ_k w1[j, k] x[s, k] + b1[j]
    z1 = x @ w1.T + b1

    # a1[s, j] = sigmoid(z1[s, j])
    a1 = sigmoid(z1)

    # z2[s, j] = Σ_k w2[j, k] a1[s, k] + b2[j]
    z2 = a1 @ w2.T + b2

    # a2[s, j] = exp(z2[s, j])/Σ_k exp(z2[s, k])
    a2 = softmax(z2, axis=1)

    # C = lam/(2 m) Σ_j Σ_k w1[j, k]**2 + lam/(2 m) Σ_j Σ_k w2[j, k]**2 + 1/m Σ_s Σ_k (-log(a2[s, k]) y[s, k])
    C = lam * np.sum(w1**2) / (2 * m) + lam * np.sum(w2**2) / (2 * m) - np.sum(log_softmax(z2, axis=1) * y) / m

    # delta2[s, j] = (a2[s, j] - y[s, j])/m
    delta2 = (a2 - y) / m

    # dw2[j, k] = Σ_s delta2[s, j] a1[s, k] + lam w2[j, k]/m
    dw2 = delta2.T @ a1 + lam * w2 / m

    # db2[j] = Σ_s delta2[s, j]
    db2 = delta2.sum(axis=0)

    # delta1[s, j] = sigmoid'(z1[s, j]) Σ_i delta2[s, i] w2[i, j]
    delta1 = (delta2 @ w2) * a1 * (1 - a1)

    # dw1[j, k] = Σ_s delta1[s, j] x[s, k] + lam w1[j, k]/m
    dw1 = delta1.T @ x + lam * w1 / m

    # db1[j] = Σ_s delta1[s, j]
    db1 = delta1.sum(axis=0)

    return C, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}
