"""The cost after many steps, by the NumPy function that the same equations become."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from symbackprop.compiling.numpy_functions import lambdify
from symbackprop.errors import DataError, UsageError
from symbackprop.explanation.given import GivenPoint
from symbackprop.language.systems import System

MOST_STEPS = 1_000_000


def costs_of_steps(
    system: System, point: GivenPoint, updated: Sequence[str], steps: int
) -> Iterator[tuple[int, float]]:
    """(t, C after t steps) for t = 2, 5, 10, 20, 50, … and the last, for a system with gradients.

    Raises: UsageError for too many steps; DataError when the cost grows past all numbers.
    """
    if steps > MOST_STEPS:
        raise UsageError(f"{steps} steps would take too long", expected=f"at most {MOST_STEPS}")
    step = lambdify(system)
    arrays = _arrays(point)
    parameters = {t.name: arrays[t.name] for t in step.signature.grouped}
    data = {t.name: arrays[t.name] for t in step.signature.data}
    settings = {t.name: float(arrays[t.name]) for t in step.signature.hyperparameters}
    alpha = float(point.given["alpha", ()])
    shown = {scale * 10**power for scale in (1, 2, 5) for power in range(7)} | {steps}
    with np.errstate(all="ignore"):
        for t in range(steps + 1):
            cost, gradients = step(parameters, **data, **settings)
            if not np.isfinite(cost):
                raise DataError(f"after {t} steps the cost is past all numbers", hint="take a smaller alpha")
            if t > 1 and t in shown:
                yield t, float(cost)
            parameters |= {name: parameters[name] - alpha * gradients[name] for name in updated}


def _arrays(point: GivenPoint) -> dict[str, Any]:
    """The given values in double precision."""
    found: dict[str, Any] = {}
    for name in dict.fromkeys(name for name, _ in point.given):
        values = {where: float(v) for (n, where), v in point.given.items() if n == name}
        shape = tuple(n + 1 for n in max(values))
        found[name] = np.array(list(values.values())).reshape(shape)
    return found
