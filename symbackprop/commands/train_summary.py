"""What `symbackprop train` says at the end: lines for a reader, or one JSON object."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import symbackprop as sb

if TYPE_CHECKING:
    from symbackprop.commands.train import Trained

Written = Mapping[str, Path | None]


def as_json(found: "Trained", layers: str, settings: dict[str, Any], written: Written) -> dict[str, Any]:
    """Everything that was reached; the same for the same data and settings."""
    training = found.training
    return {
        "data": found.train.name,
        "layers": layers,
        "training_examples": len(found.train),
        "test_examples": len(found.test),
        **settings,
        "ended": training.ended or "all epochs done",
        "epoch": training.epoch,
        "steps": training.steps,
        "train_accuracy": found.train_accuracy,
        "test_accuracy": found.test_accuracy,
        "history": {name: values.tolist() for name, values in training.history.items()},
        "verified": [{"what": f.what, "difference": f.difference} for f in training.verified],
        **{name: str(path) if path else None for name, path in written.items()},
    }


def report_lines(found: "Trained", layers: str, written: Written) -> Iterator[tuple[str, str]]:
    """Lines with their styles: the data, a few epochs, what was reached, what was written."""
    training = found.training
    yield f"{layers} on {found.train.name}: {len(found.train)} training and {len(found.test)} test examples", ""
    for finding in training.verified:
        yield f"  verified   {finding.what}: differs by {finding.difference:.0e}", ""
    yield from _epochs(training.history)
    if training.ended:
        kept = f"the parameters are those after epoch {training.epoch}" if training.epoch else "not one epoch was done"
        yield f"ended: {training.ended}; {kept}", "yellow"
    yield from _reached(found)
    for name, path in written.items():
        if path is not None:
            what = f": {', '.join(training.parameters)}, x_shift, x_scale" if name == "saved" else ""
            yield f"{name} {path}{what}", ""


def _epochs(history: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    last = len(history.get("cost", ()))
    chosen = sorted({1, *(max(1, round(last * part / 5)) for part in range(1, 6))}) if last else []
    for epoch in chosen:
        reached = "".join(
            f"   {name.replace('_', ' ')} {history[name][epoch - 1]:.2%}"
            for name in ("accuracy", "validation_accuracy")
            if name in history
        )
        cost = history["cost"][epoch - 1]
        yield f"  epoch {epoch:>{len(str(last))}}   cost {cost:{'.5f' if cost < 1e6 else '.5e'}}{reached}", ""


def _reached(found: "Trained") -> Iterator[tuple[str, str]]:
    if found.test_accuracy is not None:
        yield f"training accuracy {found.train_accuracy:.2%}", ""
        yield f"test accuracy     {found.test_accuracy:.2%}", "bold green"
    else:
        raw = sb.predict(found.training.network, found.training.parameters, found.test.x, raw=True)
        error = float(np.mean((raw - found.test.y.reshape(raw.shape)) ** 2))
        yield f"test mean squared error {error:.5g}", "bold green"
