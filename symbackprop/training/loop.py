"""Mini-batch gradient descent with the derived functions: w → w − α ∂C/∂w."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from symbackprop.compiling.numpy_functions import NumpyFunction, lambdify
from symbackprop.errors import UsageError
from symbackprop.language.systems import System
from symbackprop.layers.regularisation import is_finite
from symbackprop.sweep import backprop
from symbackprop.training.arrays import Array, Examples, examples, numbers, placed, precision_of, require, sizes_of
from symbackprop.training.initialisation import generator, initialise
from symbackprop.training.prediction import classes, output_rows
from symbackprop.training.prediction import predict as predict

Parameters = dict[str, Array]
Progress = Callable[["Epoch"], None]


@dataclass(frozen=True)
class Epoch:
    """How far training is: after `number` of `total` passes over the examples."""

    number: int
    total: int
    cost: float
    accuracy: float | None = None
    validation_cost: float | None = None
    validation_accuracy: float | None = None


@dataclass(frozen=True, repr=False)
class Training:
    """What training gives: the parameters, and for each epoch the cost and, where targets are classes, the accuracy.

    `history` has the keys cost, accuracy, validation_cost, validation_accuracy, as far as they make sense; each is an
    array with one value an epoch, measured after it on all examples.
    """

    network: System
    parameters: Parameters
    history: dict[str, Array]

    def __repr__(self) -> str:
        """The depth of training and what it reached, without the arrays."""
        found = {name: float(values[-1]) for name, values in self.history.items() if len(values)}
        reached = ", ".join(f"{name.replace('_', ' ')} {value:.4g}" for name, value in found.items())
        shapes = ", ".join(f"{name} {np.shape(value)}" for name, value in self.parameters.items())
        return f"<Training of {shapes}: {len(self.history['cost'])} epochs, {reached}>"

    def predict(self, x: Any, raw: bool = False) -> Array:
        """Classes, or outputs, with the trained parameters."""
        return predict(self.network, self.parameters, x, raw)


def train(
    network: System,
    x: Any,
    y: Any,
    *,
    parameters: Mapping[str, Any] | None = None,
    epochs: int = 30,
    batch_size: int | None = None,
    learning_rate: float = 0.5,
    seed: int = 0,
    lam: float | None = None,
    validation: tuple[Any, Any] | None = None,
    sizes: Mapping[str, int] | None = None,
    dtype: Any = np.float64,
    progress: Progress | None = None,
) -> Training:
    """Train a network by mini-batch gradient descent; the same seed gives the same parameters, bit for bit.

    The gradients are those of `backprop`, as `lambdify` emits them.  `batch_size=1` is online learning; a network of
    one example (batch=None) is trained example by example.  λ/2m of L2 is meant for all m examples, so that a
    mini-batch takes its share of it, and the cost of the validation part has the same term as that of training.
    `progress` is called after each epoch.

    Shapes: x rows (m, n), columns (n, m), for one example at a time (m, n); y alike, or m integer classes.
    Raises: DataError for arrays that do not fit; UsageError for settings that do not, and when the cost grows out of
    all bounds.
    """
    require(network, System, "network", "a network")
    require({} if parameters is None else parameters, Mapping, "parameters", "a dict of arrays")
    require({} if sizes is None else sizes, Mapping, "sizes", 'a dict such as {"n_0": 2}')
    require(print if progress is None else progress, Callable, "progress", "a function of an Epoch")
    if validation is not None and not (isinstance(validation, tuple | list) and len(validation) == 2):
        raise UsageError("validation is not a pair (x, y)", got=type(validation).__name__)
    dtype = precision_of(dtype)
    size = _batch_size(network, batch_size)
    _refuse(epochs, learning_rate, lam)
    if lam is not None and "lam" not in network.by_name:
        raise UsageError("lam is the strength of L2, and this network has none", hint="network(…, regularisation=L2())")
    data = examples(network, x, y, dtype)
    held_out = examples(network, *validation, dtype) if validation is not None else None
    start = parameters if parameters is not None else initialise(network, seed, sizes_of(network, data, sizes))
    current = {name: np.array(numbers(value, name, dtype)) for name, value in start.items()}
    system = network if network.theorems else backprop(network)
    strength = dict(network.defaults).get("lam") if lam is None else lam
    descent = _Descent(system, lambdify(system), data, learning_rate, strength)
    measure = _Measure(network, strength)
    random = generator(seed)
    rows = []
    with np.errstate(over="ignore", invalid="ignore"):
        for number in range(1, epochs + 1):
            for chosen in _batches(random, len(data), size):
                descent.step(current, chosen)
            found = (*measure(current, data, len(data)), *(measure(current, held_out, len(data)) if held_out else ()))
            rows.append(Epoch(number, epochs, *found))
            if not np.isfinite(rows[-1].cost):
                raise UsageError(
                    f"the cost is {rows[-1].cost} after epoch {number}: training has run away",
                    got=f"learning rate {learning_rate:g}, batch size {size}",
                    hint=f"try a smaller learning rate, such as {learning_rate / 10:g}",
                )
            if progress is not None:
                progress(rows[-1])
    return Training(network, current, _history(rows))


@dataclass(frozen=True)
class _Descent:
    """One step of gradient descent."""

    system: System
    gradients: NumpyFunction
    data: Examples
    learning_rate: float
    strength: float | None

    def step(self, parameters: Parameters, chosen: Array) -> None:
        """w → w − α ∂C/∂w on some examples, in place."""
        share = len(chosen) / len(self.data)
        x, y = self.data.x[chosen], self.data.y[chosen]
        x, y = (x[0], y[0]) if self.system.batch is None else (placed(self.system, x), placed(self.system, y))
        _, found = self.gradients(parameters, x, y, **_hyperparameters(self.strength, share))
        for name, gradient in found.items():
            parameters[name] -= self.learning_rate * gradient


class _Measure:
    """The cost over all examples, and the accuracy where the targets are classes.

    λ/2m of L2 belongs to the m examples that are `trained` on: without its share of λ, a smaller validation part would
    pay a greater penalty for the same weights, and its cost could not be held against that of training.
    """

    def __init__(self, network: System, strength: float | None) -> None:
        self.network = network
        self.strength = strength
        self.cost = lambdify(network, outputs=(network.cost,))

    def __call__(self, parameters: Parameters, data: Examples, trained: int) -> tuple[float, float | None]:
        cost = self._cost(parameters, data, trained)
        if data.labels is None:
            return cost, None
        found = classes(output_rows(self.network, parameters, data.x))
        return cost, float(np.mean(found == data.labels))

    def _cost(self, parameters: Parameters, data: Examples, trained: int) -> float:
        if self.network.batch is not None:
            x, y = placed(self.network, data.x), placed(self.network, data.y)
            return float(self.cost(parameters, x, y, **_hyperparameters(self.strength, len(data) / trained)))
        shared = _hyperparameters(self.strength, 1 / trained)
        return float(np.mean([self.cost(parameters, a, b, **shared) for a, b in zip(data.x, data.y, strict=True)]))


def _hyperparameters(strength: float | None, share: float) -> dict[str, float]:
    return {} if strength is None else {"lam": strength * share}


def _batches(random: np.random.Generator, count: int, size: int) -> Iterator[Array]:
    """All examples in random order, `size` at a time."""
    order = random.permutation(count)
    for start in range(0, count, size):
        yield order[start : start + size]


def _history(rows: list[Epoch]) -> dict[str, Array]:
    names = ("cost", "accuracy", "validation_cost", "validation_accuracy")
    found = {name: [getattr(row, name) for row in rows] for name in names}
    return {name: np.array(values) for name, values in found.items() if values and None not in values}


def _batch_size(network: System, asked: int | None) -> int:
    if asked is None:
        return 32 if network.batch else 1
    if isinstance(asked, bool) or not isinstance(asked, int | np.integer) or asked < 1:
        raise UsageError(f"a batch has a whole number of examples, not {asked!r}", expected="at least 1")
    if network.batch is None and asked != 1:
        raise UsageError(
            f"this network is one of a single example, and cannot be trained {asked} at a time",
            hint='build it with batch="rows" or batch="columns"',
        )
    return int(asked)


def _refuse(epochs: int, learning_rate: float, lam: float | None) -> None:
    if isinstance(epochs, bool) or not isinstance(epochs, int | np.integer) or epochs < 1:
        raise UsageError(f"training takes a whole number of epochs, not {epochs!r}", expected="at least 1")
    if not (is_finite(learning_rate) and learning_rate > 0):
        raise UsageError(f"a learning rate is a positive number, not {learning_rate!r}", hint="for example 0.5")
    if lam is not None and not (is_finite(lam) and lam >= 0):
        raise UsageError(f"lam, the strength of L2, is a number ≥ 0, not {lam!r}", hint="for example 0.1")
