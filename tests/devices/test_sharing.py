"""What would be broken: the equations of one device, whose sum over the devices is the whole."""

from dataclasses import replace

import numpy as np
import pytest

import symbackprop as sb
from symbackprop.compiling.rows import in_rows
from symbackprop.devices.sharing import share_out
from symbackprop.errors import UsageError
from symbackprop.language.indices import index, size, summation
from symbackprop.language.systems import Equation, Role, System, Tensor

COSTS = {
    "one example, its mean": (None, sb.Quadratic()),
    "a factor of its own": ("rows", sb.Quadratic(scale="1/7")),
    "columns": ("columns", sb.MeanAbsoluteError()),
}


@pytest.mark.parametrize("case", COSTS)
def test_shares_add_up(case):
    """Σ over 4 devices of each one's cost and gradients = those of the whole batch, whatever the cost's factor."""
    batch, cost = COSTS[case]
    net = sb.network(3, sb.Dense(2), sb.Tanh(), cost=cost, batch=batch, regularisation=sb.L2(0.3))
    whole = in_rows(sb.backprop(net))
    share = sb.lambdify(share_out(whole, 4, ["C", "dw1", "db1"]))
    random = np.random.default_rng(0)
    x, y, start = random.normal(size=(8, 3)), random.normal(size=(8, 2)), sb.initialise(net, seed=2)
    expected, slopes = sb.lambdify(whole)(start, x, y)
    found = [share(start, *part) for part in zip(np.split(x, 4), np.split(y, 4), strict=True)]
    np.testing.assert_allclose(sum(c for c, _ in found), expected, rtol=1e-13)
    for name, slope in slopes.items():
        np.testing.assert_allclose(sum(g[name] for _, g in found), slope, rtol=1e-12, atol=1e-15)


def test_a_part_that_no_example_enters_is_paid_once():
    """λ Σ w² / 2m is in every device's cost by its D-th part, and m is that of all devices."""
    net = sb.network(1, sb.Dense(1, bias=False), cost=sb.Quadratic(), batch="rows", regularisation=sb.L2(1.0))
    text = sb.lambdify(share_out(in_rows(net), 2, ["C"])).source
    assert "lam * np.sum(w1**2) / (8 * m)" in text


def centred():
    """x less its mean over the batch, squared: the mean must be whole before the squares can be had."""
    s, t = index("s", size("m")), index("t", size("m"))
    x, mean = Tensor("x", (s,), Role.INPUT), Tensor("mu")
    cost = Tensor("C", (), Role.COST)
    equations = (
        Equation(mean.entry, summation(x.at(t), t) / size("m")),
        Equation(cost.entry, summation((x.at(s) - mean.entry) ** 2, s)),
    )
    return System((x, mean, cost), equations, cost="C", batch="rows")


def test_a_second_all_reduce_is_refused():
    """A mean over the batch that the cost reads cannot be shared out with one all-reduce, and is not silently wrong."""
    with pytest.raises(UsageError, match="C reads a sum over all examples before its shares are added up"):
        share_out(centred(), 2, ["C"])


def test_a_product_of_two_sums_is_refused():
    """(Σ_s x_s)² is no sum of shares."""
    system = centred()
    mean, cost = system.equations
    squared = replace(system, equations=(mean, Equation(cost.lhs, mean.lhs * summation(mean.rhs, index("q", 2)))))
    with pytest.raises(UsageError, match="before its shares are added up"):
        share_out(squared, 2, ["C"])


def test_there_must_be_a_batch():
    """Plain equations without an axis of examples say so."""
    net = sb.network(1, sb.Dense(1), cost=sb.Quadratic())
    with pytest.raises(UsageError, match="no batch to share out"):
        share_out(net, 2, ["C"])
