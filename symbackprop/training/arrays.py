"""A user's x and y as the arrays that a network's equations mean: checked once, before anything is computed.

Examples stand where the network's batch form puts them: rows (m, n), columns (n, m); a network of one example is given
its examples in rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sympy import Expr, Integer, Symbol

from symbackprop.errors import DataError, UsageError
from symbackprop.language.indices import extent
from symbackprop.language.systems import Role, System, Tensor

Array = np.ndarray[Any, np.dtype[Any]]
Dtype = Any


@dataclass(frozen=True)
class Examples:
    """Inputs and targets with one example a row, whatever the network's batch form; `labels` where they are classes.

    `weights` are those of the examples' losses, None where all count alike.

    Shapes: x (m, n), y (m, K), labels (m,), weights (m,).
    """

    x: Array
    y: Array
    labels: Array | None
    weights: Array | None = None

    def __len__(self) -> int:
        """The number of examples."""
        return len(self.x)

    def __getitem__(self, chosen: Array) -> "Examples":
        """Some of the examples."""
        return Examples(
            self.x[chosen],
            self.y[chosen],
            None if self.labels is None else self.labels[chosen],
            None if self.weights is None else self.weights[chosen],
        )


def require(value: Any, kind: Any, name: str, expected: str) -> None:
    """Raise UsageError for an argument of the wrong kind, saying what it should have been."""
    if not isinstance(value, kind):
        raise UsageError(f"{name} is not {expected}", got=type(value).__name__)


def precision_of(dtype: Any) -> np.dtype[Any]:
    """The floating-point type that a user names.

    Raises: UsageError for another type, or none.
    """
    try:
        found = np.dtype(dtype)
    except TypeError:
        found = None
    if found is None or found.kind != "f":
        raise UsageError(f"dtype={dtype!r} is no floating-point type", expected='"float64" or "float32"')
    return found


def examples(network: System, x: Any, y: Any, dtype: Dtype = np.float64) -> Examples:
    """The user's arrays, checked and brought to one example a row.

    Raises: DataError for what the network cannot be trained on.
    """
    inputs = rows_of(network, x, dtype)
    targets, labels = _targets(network, y, len(inputs), dtype)
    return Examples(inputs, targets, labels)


def rows_of(network: System, x: Any, dtype: Dtype = np.float64) -> Array:
    """Inputs with one example a row.

    Raises: DataError for text, NaN or the wrong width.
    """
    tensor = only(network, Role.INPUT)
    array = numbers(x, "x", dtype)
    if network.batch is None and array.ndim == 1:
        array = array[None, :]
    if array.ndim != 2:
        raise _misshapen(network, tensor, "x", array)
    array = array.T if network.batch == "columns" else array
    width = width_of(network, tensor)
    if array.size == 0:
        raise DataError("x is empty", got=str(np.shape(x)), hint="at least one example is needed")
    if isinstance(width, Integer) and array.shape[1] != int(width):
        raise _misshapen(network, tensor, "x", np.asarray(x))
    return np.ascontiguousarray(array)


def placed(network: System, array: Array) -> Array:
    """Examples in rows, placed as the network's equations have them."""
    return array.T if network.batch == "columns" else array


def only(network: System, role: Role) -> Tensor:
    """The one tensor that plays a role, x or y.

    Raises: UsageError when there is none, or more.
    """
    found = network.with_role(role)
    if len(found) != 1:
        raise UsageError(
            f"training needs one {role.value}, and this system has {', '.join(t.name for t in found) or 'none'}",
            hint="build it with network(…) and a cost that reads the target y",
        )
    return found[0]


def width_of(network: System, tensor: Tensor) -> Expr:
    """The number of units of an input, a target or an activation."""
    return extent(tensor.axes[-1 if network.batch == "rows" else 0])


def sizes_of(network: System, data: Examples, given: Mapping[str, int] | None) -> dict[str, int]:
    """Symbolic widths of input and output, as the data have them; a user's own sizes must agree."""
    sizes = {str(name): int(value) for name, value in (given or {}).items()}
    for role, array in ((Role.INPUT, data.x), (Role.TARGET, data.y)):
        width = width_of(network, only(network, role))
        if isinstance(width, Symbol):
            known = sizes.setdefault(width.name, array.shape[1])
            if known != array.shape[1]:
                raise DataError(
                    f"the {role.value} has the wrong width", expected=f"{width} = {known}", got=str(array.shape[1])
                )
    return sizes


