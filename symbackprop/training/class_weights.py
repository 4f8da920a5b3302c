"""Weights on the loss of each example, by its class: rare classes count for more.

    C = 1/m Σ_s ω_s (loss of example s) + …,   ω_s = c_k where k is the class of example s

The weight is one more quantity in the equation of the cost, and the gradients are derived from that equation.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from sympy import Add, Expr, Sum

from symbackprop.errors import UsageError
from symbackprop.language.indices import bound, summation
from symbackprop.language.systems import Equation, Role, System, Tensor
from symbackprop.layers.regularisation import is_finite
from symbackprop.layers.scope import EXAMPLES
from symbackprop.training.arrays import Array

OMEGA = "omega"
Weights = Mapping[int, float] | str | None


def weighted(network: System) -> System:
    """The network with a weight ω on the loss of each example.

    >>> from symbackprop import CrossEntropy, Dense, Softmax, network
    >>> print(weighted(network(2, Dense(3), Softmax(), cost=CrossEntropy(), batch="rows")).equations[-1].rhs)
    Sum(-log(a1[s, k])*omega[s]*y[s, k], (k, 0, 2), (s, 0, m - 1))/m

    Raises: UsageError when the cost is no sum over examples.
    """
    target = network.with_role(Role.TARGET)[0]
    axes = tuple(i for i in target.axes if i.upper + 1 == EXAMPLES)
    omega = Tensor(OMEGA, axes, Role.INPUT, OMEGA)
    (cost,) = network.definitions(network.cost)
    terms = [_weighted(t, target, omega) for t in Add.make_args(cost.rhs)]
    equations = [Equation(e.lhs, Add(*terms), name=e.name) if e is cost else e for e in network.equations]
    return replace(network, tensors=(*network.tensors, omega), equations=tuple(equations))


def _weighted(term: Expr, target: Tensor, omega: Tensor) -> Expr:
    """A term of the cost; ω stands in the sum over the examples of those that read the target."""
    if target.name not in {str(e.base.label) for e in term.atoms(type(target.entry))}:
        return term
    if not omega.axes:
        return omega.entry * term
    sums = [s for s in term.atoms(Sum) if any(i.upper + 1 == EXAMPLES for i in bound(s))]
    if len(sums) != 1:
        raise UsageError("class weights need a cost that is a sum over examples", text=str(term))
    (whole,) = sums
    (s,) = (i for i in bound(whole) if i.upper + 1 == EXAMPLES)
    return term.xreplace({whole: summation(omega.at(s) * whole.function, *bound(whole))})


def read_weights(given: Weights, labels: Array | None) -> dict[int, float] | None:
    """Weights by class: the user's own, or "balanced", m / (K m_k) for the m_k of m examples in class k of K.

    Raises: UsageError for a weight that is not positive, and when the targets are no classes.
    """
    if given is None:
        return None
    if labels is None:
        raise UsageError("class weights need targets that are classes")
    if given == "balanced":
        classes, counts = np.unique(labels, return_counts=True)
        return {int(k): len(labels) / (len(classes) * int(n)) for k, n in zip(classes, counts, strict=True)}
    if not isinstance(given, Mapping):
        raise UsageError(
            f"class_weights={given!r} are no weights", expected='"balanced" or a dict such as {0: 1, 1: 5}'
        )
    for k, value in given.items():
        if isinstance(k, bool) or not isinstance(k, int | np.integer) or not (is_finite(value) and value > 0):
            raise UsageError(f"class {k!r} cannot have the weight {value!r}", expected="classes and positive numbers")
    return {int(k): float(value) for k, value in given.items()}


def weights_of(weights: Mapping[int, float] | None, labels: Array | None, dtype: Any) -> Array | None:
    """ω for each example; a class without a weight has the weight 1."""
    if weights is None or labels is None:
        return None
    found = np.ones(len(labels), dtype)
    for k, value in weights.items():
        found[labels == k] = value
    return found
