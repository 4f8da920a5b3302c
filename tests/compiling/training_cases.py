"""Trainers held against a plain loop: gradients by `lambdify`, update rules from the textbook, float64."""

from typing import Any

import numpy as np

import symbackprop as sb
from symbackprop.compiling.rows import in_rows
from symbackprop.compiling.trainer import Trainer, compile_trainer
from symbackprop.optimisers.optimiser import Optimiser

Arrays = dict[str, Any]


def descent(o: Any, p: Any, g: Any, s: Arrays, t: int) -> Any:
    """p − α g."""
    return p - o.alpha * g


def momentum(o: Any, p: Any, g: Any, s: Arrays, t: int) -> Any:
    """v = β v + g; p − α v."""
    s["v"] = o.beta * s.get("v", 0) + g
    return p - o.alpha * s["v"]


def nesterov(o: Any, p: Any, g: Any, s: Arrays, t: int) -> Any:
    """v = β v + g; p − α (g + β v)."""
    s["v"] = o.beta * s.get("v", 0) + g
    return p - o.alpha * (g + o.beta * s["v"])


def rmsprop(o: Any, p: Any, g: Any, s: Arrays, t: int) -> Any:
    """v = β v + (1 − β) g²; p − α g/(√v + ε)."""
    s["v"] = o.beta * s.get("v", 0) + (1 - o.beta) * g * g
    return p - o.alpha * g / (s["v"] ** 0.5 + o.epsilon)


def adam(o: Any, p: Any, g: Any, s: Arrays, t: int, decay: Any = 0) -> Any:
    """Kingma and Ba's algorithm 1, Loshchilov and Hutter's decay."""
    s["u"] = o.beta1 * s.get("u", 0) + (1 - o.beta1) * g
    s["v"] = o.beta2 * s.get("v", 0) + (1 - o.beta2) * g * g
    corrected = s["u"] / (1 - o.beta1**t)
    return p - o.alpha * (corrected / ((s["v"] / (1 - o.beta2**t)) ** 0.5 + o.epsilon) + decay * p)


def adamw(o: Any, p: Any, g: Any, s: Arrays, t: int) -> Any:
    """Adam with decay."""
    return adam(o, p, g, s, t, o.decay)


TEXTBOOK = {
    "GradientDescent": descent, "Momentum": momentum, "Nesterov": nesterov, "RMSProp": rmsprop, "Adam": adam,
    "AdamW": adamw,
}  # fmt: skip


def example(trainer: Trainer, count: int = 11) -> tuple[Arrays, Any, Any, Any]:
    """Random parameters, inputs, one-hot targets and an order."""
    random = np.random.default_rng(1)
    parameters = {k: random.normal(size=v.shape) for k, v in trainer.parameters.items()}
    inputs, outputs = (trainer.equations[n].axes[1].upper + 1 for n in ("x", "y"))
    x, y = random.normal(size=(count, inputs)), np.eye(outputs)[random.integers(0, outputs, count)]
    return parameters, x, y, random.permutation(count)


def error(
    equations: sb.System,
    optimiser: Optimiser,
    dtype: str = "float64",
    epochs: int = 2,
    size: int = 4,
    count: int = 11,
    **more: Any,
) -> float:
    """How far a trainer is from the plain loop after some epochs: parameters and mean cost, relative to their size."""
    trainer = compile_trainer(equations, optimiser, batch_size=size, dtype=dtype, **more)
    current, x, y, order = example(trainer, count)
    trainer.load(current)
    step, update = sb.lambdify(in_rows(equations)), TEXTBOOK[type(optimiser).__name__]
    memory: dict[str, Arrays] = {name: {} for name in current}
    expected = got = t = 0
    for _ in range(epochs):
        expected = 0
        for start in range(0, len(x), size):
            chosen = order[start : start + size]
            t += 1
            cost, gradients = step(current, x[chosen], y[chosen])
            expected += cost * len(chosen) / len(x)
            current = {k: update(optimiser, p, gradients[k], memory[k], t) for k, p in current.items()}
        got = trainer.epoch(x, y, order)
    assert trainer.steps == t
    worst = max(float(np.abs(trainer.parameters[k] - p).max() / (1 + np.abs(p).max())) for k, p in current.items())
    return max(worst, abs(got - expected) / (1 + abs(expected)))
