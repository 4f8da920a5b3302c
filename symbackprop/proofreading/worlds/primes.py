"""Primes on quantities: a′ = a (1 − a) for the slope of an activation, C′(a) for that of a cost."""

from dataclasses import replace

import numpy as np

from symbackprop.parsing.latex.tree import Derivative, Group, Listing, Node, Scripted
from symbackprop.proofreading.lexicon.definitions import Definition
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.marks import scripts
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import COSTS, TARGETS, Key
from symbackprop.proofreading.vocabulary.values import Array, Unclear, Value
from symbackprop.proofreading.worlds.evaluator import Evaluator
from symbackprop.proofreading.worlds.keys import key_of
from symbackprop.proofreading.worlds.selections import entry, quantity


def slope_of_state(evaluator: Evaluator, mention: Mention, env: Env) -> Array:
    """a′, where a is a function of one quantity, each entry of one entry: out′ = out (1 − out).

    Raises: Unclear for any other quantity.
    """
    world = evaluator.world
    key = quantity(world, replace(mention, primes=0), env)
    inner = _argument(evaluator, key, env)
    if mention.primes != 1 or inner is None:
        raise Unclear("a prime on what is no function", mention.node)
    whole = world.jacobian(key, inner)
    if whole.shape[0] != whole.shape[1] or np.any(whole - np.diag(np.diag(whole))):
        raise Unclear("a prime on what is no function of each entry", mention.node)
    slope = np.diag(whole).reshape(world.node(key).shape)
    return entry(world, slope, mention, key, env)


def _argument(evaluator: Evaluator, key: Key, env: Env) -> Key | None:
    """The weighted input of an activation: of its layer, or the only quantity in its definition."""
    world = evaluator.world
    if key.layer is not None:
        return world.weighted_key(key.layer) if key == world.activation_key(key.layer) else None
    found: tuple[Definition, Env] | None = world.definition(key, list(key.tag))
    if found is None:
        return None
    read = [m for m in mentions(found[0].body, world.habits) if m.base not in world.lexicon.functions | {"e", "pi"}]
    keys = {key_of(world, m, env) for m in read}
    return keys.pop() if len(keys) == 1 else None


def slope_of_quantity(evaluator: Evaluator, symbol: Node, mention: Mention, bracket: Group, env: Env) -> Value | None:
    """C′(a^L) is ∂C/∂a^L, L′(a, y) and L′(y, a) are ∂L/∂a, Z′(W) is ∂Z/∂W; None of a function, or no quantity."""
    body = bracket.body
    argument = _estimate(evaluator, body, env) if isinstance(body, Listing) and mention.base in COSTS else body
    by = mention_of(argument, evaluator.habits)
    is_quantity = mention.base not in evaluator.lexicon.functions and bracket.opening == "("
    if mention.primes != 1 or not is_quantity or by is None or not by.is_plain:
        return None
    of = scripts(symbol)[0] if mention.base in COSTS and isinstance(symbol, Scripted) else symbol
    if isinstance(of, Scripted):
        of = replace(of, primes=0) if of.primes else replace(of, sup=None)
    return evaluator.value(Derivative(symbol.span, of, (argument,)), env)


def _estimate(evaluator: Evaluator, arguments: Listing, env: Env) -> Node:
    """What a cost compares with its targets, of both: the one that is computed, or the first that is no target."""
    world = evaluator.world
    named = [(node, m) for node in arguments.items if (m := mention_of(node, evaluator.habits)) is not None]
    computed = [node for node, m in named if world.definition(key_of(world, m, env), []) is not None]
    others = [node for node, m in named if m.base not in TARGETS]
    return next(iter([*computed, *others]), arguments.items[0])
