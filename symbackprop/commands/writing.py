"""Files that are whole or not there: written beside their place, then renamed into it."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from symbackprop.errors import UsageError

Writer = Callable[[BinaryIO], object]


def refuse_place(path: Path) -> None:
    """Raise UsageError, before any work, when a file or folder could not be made there."""
    if not path.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}")
    if not os.access(path.parent, os.W_OK):
        raise UsageError(f"{path}: the folder {path.parent} cannot be written to")
    try:
        tempfile.TemporaryFile(dir=path.parent).close()
    except OSError as error:  # a full disk, or a folder that only says that it may be written to
        raise UsageError(f"{path}: nothing can be made in the folder {path.parent}", got=str(error)) from None


def refuse_file(path: Path, suffix: str, *read: Path) -> None:
    """Raise UsageError, before any work, when a file with this ending could not be made there, or is read from."""
    if path.suffix.lower() != suffix:
        raise UsageError(f"{path} is no place for the result", expected=f"a file that ends in {suffix}")
    if path.is_dir():
        raise UsageError(f"{path}: this is a folder, not a file")
    for source in read:
        if path.exists() and source.exists() and path.samefile(source):
            raise UsageError(f"{path} is what is read from, and is not overwritten", hint="name another file")
    refuse_place(path)


def write_file(path: Path, writer: Writer) -> None:
    """One file, whole or not at all."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            writer(file)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def refuse_folder(path: Path, names: tuple[str, ...], sign: tuple[str, str]) -> None:
    """Raise UsageError when a folder holds anything but what an earlier run wrote there.

    `sign` is a file by which such a folder is known, and how it begins.
    """
    refuse_place(path)
    if not path.exists():
        return
    others = sorted(p.name for p in path.iterdir()) if path.is_dir() else [path.name]
    if set(others) <= set(names) and (not others or _begins(path / sign[0], sign[1])):
        return
    others = [name for name in others if name not in names] or others
    raise UsageError(
        f"{path} is there already, and is not ours to replace",
        got=", ".join(others[:5]) + (" …" if len(others) > 5 else ""),
        hint="name another folder with --out",
    )


def _begins(path: Path, opening: str) -> bool:
    return path.is_file() and path.read_bytes().startswith(opening.encode())


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A folder to write into, which takes its place when the block has ended well; else nothing is left of it."""
    draft = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        yield draft
        draft.chmod(0o755)
        if path.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{path.name}-old-", dir=path.parent))
            os.replace(path, old / path.name)
            os.replace(draft, path)
            shutil.rmtree(old)
        else:
            os.replace(draft, path)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
