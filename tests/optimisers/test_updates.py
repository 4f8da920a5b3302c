"""What would be broken: an update rule, or its place in a System."""

import pytest
from sympy import Symbol

import symbackprop as sb
from symbackprop.errors import UsageError
from symbackprop.language.systems import Equation
from symbackprop.optimisers.adaptive import Adam, AdamW, RMSProp
from symbackprop.optimisers.descent import GradientDescent, Momentum, Nesterov
from symbackprop.optimisers.optimiser import optimised

w, c = Symbol("w", real=True), Symbol("C", real=True)
ALL = (GradientDescent(), Momentum(), Nesterov(), RMSProp(), Adam(), AdamW())


def run(optimiser, steps, start=1.0):
    """w after some steps down C = w², by the equations themselves."""
    system = optimised(sb.backprop([Equation(c, w**2)]), optimiser)
    values = {t.name: 0.0 for t in system.tensors} | dict(system.defaults) | {"w": start}
    for t in range(1, steps + 1):
        values["t"] = t
        for e in system.equations:
            values[e.defines] = float(e.rhs.subs({s: values[s.name] for s in e.rhs.free_symbols}))
        for tensor in system.tensors:
            if tensor.updates:
                values[tensor.updates] = values[tensor.name]
    return values["w"]


def test_descent_and_momentum():
    """Two steps by hand: w − αg; v = g, then βv + g."""
    assert run(GradientDescent(alpha=0.25), 2) == 0.25
    assert run(Momentum(alpha=0.25, beta=0.5), 2) == pytest.approx(0.5 - 0.25 * (0.5 * 2 + 1))
    assert run(Nesterov(alpha=0.25, beta=0.5), 1) == pytest.approx(1 - 0.25 * (2 + 0.5 * 2))


def test_first_step_of_adam_has_the_length_of_the_learning_rate():
    """û/√v̂ = ±1 at the first step, whatever the gradient."""
    for start in (1.0, -1000.0):
        assert abs(run(Adam(alpha=0.5), 1, start) - start) == pytest.approx(0.5)


def test_weight_decay_is_beside_the_gradient():
    """AdamW takes αλw off besides Adam's step."""
    assert run(Adam(alpha=0.5), 1) - run(AdamW(alpha=0.5, decay=0.1), 1) == pytest.approx(0.05)


@pytest.mark.parametrize("optimiser", ALL, ids=lambda o: type(o).__name__)
def test_every_optimiser_goes_down(optimiser):
    """A few steps bring C = w² down."""
    assert abs(run(optimiser, 5)) < 1


@pytest.mark.parametrize("optimiser", ALL, ids=lambda o: type(o).__name__)
def test_updates_are_definitions_of_the_system(optimiser):
    """Each parameter has one next value; the theorems stay proved; the parameters stay what they were."""
    net = sb.network(2, sb.Dense(3), sb.Tanh(), sb.Dense(1), cost=sb.Quadratic(), batch="rows")
    system = optimised(sb.backprop(net), optimiser)
    assert [t.name for t in system.parameters] == ["w1", "b1", "w2", "b2"]
    assert {t.updates for t in system.tensors if t.updates} >= {"w1", "b1", "w2", "b2"}
    sb.check(system).require(sb.Verdict.PROVED)


def test_there_must_be_gradients():
    """A forward pass has nothing to follow."""
    with pytest.raises(UsageError, match="no gradients to follow"):
        optimised(sb.network(2, sb.Dense(1), cost=sb.Quadratic()), GradientDescent())
