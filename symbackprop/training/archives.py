"""NPZ files that are whole or not there, that say what they are, and that are read without trust.

An archive is a plain NPZ file of arrays.  Its member `header` is text in JSON, `checksum` the SHA-256 of all the rest.
Nothing in it is ever unpickled; the same content gives the same bytes.
"""

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np

from symbackprop.errors import DataError
from symbackprop.training.arrays import Array

HEADER, CHECKSUM = "header", "checksum"
_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip file knows: a file says nothing of when it was written


def write_archive(path: Path, arrays: Mapping[str, Any], header: Mapping[str, Any]) -> None:
    """Arrays and a header as a file that takes its place at once."""
    whole = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    whole[HEADER] = _bytes(json.dumps(header, ensure_ascii=False, allow_nan=False, sort_keys=True))
    whole[CHECKSUM] = _bytes(_digest(whole))
    write_whole(path, lambda file: write_arrays(file, whole))


def read_archive(path: Path, kind: str) -> tuple[dict[str, Array], dict[str, Any]]:
    """The arrays and the header of an archive whose header says that it is of some `kind`.

    Raises: DataError for a file that is cut off, changed, of another kind, or that holds Python objects.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            found = {name: archive[name] for name in archive.files}
    except FileNotFoundError:
        raise DataError(f"{path}: there is no such file") from None
    except Exception as error:  # a damaged file can fail in every way that zip files and NumPy know
        raise _foreign(path, kind, "a file that is cut off or of another kind", str(error)) from None
    if HEADER not in found or CHECKSUM not in found:
        raise _foreign(path, kind, f"a file with {', '.join(found) or 'nothing in it'}")
    stated = found.pop(CHECKSUM)
    if stated.tobytes() != _digest(found).encode():
        raise DataError(
            f"{path}: the file has been changed", expected="what its checksum says", hint="use another copy"
        )
    try:
        header = json.loads(found.pop(HEADER).tobytes())
    except ValueError:
        raise _foreign(path, kind, "a header that cannot be read") from None
    if not isinstance(header, dict) or header.get("kind") != kind:
        got = header.get("kind") if isinstance(header, dict) else type(header).__name__
        raise _foreign(path, kind, f"a {got}")
    return found, header


def write_arrays(file: IO[bytes], arrays: Mapping[str, Array]) -> None:
    """Arrays as an NPZ file whose bytes depend on nothing but them."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, np.asanyarray(array), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", _DATE), member.getbuffer())


def write_whole(path: Path, writer: Callable[[IO[bytes]], object]) -> None:
    """A file that is whole on the disk before it takes its name; a reader sees the old one or the new one.

    What is left of a write that was killed has the name .NAME.part, and the next write overwrites it.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            writer(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the new name is on the disk too
    finally:
        os.close(folder)


def digest_of(*parts: Any) -> str:
    """A fingerprint of arrays and texts."""
    found = hashlib.sha256()
    for part in parts:
        if isinstance(part, np.ndarray):
            found.update(f"{part.dtype.str}{part.shape}".encode())
            found.update(np.ascontiguousarray(part).data)
        else:
            found.update(repr(part).encode())
    return found.hexdigest()


def _digest(arrays: Mapping[str, Array]) -> str:
    return digest_of(*(part for name in sorted(arrays) if name != CHECKSUM for part in (name, arrays[name])))


def _bytes(text: str) -> Array:
    return np.frombuffer(text.encode(), np.uint8)


def _foreign(path: Path, kind: str, got: str, reason: str = "") -> DataError:
    return DataError(f"{path}: the file is no {kind}", got=got, hint=reason.splitlines()[0][:200] if reason else "")
