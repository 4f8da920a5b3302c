"""How a network is to be trained: every choice checked before anything is computed."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from symbackprop.errors import UsageError
from symbackprop.language.systems import System
from symbackprop.layers.regularisation import is_finite
from symbackprop.optimisers.adaptive import Adam, AdamW, RMSProp
from symbackprop.optimisers.descent import GradientDescent, Momentum, Nesterov
from symbackprop.optimisers.optimiser import Optimiser
from symbackprop.optimisers.schedules import (
    CosineDecay,
    ExponentialDecay,
    InverseDecay,
    LinearDecay,
    Schedule,
    StepDecay,
    Warmup,
)
from symbackprop.training.arrays import precision_of
from symbackprop.training.class_weights import Weights

OPTIMISERS: dict[str, type[Optimiser]] = {
    "sgd": GradientDescent, "momentum": Momentum, "nesterov": Nesterov, "rmsprop": RMSProp, "adam": Adam, "adamw": AdamW
}  # fmt: skip
"""The optimisers by the names that they have on the command line."""
SCHEDULES: dict[str, tuple[type[Schedule], float]] = {
    "linear": (LinearDecay, 1),
    "cosine": (CosineDecay, 1),
    "exponential": (ExponentialDecay, 1),
    "step": (StepDecay, 1 / 3),
    "inverse": (InverseDecay, 1 / 10),
    "warmup": (Warmup, 1 / 10),
}
"""The schedules by their names, each with its T as a share of all steps: to 0, or to a tenth, in the whole training;
a tenth after each third; halved after a tenth; up in the first tenth."""
LEARNING_RATE = 0.5
"""Of plain gradient descent, when nobody says another; the other optimisers have their authors' own."""


@dataclass(frozen=True)
class Settings:
    """The choices of a training; `batch_size` examples are computed at once, `accumulation` of these make a step."""

    epochs: int
    batch_size: int
    accumulation: int
    optimiser: Optimiser
    schedule: Schedule | str | None
    strength: float | None
    seed: int
    dtype: np.dtype[Any]
    backend: Any
    initialisation: str
    patience: int | None
    class_weights: Weights

    def scheduled(self, count: int) -> "Settings":
        """The same with the schedule in the optimiser, its T counted in the steps that `count` examples make."""
        if self.schedule is None:
            return self
        if isinstance(self.schedule, Schedule):
            return replace(self, optimiser=replace(self.optimiser, schedule=self.schedule))
        kind, share = SCHEDULES[self.schedule]
        steps = self.epochs * -(-count // min(count, self.batch_size * self.accumulation))
        return replace(self, optimiser=replace(self.optimiser, schedule=kind(float(max(1, round(share * steps))))))

    def shown(self) -> dict[str, Any]:
        """What the numbers of a training follow from, as plain text and numbers."""
        return {
            "batch size": self.batch_size,
            "accumulation": self.accumulation,
            "optimiser": repr(self.optimiser),
            "lambda": self.strength,
            "seed": self.seed,
            "precision": self.dtype.name,
            "backend": self.backend,
            "initialisation": self.initialisation,
            "patience": self.patience,
            "class weights": repr(self.class_weights),
        }


def read_settings(
    network: System, count: int, *, epochs: Any, batch_size: Any, accumulation: Any, optimiser: Any, learning_rate: Any,
    lam: Any, seed: Any, dtype: Any, backend: Any, initialisation: Any, patience: Any, class_weights: Any,
    schedule: Any = None,
) -> Settings:  # fmt: skip
    """The choices for `count` examples, checked.

    Raises: UsageError for the first that makes no sense.
    """
    if lam is not None and not (is_finite(lam) and lam >= 0):
        raise UsageError(f"lam, the strength of L2, is a number ≥ 0, not {lam!r}", hint="for example 0.1")
    if lam is not None and "lam" not in network.by_name:
        raise UsageError("lam is the strength of L2, and this network has none", hint="network(…, regularisation=L2())")
    return Settings(
        epochs=_count("training takes a whole number of epochs", epochs),
        batch_size=_batch_size(network, batch_size, count),
        accumulation=_count("a step accumulates a whole number of batches", accumulation),
        optimiser=_optimiser(optimiser, learning_rate),
        schedule=_schedule(schedule),
        strength=dict(network.defaults).get("lam") if lam is None else lam,
        seed=seed,
        dtype=precision_of(dtype),
        backend=backend,
        initialisation=initialisation,
        patience=None if patience is None else _count("patience is a whole number of epochs", patience),
        class_weights=class_weights,
    )


def _optimiser(given: Any, learning_rate: Any) -> Optimiser:
    if learning_rate is not None and not (is_finite(learning_rate) and learning_rate > 0):
        raise UsageError(f"a learning rate is a positive number, not {learning_rate!r}", hint="for example 0.5")
    if given is None:
        given = GradientDescent(alpha=LEARNING_RATE)
    elif isinstance(given, str):
        if given not in OPTIMISERS:
            raise UsageError(f"there is no optimiser {given!r}", expected=", ".join(OPTIMISERS))
        given = OPTIMISERS[given]()
    elif not isinstance(given, Optimiser):
        hint = f"write {given.__name__}()" if isinstance(given, type) else "for example Adam()"
        raise UsageError(f"not an optimiser: {given!r}", expected=", ".join(OPTIMISERS), hint=hint)
    return given if learning_rate is None else replace(given, alpha=float(learning_rate))


def _schedule(given: Any) -> Schedule | str | None:
    if given is None or isinstance(given, Schedule) or (isinstance(given, str) and given in SCHEDULES):
        return given
    raise UsageError(f"there is no schedule {given!r}", expected=", ".join(SCHEDULES), hint="or, say, StepDecay(500)")


def _batch_size(network: System, asked: Any, count: int) -> int:
    if asked is None:
        return 32 if network.batch else 1
    if asked == "all":
        return count
    return min(_count("a batch has a whole number of examples", asked), count)


def _count(what: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
        raise UsageError(f"{what}, not {value!r}", expected="at least 1")
    return int(value)
