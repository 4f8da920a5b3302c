"""Run as a program with eight simulated devices: the same training on 1, 2 and 8 of them, as one JSON object."""

import json

import numpy as np

import symbackprop as sb
from symbackprop.devices.trainer import compile_jax
from symbackprop.optimisers.descent import Momentum


def network(batch="columns"):
    """A network whose cost has a part that no example enters."""
    layers = (sb.Dense(16), sb.Tanh(), sb.Dense(4), sb.Softmax())
    return sb.network(6, *layers, cost=sb.CrossEntropy(), batch=batch, regularisation=sb.L2(0.1))


def measure(equations, devices, model=1):
    """Gradients and the parameters after two epochs, the last batch of which divides by 4 alone."""
    random = np.random.default_rng(0)
    x, y = random.normal(size=(44, 6)), np.eye(4)[random.integers(0, 4, 44)]
    start = sb.initialise(network(), seed=1)
    cost, gradients = sb.lambdify(sb.backprop(network("rows")))(start, x[:16], y[:16])
    trainer = compile_jax(equations, Momentum(), batch_size=16, dtype="float64", devices=devices, model=model, large=64)
    trainer.load(start)
    own_cost, own = trainer.gradients(x[:16], y[:16])
    for seed in range(2):
        final = trainer.epoch(x, y, np.random.default_rng(seed).permutation(44))
    return {
        "difference": max(abs(own_cost - cost), *(float(abs(own[n] - g).max()) for n, g in gradients.items())),
        "cost": final,
        "steps": trainer.steps,
        "all_reduces": trainer.all_reduces() if devices > 1 and model == 1 else None,
        "parameters": {name: value.tolist() for name, value in trainer.parameters.items()},
        "held_by_one": {name: value.addressable_shards[0].data.shape for name, value in trainer.state[0].items()},
    }


if __name__ == "__main__":
    derived = sb.backprop(network())
    print(json.dumps([measure(derived, 1), measure(derived, 2), measure(derived, 8), measure(derived, 8, model=4)]))
