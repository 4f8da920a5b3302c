"""Data sets: the handwritten digits of scikit-learn, CSV and NPZ files; a fixed, stratified test split; scaling."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from symbackprop.errors import DataError
from symbackprop.training.arrays import Array
from symbackprop.training.csv_files import read_csv
from symbackprop.training.npz_files import read_npz

TEST_SHARE = 0.2
_SPLIT_SEED = 20150  # the split is part of the data: it does not move with the seed of training


@dataclass(frozen=True)
class Data:
    """Inputs with one example a row, and their targets: classes (m,) as integers, or numbers (m,) or (m, K).

    `pixels` says that all inputs are of one kind and range.
    """

    x: Array
    y: Array
    name: str = ""
    pixels: bool = False

    def __len__(self) -> int:
        """The number of examples."""
        return len(self.x)

    def __getitem__(self, chosen: Any) -> "Data":
        """Some of the examples."""
        return replace(self, x=self.x[chosen], y=self.y[chosen])

    @property
    def are_classes(self) -> bool:
        """Whether the targets are classes, one an example."""
        return self.y.ndim == 1 and self.y.dtype.kind in "iu"


@dataclass(frozen=True)
class Scaling:
    """x ↦ (x − shift) / scale, measured on the training part alone."""

    shift: Array
    scale: Array

    def __call__(self, x: Array) -> Array:
        """The inputs, scaled."""
        scaled: Array = (x - self.shift) / self.scale
        return scaled


def load_data(source: str | Path) -> Data:
    """`digits`, or the CSV or NPZ file of that name.

    Raises: DataError for what cannot be read, with the place.
    """
    if str(source) == "digits":
        return load_digits()
    path = Path(source)
    readers = {".csv": read_csv, ".npz": read_npz}
    if path.suffix.lower() not in readers:
        raise DataError(f"{source} is no data set", expected="digits, or a file that ends in .csv or .npz")
    if not path.is_file():
        missing = "this is a folder, not a file" if path.is_dir() else "there is no such file"
        raise DataError(f"{path}: {missing}", hint="digits is built in")
    x, y = readers[path.suffix.lower()](path)
    return Data(x, y, path.name)


def load_digits() -> Data:
    """1,797 handwritten digits of 8 × 8 pixels from 0 to 16, bundled with scikit-learn.

    Source: Alpaydin and Kaynak (1998), Optical Recognition of Handwritten Digits, UCI.
    Raises: DataError when scikit-learn is not installed.
    """
    try:
        from sklearn.datasets import load_digits as bundled
    except ImportError:
        raise DataError(
            "the handwritten digits come with scikit-learn, which is not installed",
            hint='pip install "symbackprop[data]"',
        ) from None
    found = bundled()
    return Data(np.asarray(found.data, dtype=np.float64), np.asarray(found.target, dtype=np.int64), "digits", True)


def split(data: Data, share: float = TEST_SHARE, seed: int = _SPLIT_SEED) -> tuple[Data, Data]:
    """A training part and a test part, with the same share of each class in both; always the same for the same data.

    Raises: DataError when the data are too few.
    """
    random = np.random.default_rng(seed)
    groups = [np.flatnonzero(data.y == c) for c in np.unique(data.y)] if data.are_classes else [np.arange(len(data))]
    held_out = np.zeros(len(data), dtype=bool)
    for group in groups:
        held_out[random.permutation(group)[: round(share * len(group))]] = True
    if held_out.all() or not held_out.any():
        raise DataError(
            "the data cannot be split into a training and a test part",
            got=f"{len(data)} examples" + (f" in {len(groups)} classes" if data.are_classes else ""),
            hint="at least three examples of some class are needed",
        )
    return data[~held_out], data[held_out]


def measure_scaling(training: Data) -> Scaling:
    """What brings each input to mean 0 and variance 1, as the training part has them.

    Pixels share one scale: a corner that is almost always blank must not become loud noise.  An input that never
    changes is only shifted.

    Raises: DataError for numbers so great that their squares are none.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        spread = training.x.std(axis=0)
    if not np.isfinite(spread).all():
        column = int(np.flatnonzero(~np.isfinite(spread))[0])
        raise DataError(
            "the inputs are too great to be scaled",
            got=f"{np.abs(training.x[:, column]).max():g} in column {column + 1}",
            hint="use another unit",
        )
    if training.pixels:
        spread = np.full_like(spread, np.sqrt(np.mean(spread**2)))
    return Scaling(training.x.mean(axis=0), np.where(spread > 0, spread, 1.0))
