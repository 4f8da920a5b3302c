"""NPZ files of examples: an array x of inputs and an array y of targets; nothing in them is ever unpickled."""

import zipfile
from pathlib import Path

import numpy as np

from symbackprop.errors import DataError
from symbackprop.training.arrays import Array, is_whole, numbers


def read_npz(path: Path) -> tuple[Array, Array, tuple[int, ...]]:
    """Inputs x (m, n), targets y (m,) or (m, K), and the height and width of images (m, h, w), laid out in a row.

    Raises: DataError when the file, or an array in it, is not what it should be.
    """
    if path.stat().st_size == 0:
        raise DataError(f"{path}: the file is empty", expected="arrays x and y, as numpy.savez writes them")
    try:
        with np.load(path, allow_pickle=False) as archive:
            found = {name: archive[name] for name in archive.files}
    except TypeError:  # NumPy loads a single array whatever the file is called
        raise DataError(
            f"{path}: the file holds a single array, as numpy.save writes it",
            expected="arrays x and y",
            hint="write it with numpy.savez(path, x=inputs, y=targets)",
        ) from None
    except Exception as error:  # a damaged file can fail in every way that zip files and NumPy know
        raise DataError(
            f"{path}: the file is not an NPZ file of plain arrays",
            got="arrays of Python objects"
            if "allow_pickle" in str(error) and zipfile.is_zipfile(path)
            else "another file",
            hint="write it with numpy.savez(path, x=inputs, y=targets)",
        ) from None
    for name in ("x", "y"):
        if name not in found:
            raise DataError(
                f"{path}: there is no array {name}",
                got=", ".join(found) or "no arrays",
                hint="write it with numpy.savez(path, x=inputs, y=targets)",
            )
    x = numbers(found["x"], f"{path}: x", np.float64)
    y = numbers(found["y"], f"{path}: y", np.float64)
    if x.size == 0 or x.ndim < 2 or len(x) != len(y):
        raise DataError(
            f"{path}: x and y do not fit",
            expected="x (m, n) and y (m,) or (m, K), for m examples",
            got=f"x {found['x'].shape} and y {found['y'].shape}",
        )
    classes = y.ndim == 1 and bool(is_whole(y).all())
    return x.reshape(len(x), -1), y.astype(np.int64) if classes else y, x.shape[1:] if x.ndim > 2 else ()
