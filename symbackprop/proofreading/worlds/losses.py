"""Derivatives of the cost as a reading means them: of one example's loss, of the whole cost, of the mean."""

from dataclasses import replace

from symbackprop.parsing.latex.tree import Node
from symbackprop.proofreading.lexicon.assumptions import ERRORS, LAYOUTS, Layout
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of
from symbackprop.proofreading.vocabulary.quantities import COSTS
from symbackprop.proofreading.vocabulary.values import Array, Slope, Value, is_scalar, plain, scaled
from symbackprop.proofreading.worlds.arguments import called
from symbackprop.proofreading.worlds.costs import is_cost_mean, is_mean
from symbackprop.proofreading.worlds.evaluator import Evaluator
from symbackprop.proofreading.worlds.keys import key_of
from symbackprop.proofreading.worlds.selections import quantity
from symbackprop.proofreading.worlds.world import World


def loss_of(evaluator: Evaluator, mention: Mention, value: Value, env: Env, of: Node | None = None) -> Value:
    """∂C/∂(a mention), given that of the world's cost; `of` is the cost as it is written, None where it is not.

    The cost of a network that is given is one number for all examples: ∂C/∂z^{(i)}, written out, has its 1/m.
    """
    world = evaluator.world
    examples = world.reading.examples
    if world.reading.layout:
        return turned(value, LAYOUTS[world.reading.layout])
    if examples == 1:
        return value
    of_all = is_cost_mean(world) or _is_mean(evaluator, of, env)
    is_whole_error = mention.base == "delta" and not mention.units and mention.example is None
    by = plain(value) if is_whole_error else world.node(quantity(world, mention, env))
    is_data = _has_examples(world, by)
    if of is not None and evaluator.is_literal:
        return value
    of_all = of_all and not _is_loss(evaluator, of, env)
    if of is not None and of_all and evaluator.lexicon.is_of_network:
        return value
    scale = ERRORS[world.reading.errors].scale(examples, is_mean=of_all, is_data=is_data)
    return value if scale == 1 else scaled(value, scale)


def turned(value: Value, layout: Layout) -> Value:
    """A gradient in another layout."""
    if not isinstance(value, Slope):
        return layout.turned(value)
    data = layout.turned(value.plain())
    return replace(value, data=data.reshape((1,) * value.rank + data.shape), rank=value.rank)


def _has_examples(world: World, value: Array) -> bool:
    """Whether a quantity has a value for each example."""
    examples = world.reading.examples
    return value.ndim == 2 and examples > 1 and value.shape[0 if world.reading.rows else 1] == examples


def _is_mean(evaluator: Evaluator, of: Node | None, env: Env) -> bool:
    """Whether what is differentiated, L_total, is a number for all examples, though the document's own cost is none."""
    mention = mention_of(called(of), evaluator.habits) if of is not None else None
    if mention is None or mention.example is not None or mention.base not in COSTS or not mention.label:
        return False
    return is_scalar(evaluator.world.node(key_of(evaluator.world, mention, env)))


def _is_loss(evaluator: Evaluator, of: Node | None, env: Env) -> bool:
    """Whether what is differentiated is the loss of each example and not their mean."""
    mention = mention_of(called(of), evaluator.habits) if of is not None else None
    if mention is None:
        return False
    key = key_of(evaluator.world, replace(mention, example=None), env)
    return not is_mean(evaluator.world, key)
