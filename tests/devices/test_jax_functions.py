"""What would be broken: emitted modules with JAX under NumPy's name."""

import builtins

import numpy as np
import pytest

import symbackprop as sb
from symbackprop.devices.jax_functions import JaxFunction, updates
from symbackprop.errors import DataError, ShapeError, UsageError
from symbackprop.optimisers.adaptive import Adam, AdamW, RMSProp
from symbackprop.optimisers.descent import GradientDescent, Momentum, Nesterov

jax = pytest.importorskip("jax")
ACTIVATIONS = [
    sb.Sigmoid(), sb.Tanh(), sb.ReLU(), sb.LeakyReLU(), sb.ELU(2), sb.Softplus(), sb.SiLU(), sb.GELU(), sb.GELU("tanh"),
    sb.Identity(), sb.Activation(lambda u: u / (1 + abs(u))),
]  # fmt: skip
X = np.random.default_rng(0).normal(size=(6, 3))


def systems():
    """A network with gradients for each activation."""
    for activation in ACTIVATIONS:
        yield sb.backprop(sb.network(3, sb.Dense(2), activation, cost=sb.MeanAbsoluteError(), batch="rows"))


def test_every_activation_has_a_form():
    """JAX traces each module and finds the shapes and the precision of the gradients."""
    given = {"w1": np.ones((2, 3), np.float32), "b1": np.ones(2, np.float32)}
    x, y = np.ones((4, 3), np.float32), np.ones((4, 2), np.float32)
    for system in systems():
        function = JaxFunction(system)
        cost, gradients = jax.eval_shape(lambda p, a, b, f=function: f(p, a, b, settings={}), given, x, y)
        assert (cost.shape, cost.dtype) == ((), np.float32)
        assert {n: (g.shape, g.dtype) for n, g in gradients.items()} == {
            n: (a.shape, a.dtype) for n, a in given.items()
        }


def test_values_are_numpy_s():
    """All activations in one compiled function, small and great arguments, against the NumPy modules."""
    random = np.random.default_rng(1)
    given = {"w1": random.normal(size=(2, 3), scale=20), "b1": random.normal(size=2)}
    y = random.normal(size=(6, 2))
    functions = [JaxFunction(system) for system in systems()]
    with jax.enable_x64(True):
        found = jax.jit(lambda p, a, b: [f(p, a, b, settings={}) for f in functions])(given, X, y)
    for system, (cost, gradients) in zip(systems(), found, strict=True):
        expected, slopes = sb.lambdify(system)(given, X, y)
        np.testing.assert_allclose(cost, expected, rtol=1e-12)
        for name, slope in slopes.items():
            np.testing.assert_allclose(gradients[name], slope, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("optimiser", [GradientDescent(), Momentum(), Nesterov(), RMSProp(), Adam(), AdamW()])
def test_updates_stand_alone(optimiser):
    """An update reads parameters, gradients and what is remembered, and nothing of the network."""
    system = sb.backprop(sb.network(3, sb.Dense(2), cost=sb.Quadratic(), batch="rows"))
    rules = updates(system, optimiser)
    function = JaxFunction(rules, [t.name for t in rules.tensors if t.updates])
    assert {"dw1", "db1"} <= set(function.data)
    assert not {"x", "y", "z1"} & set(function.data)
    assert "@" not in function.source


def test_jax_must_be_there(monkeypatch):
    """Without JAX, what to install is said."""
    there = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", lambda name, *a: there("no_" + name if name == "jax" else name, *a))
    with pytest.raises(UsageError, match="JAX is not installed"):
        sb.compile_jax(next(systems()))


def test_what_does_not_fit_is_refused():
    """No system, more devices than there are, and a model axis that does not divide them."""
    net = sb.network(3, sb.Dense(2), cost=sb.Quadratic(), batch="rows")
    with pytest.raises(UsageError, match="takes a System"):
        sb.compile_jax("784-30-10")
    with pytest.raises(UsageError, match="there are"):
        sb.compile_jax(net, devices=10**6)
    with pytest.raises(UsageError, match="does not divide"):
        sb.compile_jax(net, devices=1, model=2)


def test_data_that_do_not_fit_are_refused():
    """Another width, other numbers of inputs and targets, and an example that is not there, which JAX would replace."""
    trainer = sb.compile_jax(sb.network(3, sb.Dense(2), cost=sb.Quadratic()), devices=1)
    with pytest.raises(ShapeError, match="x has the wrong shape"):
        trainer.step(np.ones((4, 5)), np.ones((4, 2)))
    with pytest.raises(ShapeError, match="y has the wrong shape"):
        trainer.step(X, np.ones((4, 2)))
    with pytest.raises(DataError, match="there are 6 examples"):
        trainer.epoch(X, np.ones((6, 2)), [0, 6])
