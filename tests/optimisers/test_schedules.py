"""Schedules: the learning rate of a step, the same in equations, in every trainer and in print."""

import math

import numpy as np
import pytest

import symbackprop as sb
from symbackprop.errors import UsageError
from symbackprop.optimisers.adaptive import Adam
from symbackprop.optimisers.descent import GradientDescent
from symbackprop.optimisers.optimiser import optimised
from symbackprop.optimisers.schedules import (
    CosineDecay,
    ExponentialDecay,
    InverseDecay,
    LinearDecay,
    StepDecay,
    Warmup,
)

FACTORS = {
    LinearDecay: lambda t: 1 - min(t - 1, 7) / 7,
    CosineDecay: lambda t: (1 + math.cos(math.pi * min(t - 1, 7) / 7)) / 2,
    StepDecay: lambda t: 0.1 ** ((t - 1) // 7),
    ExponentialDecay: lambda t: 0.1 ** ((t - 1) / 7),
    InverseDecay: lambda t: 1 / (1 + (t - 1) / 7),
    Warmup: lambda t: min(t / 7, 1),
}
X = np.random.default_rng(0).normal(size=(20, 3))
Y = np.arange(20) % 2
NETWORK = sb.backprop(sb.network(3, sb.Dense(2), sb.Softmax(), cost=sb.CrossEntropy(), batch="rows"))


@pytest.mark.parametrize(
    "more", [{"batch_size": "all"}, {"batch_size": 5, "accumulation": 4}], ids=["compiled", "parts"]
)
@pytest.mark.parametrize("schedule", FACTORS)
def test_steps_follow_the_schedule(schedule, more):
    """Ten full batches by hand, past the horizon of seven; verified at 50 digits before."""
    parameters, step = sb.initialise(NETWORK), sb.lambdify(NETWORK)
    for t in range(1, 11):
        _, gradients = step(parameters, X, Y)
        parameters = {n: p - 0.3 * FACTORS[schedule](t) * gradients[n] for n, p in parameters.items()}
    optimiser = GradientDescent(alpha=0.3, schedule=schedule(7))
    trained = sb.train(NETWORK, X, Y, epochs=10, optimiser=optimiser, verify=True, **more)
    for name, value in parameters.items():
        np.testing.assert_allclose(trained.parameters[name], value, rtol=1e-10, atol=1e-13)


def test_a_name_spans_the_whole_training():
    """cosine ends at 0 with the last step, and the steps are those that the training part makes."""
    seen = []
    sb.train(NETWORK, X, Y, epochs=6, batch_size=4, validation=0.2, schedule="cosine",
             callbacks=[lambda run: seen.append(run.trainer.optimiser)])  # fmt: skip
    assert seen[0] == GradientDescent(alpha=0.5, schedule=CosineDecay(6 * 4))


def test_a_schedule_is_an_equation_of_the_optimiser():
    """One for all parameters, in print like the others, and the gradients stay proved."""
    system = optimised(NETWORK, Adam(schedule=StepDecay(10, gamma=0.5)))
    assert sb.typeset(system.definitions("alpha_t")[0], system=system).startswith(r"\alpha_{t} = \alpha \gamma^")
    assert len(system.definitions("alpha_t")) == 1
    assert dict(system.defaults)["gamma"] == 0.5
    cosine = optimised(NETWORK, GradientDescent(schedule=CosineDecay())).definitions("alpha_t")[0]
    assert r"\min(T, -1 + t)" in sb.typeset(cosine, system=optimised(NETWORK, GradientDescent(schedule=CosineDecay())))


@pytest.mark.parametrize("given", ["sine", 3, StepDecay])
def test_what_is_no_schedule_is_refused(given):
    """With what there is."""
    with pytest.raises(UsageError, match="there is no schedule"):
        sb.train(NETWORK, X, Y, schedule=given)


@pytest.mark.parametrize(
    "make", [lambda: StepDecay(0), lambda: ExponentialDecay(10, gamma=-1), lambda: Warmup(math.nan)]
)
def test_settings_are_positive(make):
    """A horizon of no steps divides by 0."""
    with pytest.raises(UsageError, match="of a schedule is a positive number"):
        make()
