"""What would be broken: emitted code that computes something else than its equations, or less exactly."""

from itertools import product

import numpy as np
import pytest
from sympy import cosh, exp, log, symbols

import symbackprop as sb
from tests.compiling.cases import BATCHES, FITTING, SIZES, data, gradients, shown
from tests.compiling.evaluation import as_array, evaluate


@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize(("output", "cost"), FITTING, ids=shown)
def test_every_equation_at_50_digits(output, cost, batch):
    """Each line gives what its equation says, to the last digits of float64."""
    system = gradients(output, cost, batch)
    parameters, x, y = data(system)
    exact = evaluate(system, {**parameters, "x": x, "y": y, "lam": 0.3}, SIZES)
    names = [e.defines for e in system]
    for name, value in zip(names, sb.lambdify(system, names)(parameters, x, y), strict=True):
        np.testing.assert_allclose(value, as_array(exact[name]), rtol=2e-14, atol=2e-15, err_msg=name)


def test_step_gives_what_the_single_outputs_give():
    """`step` and `lambdify(outputs=…)` come from the same lines."""
    system = gradients(sb.Softmax(), sb.CrossEntropy(), "rows")
    parameters, x, y = data(system)
    cost, grads = sb.lambdify(system)(parameters, x, y, lam=0.7)
    for name, value in grads.items():
        more = {"lam": 0.7} if name.startswith("w") else {}
        assert np.array_equal(value, sb.lambdify(system, f"d{name}")(parameters, x, y, **more))
    assert cost == sb.lambdify(system, outputs=("C",))(parameters, x, y, lam=0.7)
    assert list(grads) == list(parameters)


@pytest.mark.parametrize(("output", "cost"), FITTING, ids=shown)
def test_large_arguments_are_finite_and_float32_stays(output, cost):
    """|z| = 1000: no overflow, no nan, in both precisions; float32 in, float32 out."""
    system = sb.backprop(sb.network(2, sb.Dense(2), output, cost=cost, batch="columns", regularisation=sb.L2(0.1)))
    step = sb.lambdify(system)
    for z, dtype, k in product((-1000.0, -30.0, 0.0, 30.0, 1000.0), (np.float32, np.float64), (0, 1)):
        parameters = {"w1": np.zeros((2, 2), dtype), "b1": np.array([z, -z / 2], dtype)}
        y = np.repeat(np.eye(2, dtype=dtype)[:, [k]], 3, axis=1)
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            value, grads = step(parameters, np.ones((2, 3), dtype), y)
        assert np.isfinite(value) and value.dtype == dtype
        assert all(np.isfinite(g).all() and g.dtype == dtype for g in grads.values())


def test_logarithms_are_fused():
    """−log softmax and −log σ at z = ∓1000 are 1000 and more, not the infinity that log 0 gives."""
    for output, cost in ((sb.Softmax(), sb.CrossEntropy()), (sb.Sigmoid(), sb.BinaryCrossEntropy())):
        step = sb.lambdify(sb.backprop(sb.network(2, sb.Dense(2), output, cost=cost)))
        cost_value, _ = step({"w1": np.zeros((2, 2)), "b1": np.array([-1000.0, 1000.0])}, np.ones(2), np.array([1, 0]))
        assert cost_value == 2000


def test_losses_of_a_difference_are_bounded():
    """log cosh(a − y) and log(1 + e^{−ay}), losses in common use, at ±1000."""
    a, y = symbols("a y")
    for loss, at in ((log(cosh(a - y)), 1000 - np.log(2)), (log(1 + exp(-a * y)), 1000)):
        step = sb.lambdify(sb.backprop(sb.network(1, sb.Dense(1), cost=sb.CustomCost(formula=loss))))
        for z in (-1000.0, 1000.0):
            target = 0.0 if loss.has(cosh) else -np.sign(z)
            with np.errstate(over="raise", invalid="raise", divide="raise"):
                value, grads = step({"w1": np.zeros((1, 1)), "b1": np.array([z])}, np.ones(1), np.array([target]))
            assert value == at and abs(grads["b1"]) == 1


def test_a_factor_that_a_denominator_cancels():
    """−y/a − … times a(1 − a) is multiplied out, so that a = 0 gives no 0/0, for a user's own loss too."""
    a, y = symbols("a y")
    cost = sb.CustomCost(formula=-2 * y * log(a) - 3 * (1 - y) * log(1 - a))
    step = sb.lambdify(sb.backprop(sb.network(1, sb.Dense(1), sb.Sigmoid(), cost=cost)))
    for z in (-1000.0, 1000.0):
        for y in (0.0, 1.0):
            value, grads = step({"w1": np.zeros((1, 1)), "b1": np.array([z])}, np.ones(1), np.array([y]))
            assert np.isfinite(value) and np.isfinite(grads["b1"]).all()


def test_whole_numbers_and_numpy_scalars_do_not_widen():
    """One-hot integers and λ as np.float64 leave float32 parameters' precision as it is."""
    system = gradients(sb.Softmax(), sb.CrossEntropy(), "rows")
    parameters, x, y = data(system)
    small = {k: v.astype(np.float32) for k, v in parameters.items()}
    cost, grads = sb.lambdify(system)(small, x.astype(np.float32), y.astype(np.int64), lam=np.float64(0.1))
    assert {cost.dtype, *(g.dtype for g in grads.values())} == {np.dtype(np.float32)}
