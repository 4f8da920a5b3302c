"""IDX files, the format of MNIST: images and labels in two files, gzipped or not.

A header says what follows: two bytes of zero, the type of the numbers, the number of axes, and the length of each, all
big-endian.  What a header says is believed only as far as the bytes are there.

Source: LeCun, Cortes and Burges (1998), The MNIST database of handwritten digits.
"""

import gzip
import math
import os
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from symbackprop.errors import DataError
from symbackprop.training.arrays import Array

TRAINING, TEST = (
    ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
)
"""How the four files of a data set are called, images and labels."""
_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_MOST = 2**33
"""The most bytes that are read from one file: a small gzipped file can hold far more than a memory does."""
_PIECE = 2**22


class Readable(Protocol):
    """A file, gzipped or not."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most `size`."""


@dataclass(frozen=True)
class Images:
    """Images laid out in rows, their labels, and the height and width that they had."""

    x: Array
    y: Array
    image: tuple[int, ...]


def is_idx(path: Path) -> bool:
    """Whether a path is called as IDX files are."""
    return ("idx" in path.name.lower() and path.suffix.lower() in (".gz", "")) or path.suffix.lower() == ".idx"


def read_folder(folder: Path) -> tuple[Images, Images | None]:
    """The training part, and the test part where it is there, of a folder with MNIST's four names.

    Raises: DataError when the training part is missing, or a file is not what its header says.
    """
    found = [tuple(_present(folder, name) for name in pair) for pair in (TRAINING, TEST)]
    if None in found[0]:
        raise DataError(
            f"{folder}: there are no IDX files of a training part",
            expected=f"{TRAINING[0]} and {TRAINING[1]}, with .gz or without",
            got=", ".join(sorted(p.name for p in folder.iterdir())[:5]) or "an empty folder",
        )
    parts = [read_pair(images, labels) if images and labels else None for images, labels in found]
    assert parts[0] is not None
    return parts[0], parts[1]


def partner(images: Path) -> Path:
    """The file of labels that belongs to a file of images.

    Raises: DataError when it is not there.
    """
    candidate = images.with_name(re.sub(r"idx\d", "idx1", images.name.replace("images", "labels")))
    for path in (candidate, candidate.with_suffix(""), candidate.with_name(candidate.name + ".gz")):
        if path != images and path.is_file():
            return path
    raise DataError(
        f"{images}: the file of its labels is not there",
        expected=candidate.name if candidate != images else "images in a file with “images” in its name",
        hint="MNIST's names are train-images-idx3-ubyte and train-labels-idx1-ubyte",
    )


def read_pair(images: Path, labels: Path) -> Images:
    """Images and their labels.   Raises: DataError when they do not belong together."""
    x, y = read_idx(images), read_idx(labels)
    if x.ndim < 2 or y.ndim != 1 or len(x) != len(y) or not len(x) or y.dtype.kind not in "iu":
        raise DataError(
            f"{images}: images and labels do not fit",
            expected="images (m, height, width) and whole numbers (m,)",
            got=f"{x.shape} in {images.name} and {y.dtype} {y.shape} in {labels.name}",
        )
    return Images(x.reshape(len(x), -1), y.astype(np.int64), x.shape[1:])


def read_idx(path: Path) -> Array:
    """The array of one IDX file.

    Raises: DataError for a header that is none, and for fewer or more bytes than it announces.
    """
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            length = None if packed else os.fstat(raw.fileno()).st_size
            with gzip.open(raw) if packed else raw as file:
                return _array(path, file, length)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(
            f"{path}: the file cannot be read", got=getattr(error, "strerror", None) or str(error)
        ) from None


def _array(path: Path, file: Readable, length: int | None) -> Array:
    kind, shape = _header(path, file)
    size = math.prod(shape) * kind.itemsize
    begun = 4 + 4 * len(shape)
    if size > _MOST:
        raise _untrue(path, shape, size, "more than is read from one file")
    if length is not None and length != begun + size:
        raise _untrue(path, shape, size, f"{length - begun} bytes")
    body = bytearray()
    while len(body) <= size and (piece := file.read(min(_PIECE, size + 1 - len(body)))):
        body += piece
    if len(body) != size:
        raise _untrue(path, shape, size, f"{len(body)} bytes" if len(body) < size else "more")
    native = kind.newbyteorder("=")
    return np.frombuffer(body, dtype=kind).reshape(shape).astype(native, copy=False)


def _header(path: Path, file: Readable) -> tuple[np.dtype[np.generic], tuple[int, ...]]:
    magic = file.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] not in _TYPES or not 1 <= magic[3] <= 8:
        raise DataError(
            f"{path}: the file is not an IDX file",
            expected="00 00, the type of its numbers, the number of its axes (00 00 08 03 for images)",
            got=magic.hex(" ") or "an empty file",
        )
    lengths = file.read(4 * magic[3])
    if len(lengths) < 4 * magic[3]:
        raise DataError(f"{path}: the file ends within its header", got=f"{4 + len(lengths)} bytes")
    return np.dtype(_TYPES[magic[2]]), tuple(int(n) for n in np.frombuffer(lengths, dtype=">u4"))


def _untrue(path: Path, shape: tuple[int, ...], size: int, got: str) -> DataError:
    shown = " × ".join(map(str, shape))
    return DataError(
        f"{path}: the file does not hold what its header says",
        expected=f"{shown} numbers: {size} bytes",
        got=got,
        hint="it may have been cut off while it was copied",
    )


def _present(folder: Path, name: str) -> Path | None:
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    return None
