"""`symbackprop train`: a network trained on digits, on images or on the user's own file."""

import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

import symbackprop as sb
from symbackprop.commands.choices import (
    INITIALISATIONS,
    OPTIMISERS,
    PRECISIONS,
    SCHEDULES,
    build,
    chosen,
    fitting,
    in_command_words,
    refuse_unspecified,
    widths,
)
from symbackprop.commands.progress import progress_bar
from symbackprop.commands.screen import Screen
from symbackprop.commands.train_summary import as_json, report_lines
from symbackprop.commands.writing import refuse_file, write_file
from symbackprop.errors import DataError, RefutedError, SymbackpropError, UsageError
from symbackprop.language.systems import System
from symbackprop.training.archives import write_arrays
from symbackprop.training.arrays import examples
from symbackprop.training.data import Data, load_data, split
from symbackprop.training.loop import Progress, Training
from symbackprop.training.prediction import accuracy
from symbackprop.training.scaling import Scaling, measure_scaling

TOLD = ("epochs", "batch_size", "optimiser", "learning_rate", "schedule", "seed")
"""The settings that a reader of the result is told."""
VALIDATION = 0.1
"""The share that is set aside when early stopping is asked for and no share is said."""


@dataclass(frozen=True)
class Trained:
    """A training with the data that it was measured on."""

    training: Training
    train: Data
    test: Data
    scaling: Scaling
    train_accuracy: float | None
    test_accuracy: float | None


def fit(network: System, data: Data, progress: Progress | None, **settings: Any) -> Trained:
    """Split, scale by the training part alone, train, and measure on both parts.

    Raises: DataError for data that do not fit the network.
    """
    examples(network, data.x[:1], data.y[:1])
    part, held_out = split(data)
    scaling = measure_scaling(part.x, part.pixels)
    dtype = settings.get("dtype", np.float64)
    part, held_out = (replace(d, x=scaling(d.x, dtype)) for d in (part, held_out))
    training = sb.train(network, part.x, part.y, progress=progress, test=(held_out.x, held_out.y), **settings)
    measured = (accuracy(network, training.parameters, d.x, d.y) for d in (part, held_out))
    return Trained(training, part, held_out, scaling, *measured)


def run(options: Any) -> int:
    """Load, train, save, report; 130 when Ctrl-C has ended it, 1 when verification finds a difference."""
    written = _places(options)
    settings = _settings(options)
    data = load_data(options.data)
    layers = widths("--layers", options.layers) if options.layers else _layers(data)
    _refuse_inputs(layers, data)
    network = _network(layers, options)
    screen = Screen()
    try:
        with in_command_words(), progress_bar(screen.console, options.epochs, options.json) as callbacks:
            found = fit(network, data, None, callbacks=callbacks, **settings)
    except DataError as error:
        raise _named(error, data) from None
    except RefutedError as error:
        print(error, file=sys.stderr)
        return 1
    told = {name: settings[name] for name in TOLD} | _rate(found)
    _write(written, network, found, told)
    title = "-".join(map(str, layers))
    if options.json:
        print(json.dumps(as_json(found, title, told, written), indent=2))
    else:
        screen.lines(report_lines(found, title, written))
    return 130 if found.training.ended == "interrupted" else 0


def _places(options: Any) -> dict[str, Path | None]:
    """Where results are written, refused before any work where they cannot be."""
    places = {"saved": options.save, "report": options.report}
    found = {name: Path(place) if place else None for name, place in places.items()}
    for path, suffix in zip(found.values(), (".npz", ".html"), strict=True):
        if path is not None:
            refuse_file(path, suffix, Path(options.data))
    return found


def _rate(found: Trained) -> dict[str, float]:
    """The learning rate that was used, where the optimiser's own was."""
    return {} if found.training.optimiser is None else {"learning_rate": found.training.optimiser.alpha}


def _write(written: dict[str, Path | None], network: System, found: Trained, told: dict[str, Any]) -> None:
    """The files that were asked for."""
    save, page = written["saved"], written["report"]
    if save is not None:
        write_file(save, lambda file: save_weights(file, found))
    if page is not None:
        from symbackprop.reports.page import training_page

        text = training_page(network, found.training, found.train, found.test, found.scaling, told)
        write_file(page, lambda file: file.write(text.encode()))


def save_weights(file: BinaryIO, found: Trained) -> None:
    """The parameters and the scaling of the inputs, as an NPZ file."""
    scaling = {"x_shift": found.scaling.shift, "x_scale": found.scaling.scale}
    write_arrays(file, {**found.training.parameters, **scaling})


