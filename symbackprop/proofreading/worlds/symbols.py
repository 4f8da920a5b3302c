"""Symbols with their scripts: a quantity or an entry of it, transposed, raised to a power, primed."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from symbackprop.parsing.latex.tree import Apply, Group, Name, Node, Number, Product, Scripted, Words
from symbackprop.proofreading.lexicon.free_letters import entry_letters
from symbackprop.proofreading.lexicon.implied import renamed
from symbackprop.proofreading.vocabulary.contexts import IMPLICIT, Env
from symbackprop.proofreading.vocabulary.marks import PRIMES, flat, name_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, Mention, mention_of
from symbackprop.proofreading.vocabulary.quantities import Key
from symbackprop.proofreading.vocabulary.values import Array, Misfit, Slope, Unclear, Value, number, plain, raised
from symbackprop.proofreading.worlds.brackets import is_norm
from symbackprop.proofreading.worlds.calls import applied
from symbackprop.proofreading.worlds.costs import main_cost
from symbackprop.proofreading.worlds.entries import written_by_entries
from symbackprop.proofreading.worlds.evaluator import Evaluator
from symbackprop.proofreading.worlds.identities import is_identity
from symbackprop.proofreading.worlds.losses import loss_of
from symbackprop.proofreading.worlds.moves import STEP
from symbackprop.proofreading.worlds.ones import are_ones, ones
from symbackprop.proofreading.worlds.places import is_at_place, value_at_place
from symbackprop.proofreading.worlds.primes import slope_of_state
from symbackprop.proofreading.worlds.selections import (
    chosen_entries,
    cut,
    entry,
    index_of,
    is_row_of,
    quantity,
    selection_of,
    turned,
)

TURNED = frozenset({"T", "top", "intercal", "⊤", "ᵀ"})
DESIGN = "X"
"""What a text may stack in rows though its single examples are columns."""
FROBENIUS = frozenset({"F", "Frob"})


def symbol_value(evaluator: Evaluator, node: Name | Scripted | Words, env: Env) -> Value:
    """What a symbol stands for: a parameter, a constant, ones or a quantity, with what its scripts do to it."""
    mention = mention_of(node, evaluator.habits)
    if mention is None:
        assert isinstance(node, Scripted)
        return _scripted(evaluator, node, env)
    if mention.base == "e" and mention.power is not None and mention.layer is None:
        return np.exp(evaluator.array(mention.power, env))
    if mention.base in env.local and mention.layer is None:
        return _parameter(evaluator, mention, env)
    if IMPLICIT in env.local and mention.base in evaluator.lexicon.functions:
        return applied(evaluator, mention, [Name(node.span, IMPLICIT)], env)
    if mention.base == "pi" and mention.is_plain:
        return number(np.pi)
    if are_ones(mention):
        return ones(evaluator, mention, env)
    if (argument := _unsaid_argument(evaluator, mention)) is not None:
        return applied(evaluator, mention, [argument], env)
    if is_identity(evaluator, mention, env):
        return number(1.0)
    _refuse(evaluator, mention, env, node)
    if mention.primes:
        return slope_of_state(evaluator, mention, env)
    value = evaluator.mentioned(turned(mention), env)
    is_upright = mention.transposed or mention.base in evaluator.lexicon.unit_weights
    if is_upright and mention.transposed is not is_row_of(evaluator.world, mention, plain(value).shape, env):
        value = plain(value).T
    if mention.power is not None:
        value = raised(plain(value), evaluator.array(mention.power, env), node)
    return value


def _unsaid_argument(evaluator: Evaluator, mention: Mention) -> Node | None:
    """z^{[l]} for g'^{[l]} that stands alone: the slope of a layer is taken at its weighted input.

    Without a layer it is taken where the function is: at the z of a = φ(z), if it stands before nothing else.
    """
    if mention.base not in evaluator.lexicon.functions or mention.primes != 1 or mention.units or mention.label:
        return None
    if mention.layer is None:
        return _only_argument(evaluator, mention.base)
    node = renamed(mention.node, evaluator.lexicon.weighted) if evaluator.habits.has_layers else None
    return replace(node, primes=0) if isinstance(node, Scripted) else None


def _only_argument(evaluator: Evaluator, function: str) -> Node | None:
    """What a function is applied to in all definitions, where that is one quantity."""
    found: dict[str, Node] = {}
    for node in (n for d in evaluator.world.active for n in d.body.walk()):
        match node:
            case Product(factors=(called, Group(body=argument, opening="("))) if name_of(called) == function:
                found[evaluator.lexicon.outlined(argument)] = argument
            case Apply(function=called, arguments=(argument,)) if name_of(called) == function:
                found[evaluator.lexicon.outlined(argument)] = argument
    only = next(iter(found.values())) if len(found) == 1 else None
    mention = mention_of(only, evaluator.habits) if only is not None else None
    return only if mention is not None and mention.layer is None else None


def _refuse(evaluator: Evaluator, mention: Mention, env: Env, node: Node) -> None:
    """Raises: Unclear for a symbol that is no quantity, Misfit for a weight that leads from the layer above."""
    if mention.is_next:
        raise Unclear("the next value of a quantity", node)
    if not mention.base[:1].isalpha() and mention.base not in env.local:
        raise Unclear(f"{mention.base} is no symbol", node)
    if _leads_down(evaluator, mention):
        raise Misfit(f"the indices of {mention.base} are those of layers the other way round", node)
    named = bool(mention.units or mention.label)
    if mention.base in evaluator.lexicon.functions and (mention.primes or not named):
        raise Unclear(f"the function {mention.base} stands without an argument", node)


def _leads_down(evaluator: Evaluator, mention: Mention) -> bool:
    """Whether a weight leads to a unit from one of a layer above, where letters tell layers: w_{ij} beside w_{ji}."""
    if len(mention.units) != 2 or mention.transposed or mention.base.partition("~")[0] not in WEIGHTS:
        return False
    own, other = (evaluator.habits.chain.get(name_of(u)) for u in mention.units)
    return own is not None and other is not None and own < other


def _parameter(evaluator: Evaluator, mention: Mention, env: Env) -> Value:
    """The parameter of a function, or an entry of it."""
    value = env.local[mention.base]
    for unit in mention.units:
        at = env.letters.get(name_of(unit))
        if at is None:
            raise Unclear("an index of a parameter", mention.node)
        value = value.reshape(-1)[at]
    if mention.power is not None:
        value = raised(np.asarray(value), evaluator.array(mention.power, env), mention.node)
    return np.asarray(value)


# ---- quantities


def mentioned_value(evaluator: Evaluator, mention: Mention, env: Env) -> Value:
    """The value of a quantity, whole or the entry that is named; Kronecker's δ_{ij}; m."""
    world = evaluator.world
    if mention.is_kronecker:
        return number(float(len({index_of(u, env) for u in mention.units}) == 1))
    count = world.count(mention)
    if count is not None:
        return count
    key = quantity(world, mention, env)
    value = entry(world, world.node(key), mention, key, env)
    if world.reading.design and not (mention.units or mention.example) and _is_stacked(evaluator, mention, value):
        value = value.T
    if key.base != "delta" or _is_defined_as_slope(evaluator, key):
        return value
    return _error(evaluator, mention, key, loss_of(evaluator, mention, value, env), env)


