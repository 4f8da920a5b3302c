"""The emitted module: helpers, then one function with a line for each equation, the equation in words above it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sympy import Symbol

from symbackprop.compiling.arrays import Emitter
from symbackprop.compiling.fusion import fused
from symbackprop.compiling.helpers import HELPERS, Helpers
from symbackprop.compiling.names import Names
from symbackprop.compiling.words import documented, quoted, words
from symbackprop.errors import UsageError
from symbackprop.language.functions import ScalarFunction, settings
from symbackprop.language.indices import extent
from symbackprop.language.systems import Equation, Role, System, Tensor, heads

_PARAMETERS = (Role.WEIGHT, Role.BIAS)


@dataclass(frozen=True)
class Signature:
    """What the function takes and gives.

    A network's function takes the dict of parameters, then its data by position (input, target, anything else that
    nothing defines), then hyperparameters by name.  A system without any such roles takes one dict of all its data.
    """

    grouped: tuple[Tensor, ...]
    data: tuple[Tensor, ...]
    hyperparameters: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    gradients: tuple[Tensor, ...]
    name: str
    group: str

    @property
    def arguments(self) -> tuple[Tensor, ...]:
        """All arrays that the function reads."""
        return (*self.grouped, *self.data)


def live(equations: Sequence[Equation], wanted: Sequence[str]) -> list[Equation]:
    """The equations that some quantities need, in order."""
    needed = set(wanted)
    kept = []
    for equation in reversed(equations):
        if equation.defines in needed:
            kept.append(equation)
            needed |= heads(equation.rhs)
    return kept[::-1]


def signature(system: System, equations: Sequence[Equation], outputs: Sequence[str] | None) -> Signature:
    """The signature for given outputs, or for the cost and the gradients that were asked for."""
    defined = {e.defines for e in system.equations}
    # equations that were written by hand say nothing of what was asked for: then it is the gradients by data
    asked = system.asked or [t.name for t in system.tensors if t.name not in defined]
    gradients = () if outputs is not None else tuple(
        t for t in system.tensors if t.gradient_of in asked and t.name in defined
    )  # fmt: skip
    results = (system.cost,) if outputs is None else tuple(outputs)
    for name in results:
        if name not in defined:
            raise UsageError(f"no equation defines {name or 'a cost'}", expected=", ".join(sorted(defined)))
    read: set[str] = set(results)
    for e in live(equations, [*results, *(t.name for t in gradients)]):
        read |= heads(e.rhs) | {s.name for s in settings(e.rhs)}
    free = [t for t in system.tensors if t.name not in defined and t.gradient_of is None]
    if outputs is not None:
        free = [t for t in free if t.name in read]
    else:
        free = [t for t in free if t.name in read or t.role is not Role.QUANTITY]
    plain = not system.with_role(Role.INPUT, Role.TARGET, *_PARAMETERS)
    order = [Role.INPUT, Role.TARGET]
    data = sorted(
        (t for t in free if t.role not in (*_PARAMETERS, Role.HYPERPARAMETER)),
        key=lambda t: order.index(t.role) if t.role in order else len(order),
    )
    return Signature(
        grouped=tuple(data) if plain else tuple(t for t in free if t.role in _PARAMETERS),
        data=() if plain else tuple(data),
        hyperparameters=tuple(t for t in free if t.role is Role.HYPERPARAMETER),
        outputs=tuple(system[name] for name in results),
        gradients=gradients,
        name="step" if outputs is None else "forward",
        group="values" if plain else "parameters",
    )


class Module:
    """The text of one module.

    `library` is what the module computes with: NumPy, or what has NumPy's functions by NumPy's names.
    """

    library = "numpy"

    def __init__(self, system: System, outputs: Sequence[str] | None) -> None:
        if any(t.is_generic for t in system.tensors):
            raise UsageError(
                "the generic layer has no size to compute with", hint="build a network(…) of some depth to compute"
            )
        self.system = system
        self.names = Names(tuple(HELPERS))
        identities = {e.lhs.func: e.rhs for e in system.identities if isinstance(e.lhs, ScalarFunction)}
        self.helpers = Helpers(self.names, identities)
        for tensor in system.tensors:
            if tensor.role is Role.HYPERPARAMETER:
                self.helpers.identifier(tensor.name)
            else:
                self.names.of(tensor.name, tensor.name)
        equations = fused(system)
        self.signature = signature(system, equations, outputs)
        wanted = [t.name for t in (*self.signature.outputs, *self.signature.gradients)]
        self.equations = live(equations, wanted)
        self.emitter = Emitter(system, self.names, self.helpers)

    def source(self) -> str:
        """The module."""
        lines = [line for e in self.equations for line in self._equation(e)]
        returned = self._returned()
        body = [*self._docstring(), *self._unpacked(), *self._sizes(), *lines, "", returned]
        function = [self._definition(), *(f"    {line}" if line else "" for line in body)]
        head = f'"""{self._summary()}, as emitted from its equations."""\n\nimport {self.library} as np\n'
        parts = [head, *self.helpers.text(), "\n".join(function) + "\n"]
        return "\n\n".join(parts)

    def name(self, tensor: Tensor) -> str:
        """The identifier of a quantity."""
        return self.names.of(tensor.name, tensor.name)

    def _equation(self, equation: Equation) -> list[str]:
        tensor = self.system[equation.defines]
        (original,) = self.system.definitions(tensor.name)
        like = next((self.name(t) for t in self.signature.arguments if t.axes), "")
        code = self.emitter.text(equation.rhs, equation.where, like)
        if len(equation.where) < len(tensor.axes):
            raise UsageError(f"{equation.lhs} is one part of {tensor.name}", hint="define the whole tensor at once")
        given = {self.name(t) for t in (*self.signature.arguments, *self.signature.outputs, *self.signature.gradients)}
        results = (*self.signature.outputs, *self.signature.gradients)
        if tensor in results and code in given:
            code = f"np.array({code})"
        return ["", f"# {words(equation.lhs)} = {words(original.rhs)}", f"{self.name(tensor)} = {code}"]

    def _definition(self) -> str:
        defaults = dict(self.system.defaults)
        named = [
            self.name(t) + (f"={defaults[t.name]!r}" if t.name in defaults else "")
            for t in self.signature.hyperparameters
        ]
        star = ["*"] if any("=" not in n for n in named) else []
        arguments = [self.signature.group, *(self.name(t) for t in self.signature.data), *star, *named]
        return f"def {self.signature.name}({', '.join(arguments)}):"

    def _summary(self) -> str:
        names = documented(", ".join(t.name for t in self.signature.outputs))
        return f"{names} and its gradients" if self.signature.gradients else names

    def _docstring(self) -> list[str]:
        shapes = [self._shape(t) for t in self.signature.arguments if t.axes]
        group = ", ".join(t.name for t in self.signature.grouped) or "nothing"
        lines = [f'"""{self._summary()}.', "", f"{self.signature.group}: a dict of {documented(group)}."]
        return [*lines, *([f"Shapes: {documented('; '.join(shapes))}."] if shapes else []), '"""']

    def _shape(self, tensor: Tensor) -> str:
        inner = ", ".join(str(extent(i)) for i in tensor.axes)
        return f"{tensor.name} ({inner}{',' if len(tensor.axes) == 1 else ''})"

    def _unpacked(self) -> list[str]:
        return [f"{self.name(t)} = {self.signature.group}[{quoted(t.name)}]" for t in self.signature.grouped]

    def _sizes(self) -> list[str]:
        lines = []
        for name, symbol in sorted(self.emitter.sizes.items()):
            lines.append(f"{self.names.of(symbol, name)} = {self._measured(symbol)}")
        return lines

    def _measured(self, symbol: Symbol) -> str:
        for tensor in (*self.signature.data, *self.signature.grouped):
            for position, i in enumerate(tensor.axes):
                if extent(i) == symbol:
                    return f"{self.name(tensor)}.shape[{position}]"
        raise UsageError(f"the size {symbol} is that of no array", hint="give it as a number")

    def _unscaled(self, tensor: Tensor) -> str:
        """∂C/∂q itself, where a convention gave m ∂C/∂q a name."""
        return self.name(tensor) if tensor.factor == 1 else f"{self.name(tensor)} / {self.emitter.size(tensor.factor)}"

    def _returned(self) -> str:
        outputs = ", ".join(self.name(t) for t in self.signature.outputs)
        if not self.signature.gradients:
            return f"return {outputs}"
        pairs = ", ".join(f"{quoted(t.gradient_of or '')}: {self._unscaled(t)}" for t in self.signature.gradients)
        return f"return {outputs}, {{{pairs}}}"
