"""A network as one layer of somebody else's program: outputs from inputs, and gradients from an upstream gradient.

    C = Σ_s Σ_k g[s, k] a[s, k]     ∂C/∂x, ∂C/∂w, ∂C/∂b

Whatever stands above the layer tells it no more than g, the gradient by its outputs; and the gradients of Σ g a are
those of the whole by the chain rule.  So a layer is derived like any network, with this sum for its cost.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from symbackprop.compiling.module import Module, live
from symbackprop.compiling.rows import in_rows
from symbackprop.compiling.words import documented, words
from symbackprop.errors import UsageError
from symbackprop.language.functions import settings
from symbackprop.language.indices import summation
from symbackprop.language.systems import Equation, Role, System, Tensor, heads
from symbackprop.sweep import backprop

UPSTREAM = "upstream"


def as_layer(network: System) -> System:
    """The outputs of a network in rows, and the gradients by its input and its parameters of Σ g a.

    Raises: UsageError for a system that has no output or no input.
    """
    if not (network.output and network.with_role(Role.INPUT)):
        raise UsageError("a layer has inputs and outputs, and this system names none", hint="build it with network(…)")
    rows = in_rows(network)
    forward = live(rows.equations, [network.output])
    out = rows[network.output]
    upstream = Tensor(UPSTREAM, out.axes, Role.TARGET, "g", out.layer)
    cost = Tensor("C", (), Role.COST, "C")
    total = Equation(cost.entry, summation(upstream.entry * out.entry, *out.axes))
    read = {network.output} | {name for e in forward for name in heads(e.rhs) | {s.name for s in settings(e.rhs)}}
    kept = tuple(t for t in rows.tensors if t.name in read)
    plain = tuple(Equation(e.lhs, e.rhs, name=e.name) for e in (*forward, total))
    system = replace(
        rows, tensors=(*kept, upstream, cost), equations=plain, assumptions=(), cost="C", asked=(), classes=False
    )
    wanted = [t.name for t in kept if t.role is Role.INPUT or t.is_parameter]
    return backprop(system, wrt=wanted)


@dataclass(frozen=True)
class Lines:
    """Statements, and the names of what they define and need."""

    text: tuple[str, ...]
    results: tuple[str, ...]
    reads: tuple[str, ...]


class LayerModule(Module):
    """The code of a layer in two parts: forward, and backward from what forward leaves behind."""

    def __init__(self, network: System) -> None:
        """Derive, and settle which equations are needed."""
        super().__init__(as_layer(network), None)
        if self.signature.hyperparameters:
            names = ", ".join(t.name for t in self.signature.hyperparameters)
            raise UsageError(f"{names} is left open", expected="a layer whose only arguments are arrays")

    @cached_property
    def arguments(self) -> tuple[str, ...]:
        """The arguments: the input, then the parameters."""
        data = tuple(t for t in self.signature.data if t.name != UPSTREAM)
        return tuple(self.name(t) for t in (*data, *self.signature.grouped))

    @cached_property
    def shapes(self) -> str:
        """The arguments with their shapes."""
        given = [*(t for t in self.signature.data if t.name != UPSTREAM), *self.signature.grouped]
        return "; ".join(self._shape(t) for t in (*given, self.system[self.system.output]))

    def docstring(self) -> list[str]:
        """The forward equations and the shapes, as the lines of a docstring."""
        stated = [f"{words(e.lhs)} = {words(e.rhs)}" for e in self._forward(originals=True)]
        return [f'"""{documented(stated[0])}', *map(documented, stated[1:]), "", f"Shapes: {self.shapes}.", '"""']

    @cached_property
    def forward(self) -> Lines:
        """From the arguments to the outputs."""
        lines = [line for e in self._forward() for line in self._equation(e)]
        return Lines((*self._sizes(), *lines), (self.name(self.system[self.system.output]),), self.arguments)

    @cached_property
    def backward(self) -> Lines:
        """From the upstream gradient, and what it `reads` of the arguments and of forward, to the gradients."""
        equations = [e for e in self.equations if self.system[e.defines].gradient_of is not None]
        lines = [line for e in equations for line in self._equation(e)]
        sizes = self._sizes()
        defined = {e.defines for e in equations} | {UPSTREAM}
        read = {name for e in equations for name in heads(e.rhs)} - defined
        known = [*self.signature.arguments, *(self.system[e.defines] for e in self._forward())]
        reads = tuple(self.name(t) for t in known if t.name in read)
        if sizes and self.arguments[0] not in reads:
            reads = (self.arguments[0], *reads)
        by = {t.gradient_of: self.name(t) for t in self.signature.gradients}
        given = [*(t for t in self.signature.data if t.name != UPSTREAM), *self.signature.grouped]
        return Lines((*sizes, *lines), tuple(by[t.name] for t in given), reads)

    def _forward(self, originals: bool = False) -> list[Equation]:
        needed = [e for e in self.equations if self.system[e.defines].gradient_of is None and e.defines != "C"]
        return [self.system.definitions(e.defines)[0] for e in needed] if originals else needed


def function(head: str, body: Iterable[str], indented: int = 0) -> str:
    """`def head:` with a body."""
    lines = [f"def {head}:", *(f"    {line}" if line else "" for line in body)]
    return "\n".join(f"{' ' * indented}{line}" if line else "" for line in lines) + "\n"
