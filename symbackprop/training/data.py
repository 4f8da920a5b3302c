"""Data sets by name: what `--data` takes, and the split into a part to train on and a part to test on."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from symbackprop.errors import DataError
from symbackprop.training.arrays import Array, is_whole
from symbackprop.training.csv_files import read_csv
from symbackprop.training.idx_files import Images, is_idx, partner, read_folder, read_pair
from symbackprop.training.npz_files import read_npz
from symbackprop.training.openml import read_openml
from symbackprop.training.splitting import set_aside

TEST_SHARE = 0.2
FASHION = Path("/usr/share/datasets/fashion-mnist")
"""Where Debian's package dataset-fashion-mnist puts its files."""
_CLOTHES = ("T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot")
_EXPECTED = "digits, FILE.csv, FILE.npz, IDX files, fashion-mnist or openml:NAME"
_SPLIT_SEED = 20150  # the split is part of the data: it does not move with the seed of training


@dataclass(frozen=True)
class Data:
    """Inputs with one example a row, and their targets: classes (m,) as integers, or numbers (m,) or (m, K).

    `pixels` says that all inputs are of one kind and range, `image` the height and width that they had; `classes` are
    names; `test` is a part that was set aside by whoever made the data.
    """

    x: Array
    y: Array
    name: str = ""
    pixels: bool = False
    image: tuple[int, ...] = ()
    classes: tuple[str, ...] = ()
    test: "Data | None" = None

    def __len__(self) -> int:
        """The number of examples."""
        return len(self.x)

    def __getitem__(self, chosen: Any) -> "Data":
        """Some of the examples."""
        return replace(self, x=self.x[chosen], y=self.y[chosen], test=None)

    @property
    def are_classes(self) -> bool:
        """Whether the targets are classes, one an example."""
        return self.y.ndim == 1 and self.y.dtype.kind in "iu"


def load_data(source: str | Path) -> Data:
    """`digits`, `fashion-mnist`, `fashion-mnist:FOLDER`, `openml:NAME`; a CSV, NPZ or IDX file; a folder of IDX files.

    Raises: DataError for what cannot be read, with the place.
    """
    name, _, rest = str(source).partition(":")
    if name in _NAMED and not Path(source).exists():
        return _NAMED[name](rest)
    path = Path(source)
    if path.is_dir() and any("idx" in p.name for p in path.iterdir()):
        return _folder(path)
    if path.suffix.lower() not in _READERS and not is_idx(path):
        raise DataError(f"{source} is no data set", expected=_EXPECTED)
    if not path.is_file():
        missing = "this is a folder, not a file" if path.is_dir() else "there is no such file"
        raise DataError(f"{path}: {missing}", hint="digits is built in")
    return _READERS.get(path.suffix.lower(), _pair)(path)


def load_digits(_: str = "") -> Data:
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
    x, y = np.asarray(found.data, dtype=np.float64), np.asarray(found.target, dtype=np.int64)
    return Data(x, y, "digits", True, (8, 8))


def load_fashion(folder: str = "") -> Data:
    """Fashion-MNIST: 60,000 and 10,000 images of clothes, 28 × 28 pixels from 0 to 255.

    Source: Xiao, Rasul and Vollgraf (2017), Fashion-MNIST, arXiv:1708.07747.
    Raises: DataError when the files are not there.
    """
    place = Path(folder) if folder else FASHION
    if not place.is_dir():
        raise DataError(
            f"fashion-mnist: there is no folder {place}",
            expected="a folder with its four IDX files",
            hint="apt install dataset-fashion-mnist, or --data fashion-mnist:FOLDER",
        )
    data = _folder(place)
    named = replace(data, name="fashion-mnist", classes=_CLOTHES)
    return replace(
        named, test=None if data.test is None else replace(data.test, name="fashion-mnist", classes=_CLOTHES)
    )


def split(data: Data, share: float = TEST_SHARE, seed: int = _SPLIT_SEED) -> tuple[Data, Data]:
    """A training part and a test part: as the data came, or with the same share of each class in both.

    Always the same for the same data.

    Raises: DataError when the data are too few.
    """
    if data.test is not None:
        return replace(data, test=None), data.test
    labels = data.y if data.are_classes else None
    held_out = set_aside(labels, len(data), share, np.random.default_rng(seed), "test")
    return data[~held_out], data[held_out]


def _csv(path: Path) -> Data:
    return Data(*read_csv(path), path.name)


def _npz(path: Path) -> Data:
    x, y, image = read_npz(path)
    return Data(x, y, path.name, bool(image), image)


def _pair(path: Path) -> Data:
    return _of_images(read_pair(path, partner(path)), path.name)


def _folder(path: Path) -> Data:
    training, test = read_folder(path)
    if test is not None and test.image != training.image:
        raise DataError(
            f"{path}: the images of the test part have another size", expected=str(training.image), got=str(test.image)
        )
    data = _of_images(training, path.name)
    return data if test is None else replace(data, test=_of_images(test, path.name))


def _of_images(found: Images, name: str) -> Data:
    return Data(found.x, found.y, name, True, found.image)


def _openml(name: str) -> Data:
    if not name:
        raise DataError("openml: names no data set", expected="openml:NAME, such as openml:mnist_784")
    x, y, classes = read_openml(name)
    return Data(x, y.astype(np.int64) if is_whole(y).all() else y, f"openml:{name}", classes=classes)


_NAMED: dict[str, Callable[[str], Data]] = {"digits": load_digits, "fashion-mnist": load_fashion, "openml": _openml}
_READERS: dict[str, Callable[[Path], Data]] = {".csv": _csv, ".npz": _npz}
