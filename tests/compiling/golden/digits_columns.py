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
    Shapes: w1 (30, 64); b1 (30,); w2 (10, 30); b2 (10,); x (64, m); y (10, m).
    """
    w1 = parameters["w1"]
    b1 = parameters["b1"]
    w2 = parameters["w2"]
    b2 = parameters["b2"]
    m = x.shape[1]

    # z1[j, s] = Σ_k w1[j, k] x[k, s] + b1[j]
    z1 = w1 @ x + b1[:, None]

    # a1[j, s] = sigmoid(z1[j, s])
    a1 = sigmoid(z1)

    # z2[j, s] = Σ_k w2[j, k] a1[k, s] + b2[j]
    z2 = w2 @ a1 + b2[:, None]

    # a2[j, s] = exp(z2[j, s])/Σ_k exp(z2[k, s])
    a2 = softmax(z2, axis=0)

    # C = lam/(2 m) Σ_j Σ_k w1[j, k]**2 + lam/(2 m) Σ_j Σ_k w2[j, k]**2 + 1/m Σ_s Σ_k (-log(a2[k, s]) y[k, s])
    C = lam * np.sum(w1**2) / (2 * m) + lam * np.sum(w2**2) / (2 * m) - np.sum(log_softmax(z2, axis=0) * y) / m

    # delta2[j, s] = (a2[j, s] - y[j, s])/m
    delta2 = (a2 - y) / m

    # dw2[j, k] = Σ_s delta2[j, s] a1[k, s] + lam w2[j, k]/m
    dw2 = delta2 @ a1.T + lam * w2 / m

    # db2[j] = Σ_s delta2[j, s]
    db2 = delta2.sum(axis=1)

    # delta1[j, s] = sigmoid'(z1[j, s]) Σ_i delta2[i, s] w2[i, j]
    delta1 = (w2.T @ delta2) * a1 * (1 - a1)

    # dw1[j, k] = Σ_s delta1[j, s] x[k, s] + lam w1[j, k]/m
    dw1 = delta1 @ x.T + lam * w1 / m

    # db1[j] = Σ_s delta1[j, s]
    db1 = delta1.sum(axis=1)

    return C, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}
