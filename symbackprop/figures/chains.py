"""A feed-forward network as a figure sees it: its layers one after another, read from the equations.

Nothing is drawn that an equation does not say: which parameters a layer has, what it reads, which function makes its
activation, what the cost reads.  A System whose output does not come from its input in one chain is refused.
"""

from dataclasses import dataclass
from functools import cached_property

from sympy import Expr, Idx, Integer, exp
from sympy import Symbol as Name

from symbackprop.errors import UsageError
from symbackprop.language.functions import ScalarFunction
from symbackprop.language.indices import extent, substitute
from symbackprop.language.nodes import Unspecified
from symbackprop.language.systems import Equation, Role, System, Tensor, heads

SOFTMAX = "softmax"


@dataclass(frozen=True)
class Function:
    """What makes an activation: LaTeX for its name, and the layer where an unspecified g^{[l]} carries it."""

    latex: str
    layer: Expr | None = None


@dataclass(frozen=True)
class Layer:
    """One layer: its number, its quantities and what it reads; an affine part, an activation, or both."""

    number: Expr
    reads: Tensor
    weight: Tensor | None
    bias: Tensor | None
    weighted: Tensor | None
    activation: Tensor | None
    function: Function | None

    @property
    def output(self) -> Tensor:
        """What the next layer reads."""
        found = self.activation or self.weighted
        assert found is not None
        return found


@dataclass(frozen=True)
class Chain:
    """The layers of a System from its input to its output.

    `depth` is the number of the last layer, a symbol in the generic network, whose `layers` are then three: the
    first, any l, and the last.
    """

    system: System
    input: Tensor
    layers: tuple[Layer, ...]

    @property
    def is_generic(self) -> bool:
        """Whether layers are an index."""
        return self.input.is_generic

    @property
    def depth(self) -> Expr:
        """The number of the last layer."""
        return self.layers[-1].number

    @cached_property
    def target(self) -> Tensor | None:
        """What the cost compares the output with."""
        found = self.system.with_role(Role.TARGET)
        return found[0] if found else None

    @property
    def cost(self) -> Tensor:
        """The cost."""
        return self.system[self.system.cost]

    def width(self, tensor: Tensor, layer: Expr) -> Expr:
        """The number of units of a quantity at a layer."""
        return substitute_layer(extent(unit_axis(tensor, self.system)), tensor, layer)


def unit_axis(tensor: Tensor, system: System) -> Idx:
    """The axis over the units of a layer, whatever the batch form."""
    axes = tensor.axes[1:] if tensor.is_generic else tensor.axes
    return axes[-1] if system.batch == "rows" else axes[0]


def substitute_layer(value: Expr, tensor: Tensor, layer: Expr) -> Expr:
    """A size such as n[l] at a layer."""
    return substitute(value, {tensor.axes[0]: layer}) if tensor.is_generic else value


def read_chain(system: System) -> Chain:
    """The layers of a System.   Raises: UsageError when it is no feed-forward network."""
    if not system.output or not system.cost:
        raise UsageError(
            "a figure shows a feed-forward network, and these equations name no output or no cost",
            hint="make them with network(…) or generic_network(…)",
        )
    output = system[system.output]
    if output.is_generic:
        return _generic(system, output)
    layers: list[Layer] = []
    tensor = output
    while tensor.role is not Role.INPUT:
        if len(layers) > len(system.tensors):
            raise _no_chain(tensor)
        layer = _layer_of(system, tensor)
        layers.insert(0, layer)
        tensor = layer.reads
    return Chain(system, tensor, tuple(layers))


def _layer_of(system: System, tensor: Tensor) -> Layer:
    """The layer that ends with a quantity."""
    activation, function, weighted = None, None, tensor
    if tensor.role is Role.ACTIVATION:
        equation = _definition(system, tensor)
        activation, function = tensor, _function(equation)
        weighted = _read(system, equation)
    number = tensor.layer if tensor.layer is not None else Integer(0)
    if weighted.role is not Role.WEIGHTED_INPUT:
        return Layer(number, weighted, None, None, None, activation, function)
    equation = _definition(system, weighted)
    read = [system[h] for h in sorted(heads(equation.rhs))]
    weights = [t for t in read if t.role is Role.WEIGHT]
    biases = [t for t in read if t.role is Role.BIAS]
    if len(weights) != 1 or len(biases) > 1:
        raise _no_chain(weighted)
    number = weighted.layer if weighted.layer is not None else number
    bias = biases[0] if biases else None
    return Layer(number, _read(system, equation), weights[0], bias, weighted, activation, function)


def _definition(system: System, tensor: Tensor) -> Equation:
    found = system.definitions(tensor.name)
    if len(found) != 1:
        raise _no_chain(tensor)
    return found[0]


def _read(system: System, equation: Equation) -> Tensor:
    """The one quantity that an equation reads, its parameters apart."""
    found = [system[h] for h in sorted(heads(equation.rhs)) if not system[h].is_parameter]
    if len(found) != 1:
        raise _no_chain(system[equation.defines])
    return found[0]


def _function(equation: Equation, layer: Expr | None = None) -> Function | None:
    """What is applied: a named function, an unspecified one, softmax, or nothing for the identity."""
    unspecified = sorted(equation.rhs.atoms(Unspecified), key=str)
    if unspecified:
        node = unspecified[0]
        number = node.layer if layer is None else layer
        return Function(node.name.name, None if number == 0 else number)
    named = sorted(equation.rhs.atoms(ScalarFunction), key=str)
    if named:
        return Function(named[0].func.latex_name)
    return Function(rf"\operatorname{{{SOFTMAX}}}") if equation.rhs.has(exp) else None


def _generic(system: System, output: Tensor) -> Chain:
    """The first, any and the last layer of a generic network."""
    weights, biases = ([t for t in system.with_role(r) if not t.updates] for r in (Role.WEIGHT, Role.BIAS))
    weighted = system.with_role(Role.WEIGHTED_INPUT)
    if len(weights) != 1 or len(biases) > 1 or len(weighted) != 1:
        raise _no_chain(output)
    every = weights[0].axes[0]
    depth = every.upper
    inner = system.definitions(output.name)
    last = [e for e in inner if e.lhs.indices[0] == depth] or list(inner)
    below = [e for e in inner if isinstance(e.lhs.indices[0], Idx)] or list(inner)
    any_layer = Name(every.name, integer=True, positive=True)
    layers = tuple(
        Layer(number, output, weights[0], biases[0] if biases else None, weighted[0], output, _function(e, number))
        for number, e in ((Integer(1), below[0]), (any_layer, below[0]), (depth, last[0]))
    )
    return Chain(system, output, layers)


def _no_chain(tensor: Tensor) -> UsageError:
    return UsageError(
        f"a figure shows a feed-forward network, and {tensor.name} is not read from one quantity alone",
        hint="skip connections and tied weights have no figure",
    )
