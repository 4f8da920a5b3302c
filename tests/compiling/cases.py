"""Every activation with every cost that fits it, in every batch form, and random data for them."""

from typing import Any

import numpy as np

import symbackprop as sb

ACTIVATIONS = (
    sb.Identity(), sb.Sigmoid(), sb.Tanh(), sb.ReLU(), sb.LeakyReLU(), sb.ELU(), sb.ELU("3/2"), sb.Softplus(),
    sb.SiLU(), sb.GELU(), sb.GELU(approximate="tanh"),
)  # fmt: skip
BATCHES = (None, "columns", "rows")
COSTS = (sb.Quadratic(), sb.MeanSquaredError(), sb.MeanAbsoluteError())
FITTING = [(a, c) for a in (*ACTIVATIONS, sb.Softmax()) for c in COSTS] + [
    (sb.Sigmoid(), sb.BinaryCrossEntropy()), (sb.Sigmoid(), sb.CrossEntropy()), (sb.Softmax(), sb.CrossEntropy()),
]  # fmt: skip
SIZES = {"m": 3}


def shown(value: Any) -> str:
    """A short name for a case."""
    return type(value).__name__ if hasattr(value, "__dataclass_fields__") else str(value)


def gradients(output: Any, cost: Any, batch: str | None, hidden: Any = None, width: int = 2) -> sb.System:
    """Two layers, the last with the given activation and cost, L2 in every batch."""
    first = hidden or (sb.Tanh() if isinstance(output, sb.Softmax) else output)
    return sb.backprop(
        sb.network(2, sb.Dense(width), first, sb.Dense(2), output, cost=cost, batch=batch, regularisation=sb.L2(0.3))
    )


def data(system: sb.System, seed: int = 0, examples: int = SIZES["m"]) -> tuple[dict[str, Any], Any, Any]:
    """Parameters, inputs and one-hot targets."""
    random = np.random.default_rng(seed)
    parameters = {k: random.normal(size=v.shape) for k, v in sb.initialise(system).items()}
    x, y = random.normal(size=(2, examples)), np.eye(2)[:, random.integers(0, 2, examples)]
    if system.batch == "columns":
        return parameters, x, y
    return (parameters, x.T, y.T) if system.batch == "rows" else (parameters, x[:, 0], y[:, 0])