def numbers(value: Any, name: str, dtype: Dtype) -> Array:
    """A finite array of a floating-point type.

    Raises: DataError for text, ragged rows, NaN or infinity, with the first place.
    """
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "fiub":
            raise ValueError
        array = array.astype(dtype)
    except (ValueError, TypeError):
        kind = getattr(value, "dtype", type(value).__name__)
        raise DataError(f"{name} is not an array of real numbers", got=str(kind)) from None
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        where = ", ".join(str(i) for i in bad[0])
        count = f"{len(bad)} such entries" if len(bad) > 1 else "one such entry"
        raise DataError(
            f"{name} has an entry that is not a finite number",
            text=f"{name}[{where}] = {array[tuple(bad[0])]}",
            expected="finite numbers",
            got=count,
            hint="remove or replace the example",
        )
    return array


def is_whole(array: Array) -> Array:
    """Which entries are whole numbers that a class could have."""
    return (array == np.round(array)) & (np.abs(array) < 2**31)


def _targets(network: System, y: Any, count: int, dtype: Dtype) -> tuple[Array, Array | None]:
    tensor = only(network, Role.TARGET)
    width = width_of(network, tensor)
    array = numbers(y, "y", dtype)
    if network.batch is None and array.ndim == 1 and count == 1 and array.shape[0] != 1:
        array = array[None, :]
    if array.ndim == 1 and width != 1:
        labels = _labels(array, width)
        units = int(width) if isinstance(width, Integer) else int(labels.max()) + 1
        array = np.eye(units, dtype=dtype)[labels]
    elif array.ndim == 1:
        array = array[:, None]
    elif array.ndim == 2:
        array = array.T if network.batch == "columns" else array
    else:
        raise _misshapen(network, tensor, "y", array)
    if isinstance(width, Integer) and array.shape[1] != int(width):
        raise _misshapen(network, tensor, "y", np.asarray(y))
    if len(array) != count:
        raise DataError("x and y have different numbers of examples", expected=f"{count}, as in x", got=str(len(array)))
    _refuse_values(network, array)
    return np.ascontiguousarray(array), labels_of(array)


def _labels(array: Array, width: Expr) -> Array:
    """Classes 0, …, K − 1.

    Raises: DataError for fractions and for labels outside.
    """
    whole = is_whole(array)
    last = int(width) - 1 if isinstance(width, Integer) else None
    bad = ~whole | (array < 0) | ((array > last) if last is not None else False)
    if bad.any():
        first = int(np.flatnonzero(bad)[0])
        raise DataError(
            "y has labels outside the classes" if whole.all() else "y has labels that are not whole numbers",
            text=f"y[{first}] = {array[first]:g}",
            expected=f"0 to {last}" if last is not None else "0, 1, 2, …",
            got=f"{array.min():g} to {array.max():g}",
            hint="" if last is None else f"the output layer has {width} units, one for each class",
        )
    return array.astype(np.int64)


def _refuse_values(network: System, targets: Array) -> None:
    """Targets that the cost assumes something of: within [0, 1], summing to 1."""
    if not network.classes:
        return
    bad = np.argwhere((targets < 0) | (targets > 1))
    if len(bad):
        s, k = (int(i) for i in bad[0])
        raise DataError(
            "y has targets outside 0 to 1",
            text=f"example {s}, output {k}: {targets[s, k]:g}",
            expected="0 or 1 (or a probability)",
            got=f"{targets.min():g} to {targets.max():g}",
        )
    sums = targets.sum(axis=1)
    unequal = np.flatnonzero(np.abs(sums - 1) > 1e-5)
    if network.assumptions and len(unequal):
        raise DataError(
            "y is not a distribution over the classes, which the cost assumes",
            text="Σ_k y_k = 1",
            expected="targets that sum to 1 for each example",
            got=f"{sums[unequal[0]]:g} for example {unequal[0]}",
            hint="give the classes as integers, or one-hot"
            if targets.shape[1] > 1
            else "softmax over one unit is always 1: use Sigmoid() with BinaryCrossEntropy(), or a unit for each class",
        )


def labels_of(targets: Array) -> Array | None:
    """The classes that targets in rows say: one-hot, or a single 0 or 1; None where they are no classes."""
    if not np.isin(targets, (0, 1)).all():
        return None
    if targets.shape[1] == 1:
        return targets[:, 0].astype(np.int64)
    return targets.argmax(axis=1) if (targets.sum(axis=1) == 1).all() else None


def _misshapen(network: System, tensor: Tensor, name: str, array: Array) -> DataError:
    width = width_of(network, tensor)
    shape = {"rows": f"(m, {width})", "columns": f"({width}, m)"}.get(network.batch or "", f"(m, {width})")
    form = f'batch="{network.batch}"' if network.batch else "one example at a time"
    turned = array.ndim == 2 and isinstance(width, Integer) and int(width) in array.shape
    return DataError(
        f"{name} has the wrong shape",
        expected=f"{shape} for m examples   ({form})",
        got=str(array.shape),
        hint=f"it looks transposed: give {name}.T" if turned else "",
    )
