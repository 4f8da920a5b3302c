"""Networks: layers, a cost and a batch form, written out as a System of forward equations."""

from collections.abc import Sequence
from typing import get_args

from sympy import Expr, Integer

from symbackprop.errors import UsageError
from symbackprop.language.indices import Size, index, size
from symbackprop.language.systems import Equation, Role, System, Tensor
from symbackprop.layers.activations import Activating, Elementwise, Unspecified
from symbackprop.layers.costs import Cost, UnspecifiedCost
from symbackprop.layers.dense import Dense
from symbackprop.layers.layer import Layer
from symbackprop.layers.regularisation import L2
from symbackprop.layers.scope import DEPTH, WIDTH, Batch, Scope, Units
from symbackprop.layers.settings import hyperparameters


def network(
    inputs: Size,
    *layers: Layer,
    cost: Cost | None = None,
    batch: Batch = None,
    regularisation: L2 | None = None,
) -> System:
    """The forward equations and the cost of a feed-forward network.

    `inputs` and widths are integers or symbols.  With `batch=None` the equations are those of one example; a batch
    stands in "columns" (n, m) or in "rows" (m, n), where m is the number of examples.

    >>> from symbackprop import Dense, Quadratic, Sigmoid, network
    >>> print(network(2, Dense(3), Sigmoid(), cost=Quadratic()).equations[1].rhs)
    sigmoid(z1[j])

    Raises: UsageError when a layer or the cost does not fit.
    """
    _refuse(layers, cost, batch, regularisation)
    assert cost is not None
    cost.refuse(layers[-1])
    scope = Scope(batch)
    a = scope.units("x", size(inputs), Role.INPUT, name="x")
    equations: list[Equation] = []
    number, activated = 0, True
    for layer in layers:
        if layer.starts_layer or activated:
            number += 1
        activated = not layer.starts_layer
        scope.layer = Integer(number)
        equations += layer.equations(a, scope)
        a = layer.output(a, scope)
    return _with_cost(scope, equations, a, cost, regularisation)


def generic_network(
    hidden: Elementwise | None = None,
    output: Activating | None = None,
    cost: Cost | None = None,
    batch: Batch = None,
    regularisation: L2 | None = None,
) -> System:
    """The forward equations for every layer l = 1, …, L at once, with L, the widths n[l] and m left open.

    `hidden` and `cost` default to an activation g^{[l]} and a cost C(a^L) that nobody has specified; `output` is the
    activation of layer L where it differs, such as Softmax().

    Raises: UsageError when a softmax is asked for in hidden layers, or the cost does not fit.
    """
    hidden = hidden or Unspecified()
    cost = cost or UnspecifiedCost()
    if not isinstance(hidden, Elementwise):
        raise UsageError(
            f"{type(hidden).__name__} stands as the last layer only", hint=f"output={type(hidden).__name__}()"
        )
    _refuse((hidden, *([output] if output else [])), cost, batch, regularisation)
    cost.refuse(output or hidden)
    scope = Scope(batch, generic=True)
    every = index("l", DEPTH, 1)

    def at(layer: Expr) -> Units:
        scope.layer = layer
        return scope.units("a", WIDTH[layer], Role.ACTIVATION)

    below = at(every - 1)
    scope.layer = every
    equations = [*Dense(WIDTH[every]).equations(below, scope)]
    inner = index("l", DEPTH - 1, 1) if output else every
    for layer, activation in ((inner, hidden), (DEPTH, output)):
        if activation is not None:
            scope.layer = layer
            z = scope.units("z", WIDTH[layer], Role.WEIGHTED_INPUT)
            equations += activation.equations(z, scope)
    last = at(DEPTH)
    return _with_cost(scope, equations, last, cost, regularisation)


def _with_cost(scope: Scope, equations: list[Equation], a: Units, cost: Cost, regularisation: L2 | None) -> System:
    if isinstance(cost, UnspecifiedCost):
        cost.refuse(None)
    scope.layer = DEPTH if scope.generic else a.tensor.layer or Integer(0)
    y = scope.units("y", a.width, Role.TARGET, name="y") if cost.reads_target else None
    total = cost.expression(a, y, scope)
    defaults: tuple[tuple[str, float], ...] = ()
    if regularisation is not None:
        term, strength = regularisation.expression(scope.tensors, scope)
        scope.declare(strength)
        total = total + term
        defaults = ((strength.name, float(regularisation.strength)),)
    c = Tensor("C", (), Role.COST, "C")
    equations = [*equations, Equation(c.entry, total)]
    for tensor in (*hyperparameters(equations, (*scope.tensors, c)), c):
        scope.declare(tensor)
    return System(
        tensors=tuple(scope.tensors),
        equations=tuple(equations),
        assumptions=cost.assumptions(y, scope),
        cost=c.name,
        output=a.tensor.name,
        batch=scope.batch,
        defaults=defaults,
        classes=cost.classes,
    )


def _refuse(layers: Sequence[object], cost: object, batch: object, regularisation: object) -> None:
    """Raise UsageError for an argument of the wrong kind, saying what it should have been."""
    if batch not in (None, *get_args(get_args(Batch)[0])):
        raise UsageError(f"batch={batch!r} is no batch form", expected='None, "columns" or "rows"')
    if not layers:
        raise UsageError("a network needs at least one layer", hint="add a Dense(n)")
    for position, layer in enumerate(layers, 1):
        if not isinstance(layer, Layer):
            hint = f"write {layer.__name__}()" if isinstance(layer, type) else "for example Dense(30), Sigmoid()"
            raise UsageError(f"argument {position} after the inputs is not a layer: {layer!r}", hint=hint)
    if not isinstance(cost, Cost):
        hint = f"write cost={cost.__name__}()" if isinstance(cost, type) else "for example cost=Quadratic()"
        raise UsageError("a network needs a cost" if cost is None else f"not a cost: {cost!r}", hint=hint)
    if regularisation is not None and not isinstance(regularisation, L2):
        raise UsageError(f"not a regularisation: {regularisation!r}", hint="for example L2(0.1)")
