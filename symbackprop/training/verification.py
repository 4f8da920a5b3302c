"""What is compiled, held against what the equations mean, before it is trusted with a training.

At small size: the same network with few units, a few examples; cost, gradients and one step of the optimiser, as
compiled, against the referee's evaluation at 50 digits and more, where a gradient is a difference quotient of the cost.
At full size: the gradients on a real batch against difference quotients, along a random direction for each parameter.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np

from symbackprop.checking.evaluation import Evaluator
from symbackprop.checking.miniatures import Miniature
from symbackprop.checking.points import DIGITS, Point, Sizes, Spot
from symbackprop.compiling.numpy_functions import lambdify
from symbackprop.errors import RefutedError
from symbackprop.language.indices import extent
from symbackprop.language.systems import Role, System, Tensor
from symbackprop.optimisers.optimiser import Optimiser, optimised
from symbackprop.training.arrays import Array
from symbackprop.training.class_weights import OMEGA
from symbackprop.training.run import Run
from symbackprop.training.trainers import Trainer

Values = dict[str, Array]
Compile = Callable[[System, Mapping[str, int], int], Trainer]
"""Makes the trainer of a System, with numbers for its sizes, for some examples."""
EXAMPLES = 3
_LOOSE = {"float64": 1e-9, "float32": 2e-4}


@dataclass(frozen=True)
class Finding:
    """What was compared, and the greatest difference, relative to what was compared."""

    what: str
    difference: float

    def __str__(self) -> str:
        return f"{self.what}: {self.difference:.0e}"


class _Given(Point):
    """A point whose data are given numbers."""

    def __init__(self, system: System, sizes: Sizes, values: Values) -> None:
        super().__init__(system, sizes)
        self._values = values

    def data(self, spot: Spot) -> mpmath.mpf:
        """The number itself: a float is a fraction."""
        return mpmath.mpf(float(self._values[spot[0]][spot[1]]))


def verify(run: Run, compiled: Compile, batch: Array) -> tuple[Finding, ...]:
    """Compare at small size and on a batch of the data.

    Raises: RefutedError at the first quantity that differs.
    """
    return (
        *(_small(run, compiled) if _is_small(Miniature(run.equations).system) else ()),
        _real(run, batch),
    )


def _is_small(system: System) -> bool:
    """Whether 50 digits are to be had: a network of more widths than a miniature tells apart stays large."""
    widths = [extent(i) for t in system.parameters for i in t.axes]
    return all(n < 50 for n in widths if n.is_Integer)


def _small(run: Run, compiled: Compile) -> list[Finding]:
    optimiser, dtype = run.trainer.optimiser, run.trainer.vector.dtype
    miniature = Miniature(run.equations)
    system = optimised(miniature.system, optimiser)
    sizes = {s.name: EXAMPLES if s.name == "m" else 2 + n for n, s in enumerate(system.sizes)}
    values = _drawn(system, sizes, dtype) | _settings(system, optimiser, run.measure.given.strength)
    point = _Given(system, Sizes(tuple(sizes.items())), values)
    trainer = compiled(miniature.system, sizes, EXAMPLES)
    trainer.load({t.name: values[t.name] for t in system.parameters})
    trainer.settings.update({n: float(v) for n, v in values.items() if n in trainer.settings})
    function = lambdify(miniature.system)
    data = {n: values[n] for n in (*(t.name for t in function.signature.data), *_strength(system))}
    cost, gradients = function(trainer.parameters, **data)
    x, y = (values[system.with_role(role)[0].name] for role in (Role.INPUT, Role.TARGET))
    stepped = trainer.epoch(x, y, np.arange(EXAMPLES), values.get(OMEGA))
    given = ", ".join(filter(None, (miniature.said, f"{EXAMPLES} examples")))
    with mpmath.workdps(DIGITS):
        evaluator = Evaluator(point)
        exact = {t.name: _exact(evaluator, t, sizes) for t in system.tensors if t.updates in trainer.parameters}
        slopes = {name: _exact(evaluator, _gradient(system, name), sizes) for name in gradients}
        total = float(evaluator.entry((system.cost, ())))
    limit = _LOOSE[np.dtype(dtype).name]
    steps = {name: trainer.parameters[system[name].updates or ""] for name in exact}
    return [
        _held(f"cost at 50 digits ({given})", {"C": np.array(cost)}, {"C": np.array(total)}, limit),
        _held("cost of a step at 50 digits", {"C": np.array(stepped)}, {"C": np.array(total)}, limit),
        _held("gradients at 50 digits", gradients, slopes, limit),
        _held(f"a step of {type(optimiser).__name__} at 50 digits", steps, exact, limit),
    ]


def _real(run: Run, batch: Array) -> Finding:
    """Gradients on a batch against difference quotients, in double precision."""
    data, random = run.data, np.random.default_rng(0)
    parameters = {name: np.array(value, np.float64) for name, value in run.trainer.parameters.items()}
    function = lambdify(run.equations)
    given = run.measure.given(data.weights, batch, len(batch))
    x, y = (np.asarray(a[batch], np.float64) for a in (data.x, data.y))

    def cost(name: str, moved: Array) -> float:
        return float(function({**parameters, name: moved}, x=x, y=y, **given)[0])

    _, gradients = function(parameters, x=x, y=y, **given)
    quotients, slopes = {}, {}
    for name, gradient in gradients.items():
        direction = random.normal(size=gradient.shape)
        direction /= np.linalg.norm(direction)
        step = 1e-5 * max(1.0, float(np.abs(parameters[name]).max()))
        ends = [cost(name, parameters[name] + h * direction) for h in (step, -step)]
        quotients[name] = np.array((ends[0] - ends[1]) / (2 * step))
        slopes[name] = np.array(float(np.sum(gradient * direction)))
    return _held(f"gradients on {len(batch)} examples by differences", slopes, quotients, 1e-4)


def _held(what: str, got: Mapping[str, Any], exact: Mapping[str, Any], limit: float) -> Finding:
    """The greatest difference, or RefutedError where it is beyond a limit."""
    worst = 0.0
    for name, value in exact.items():
        scale = max(1e-3, float(np.abs(value).max()))
        difference = float(np.abs(np.asarray(got[name], np.float64) - value).max()) / scale
        if not difference <= limit:
            place = np.unravel_index(np.argmax(np.abs(got[name] - value)), np.shape(value))
            raise RefutedError(
                f"verification: what is compiled differs in {name} ({what})",
                expected=f"{np.asarray(value)[place]:.15g}",
                got=f"{np.asarray(got[name])[place]:.15g}",
            )
        worst = max(worst, difference)
    return Finding(what, worst)


def _exact(evaluator: Evaluator, tensor: Tensor, sizes: Mapping[str, int]) -> Array:
    shape = _shape(tensor, sizes)
    entries = [float(evaluator.entry((tensor.name, place))) for place in np.ndindex(*shape)]
    return np.array(entries).reshape(shape)


def _gradient(system: System, name: str) -> Tensor:
    return next(t for t in system.tensors if t.gradient_of == name)


def _drawn(system: System, sizes: Mapping[str, int], dtype: Any) -> Values:
    """Numbers of the precision that is trained in for everything that no equation defines."""
    random, found = np.random.default_rng(1), {}
    for tensor in system.tensors:
        if system.definitions(tensor.name) or tensor.role in (Role.HYPERPARAMETER, Role.STATE):
            continue
        shape = _shape(tensor, sizes)
        if tensor.role is Role.TARGET and system.classes:
            units = shape[-1]
            values = np.eye(units)[np.arange(EXAMPLES) % units] if units > 1 else np.arange(EXAMPLES)[:, None] % 2
        elif tensor.role in (Role.WEIGHT, Role.BIAS):
            values = random.normal(0, 0.7, shape)
        else:
            values = random.uniform(0.2, 1.5, shape) * random.choice((-1, 1) if tensor.name == "x" else (1,), shape)
        found[tensor.name] = np.asarray(values, dtype)
    return found


def _settings(system: System, optimiser: Optimiser, strength: float | None) -> Values:
    """Numbers for the settings, and an empty memory before the first step."""
    known = {**dict(system.defaults), **optimiser.settings(), "t": 1.0}
    known |= {} if strength is None else {"lam": strength}
    found = {t.name: np.array(known.get(t.name, 0.1)) for t in system.with_role(Role.HYPERPARAMETER)}
    for tensor in system.with_role(Role.STATE):
        if not tensor.updates:
            found[tensor.name] = np.zeros([int(extent(i)) if extent(i).is_Integer else 9 for i in tensor.axes])
    return found


def _strength(system: System) -> list[str]:
    return ["lam"] if "lam" in system.by_name else []


def _shape(tensor: Tensor, sizes: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(int(extent(i).xreplace({s: sizes[s.name] for s in extent(i).free_symbols})) for i in tensor.axes)
