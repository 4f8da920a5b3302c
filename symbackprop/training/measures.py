"""What is measured after each epoch: the cost over all examples, and the accuracy where the targets are classes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from sympy import Add, Idx, Mul, Pow

from symbackprop.compiling.numpy_functions import lambdify
from symbackprop.compiling.rows import EXAMPLES, in_rows
from symbackprop.language.systems import System
from symbackprop.training.arrays import Array, Examples
from symbackprop.training.class_weights import OMEGA
from symbackprop.training.prediction import classes

Parameters = dict[str, Array]
_ROWS = 8192
"""How many examples are looked at together, which bounds the memory that their activations take."""


@dataclass(frozen=True)
class Epoch:
    """How far training is: after `number` of `total` passes over the examples.

    Costs are those of all examples; accuracies are None where the targets are no classes.
    """

    number: int
    total: int
    cost: float
    accuracy: float | None = None
    validation_cost: float | None = None
    validation_accuracy: float | None = None
    test_cost: float | None = None
    test_accuracy: float | None = None


MEASURED = tuple(Epoch.__dataclass_fields__)[2:]
"""What is measured, by name."""


@dataclass(frozen=True)
class Given:
    """What the equations of a cost are given beside parameters, inputs and targets: λ, and weights of examples.

    λ/2m of L2 belongs to the m examples that are `trained` on: without its share of λ, a mini-batch or a smaller
    validation part would pay a greater penalty for the same weights, and its cost could not be held against others.
    """

    strength: float | None
    trained: int
    of_one: bool

    def __call__(self, weights: Array | None, rows: Any, count: int) -> dict[str, Any]:
        """For some examples, `count` of them."""
        found: dict[str, Any] = {} if weights is None else {OMEGA: weights[rows]}
        if self.strength is not None:
            found["lam"] = self.strength * (1 if self.of_one else count) / self.trained
        return found


class Measure:
    """The cost over all examples, and the accuracy."""

    def __init__(self, network: System, given: Given) -> None:
        """Compile the cost and the output, for examples in rows."""
        self.given = given
        rows = in_rows(network)
        self._pieces = is_mean(rows)
        self._function = lambdify(rows, outputs=(rows.cost, rows.output))

    def __call__(self, parameters: Parameters, data: Examples) -> tuple[float, float | None]:
        """Cost and accuracy."""
        cost, right = 0.0, 0
        for rows in self._blocks(len(data)):
            part = data.x[rows]
            found, outputs = self._function(
                parameters, x=part, y=data.y[rows], **self.given(data.weights, rows, len(part))
            )
            cost += float(found) * len(part) / len(data)
            if data.labels is not None:
                right += int(np.sum(classes(outputs) == data.labels[rows]))
        return cost, None if data.labels is None else right / len(data)

    def _blocks(self, count: int) -> Iterator[slice]:
        step = _ROWS if self._pieces else count
        return (slice(start, start + step) for start in range(0, count, step))


def is_mean(rows: System) -> bool:
    """Whether the cost is a mean over the examples, 1/m Σ_s …, so that it can be measured and summed up in parts."""
    (cost,) = rows.definitions(rows.cost)
    for term in Add.make_args(cost.rhs):
        factors = Mul.make_args(term)
        sums = [f for f in factors if any(i.upper + 1 == EXAMPLES for i in f.atoms(Idx))]
        if sums and [f for f in factors if f not in sums and f.has(EXAMPLES)] != [Pow(EXAMPLES, -1)]:
            return False
    return True
