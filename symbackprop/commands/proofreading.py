"""Many documents proofread at once, each within bounds of its own: one that fails does not stop the others."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symbackprop.errors import SymbackpropError
from symbackprop.proofreading.worlds.effort import SECONDS

if TYPE_CHECKING:
    from symbackprop.proofreading.reports.report import DocumentReport

MEMORY = 6 << 30
GRACE = 20.0
PROGRESS_AFTER = 2.0
UNSTARTED = (BrokenProcessPool, OSError, EOFError)
"""What a pool raises whose processes were killed, or never began."""
FAILED = "the proofreader failed on this document, which is a mistake of its own"


@dataclass(frozen=True)
class Unread:
    """A file that could not be proofread, and why."""

    name: str
    message: str


PIPED = "-"
"""What standard input is called where files are named."""


@dataclass(frozen=True)
class Settings:
    """What every document is read with, how long it may take, and what came from standard input."""

    notation: str | None = None
    cost: str | None = None
    seconds: float = SECONDS
    piped: str = ""


def proofread_file(path: Path, settings: Settings) -> "DocumentReport | Unread":
    """One document; whatever happens to it, there is a message."""
    from symbackprop.proofreading.documents import kind_of
    from symbackprop.proofreading.files import TextFile
    from symbackprop.proofreading.proofreader import proofread

    try:
        with _at_most(settings.seconds + GRACE):
            piped = settings.piped
            text, name = (piped, kind_of(piped)) if str(path) == PIPED else (TextFile.read(path).text, str(path))
            return proofread(text, name, notation=settings.notation, cost=settings.cost, seconds=settings.seconds)
    except SymbackpropError as error:
        return Unread(str(path), str(error))
    except OSError as error:
        return Unread(str(path), f"{path}: {error.strerror or error}")
    except TimeoutError:
        return Unread(str(path), f"{path}: not read within {settings.seconds + GRACE:.0f} seconds of the processor")
    except (MemoryError, RecursionError):
        return Unread(str(path), f"{path}: too large, or nested too deeply, to be read")
    except Exception as error:  # a mistake of ours in one document must not keep the others from being read
        return Unread(str(path), f"{path}: {FAILED}: {type(error).__name__}: {error}")


def proofread_files(paths: Sequence[Path], jobs: int, settings: Settings) -> Iterator["DocumentReport | Unread"]:
    """All documents, in their order, over several processes."""
    if len(paths) < 2 or jobs < 2:
        with _progress(len(paths)) as advance:
            for path in paths:
                yield proofread_file(path, settings)
                advance()
        return
    found: dict[Path, DocumentReport | Unread] = {}
    with _progress(len(paths)) as advance:
        for path, result in _in_parallel(paths, jobs, settings):
            found[path] = result
            advance()
    yield from (found[path] for path in paths)


def _in_parallel(
    paths: Sequence[Path], jobs: int, settings: Settings
) -> Iterator[tuple[Path, "DocumentReport | Unread"]]:
    """As they come.  A process that is killed takes its pool with it: what is left is tried again, one at a time."""
    left = dict.fromkeys(paths)
    with suppress(*UNSTARTED), _pool(min(jobs, len(paths))) as pool:
        waiting: dict[Future[Any], Path] = {pool.submit(proofread_file, path, settings): path for path in paths}
        for future in as_completed(waiting):
            path = waiting[future]
            result = future.result()
            del left[path]
            yield path, result
    for path in left:
        yield path, _apart(path, settings)


def _apart(path: Path, settings: Settings) -> "DocumentReport | Unread":
    """One document in a process of its own; here, on a machine that starts none."""
    has_started = False
    try:
        with _pool(1) as pool:
            pool.submit(os.getpid).result()
            has_started = True
            return pool.submit(proofread_file, path, settings).result()
    except UNSTARTED:
        if not has_started:
            return proofread_file(path, settings)
        return Unread(str(path), f"{path}: its reading was killed; it takes too much memory")


def _pool(jobs: int) -> ProcessPoolExecutor:
    """Processes that share one start: the library is imported once, before they part."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if "forkserver" in methods:
        context.set_forkserver_preload(["symbackprop.proofreading.proofreader"])
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_bound_memory)


def _bound_memory() -> None:
    """Let a document run out of memory by itself, before it takes the machine's."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY if most < 0 else min(MEMORY, most), most))


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in the block after some time of the processor, where the system has signals for it."""
    import threading

    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """A bar on a terminal, once it has taken two seconds; silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from threading import Timer

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("checking"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(file=sys.stderr), transient=True)
    task = bar.add_task("", total=total)
    timer = Timer(PROGRESS_AFTER, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield lambda: bar.advance(task)
    finally:
        timer.cancel()
        bar.stop()
