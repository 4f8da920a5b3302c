"""What an optimiser is: equations for the next value of a parameter, and of whatever it remembers of it.

    w ← w − α ∂C/∂w

`p ← …` is an equation that defines the next value of p (`Tensor.updates`).  An optimiser is written for one entry p
with its gradient g; `optimised` writes it out for every parameter of a system, so that updates typeset, check and
compile by the path of all other equations.  A new optimiser is a class with one method.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

from sympy import Expr, Symbol

from symbackprop.errors import UsageError
from symbackprop.language.systems import Equation, Role, System, Tensor
from symbackprop.optimisers.schedules import Schedule

Update = tuple[str, Expr]
HYPERPARAMETERS: Mapping[str, str] = {
    "alpha": "alpha",
    "beta": "beta",
    "beta1": "beta_1",
    "beta2": "beta_2",
    "epsilon": "epsilon",
    "decay": "lambda",
    "gamma": "gamma",
    "horizon": "T",
}
"""The names of the settings of optimisers, and how they are spelled."""


@dataclass(frozen=True)
class Optimiser(ABC):
    """A rule by which parameters follow their gradients; its fields are its settings, with their usual values.

    With a `schedule` the learning rate is α_t, which changes from step to step.
    """

    alpha: float = 0.1
    schedule: Schedule | None = field(default=None, kw_only=True)

    @abstractmethod
    def updates(self, p: Expr, g: Expr, memory: "Memory") -> Iterator[Update]:
        """The updates of one entry p with gradient g, in order: (name, next value), the parameter itself named "p".

        `memory[name]` is what the optimiser remembers under a name, 0 at first, and `memory.next(name)` its next value;
        `memory.local(name)` is a quantity of this step alone; `memory.setting(name)` the symbol of a setting;
        `memory.count` the number of the step.
        """

    def settings(self) -> dict[str, float]:
        """The values of the settings."""
        own = {f.name: float(getattr(self, f.name)) for f in fields(self) if f.name != "schedule"}
        return own if self.schedule is None else {**own, **self.schedule.settings()}


RATE = "alpha_t"
"""The learning rate of a step, where there is a schedule."""


class Memory:
    """What an optimiser sees of one parameter: entries of remembered tensors, and symbols of its settings.

    With a schedule, the learning rate that it sees is that of the step.
    """

    def __init__(self, parameter: Tensor, schedule: Schedule | None = None) -> None:
        """Nothing is remembered yet."""
        self.parameter, self.schedule = parameter, schedule
        self.tensors: dict[str, Tensor] = {}
        self._locals: set[str] = set()

    def _declare(self, tensor: Tensor) -> Expr:
        self.tensors.setdefault(tensor.name, tensor)
        return tensor.entry

    def __getitem__(self, name: str) -> Expr:
        """The remembered entry that belongs to the parameter's entry."""
        p = self.parameter
        return self._declare(Tensor(f"{name}_{p.name}", p.axes, Role.STATE, name, p.layer))

    def next(self, name: str) -> Expr:
        """The next value of a remembered entry, or of the parameter ("p")."""
        p = self.parameter
        if name == "p":
            return self._declare(Tensor(f"next_{p.name}", p.axes, p.role, p.symbol, p.layer, updates=p.name))
        if name in self._locals:
            return self.local(name)
        self[name]
        tensor = Tensor(f"next_{name}_{p.name}", p.axes, Role.STATE, name, p.layer, updates=f"{name}_{p.name}")
        return self._declare(tensor)

    def local(self, name: str) -> Expr:
        """A quantity of this step alone, one entry for each entry of the parameter."""
        p = self.parameter
        self._locals.add(name)
        return self._declare(Tensor(f"{name}_{p.name}", p.axes, Role.QUANTITY, name, p.layer))

    def setting(self, name: str) -> Expr:
        """The symbol of a setting, such as the learning rate α."""
        if name == "alpha" and self.schedule is not None:
            return self._declare(Tensor(RATE, (), Role.QUANTITY, RATE))
        return self._known(name)

    def rate(self) -> Equation | None:
        """α_t = α s(t), where there is a schedule."""
        if self.schedule is None:
            return None
        factor = self.schedule.factor(self.count, self._known)
        return Equation(self.setting("alpha"), self._known("alpha") * factor)

    def _known(self, name: str) -> Expr:
        return self._declare(Tensor(name, (), Role.HYPERPARAMETER, HYPERPARAMETERS[name]))

    @property
    def count(self) -> Symbol:
        """t, the number of the step, 1 at first."""
        return self._declare(Tensor("t", (), Role.HYPERPARAMETER, "t"))


def optimised(system: System, optimiser: Optimiser) -> System:
    """A system with gradients, and the updates of all its parameters.

    >>> from symbackprop import Dense, Quadratic, backprop, network
    >>> from symbackprop.optimisers.descent import GradientDescent
    >>> trained = optimised(backprop(network(2, Dense(1), cost=Quadratic())), GradientDescent())
    >>> print(trained.equations[-1].rhs)
    -alpha*db1[j] + b1[j]

    Raises: UsageError when the system has no gradients yet.
    """
    gradients = {t.gradient_of: t for t in system.tensors if t.gradient_of and system.definitions(t.name)}
    targets = [t for t in system.tensors if t.name in gradients and not system.definitions(t.name)]
    if not targets:
        raise UsageError("there are no gradients to follow", hint="optimised(backprop(network), …)")
    tensors: dict[str, Tensor] = {}
    equations: list[Equation] = []
    for parameter in targets:
        declared, updates = updates_of(optimiser, parameter, gradients[parameter.name])
        tensors |= declared
        equations += [e for e in updates if e not in equations]
    new = [t for t in tensors.values() if t.name not in system.by_name]
    extended = system.extended(new, equations)
    return extended.with_defaults({n: v for n, v in optimiser.settings().items() if n in tensors})


def updates_of(
    optimiser: Optimiser, parameter: Tensor, gradient: Tensor
) -> tuple[dict[str, Tensor], tuple[Equation, ...]]:
    """An optimiser's equations for one parameter, and what they declare."""
    memory = Memory(parameter, optimiser.schedule)
    updates = optimiser.updates(parameter.entry, gradient.at(*parameter.axes), memory)
    rate = memory.rate()
    equations = [] if rate is None else [rate]
    equations += [Equation(memory.next(name), value) for name, value in updates]
    return memory.tensors, tuple(equations)
