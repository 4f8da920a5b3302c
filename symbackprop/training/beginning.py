"""How a run begins: data divided, equations derived, parameters drawn, everything compiled."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from sympy import Symbol

from symbackprop.compiling.rows import in_rows
from symbackprop.compiling.trainer import compile_trainer
from symbackprop.devices.host import compile_for_host
from symbackprop.errors import UsageError
from symbackprop.language.indices import extent
from symbackprop.language.systems import System
from symbackprop.sweep import backprop
from symbackprop.training.archives import digest_of
from symbackprop.training.arrays import Examples, examples, numbers, sizes_of
from symbackprop.training.checkpoints import Identity
from symbackprop.training.class_weights import read_weights, weighted, weights_of
from symbackprop.training.initialisation import initialise
from symbackprop.training.measures import Given, Measure
from symbackprop.training.run import Run
from symbackprop.training.settings import Settings
from symbackprop.training.splitting import split_examples
from symbackprop.training.trainers import Trainer
from symbackprop.training.verification import Finding, verify

Parts = dict[str, Examples]
_LOOKED_AT = 64
"""The most examples of a batch on which gradients are verified."""


def divided(network: System, data: Examples, validation: Any, test: Any, settings: Settings) -> tuple[Examples, Parts]:
    """The training part, and the parts that are measured beside it, with the weights of their examples.

    Raises: DataError for parts that do not fit the network; UsageError for early stopping without a validation part.
    """
    parts: Parts = {}
    if validation is not None and not isinstance(validation, tuple | list):
        data, parts["validation"] = split_examples(data, validation, settings.seed)
    for name, given in (("validation", validation), ("test", test)):
        if isinstance(given, tuple | list) and len(given) == 2:
            parts[name] = examples(network, given[0], given[1], settings.dtype)
        elif given is not None and name not in parts:
            raise UsageError(f"{name} is not a pair (x, y)", got=type(given).__name__)
    if settings.patience is not None and "validation" not in parts:
        raise UsageError("patience needs a validation part", hint="validation=0.1, or validation=(x, y)")
    weights = read_weights(settings.class_weights, data.labels)

    def with_weights(part: Examples) -> Examples:
        return replace(part, weights=weights_of(weights, part.labels, settings.dtype))

    return with_weights(data), {name: with_weights(part) for name, part in parts.items()}


def begun(
    network: System, data: Examples, parts: Parts, settings: Settings,
    parameters: Mapping[str, Any] | None, sizes: Mapping[str, int] | None,
) -> Run:  # fmt: skip
    """A run at its beginning."""
    known = sizes_of(network, data, sizes)
    start = parameters
    if start is None:
        start = initialise(network, settings.seed, known, settings.initialisation)
    start = {name: numbers(value, name, settings.dtype) for name, value in start.items()}
    meant = network if data.weights is None else weighted(_forward(network))
    given = Given(settings.strength, len(data), network.batch is None)
    derived = meant if any(t.gradient_of for t in meant.tensors) else backprop(meant)
    trainer = trainer_of(derived, settings, known | _widths(network, start), given.trained)
    trainer.load(start)
    if settings.strength is not None:
        trainer.settings["lam"] = settings.strength
    rows, measure = in_rows(derived), Measure(meant, given)
    return Run(rows, trainer, data, parts, measure, settings.epochs, settings.seed)


def trainer_of(derived: System, settings: Settings, sizes: Mapping[str, int], examples: int) -> Trainer:
    """A compiled trainer for so many examples.

    Raises: UsageError for what JAX does not take.
    """
    if settings.backend == "jax":
        if settings.accumulation > 1 or settings.class_weights is not None:
            what = "accumulation" if settings.accumulation > 1 else "class weights"
            raise UsageError(f"{what} and backend='jax' do not go together", expected='backend="numpy" or "fast"')
        return compile_for_host(
            derived, settings.optimiser, batch_size=settings.batch_size, dtype=settings.dtype, sizes=sizes,
            examples=examples,
        )  # fmt: skip
    return compile_trainer(
        derived, settings.optimiser, batch_size=settings.batch_size, accumulation=settings.accumulation,
        dtype=settings.dtype, sizes=sizes, backend=settings.backend, examples=examples,
    )  # fmt: skip


def verified(run: Run, settings: Settings) -> tuple[Finding, ...]:
    """What is compiled for a run, held against what its equations mean.

    Raises: RefutedError at the first difference.
    """

    def compiled(system: System, sizes: Mapping[str, int], count: int) -> Trainer:
        accumulates = settings.accumulation > 1
        choices = replace(settings, batch_size=1 if accumulates else count, accumulation=count if accumulates else 1)
        return trainer_of(system, choices, sizes, count)

    return verify(run, compiled, run.order()[: min(len(run.data), settings.batch_size, _LOOKED_AT)])


def _forward(system: System) -> System:
    """The equations of a network without the gradients that were derived from them."""
    tensors = tuple(t for t in system.tensors if t.gradient_of is None)
    return replace(system, tensors=tensors, equations=tuple(e for e in system.equations if e.is_definition))


def _widths(network: System, parameters: Mapping[str, Any]) -> dict[str, int]:
    """The symbolic widths that a user's own parameters show."""
    return {
        extent(i).name: count
        for t in network.parameters
        if t.name in parameters and np.ndim(parameters[t.name]) == len(t.axes)
        for i, count in zip(t.axes, np.shape(parameters[t.name]), strict=True)
        if isinstance(extent(i), Symbol)
    }


def identity(run: Run, settings: Settings) -> Identity:
    """What a run is of."""
    parts = [run.data, *run.parts.values()]
    arrays = [a for p in parts for a in (p.x, p.y)]
    layout = run.trainer.layout
    places = str([*layout.shapes.items(), *sorted(layout.turned)])  # where each parameter lies in the vector
    digests = {"network": digest_of(str(run.equations)), "data": digest_of(*arrays), "places": digest_of(places)}
    return {**settings.shown(), **{name: digest[:16] for name, digest in digests.items()}}
