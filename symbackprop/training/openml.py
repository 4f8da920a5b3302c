"""Data sets of openml.org by name, through scikit-learn, which keeps what it has fetched once."""

from typing import Any

import numpy as np

from symbackprop.errors import DataError
from symbackprop.training.arrays import Array, numbers


def read_openml(name: str) -> tuple[Array, Array, tuple[str, ...]]:
    """Inputs, targets, and the names of the classes where the targets are names; NAME or NAME@VERSION.

    Raises: DataError without scikit-learn, without a network, for a name that is not there, and for inputs that are no
    numbers.
    """
    try:
        from sklearn.datasets import fetch_openml
    except ImportError:
        raise DataError(
            "data sets of OpenML are fetched by scikit-learn, which is not installed",
            hint='pip install "symbackprop[data]"',
        ) from None
    title, _, version = name.partition("@")
    if version and not version.isdigit():
        raise DataError(
            f"openml:{name}: {version!r} is no version", expected="a whole number, as in openml:mnist_784@1"
        )
    try:
        found = fetch_openml(title, version=int(version) if version else "active", as_frame=False, parser="liac-arff")
    except OSError as error:  # no network, no such host, a refusal of the server: all are OSErrors
        raise DataError(
            f"openml:{name} cannot be fetched",
            got=_short(error),
            hint="it needs a network the first time; a data set that is a file can be given as FILE.csv or FILE.npz",
        ) from None
    except ValueError as error:
        raise DataError(f"openml:{name}: there is no such data set", got=_short(error)) from None
    return _checked(name, found)


def _checked(name: str, found: Any) -> tuple[Array, Array, tuple[str, ...]]:
    x = found.data.toarray() if hasattr(found.data, "toarray") else found.data
    x = numbers(x, f"openml:{name}: x", np.float64)
    if found.target is None or len(found.target) != len(x):
        raise DataError(f"openml:{name} has no target", hint="choose another data set")
    y = np.asarray(found.target)
    try:
        return x, y.astype(np.float64), ()
    except ValueError:
        names, classes = np.unique(y.astype(str), return_inverse=True)
        return x, classes.astype(np.int64), tuple(str(n) for n in names)


def _short(error: BaseException) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
