"""The first value that is not a finite number: in which equation, at which layer, at which step.

The steps of a stretch are repeated one by one from the state before it, which gives the same numbers again; at the
step that goes wrong every quantity of the equations is computed and looked at, in their order.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from symbackprop.compiling.numpy_functions import lambdify
from symbackprop.compiling.words import words
from symbackprop.errors import DivergenceError
from symbackprop.language.systems import Equation, System
from symbackprop.training.arrays import Array
from symbackprop.training.trainers import Snapshot, slower

if TYPE_CHECKING:
    from symbackprop.training.run import Run


def first_fault(run: "Run", chosen: Array) -> DivergenceError:
    """The complaint about the first step, of those on the `chosen` examples, that gives a value that is not finite."""
    trainer, data = run.trainer, run.data
    for start in range(0, len(chosen), trainer.batch_size):
        part = chosen[start : start + trainer.batch_size]
        before = Snapshot(trainer)
        cost = trainer.epoch(data.x, data.y, part, data.weights)
        if math.isfinite(cost) and before.is_finite_after():
            continue
        where = f"step {trainer.steps} (epoch {run.epoch + 1})"
        updated = {name: value.copy() for name, value in trainer.parameters.items()}
        before.restore()
        return _fault(run, part, where, updated)
    return DivergenceError(f"the cost is not finite in epoch {run.epoch + 1}", hint=slower(trainer))


def fault_after(run: "Run") -> DivergenceError:
    """The complaint about a cost of all examples that is not finite after an epoch, though each step's was."""
    return _fault(run, np.arange(len(run.data)), f"step {run.trainer.steps} (the last of epoch {run.epoch})", {})


def _fault(run: "Run", part: Array, where: str, updated: dict[str, Array]) -> DivergenceError:
    system = run.equations
    given = run.measure.given(run.data.weights, part, len(part))
    for equation, value in quantities(system, run.trainer.parameters, run.data.x[part], run.data.y[part], given):
        if not np.isfinite(value).all():
            return _complaint(run, equation.defines, value, where, f"{words(equation.lhs)} = {words(equation.rhs)}")
    for name, value in updated.items():
        if not np.isfinite(value).all():
            optimiser = type(run.trainer.optimiser).__name__
            return _complaint(run, name, value, where, f"the update of {name} by {optimiser}")
    return DivergenceError(f"the cost is not finite at {where}: training has run away", hint=slower(run.trainer))


def _complaint(run: "Run", name: str, value: Any, where: str, text: str) -> DivergenceError:
    tensor = run.equations[name]
    layer = "" if tensor.layer is None else f", layer {tensor.layer},"
    place = np.argwhere(~np.isfinite(value))[0] if np.ndim(value) else ()
    entry = f"{name}[{', '.join(map(str, place))}]" if len(place) else name
    count = int(np.sum(~np.isfinite(value)))
    return DivergenceError(
        f"{name}{layer} is no longer finite at {where}: training has run away",
        text=text,
        expected="finite numbers",
        got=f"{entry} = {np.asarray(value)[tuple(place)]}" + (f", and {count - 1} more" if count > 1 else ""),
        hint=slower(run.trainer),
    )


def quantities(
    system: System, parameters: Any, x: Array, y: Array, given: dict[str, Any]
) -> list[tuple[Equation, Any]]:
    """Each equation with the value of what it defines."""
    names: Sequence[str] = [e.defines for e in system.equations]
    found = lambdify(system, outputs=names)(parameters, x=x, y=y, **given)
    return list(zip(system.equations, found if isinstance(found, tuple) else (found,), strict=True))
