"""Checkpoints: all that a run is, in one file, so that it ends bit for bit the same however often it was killed.

That is the parameters, the optimiser's memory, the number of steps, the place within the epoch, what was measured, and
the best parameters so far; the random order of an epoch is made anew from the seed.  A checkpoint says what it is of:
it does not continue another network, other data or other settings.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np

from symbackprop.errors import DataError, UsageError
from symbackprop.layers.regularisation import is_finite
from symbackprop.training.archives import read_archive, write_archive
from symbackprop.training.arrays import Array
from symbackprop.training.measures import Epoch
from symbackprop.training.run import Best, Callback, Run

KIND = "symbackprop checkpoint"
INTERVAL = 30.0
"""The seconds between two checkpoints, when nobody says another number."""
Identity = Mapping[str, Any]
"""What a run is of: the network, the data and the settings that its numbers follow from."""


def write_checkpoint(path: Path, run: Run, identity: Identity) -> None:
    """The state of a run, whole or not at all."""
    trainer, best = run.trainer, run.best
    arrays = {"vector": trainer.vector, "state": trainer.state} | ({} if best is None else {"best": best.vector})
    header = {
        "kind": KIND,
        "version": 1,
        "of": dict(identity),
        "epoch": run.epoch,
        "position": run.position,
        "steps": trainer.steps,
        "rows": [asdict(row) for row in run.rows],
        "best": None if best is None else [best.epoch, best.cost],
        "reason": "" if run.was_interrupted else run.reason,
    }
    write_archive(path, arrays, header)


def resume(path: Path, run: Run, identity: Identity) -> None:
    """Bring a run to the state of a checkpoint.

    Raises: DataError for a file that is no checkpoint, is damaged, or is of another training.
    """
    arrays, header = read_archive(path, KIND)
    _refuse_other(path, header.get("of"), identity)
    trainer = run.trainer
    try:
        for name, into in (("vector", trainer.vector), ("state", trainer.state)):
            into[:] = _fitting(arrays[name], into)
        run.epoch, run.position, trainer.steps = (int(header[k]) for k in ("epoch", "position", "steps"))
        run.rows = [Epoch(**{**row, "total": run.total}) for row in header["rows"]]
        if header["best"] is not None:
            epoch, cost = header["best"]
            run.best = Best(int(epoch), float(cost), _fitting(arrays["best"], trainer.vector))
        run.reason = str(header["reason"])
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{path}: the checkpoint is incomplete", got=str(error)) from None


def checkpointing(path: Path, interval: float, identity: Identity) -> Callback:
    """A callback that writes a checkpoint whenever `interval` seconds have passed since the last."""
    last = monotonic()

    def write(run: Run) -> None:
        nonlocal last
        if monotonic() - last >= interval:
            write_checkpoint(path, run, identity)
            last = monotonic()

    return write


@contextmanager
def kept(
    path: Path | None, resumed: bool, interval: float, run: Run, identity: Callable[[], Identity]
) -> Iterator[list[Callback]]:
    """A run that is resumed, if there is something to resume, kept within the block, and kept when it has ended.

    Raises: UsageError, before any work, for a checkpoint that could not be written, or that would be lost.
    """
    if path is None:
        yield []
        return
    _refuse(path, resumed, interval)
    of = identity()
    if path.exists():
        resume(path, run, of)
    yield [checkpointing(path, interval, of)]
    write_checkpoint(path, run, of)


def _refuse(path: Path, resumed: bool, interval: float) -> None:
    if not (is_finite(interval) and interval >= 0):
        raise UsageError(f"interval is a number of seconds, not {interval!r}")
    if path.is_dir():
        raise UsageError(f"{path}: this is a folder, not a file")
    if not path.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}")
    if path.exists() and not resumed:
        raise UsageError(f"{path} is there already", hint="resume it, or name another file")


def _fitting(array: Array, like: Array) -> Array:
    if array.shape != like.shape or array.dtype != like.dtype:
        raise ValueError(f"{array.dtype} {array.shape}, where {like.dtype} {like.shape} is needed")
    return np.array(array)


def _refuse_other(path: Path, found: Any, identity: Identity) -> None:
    of = found if isinstance(found, dict) else {}
    other = [name for name, value in identity.items() if of.get(name) != value]
    if other:
        raise DataError(
            f"{path}: the checkpoint is of another training",
            expected=_shown(identity, other),
            got=_shown(of, other),
            hint="train with the same data and settings, or without this checkpoint",
        )


def _shown(identity: Identity, names: list[str]) -> str:
    return ", ".join(f"{name} {str(identity.get(name, 'not said'))[:40]}" for name in names)