def _network(layers: list[int | str], options: Any) -> System:
    if any(isinstance(width, str) for width in layers):
        raise UsageError("--layers: training needs numbers", text=options.layers, expected="widths such as 64-30-10")
    refuse_unspecified(options.hidden, options.output, options.cost)
    _refuse_output(layers, options)
    return build(layers, options.hidden, options.output, options.cost, "rows", options.l2 or None)


def _settings(options: Any) -> dict[str, Any]:
    """The options in the words of `train`."""
    if options.resume and not options.checkpoint:
        raise UsageError("--resume: from which file?", expected="--checkpoint FILE.npz")
    if options.validation is not None and options.validation >= 1:
        raise UsageError(f"--validation {options.validation:g} leaves nothing to train on", expected="a share below 1")
    if options.checkpoint:
        refuse_file(Path(options.checkpoint), ".npz", Path(options.data))
        if options.save and Path(options.save).resolve() == Path(options.checkpoint).resolve():
            raise UsageError(f"--save and --checkpoint both name {options.save}", hint="name two files")
    validation = VALIDATION if options.validation is None and options.patience else options.validation
    return {
        "epochs": options.epochs,
        "batch_size": options.batch_size,
        "accumulation": options.accumulate,
        "optimiser": chosen("--optimiser", options.optimiser, OPTIMISERS),
        "learning_rate": 0.5 if options.learning_rate is None and options.optimiser == "sgd" else options.learning_rate,
        "schedule": chosen("--schedule", options.schedule, SCHEDULES) if options.schedule else None,
        "initialisation": chosen("--init", options.init, INITIALISATIONS),
        "class_weights": _class_weights(options.class_weights),
        "validation": validation,
        "patience": options.patience,
        "seed": options.seed,
        "dtype": chosen("--precision", options.precision, PRECISIONS),
        "backend": chosen("--backend", options.backend, ("numpy", "fast", "jax")),
        "verify": options.verify,
        "checkpoint": options.checkpoint,
        "resume": options.resume,
        "interval": options.interval,
    }


def _class_weights(text: str | None) -> dict[int, float] | str | None:
    """balanced, or 1,5,1 as weights of the classes 0, 1, 2."""
    if text is None or text == "balanced":
        return text
    try:
        return {k: float(part) for k, part in enumerate(text.split(","))}
    except ValueError:
        raise UsageError(
            f"--class-weights {text}: these are no weights", expected="balanced, or a number for each class: 1,5,1"
        ) from None


def _layers(data: Data) -> list[int | str]:
    """64-30-10 from the data: one input a column, 30 hidden units, one output a class."""
    if not data.are_classes:
        raise UsageError(
            f"{data.name}: --layers is needed, since the targets are not classes 0, 1, 2, …",
            expected="widths such as 8-20-1",
            hint="for numbers, add --output identity --cost mean-squared-error",
        )
    first, last = int(data.y.min()), int(data.y.max())
    if first < 0 or last < 1 or last >= len(data):
        raise UsageError(
            f"{data.name}: --layers is needed, since the targets do not look like classes",
            expected="0, 1, 2, …: two classes or more, and more examples than classes",
            got=f"{first} to {last} in {len(data)} examples",
        )
    return [data.x.shape[1], 30, last + 1]


def _refuse_inputs(layers: list[int | str], data: Data) -> None:
    """Raise UsageError where the first width is not how many inputs an example has."""
    inputs, text = data.x.shape[1], "-".join(map(str, layers))
    if layers[0] != inputs and not isinstance(layers[0], str):
        raise UsageError(
            f"{data.name}: the first width is that of the inputs",
            text=text,
            column=0,
            expected=f"{inputs}: " + "-".join(map(str, [inputs, *layers[1:]])),
            got=str(layers[0]),
        )


def _refuse_output(layers: list[int | str], options: Any) -> None:
    """Raise UsageError for a softmax over one unit: it is always 1, and nothing can be learnt."""
    output, _ = fitting(options.output, options.cost)
    if output == "softmax" and layers[-1] == 1:
        raise UsageError(
            "softmax over one unit is always 1",
            text="-".join(map(str, layers)),
            column=len("-".join(map(str, layers))) - 1,
            expected="a unit for each class",
            hint="for two classes --cost binary-cross-entropy, for numbers --output identity --cost mean-squared-error",
        )


def _named(error: SymbackpropError, data: Data) -> DataError:
    """The same message, with the data set in front."""
    named = DataError(data.name)
    named.args = (f"{data.name}: {error.args[0]}",)
    return named
