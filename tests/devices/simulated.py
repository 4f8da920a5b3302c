"""Run as a program with eight simulated devices: the same training on 1, 2 and 8 of them, as one JSON object."""

import json

import numpy as np

import symbackprop as sb
from symbackprop.compiling.trainer import compile_trainer
from symbackprop.optimisers.descent import Momentum

RANDOM = np.random.default_rng(0)
X, Y = RANDOM.normal(size=(48, 6)), np.eye(4)[RANDOM.integers(0, 4, 48)]
ORDER = RANDOM.permutation(48)
REST = 12  # divides by 4, not by 8
LAYERS = (sb.Dense(16), sb.Tanh(), sb.Dense(4), sb.Softmax())
NETWORK = sb.network(6, *LAYERS, cost=sb.CrossEntropy(), batch="rows", regularisation=sb.L2(0.1))
EQUATIONS, START = sb.backprop(NETWORK), sb.initialise(NETWORK, seed=1)


def compiled(devices, model=1):
    """A trainer at the start."""
    options = {"dtype": "float64", "devices": devices, "model": model, "large": 64}
    trainer = sb.compile_jax(EQUATIONS, Momentum(), batch_size=16, **options)
    trainer.load(START)
    return trainer


def numpy():
    """The trainer that all are held against."""
    trainer = compile_trainer(EQUATIONS, Momentum(), batch_size=16)
    trainer.load(START)
    return trainer


def apart(found, expected):
    """The greatest difference of arrays with the same names."""
    return max(float(abs(np.asarray(found[name]) - value).max()) for name, value in expected.items())


def trained(trainer):
    """The cost of an epoch, the steps, the parameters after it, and what the first device holds of them."""
    cost = trainer.epoch(X, Y, ORDER)
    held = {name: list(value.addressable_shards[0].data.shape) for name, value in trainer.state[0].items()}
    parameters = {name: value.tolist() for name, value in trainer.parameters.items()}
    return {"cost": cost, "steps": trainer.steps, "held": held, "parameters": parameters}


def main() -> None:
    """Measure and print."""
    peer, eight = numpy(), compiled(8)
    cost, gradients = sb.lambdify(EQUATIONS)(START, X[:16], Y[:16])
    own_cost, own = eight.gradients(X[:16], Y[:16])
    found = {
        "gradients": max(abs(own_cost - cost), apart(own, gradients)),
        "together": [eight.collectives(), compiled(2).collectives()],
        "runs": [trained(t) for t in (compiled(1), compiled(2), eight, compiled(8, model=4))],
        "numpy": {"cost": peer.epoch(X, Y, ORDER)},
    }
    found["numpy"]["parameters"] = {name: value.tolist() for name, value in peer.parameters.items()}
    eight.epoch(X, Y, ORDER[:REST])
    peer.epoch(X, Y, ORDER[:REST])
    found["rest"] = apart(eight.parameters, peer.parameters)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