def _is_stacked(evaluator: Evaluator, mention: Mention, value: Array) -> bool:
    """Whether examples are rows of what is named, in a text whose single ones are columns: X, and the p of X^T (p − y).

    Within the definitions every number of an example stands where the example stands.
    """
    is_of_examples = value.shape == (1, evaluator.reading.examples) and not evaluator.world.busy
    return mention.base == DESIGN or is_of_examples


def _is_defined_as_slope(evaluator: Evaluator, key: Key) -> bool:
    """Whether an error is a derivative by the text's own words, which are read in the convention of the reading."""
    found = evaluator.world.definition(key, list(key.tag)) if key.layer is None else None
    return found is not None and found[0].is_slope


def _error(evaluator: Evaluator, mention: Mention, key: Key, value: Value, env: Env) -> Value:
    """δ of a layer is ∂C/∂z: it goes on with ∂z/∂… by the chain rule."""
    world = evaluator.world
    if key.layer is None or not world.habits.has_layers or key.tag:
        return value
    inner = key._replace(base=world.fold(world.lexicon.weighted))
    array = world.node(inner)
    data = plain(value)
    entries = chosen_entries(array, selection_of(world, array, mention, inner, env))
    if len(entries) != data.size:
        return value
    shape = () if len(entries) == 1 else data.shape
    return Slope((main_cost(world), ()), (inner, tuple(entries)), data.reshape(shape), 0)


