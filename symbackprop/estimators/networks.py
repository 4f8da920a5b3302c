"""The network behind an estimator: what it is made of, its equations, and how they look in a notebook."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from symbackprop.errors import UsageError
from symbackprop.language.systems import System
from symbackprop.layers.activations import (
    ELU,
    GELU,
    Activation,
    Elementwise,
    Identity,
    LeakyReLU,
    ReLU,
    Sigmoid,
    SiLU,
    Softplus,
    Tanh,
)
from symbackprop.layers.costs import Cost
from symbackprop.layers.dense import Dense
from symbackprop.layers.layer import Layer
from symbackprop.layers.network import network
from symbackprop.layers.regularisation import L2
from symbackprop.sweep import backprop

ACTIVATIONS: dict[str, Elementwise] = {
    "sigmoid": Sigmoid(),
    "logistic": Sigmoid(),
    "tanh": Tanh(),
    "relu": ReLU(),
    "leaky_relu": LeakyReLU(),
    "elu": ELU(),
    "softplus": Softplus(),
    "silu": SiLU(),
    "gelu": GELU(),
    "identity": Identity(),
}
"""The activations by name; `logistic` is what scikit-learn calls the sigmoid."""


@dataclass(frozen=True)
class Blueprint:
    """All that a network's equations follow from."""

    inputs: int | str
    hidden: tuple[int | str, ...]
    outputs: int | str
    activation: Elementwise
    last: Layer
    cost: Cost
    regularised: bool


def find_activation(given: str | Elementwise | Callable[[Any], Any]) -> Elementwise:
    """An activation by name, as a layer, or as a plain Python function of one number.

    Raises: UsageError for none of these; FunctionError for a function that cannot be read as a formula.
    """
    if isinstance(given, str) and given in ACTIVATIONS:
        return ACTIVATIONS[given]
    if isinstance(given, Elementwise):
        return given
    if callable(given) and not isinstance(given, type):
        return Activation(given)
    raise UsageError(
        f"activation={given!r} is no activation", expected=f"{', '.join(ACTIVATIONS)}, a layer, or a function"
    )


@lru_cache(maxsize=64)
def derived(blueprint: Blueprint) -> System:
    """The network's equations with their gradients; derived once for all estimators that are built alike."""
    layers: list[Layer] = []
    for width in blueprint.hidden:
        layers += [Dense(width), blueprint.activation]
    layers += [Dense(blueprint.outputs), blueprint.last]
    regularisation = L2() if blueprint.regularised else None
    return backprop(
        network(blueprint.inputs, *layers, cost=blueprint.cost, batch="rows", regularisation=regularisation)
    )


@lru_cache(maxsize=64)
def page(blueprint: Blueprint) -> str:
    """The equations as MathML, folded: the forward pass and the cost, then the gradients."""
    from symbackprop.typesetting.mathml import mathml
    from symbackprop.typesetting.typeset import present

    system = derived(blueprint)
    parts = (("equations", system.equations[: -len(system.theorems)]), ("derived gradients", system.theorems))
    return "".join(
        f"<details{' open' if n == 0 else ''}><summary>{title}</summary>"
        f"{mathml(present(system, names=[e.defines for e in equations]))}</details>"
        for n, (title, equations) in enumerate(parts)
    )
