"""`symbackprop train`: a network trained on digits or on the user's own file."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

import symbackprop as sb
from symbackprop.commands.choices import build, fitting, in_command_words, refuse_unspecified, widths
from symbackprop.commands.screen import Screen
from symbackprop.commands.writing import refuse_file, write_file
from symbackprop.errors import DataError, SymbackpropError, UsageError
from symbackprop.language.systems import System
from symbackprop.training.arrays import examples
from symbackprop.training.data import Data, load_data, split
from symbackprop.training.loop import Progress, Training
from symbackprop.training.prediction import accuracy
from symbackprop.training.scaling import Scaling, measure_scaling


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
    examples(network, data.x, data.y)
    part, held_out = split(data)
    scaling = measure_scaling(part.x, part.pixels)
    part, held_out = (replace(d, x=scaling(d.x)) for d in (part, held_out))
    training = sb.train(network, part.x, part.y, progress=progress, validation=(held_out.x, held_out.y), **settings)
    history = {name.replace("validation", "test"): values for name, values in training.history.items()}
    training = replace(training, history=history)
    measured = (accuracy(network, training.parameters, d.x, d.y) for d in (part, held_out))
    return Trained(training, part, held_out, scaling, *measured)


def run(options: Any) -> int:
    """Load, train, report, save."""
    screen = Screen()
    save = Path(options.save) if options.save else None
    if save is not None:
        refuse_file(save, ".npz", Path(options.data))
    data = load_data(options.data)
    layers = widths("--layers", options.layers) if options.layers else _layers(data)
    if any(isinstance(width, str) for width in layers):
        raise UsageError("--layers: training needs numbers", text=options.layers, expected="widths such as 64-30-10")
    refuse_unspecified(options.hidden, options.output, options.cost)
    _refuse_output(layers, options)
    network = build(layers, options.hidden, options.output, options.cost, "rows", options.l2 or None)
    settings = {
        "epochs": options.epochs,
        "batch_size": options.batch_size,
        "learning_rate": options.learning_rate,
        "seed": options.seed,
    }
    try:
        with in_command_words(), screen.epochs(0 if options.json else options.epochs) as progress:
            found = fit(network, data, progress, **settings)
    except DataError as error:
        raise _named(error, data) from None
    if save is not None:
        write_file(save, lambda file: save_weights(file, found))
    shown = "-".join(map(str, layers))
    if options.json:
        print(json.dumps(_as_json(found, shown, settings, save), indent=2))
    else:
        _report(screen, found, shown, save)
    return 0


def save_weights(file: BinaryIO, found: Trained) -> None:
    """The parameters and the scaling of the inputs, as an NPZ file."""
    arrays: dict[str, Any] = {
        **found.training.parameters, "x_shift": found.scaling.shift, "x_scale": found.scaling.scale
    }  # fmt: skip
    np.savez(file, **arrays)


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


def _as_json(found: Trained, layers: str, settings: dict[str, Any], save: Path | None) -> dict[str, Any]:
    return {
        "data": found.train.name,
        "layers": layers,
        "training_examples": len(found.train),
        "test_examples": len(found.test),
        **settings,
        "train_accuracy": found.train_accuracy,
        "test_accuracy": found.test_accuracy,
        "history": {name: values.tolist() for name, values in found.training.history.items()},
        "saved": str(save) if save else None,
    }


def _report(screen: Screen, found: Trained, layers: str, save: Path | None) -> None:
    history = found.training.history
    screen.line(f"{layers} on {found.train.name}: {len(found.train)} training and {len(found.test)} test examples")
    last = len(history["cost"])
    for epoch in sorted({1, *(max(1, round(last * part / 5)) for part in range(1, 6))}):
        reached = f"   accuracy {history['accuracy'][epoch - 1]:.2%}" if "accuracy" in history else ""
        cost = history["cost"][epoch - 1]
        screen.line(f"  epoch {epoch:>{len(str(last))}}   cost {cost:{'.5f' if cost < 1e6 else '.5e'}}{reached}")
    if found.test_accuracy is not None:
        screen.line(f"training accuracy {found.train_accuracy:.2%}")
        screen.line(f"test accuracy     {found.test_accuracy:.2%}", "bold green")
    else:
        network, test = found.training.network, found.test
        raw = sb.predict(network, found.training.parameters, test.x, raw=True)
        error = float(np.mean((raw - test.y.reshape(raw.shape)) ** 2))
        screen.line(f"test mean squared error {error:.5g}", "bold green")
    if save is not None:
        screen.line(f"saved {save}: {', '.join(found.training.parameters)}, x_shift, x_scale")
