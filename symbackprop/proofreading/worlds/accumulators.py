"""Accumulators: Δ ← Δ + δ a^T adds up the gradients of one example after another."""

import numpy as np

from symbackprop.parsing.latex.tree import Addition, Node
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of
from symbackprop.proofreading.vocabulary.quantities import ACCUMULATORS, Key
from symbackprop.proofreading.vocabulary.values import Array, Unclear
from symbackprop.proofreading.worlds.costs import is_mean, main_cost
from symbackprop.proofreading.worlds.world import World


def is_accumulator(base: str, layer: object) -> bool:
    """Whether a symbol is one: Δ of a layer; without a layer it is some change."""
    return base in ACCUMULATORS and layer is not None


def accumulation(left: Node | None, right: Node | None, habits: Habits) -> Mention | None:
    """The accumulator that a statement adds something to; None for any other statement."""
    mention = mention_of(left, habits) if left is not None else None
    if mention is None or not is_accumulator(mention.base, mention.layer):
        return None
    return mention if isinstance(right, Addition) and right.signs == (1, 1) else None


def gradient_of_all(world: World, key: Key) -> Array:
    """Δ of a layer after all examples: Σ ∂C/∂z a^T, the gradient by its weights, whatever else their size costs.

    Raises: Unclear without a layer.
    """
    reading = world.reading
    if key.layer is None:
        raise Unclear("what is added up")
    below = key.layer if reading.leaving else key.layer - 1
    weighted = world.weighted_key(below + 1)
    shape = world.node(weighted).shape
    cost = main_cost(world)
    error = world.jacobian(cost, weighted).sum(axis=0).reshape(shape)
    error = error * reading.examples if is_mean(world, cost) else error
    inputs = world.node(world.activation_key(below))
    return np.asarray(inputs.T @ error if reading.rows else error @ inputs.T)
