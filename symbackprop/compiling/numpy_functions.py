"""`lambdify`: a System as a NumPy function whose source a student can read."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from symbackprop.compiling.arguments import (
    Array,
    Declared,
    Sizes,
    as_floats,
    as_targets,
    missing,
    precision,
    real_array,
    real_number,
)
from symbackprop.compiling.loading import load
from symbackprop.compiling.module import Module
from symbackprop.errors import UsageError
from symbackprop.language.systems import Role, System, Tensor


class NumpyFunction:
    """A compiled System.

    `source` is the text of a module that needs NumPy alone and holds the same function; calling this object checks the
    shapes of the arrays first, and reads whole numbers in the precision of the parameters.
    """

    def __init__(self, system: System, outputs: Sequence[str] | None = None) -> None:
        """Emit the source and run it once, to define the function."""
        module = Module(system, outputs)
        self.source: str = module.source()
        self.signature = module.signature
        self.batch = system.batch
        self._names = {t.name: module.name(t) for t in self.signature.hyperparameters}
        self._defaults = dict(system.defaults)
        self._declared = tuple(Declared.of(t) for t in self.signature.arguments)
        self._sizes = {d.tensor.name: d.sizes for d in self._declared}
        self.function: Callable[..., Any] = load(self.source)[self.signature.name]

    def __call__(self, values: Mapping[str, Any], *data: Any, **more: Any) -> Any:
        """The outputs for the dict of parameters, the data by position or by name, hyperparameters by name."""
        group = self.signature.group
        if not isinstance(values, Mapping):
            raise UsageError(f"{group} is a dict of arrays, not {type(values).__name__}", hint=self._takes())
        for tensor in self.signature.grouped:
            if tensor.name not in values:
                raise missing(tensor, values, group)
        given = self._given(data, more)
        raw = {t.name: real_array(t.name, values[t.name]) for t in self.signature.grouped}
        like = precision(raw.values() if raw else given.values())
        arrays: dict[str, Array] = {}
        sizes = Sizes()
        for declared in self._declared:
            tensor = declared.tensor
            array = raw[tensor.name] if tensor.name in raw else self._targets(tensor, given[tensor.name], sizes, like)
            sizes.hold(declared, array)
            arrays[tensor.name] = as_floats(array, like)
        numbers = {self._names[name]: real_number(name, value, like) for name, value in self._settings(more).items()}
        parameters = {name: arrays[name] for name in raw}
        return self.function(parameters, *(arrays[t.name] for t in self.signature.data), **numbers)

    def _given(self, data: Sequence[Any], more: Mapping[str, Any]) -> dict[str, Array]:
        """The data by name.

        Raises: UsageError for too many, too few, or one that is given twice.
        """
        wanted = [t.name for t in self.signature.data]
        given = dict(zip(wanted, data, strict=False))
        named = {name: more[name] for name in wanted if name in more}
        if len(data) > len(wanted) or given.keys() & named.keys() or len(given) + len(named) < len(wanted):
            got = ", ".join([self.signature.group, *(["an array"] * len(data)), *(f"{n}=…" for n in more)])
            raise UsageError(self._takes(), got=got)
        return {name: real_array(name, value) for name, value in (given | named).items()}

    def _settings(self, more: Mapping[str, Any]) -> dict[str, Any]:
        """The hyperparameters that are given.

        Raises: UsageError for a stranger, and for one that is needed and not given.
        """
        settings = {name: value for name, value in more.items() if name not in {t.name for t in self.signature.data}}
        for name in settings:
            if name not in self._names:
                raise UsageError(f"{self.signature.name} has no argument {name}", hint=self._takes())
        for name in self._names:
            if name not in settings and name not in self._defaults:
                raise UsageError(f"{name} has no value", expected=f"{name}=…", hint=self._takes())
        return settings

    def _targets(self, tensor: Tensor, array: Array, sizes: Sizes, like: Any) -> Array:
        """Classes, one for each example, as one-hot targets, and targets of one output with an axis for it."""
        if tensor.role is not Role.TARGET or not tensor.axes:
            return array
        units = 1 if self.batch == "rows" else 0
        width = sizes.value(self._sizes[tensor.name][units])
        return as_targets(tensor, array, width, units, like)

    def _takes(self) -> str:
        return f"{self.signature.name} takes {self._shown()}"

    def _shown(self) -> str:
        names = [self.signature.group, *(t.name for t in self.signature.data)]
        return ", ".join([*names, *(f"{t.name}=…" for t in self.signature.hyperparameters)])

    def __repr__(self) -> str:
        """The call and what it gives."""
        results = ", ".join(t.name for t in self.signature.outputs)
        return (
            f"<{self.signature.name}({self._shown()}) → {results}{', gradients' if self.signature.gradients else ''}>"
        )


def lambdify(equations: System, outputs: Sequence[str] | None = None) -> NumpyFunction:
    """The equations as a NumPy function.

    From `backprop(network(…))`: `cost, gradients = step(parameters, x, y, lam=0.1)`, where `parameters` and `gradients`
    are dicts with the keys w1, b1, …, and hyperparameters have the system's defaults; gradients are those that
    `backprop(…, wrt=…)` was asked for.  A forward System alone gives the
    cost alone.  `outputs=("a2",)` gives those quantities and computes nothing else: `a2 = forward(parameters, x)`, a
    tuple where there are several.  A system of plain equations takes one dict of all its data:
    `cost, gradients = step(values)`.

    Shapes: as the equations declare; rows (m, n), columns (n, m), one example (n,).
    Raises: UsageError for an activation or a cost that is left open, for the generic layer, for an unknown output.
    When called: ShapeError, DataError.
    """
    if not isinstance(equations, System):
        raise UsageError(f"lambdify takes a System, not {type(equations).__name__}", hint="backprop(network(…))")
    wanted = (outputs,) if isinstance(outputs, str) else outputs
    if wanted is not None and not (isinstance(wanted, Sequence) and wanted and all(isinstance(n, str) for n in wanted)):
        raise UsageError(f"outputs={outputs!r} names nothing", expected='names such as "a2" or ("a1", "a2")')
    return _compiled(equations, None if wanted is None else tuple(wanted))


@lru_cache(maxsize=64)
def _compiled(system: System, outputs: tuple[str, ...] | None) -> NumpyFunction:
    """A function that is there already is not compiled twice: a grid search asks for the same one again and again."""
    return NumpyFunction(system, outputs)
