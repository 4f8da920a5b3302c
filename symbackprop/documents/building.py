"""Documents built: every source evaluated, every format written, and all files put in place at the end or none.

Files are made in a folder beside their place; only when everything has been written are they moved there.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from symbackprop.documents.evaluation import evaluate
from symbackprop.documents.model import Document
from symbackprop.documents.settings import suggestion
from symbackprop.documents.source import Source
from symbackprop.errors import DocumentError, UsageError

FORMATS = {
    "html": "html:write_html",
    "pdf": "pdf:write_pdf",
    "latex-pdf": "latexmk:write_latex_pdf",
    "tex": "latex:write_latex",
    "md": "markdown:write_markdown",
    "ipynb": "notebook:write_notebook",
}
Progress = Callable[[str], None]


def sources(paths: Sequence[Path]) -> list[Path]:
    """The documents in some files and folders, in order: Markdown files that begin with a head.

    Raises: UsageError where there is none.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.glob("*.md") if p.read_bytes().startswith(b"---"))
            if not inside:
                raise UsageError(f"{path}: no document is there", expected="Markdown files that begin with ---")
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise UsageError(f"{path}: there is no such file or folder")
    stems = [p.stem for p in found]
    twice = [s for s in stems if stems.count(s) > 1]
    if twice:
        raise UsageError(f"two documents are called {twice[0]}, and would be written to the same files")
    return found


def chosen_formats(text: str) -> list[str]:
    """`html,pdf` as a list.   Raises: UsageError for one that does not exist."""
    found = list(dict.fromkeys(f.strip() for f in text.split(",") if f.strip()))
    for name in found or [""]:
        if name not in FORMATS:
            raise UsageError(f"there is no format {name!r}", **suggestion(name, FORMATS))
    return found


def build(
    paths: Sequence[Path], out: Path, formats: Sequence[str], progress: Progress = lambda text: None
) -> list[Path]:
    """Build documents into a folder, several at a time; returns the files that were written.

    Raises: DocumentError with everything that is wrong in any of them; then nothing has been written.
    """
    require(formats)
    places = sources(paths)
    with drafted(out) as draft:
        names: list[str] = []
        errors: list[str] = []
        for files, error in _all_built(places, formats, progress):
            names += _write(draft, files)
            errors += [error] if error else []
        if errors:
            raise DocumentError("\n".join(errors))
    return [out / name for name in names]


def require(formats: Sequence[str]) -> None:
    """Raise UsageError when a package that documents need is not installed."""
    needed = ["markdown_it", "mdit_py_plugins", "yaml", *(["typst"] if "pdf" in formats else [])]
    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        raise UsageError(f"documents need {', '.join(missing)}", hint="pip install 'symbackprop[docs]'")


def _all_built(paths: list[Path], formats: Sequence[str], progress: Progress) -> Iterator[tuple[dict[str, bytes], str]]:
    """Each document's files, or what is wrong with it, in order; one process for each core."""
    workers = min(len(paths), os.cpu_count() or 1)
    if workers < 2:
        for path in paths:
            progress(str(path))
            yield built(path, formats, progress)
        return
    with ProcessPoolExecutor(workers) as pool:
        running = [pool.submit(built, path, formats) for path in paths]
        for path, future in zip(paths, running, strict=True):
            progress(str(path))
            yield future.result()


def built(path: Path, formats: Sequence[str], progress: Progress = lambda text: None) -> tuple[dict[str, bytes], str]:
    """One document in several formats: its files, or the message that says what is wrong."""
    try:
        document = evaluate(Source.read(path), path.stem)
    except DocumentError as error:
        return {}, str(error)
    files: dict[str, bytes] = {}
    for name in formats:
        progress(f"{document.stem}.{name}")
        files |= write(document, name)
    return files, ""


def write(document: Document, name: str) -> dict[str, bytes]:
    """The files of one document in one format."""
    module, _, function = FORMATS[name].partition(":")
    writer = getattr(import_module(f"symbackprop.documents.writers.{module}"), function)
    files: dict[str, bytes] = writer(document)
    return files


def _write(folder: Path, files: dict[str, bytes]) -> list[str]:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return list(files)


@contextmanager
def drafted(out: Path) -> Iterator[Path]:
    """A folder to write into, whose files are moved into place when the block has ended well."""
    parent = out.absolute().parent
    if not parent.is_dir():
        raise UsageError(f"{out}: there is no folder {parent}")
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file, and a folder is needed")
    try:
        draft = Path(tempfile.mkdtemp(prefix=f".{out.absolute().name}-", dir=parent))
    except OSError as error:
        raise UsageError(f"{out}: {error.strerror or error}") from None
    try:
        yield draft
        for path in sorted(draft.rglob("*")):
            place = out / path.relative_to(draft)
            if path.is_dir():
                place.mkdir(parents=True, exist_ok=True)
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                os.replace(path, place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
