"""What the code under test is held against: the derived equations, with numbers for everything in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from sympy import Add, Expr, Mul, Sum, Symbol, log

from symbackprop.compiling.numpy_functions import NumpyFunction, lambdify
from symbackprop.errors import UsageError
from symbackprop.language.indices import extent
from symbackprop.language.systems import Equation, Role, System, Tensor, heads
from symbackprop.sweep import backprop
from symbackprop.typesetting.plain_text import plain
from symbackprop.typesetting.typeset import present

Array = Any
_WIDTHS = (3, 4, 2, 6, 8, 9, 10, 11)
_EXAMPLES = (5, 7, 13)


@dataclass(frozen=True)
class Reference:
    """A System with its gradients, and numbers for its sizes."""

    system: System
    sizes: tuple[tuple[Symbol, int], ...]
    seed: int

    @classmethod
    def of(cls, network: System, seed: int) -> "Reference":
        """The gradients of a network, at sizes that differ from each other.

        Raises: UsageError for what has no numbers: the generic network, an unspecified activation or cost.
        """
        system = network if network.theorems else backprop(network)
        if any(t.is_generic for t in system.tensors):
            raise UsageError("the generic network has no numbers", hint="network(…) with layers makes one that has")
        widths = {extent(i) for t in system.tensors for i in t.axes}
        numbers = {int(n) for n in widths if n.is_Integer}
        symbols = sorted((s for n in widths for s in n.free_symbols), key=str)
        free = iter(n for n in (*_WIDTHS, *range(12, 60)) if n not in numbers)
        chosen: dict[Symbol, int] = {s: next(free) for s in dict.fromkeys(symbols) if s.name != "m"}
        taken = numbers | set(chosen.values())
        batch = next(n for n in (*_EXAMPLES, *range(14, 80)) if n not in taken)
        chosen |= {s: batch for s in symbols if s.name == "m"}
        return cls(system, tuple(chosen.items()), seed)

    @property
    def examples(self) -> int:
        """How many examples there are: m, or one."""
        return next((n for s, n in self.sizes if s.name == "m"), 1)

    @property
    def parameters(self) -> tuple[Tensor, ...]:
        """Weights and biases, layer by layer."""
        return self.system.parameters

    @cached_property
    def gradient_names(self) -> dict[str, str]:
        """What the derivative by each parameter is called: w1 → dw1."""
        found = {t.name: self.system.gradient(t.name) for t in self.parameters}
        return {name: equations[0].defines for name, equations in found.items() if equations}

    @cached_property
    def hyperparameters(self) -> dict[str, float]:
        """λ and what else is a number, by name."""
        defaults = dict(self.system.defaults)
        return {t.name: defaults.get(t.name, 0.7) for t in self.system.with_role(Role.HYPERPARAMETER)}

    @cached_property
    def data(self) -> dict[str, Array]:
        """Random parameters (biases too), inputs and targets, in the layout of the network."""
        random = np.random.default_rng(self.seed)
        found = {}
        for tensor in (*self.parameters, *self.system.with_role(Role.INPUT, Role.TARGET)):
            shape = tuple(int(extent(i).subs(dict(self.sizes))) for i in tensor.axes)
            is_target = tensor.role is Role.TARGET
            found[tensor.name] = self._target(random, shape) if is_target else random.normal(size=shape)
        return found

    def _target(self, random: np.random.Generator, shape: tuple[int, ...]) -> Array:
        """One-hot for classes, 0 or 1 where a probability is meant, else any numbers."""
        if self.system.classes or self.system.assumptions:
            units = 1 if self.system.batch == "rows" else 0
            chosen = random.integers(0, shape[units], self.examples)
            hot = np.eye(shape[units])[:, chosen]
            return hot.T if units else hot.reshape(shape)
        if any(e.rhs.has(log) for e in self.system.definitions(self.system.cost)):
            return random.integers(0, 2, shape).astype(float)
        return random.normal(size=shape)

    @cached_property
    def values(self) -> dict[str, Array]:
        """The value of every quantity that the equations define, and of all data."""
        return self.changed({}, everything=True)

    def changed(
        self, changes: Mapping[Expr, Expr], factors: Mapping[str, Expr] | None = None, *, everything: bool = False
    ) -> dict[str, Array]:
        """The values that come out where some equations, by their left sides, say something else, or have a factor.

        What does not follow from a change is not computed again.
        """
        found = dict(self.data if everything else self.values)
        numbers = {name: float(factor.subs(dict(self.sizes))) for name, factor in (factors or {}).items()}
        dirty: set[str] = set()
        for equation in self.system.equations:
            rhs = changes.get(equation.lhs, equation.rhs)
            if equation.defines == self.system.cost:
                continue
            name = equation.defines
            if everything or equation.lhs in changes or heads(rhs) & dirty:
                found[name] = self._value(Equation(equation.lhs, rhs), found)
                dirty.add(name)
            if name in numbers:
                found[name] = found[name] * numbers[name]
                dirty.add(name)
        return found

    def _value(self, equation: Equation, values: Mapping[str, Array]) -> Array:
        """What one equation defines, given all that it reads."""
        key = equation.lhs, equation.rhs
        if key not in self._functions:
            read = (heads(equation.rhs) | {equation.defines}) - set(self.hyperparameters)
            data = tuple(Tensor(n, self.system[n].axes) for n in sorted(read))
            settings = self.system.with_role(Role.HYPERPARAMETER)
            system = System((*data, *settings), (equation,), identities=self.system.identities)
            self._functions[key] = lambdify(system, (equation.defines,))
        function = self._functions[key]
        settings_ = {t.name: self.hyperparameters[t.name] for t in function.signature.hyperparameters}
        with np.errstate(all="ignore"):
            return function({t.name: values[t.name] for t in function.signature.arguments}, **settings_)

    @cached_property
    def _functions(self) -> dict[tuple[Expr, Expr], NumpyFunction]:
        return {}

    @cached_property
    def products(self) -> dict[str, Array]:
        """The matrix product within each equation that has one: what is summed, without the factors around it."""
        found = {}
        for equation in self.system.equations:
            sums = [a for a in Add.make_args(equation.rhs) for a in Mul.make_args(a) if isinstance(a, Sum)]
            if len(sums) == 1 and equation.defines != self.system.cost:
                found[equation.defines] = self._value(Equation(equation.lhs, sums[0]), self.values)
        return found

    def shown(self, name: str) -> str:
        """The derived equation, on one line."""
        equation = self.system.definitions(name)[0]
        return plain(present(equation, "matrix", "default", system=self.system))

    def spelled(self, name: str) -> str:
        """A quantity as the equations print it: δ[1] for delta1."""
        return self.shown(name).split(" = ")[0]
