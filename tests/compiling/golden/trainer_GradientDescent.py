"""A trainer of w1, b1, w2, b2, as emitted from its equations."""

import math

import numpy as np
from numpy import add, divide, exp, full, log, multiply, reciprocal, subtract, vdot


def trainer(m, p, g, work, alpha):
    """For batches of m examples: step(*views(…)) trains on one."""
    c1 = -1/m
    c2 = -alpha/m
    w1 = p[0:120].reshape((3, 40))
    b1 = p[120:160]
    w2 = p[160:240].reshape((2, 40))
    b2 = p[240:242]
    dw1 = g[0:120].reshape((3, 40))
    db1 = g[120:160]
    dw2 = g[160:240].reshape((2, 40))
    db2 = g[240:242]
    t1 = work[:m * 40].reshape(m, 40)
    z1 = t1
    r1 = t1
    less_a1 = t1
    a1 = work[208:208 + m * 40].reshape(m, 40)
    t2 = work[416:416 + m * 2].reshape(m, 2)
    z2 = t2
    t4 = work[624:624 + m]
    t3 = work[640:640 + m * 2].reshape(m, 2)
    t5 = work[656:656 + m]
    a2 = t3
    r2 = t5
    r3 = t2
    delta2 = t3
    t7 = work[416:416 + m * 40].reshape(m, 40)
    delta1 = a1
    w2_T = w2.T
    z2_flat = z2.ravel()
    t4_column = t4[:, None]
    t5_column = t5[:, None]
    r2_column = r2[:, None]
    delta2_T = delta2.T
    ones_2 = full(2, 1, p.dtype)
    ones_m = full(m, 1, p.dtype)
    n1 = full((), 1, p.dtype)
    n2 = full((), c2, p.dtype)
    safe_2 = (math.log(np.finfo(p.dtype).max) - 1.7) ** 2
    rows_2 = np.arange(0, m * 2, 2)
    places = np.empty(m, np.intp)
    a1_dot = a1.dot
    t3_dot = t3.dot
    delta2_T_dot = delta2_T.dot
    ones_m_dot = ones_m.dot
    delta2_dot = delta2.dot

    def views(x, y):
        """What a step reads of a batch."""
        return x, y, x.T, x.dot, x.T.dot

    def step(x, y, x_T, x_dot, x_T_dot):
        """One update; gives the cost before it."""

        # z1[s, j] = Σ_k w1[j, k] x[s, k] + b1[j]
        x_dot(w1, t1)
        add(b1, t1, z1)

        # a1[s, j] = sigmoid(z1[s, j])
        exp(z1, r1)
        add(r1, n1, r1)
        reciprocal(r1, less_a1)
        subtract(n1, less_a1, a1)

        # z2[s, j] = Σ_k w2[j, k] a1[s, k] + b2[j]
        a1_dot(w2_T, t2)
        add(b2, t2, z2)

        # a2[s, j] = exp(z2[s, j])/Σ_k exp(z2[s, k])
        if vdot(z2, z2) < safe_2:
            t4.fill(0)
            exp(z2, t3)
        else:
            z2.argmax(1, places)
            add(places, rows_2, places)
            z2_flat.take(places, 0, t4, "clip")
            subtract(z2, t4_column, t3)
            exp(t3, t3)
        t3_dot(ones_2, t5)
        divide(t3, t5_column, a2)

        # C = 1/m Σ_s Σ_k (-log(a2[s, k]) y[s, k])
        log(t5, r2)
        subtract(z2, r2_column, r3)
        subtract(r3, t4_column, r3)
        t6 = float(vdot(r3, y)) * c1
        C = t6

        # delta2[s, j] = (a2[s, j] - y[s, j])/m
        subtract(a2, y, delta2)
        multiply(delta2, n2, delta2)

        # dw2[j, k] = Σ_s delta2[s, j] a1[s, k]
        delta2_T_dot(a1, dw2)

        # db2[j] = Σ_s delta2[s, j]
        ones_m_dot(delta2, db2)

        # delta1[s, j] = sigmoid'(z1[s, j]) Σ_i delta2[s, i] w2[i, j]
        delta2_dot(w2, t7)
        multiply(a1, less_a1, delta1)
        multiply(delta1, t7, delta1)

        # dw1[j, k] = Σ_s delta1[s, j] x[s, k]
        x_T_dot(delta1, dw1)

        # db1[j] = Σ_s delta1[s, j]
        ones_m_dot(delta1, db1)

        # next_p[i] = g[i] + p[i]
        add(g, p, p)

        return C

    return views, step
