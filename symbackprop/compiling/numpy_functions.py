"""`lambdify`: a System as a NumPy function whose source a student can read."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from symbackprop.compiling.arguments import Array, Declared, Sizes, as_floats, missing, one_hot, precision
from symbackprop.compiling.module import Module
from symbackprop.errors import UsageError
from symbackprop.language.indices import extent
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
        self.classes = system.classes
        self._names = {t.name: module.name(t) for t in self.signature.hyperparameters}
        self._declared = tuple(Declared.of(t) for t in self.signature.arguments)
        space: dict[str, Any] = {}
        exec(compile(self.source, f"<symbackprop {self.signature.name}>", "exec"), space)  # our own text
        self.function: Callable[..., Any] = space[self.signature.name]

    def __call__(self, values: Mapping[str, Any], *data: Any, **more: Any) -> Any:
        """The outputs for the dict of parameters, the data by position or by name, hyperparameters by name."""
        grouped, wanted = self.signature.grouped, self.signature.data
        if not isinstance(values, Mapping):
            raise UsageError(f"{self.signature.group} is a dict of arrays, not {type(values).__name__}")
        for tensor in grouped:
            if tensor.name not in values:
                raise missing(tensor, values, self.signature.group)
        given = dict(zip((t.name for t in wanted), data, strict=False))
        named = {t.name: more.pop(t.name) for t in wanted if t.name in more}
        if len(data) > len(wanted) or given.keys() & named.keys() or len(given) + len(named) < len(wanted):
            got = ", ".join([self.signature.group, *(["an array"] * len(data)), *(f"{n}=…" for n in named)])
            raise UsageError(f"{self.signature.name} takes {self._shown()}", got=got)
        given |= named
        like = precision(values[t.name] for t in grouped) if grouped else precision(given.values())
        arrays = {t.name: as_floats(t, values[t.name], like) for t in grouped}
        for t in wanted:
            given[t.name] = as_floats(t, self._targets(t, given[t.name], like), like)
        sizes = Sizes()
        for declared in self._declared:
            name = declared.tensor.name
            sizes.hold(declared, arrays[name] if name in arrays else given[name])
        numbers = {self._names.get(name, name): like.type(value) for name, value in more.items()}
        try:
            return self.function(arrays, *(given[t.name] for t in wanted), **numbers)
        except TypeError as failure:
            if "argument" in str(failure) and self.signature.name in str(failure):
                raise UsageError(f"{self.signature.name} takes {self._shown()}", got=str(failure)) from None
            raise

    def _targets(self, tensor: Tensor, value: Any, like: Any) -> Any:
        """Integer classes, one for each example, as one-hot targets; anything else as it is."""
        array: Array = np.asarray(value)
        if not (self.classes and tensor.role is Role.TARGET and array.dtype.kind in "iu"):
            return value
        units = 1 if self.batch == "rows" else 0
        width = extent(tensor.axes[units])
        if array.ndim != len(tensor.axes) - 1 or not width.is_Integer or width == 1:
            return value
        return one_hot(tensor, array, int(width), units, like)

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
    are dicts with the keys w1, b1, …, and hyperparameters have the system's defaults.  A forward System alone gives the
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
    if wanted is not None and not wanted:
        raise UsageError("outputs is empty", expected="names such as a2")
    return NumpyFunction(equations, wanted)
