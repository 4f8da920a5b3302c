"""Verification: what is compiled is held against 50 digits and against differences, and lies are found out."""

from copy import copy

import numpy as np
import pytest

import symbackprop as sb
from symbackprop.compiling.trainer import Trainer
from symbackprop.errors import RefutedError

X = np.random.default_rng(0).normal(size=(30, 20))
Y = np.arange(30) % 3


def trained(**more):
    """A network of sizes that 50 digits cannot be had for."""
    net = sb.network(20, sb.Dense(12), sb.Tanh(), sb.Dense(3), sb.Softmax(), cost=sb.CrossEntropy(), batch="rows",
                     regularisation=sb.L2(0.5))  # fmt: skip
    return sb.train(net, X, Y, epochs=1, verify=True, **more)


@pytest.mark.parametrize(
    "more", [{}, {"optimiser": "adam"}, {"dtype": "float32"}, {"class_weights": "balanced", "accumulation": 2}]
)
def test_what_is_compiled_is_what_is_meant(more):
    """In every way to make steps."""
    findings = trained(**more).verified
    assert len(findings) == 5
    limit = 1e-5 if "dtype" in more else 1e-12
    assert all(f.difference < limit for f in findings[:-1]) and findings[-1].difference < 1e-7
    assert "12 → 4, 20 → 5" in str(findings[0]) or "→" in str(findings[0])


def test_a_wrong_gradient_is_found(monkeypatch):
    """A sign that a compiler got wrong."""
    original = sb.lambdify

    def lying(system, outputs=None):
        function = copy(original(system, outputs))
        if outputs is None and system.gradient("w2"):
            inner = function.function

            def wrong(*given, **more):
                cost, gradients = inner(*given, **more)
                return cost, {**gradients, "w2": -gradients["w2"]}

            function.function = wrong
        return function

    monkeypatch.setattr("symbackprop.training.verification.lambdify", lying)
    with pytest.raises(RefutedError, match="what is compiled differs in w2"):
        trained()


def test_a_wrong_step_is_found(monkeypatch):
    """An update in the wrong direction."""
    epoch = Trainer.epoch

    def lying(self, *given):
        before = self.vector.copy()
        cost = epoch(self, *given)
        self.vector[:] = 2 * before - self.vector
        return cost

    monkeypatch.setattr(Trainer, "epoch", lying)
    with pytest.raises(RefutedError, match="a step of Momentum"):
        trained(optimiser="momentum", accumulation=2)


def test_a_wrong_cost_is_found(monkeypatch):
    """A trainer that reports another cost than it descends."""
    epoch = Trainer.epoch
    monkeypatch.setattr(Trainer, "epoch", lambda self, *given: 2 * epoch(self, *given))
    with pytest.raises(RefutedError, match="cost of a step"):
        trained(accumulation=2)
