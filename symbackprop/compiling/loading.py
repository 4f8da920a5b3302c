"""Emitted source becomes functions: the one place where text of ours is run."""

import hashlib
import linecache
import os
import sys
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any


def load(source: str, path: Path | None = None) -> dict[str, Any]:
    """What a module of emitted source defines, by name; one that is a file is known to Python as a module.

    One that is none is known to tracebacks, which show its lines.
    """
    space: dict[str, Any] = {}
    name = str(path or f"<symbackprop {hashlib.sha256(source.encode()).hexdigest()[:8]}>")
    linecache.cache[name] = len(source), None, source.splitlines(keepends=True), name
    if path is not None:  # numba looks up the module of what it has kept
        module = ModuleType(path.stem)
        sys.modules[path.stem] = module
        space = module.__dict__
    exec(compile(source, name, "exec"), space)  # our own text
    return space


@lru_cache(maxsize=64)
def load_cached(source: str) -> dict[str, Any]:
    """The same for source whose functions numba compiles, and keeps on disk for the next time.

    The text is written to a file whose name is its hash, in a folder that is the user's own and that nobody else can
    write to; numba keeps machine code beside it.  Where there is no such folder nothing is kept.
    """
    path = _kept(source)
    return load(source, path) if path else load(source.replace('"cache": True', '"cache": False'))


def cache_folder() -> Path:
    """Where compiled functions are kept: $SYMBACKPROP_CACHE, or the user's folder for caches."""
    if chosen := os.environ.get("SYMBACKPROP_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "symbackprop"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "symbackprop"


def _kept(source: str) -> Path | None:
    """The file that holds a source, written if it is not there or is not what it should be."""
    folder = cache_folder()
    path = folder / f"trainer_{hashlib.sha256(source.encode()).hexdigest()[:32]}.py"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_own(folder):
            return None
        if not path.is_file() or path.read_text(encoding="utf-8") != source:
            temporary = path.with_suffix(f".{os.getpid()}")
            temporary.write_text(source, encoding="utf-8")
            temporary.replace(path)
    except (OSError, RuntimeError):
        return None
    return path


def _is_own(folder: Path) -> bool:
    """Whether a folder is the user's own, and nobody else may write to it."""
    found = folder.stat()
    return not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & 0o022)
