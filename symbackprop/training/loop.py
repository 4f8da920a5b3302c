"""`train`: a network, data and settings in, trained parameters and their history out."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from symbackprop.language.systems import System
from symbackprop.optimisers.optimiser import Optimiser
from symbackprop.training.arrays import Array, examples, precision_of, require
from symbackprop.training.beginning import begun, divided, identity, verified
from symbackprop.training.checkpoints import INTERVAL, kept
from symbackprop.training.class_weights import Weights
from symbackprop.training.interruption import interruptible
from symbackprop.training.measures import Epoch
from symbackprop.training.prediction import predict as predict
from symbackprop.training.run import Callback, Run
from symbackprop.training.settings import read_settings
from symbackprop.training.stopping import early_stopping
from symbackprop.training.verification import Finding

Parameters = dict[str, Array]
Progress = Callable[[Epoch], None]


@dataclass(frozen=True, repr=False)
class Training:
    """What training gives: the parameters, and for each epoch the cost and, where targets are classes, the accuracy.

    `history` has the keys cost, accuracy, validation_cost, … and test_cost, …, as far as they make sense; each is an
    array with one value an epoch, measured after it on all examples.  `ended` says what ended it before the last
    epoch, if anything did; `epoch` is the one that the parameters are from, a part of an epoch left out.
    """

    network: System
    parameters: Parameters
    history: dict[str, Array]
    ended: str = ""
    epoch: int = 0
    steps: int = 0
    seconds: float = 0.0
    verified: tuple[Finding, ...] = ()
    optimiser: Optimiser | None = None

    def __repr__(self) -> str:
        """The depth of training and what it reached, without the arrays."""
        found = {name: float(values[-1]) for name, values in self.history.items() if len(values)}
        reached = ", ".join(f"{name.replace('_', ' ')} {value:.4g}" for name, value in found.items())
        shapes = ", ".join(f"{name} {np.shape(value)}" for name, value in self.parameters.items())
        return f"<Training of {shapes}: {len(self.history.get('cost', ()))} epochs, {reached}>"

    def predict(self, x: Any, raw: bool = False) -> Array:
        """Classes, or outputs, with the trained parameters."""
        return predict(self.network, self.parameters, x, raw)


def train(
    network: System,
    x: Any,
    y: Any,
    *,
    parameters: Mapping[str, Any] | None = None,
    initialisation: str = "lecun",
    epochs: int = 30,
    batch_size: int | str | None = None,
    accumulation: int = 1,
    optimiser: Any = None,
    learning_rate: float | None = None,
    schedule: Any = None,
    lam: float | None = None,
    class_weights: Weights = None,
    validation: tuple[Any, Any] | float | None = None,
    test: tuple[Any, Any] | None = None,
    patience: int | None = None,
    seed: int = 0,
    sizes: Mapping[str, int] | None = None,
    dtype: Any = np.float64,
    backend: str = "numpy",
    verify: bool = False,
    checkpoint: str | os.PathLike[str] | None = None,
    resume: bool = False,
    interval: float = INTERVAL,
    progress: Progress | None = None,
    callbacks: Sequence[Callback] = (),
) -> Training:
    """Train a network by its derived gradients; the same seed gives the same parameters, bit for bit.

    `batch_size=1` is online learning, `"all"` the full batch; `accumulation=4` takes four batches for one step.
    `optimiser` is an `Optimiser` or its name (sgd, momentum, nesterov, rmsprop, adam, adamw), `learning_rate` its α;
    `schedule` a `Schedule` or its name (linear, cosine, exponential, step, inverse, warmup), over the whole training.
    λ/2m of L2 is meant for all m examples, so that a mini-batch takes its share of it.  `class_weights` is "balanced"
    or a dict of classes.  `backend` is "numpy", "fast" (epochs compiled with numba) or "jax" (over all its devices that
    can share a batch out evenly; without class weights and accumulation).

    `validation` is a pair (x, y) or the share that is set aside for it; with `patience` training ends when its cost
    has not improved for so many epochs, and the best parameters are kept.  `test` is measured and chooses nothing.
    Ctrl-C ends training with the best parameters so far.

    `checkpoint` names a file that is written every `interval` seconds; with `resume` training goes on from it, if it
    is there, and ends as if it had never stopped.  `verify` first holds what is compiled against the referee's 50
    digits, and against difference quotients on a batch of the data.  `progress` is called with an `Epoch` after each;
    `callbacks` with the `Run` after every few steps: `run.stop("reason")` ends it.

    Shapes: x rows (m, n), columns (n, m), for one example at a time (m, n); y alike, or m integer classes.
    Raises: DataError for arrays that do not fit; UsageError for settings that do not; DivergenceError at the first
    value that is not finite; RefutedError when verification finds a difference.
    """
    _refuse_kinds(network, parameters, sizes, progress)
    data = examples(network, x, y, precision_of(dtype))
    settings = read_settings(
        network, len(data), epochs=epochs, batch_size=batch_size, accumulation=accumulation, optimiser=optimiser,
        learning_rate=learning_rate, lam=lam, seed=seed, dtype=dtype, backend=backend, initialisation=initialisation,
        patience=patience, class_weights=class_weights, schedule=schedule,
    )  # fmt: skip
    data, parts = divided(network, data, validation, test, settings)
    settings = settings.scheduled(len(data))
    run = begun(network, data, parts, settings, parameters, sizes)
    path = None if checkpoint is None else Path(checkpoint)
    with kept(path, resume, interval, run, lambda: identity(run, settings)) as keeping, interruptible(run.interrupt):
        findings = verified(run, settings) if verify else ()
        run.go([*_hooks(progress, patience), *callbacks, *keeping])
    return _result(network, run, findings, keeps_best=patience is not None or run.was_interrupted)


def _hooks(progress: Progress | None, patience: int | None) -> Iterator[Callback]:
    if progress is not None:
        yield lambda run: progress(run.rows[-1]) if run.at_epoch_end else None
    if patience is not None:
        yield early_stopping(patience)


def _result(network: System, run: Run, findings: tuple[Finding, ...], keeps_best: bool) -> Training:
    parameters = {name: np.array(value) for name, value in run.trainer.parameters.items()}
    epoch = run.epoch
    if keeps_best and run.best is not None:
        run.trainer.vector[:] = run.best.vector
        parameters, epoch = {n: np.array(value) for n, value in run.trainer.parameters.items()}, run.best.epoch
    return Training(
        network,
        parameters,
        run.history(),
        run.reason,
        epoch,
        run.trainer.steps,
        run.seconds,
        findings,
        run.trainer.optimiser,
    )


def _refuse_kinds(network: Any, parameters: Any, sizes: Any, progress: Any) -> None:
    require(network, System, "network", "a network")
    require({} if parameters is None else parameters, Mapping, "parameters", "a dict of arrays")
    require({} if sizes is None else sizes, Mapping, "sizes", 'a dict such as {"n_0": 2}')
    require(print if progress is None else progress, Callable, "progress", "a function of an Epoch")
