"""What a network says about inputs: its outputs, and the classes that they mean."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from symbackprop.compiling.numpy_functions import NumpyFunction, lambdify
from symbackprop.language.systems import System
from symbackprop.training.arrays import Array, examples, placed, require, rows_of


def outputs(network: System, parameters: Mapping[str, Any], x: Any) -> Array:
    """The activations of the last layer.

    Shapes: as the batch form has them: rows (m, K), columns (K, m); for a network of one example (K,), or (m, K) when
    x is (m, n).
    """
    require(network, System, "network", "a network")
    require(parameters, Mapping, "parameters", "a dict of arrays")
    found = output_rows(network, parameters, rows_of(network, x, precision(parameters)))
    if network.batch is None and np.ndim(x) == 1:
        return found[0]
    return placed(network, found)


def predict(network: System, parameters: Mapping[str, Any], x: Any, raw: bool = False) -> Array:
    """The class of each example when the cost is one of classes, the outputs otherwise (and with `raw=True`).

    Of K outputs the greatest is the class; a single output above ½ is class 1.

    Shapes: x as for training; classes (m,).
    Raises: DataError for inputs of the wrong shape.
    """
    found = outputs(network, parameters, x)
    if raw or not network.classes:
        return found
    if network.batch is None and np.ndim(x) == 1:
        return classes(found[None, :])[0]
    return classes(found.T if network.batch == "columns" else found)


def accuracy(network: System, parameters: Mapping[str, Any], x: Any, y: Any) -> float | None:
    """The share of examples whose class is the target's; None where the targets are no classes."""
    data = examples(network, x, y, precision(parameters))
    if data.labels is None:
        return None
    return float(np.mean(classes(output_rows(network, parameters, data.x)) == data.labels))


def classes(rows: Array) -> Array:
    """The class of each example, from outputs in rows."""
    return (rows[:, 0] > 0.5).astype(np.int64) if rows.shape[1] == 1 else rows.argmax(axis=1)


def precision(parameters: Mapping[str, Any]) -> Any:
    """The floating-point type of the parameters."""
    kinds = {np.asarray(p).dtype for p in parameters.values()}
    floats = [k for k in kinds if k.kind == "f"]
    return np.result_type(*floats) if floats else np.dtype(np.float64)


def output_rows(network: System, parameters: Mapping[str, Any], x: Array) -> Array:
    """Outputs in rows, for inputs in rows."""
    forward = _forward(network)
    if network.batch is None:
        return np.stack([forward(parameters, example) for example in x])
    return placed(network, forward(parameters, placed(network, x)))


@lru_cache(maxsize=16)
def _forward(network: System) -> NumpyFunction:
    return lambdify(network, outputs=(network.output,))