# ---- scripts on a bracket


def _scripted(evaluator: Evaluator, node: Scripted, env: Env) -> Value:
    """(W x)_j, (δ W)^T, ‖w‖², ‖W‖_F, [g(z)]′."""
    base = node.base
    if node.primes or name_of(node.sup) in PRIMES:
        return _primed(evaluator, node, env)
    if letters := entry_letters(node, evaluator.habits):
        return written_by_entries(evaluator, node, letters, env)
    if is_at_place(node):
        return value_at_place(evaluator, node, env)
    if isinstance(base, Name) and base.text == "e":
        assert node.sup is not None
        return np.exp(evaluator.array(node.sup, env))
    if isinstance(base, Group) and is_norm(base) and name_of(node.sub) in FROBENIUS:
        value = np.sqrt(np.sum(evaluator.array(base.body, env) ** 2))
    else:
        value = evaluator.array(base, env)
    if node.sub is not None:
        value = indexed(value, flat(node.sub), env, node)
    for part in flat(node.sup) if node.sup is not None else ():
        if name_of(part.body if isinstance(part, Group) else part) in TURNED:
            inner = mention_of(base.body, evaluator.habits) if isinstance(base, Group) else None
            value = value if inner is not None and is_row_of(evaluator.world, inner, value.shape, env) else value.T
        elif is_norm(base) and isinstance(part, Number):
            value = value ** int(part.text)
        else:
            value = raised(value, evaluator.array(part, env), node)
    return np.asarray(value)


def _primed(evaluator: Evaluator, node: Scripted, env: Env) -> Value:
    """[g(z)]′ is g′(z); (1 / (1 + e^{-x}))′ the slope by the only variable."""
    inner = node.base.body if isinstance(node.base, Group) else node.base
    free = [name for name, value in env.local.items() if len(env.local) == 1 or len(np.unique(value)) > 1]
    if isinstance(node.base, Group) and len(free) == 1 and IMPLICIT not in env.local:
        moved = {**env.local, free[0]: env.local[free[0]] + 1j * STEP}
        return np.asarray(evaluator.array(inner, replace(env, local=moved)).imag / STEP, dtype=complex)
    if isinstance(inner, Product) and len(inner.factors) == 2 and isinstance(inner.factors[1], Group):
        function = mention_of(inner.factors[0], evaluator.habits)
        if function is not None and function.base in evaluator.lexicon.functions:
            return applied(evaluator, replace(function, primes=1), [inner.factors[1].body], env)
    raise Unclear("a prime on what is no function", node)


def indexed(value: Array, units: Sequence[Node], env: Env, node: Node) -> Array:
    """(W x)_j, (A B)_{ij}; ‖w‖₂ and ‖W‖_F have the number as it is."""
    if value.ndim == 0 and len(units) == 1 and name_of(units[0]) in FROBENIUS | {"2", ""}:
        return value
    places = [index_of(u, env) for u in units]
    if len(places) == 1 and value.ndim == 2:
        part = value[:, cut(places[0])] if value.shape[0] == 1 < value.shape[1] else value[cut(places[0]), :]
    elif len(places) == 2 and value.ndim == 2:
        part = value[tuple(cut(p) for p in places)]
    else:
        raise Unclear("an index of what has no entries", node)
    if part.size == 0 and _is_symbol_in_brackets(node):
        raise Unclear("an index is out of range", node)  # as for the symbol alone: how far it runs may be unsaid
    if part.size == 0:
        raise Misfit("an index is out of range", node)
    return np.asarray(part)


def _is_symbol_in_brackets(node: Node) -> bool:
    """Whether it is an entry of one symbol, (x^{(3)})_j, and of nothing computed."""
    return isinstance(node, Scripted) and isinstance(node.base, Group) and isinstance(node.base.body, Name | Scripted)
