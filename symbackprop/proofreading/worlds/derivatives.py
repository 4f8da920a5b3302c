"""Derivatives: ∂C/∂w, ∇_a C, dW, of what the world makes of one quantity when another is moved."""

from contextlib import suppress
from dataclasses import replace
from functools import partial

import numpy as np

from symbackprop.parsing.latex.tree import LINK, Derivative, Differential, Nabla, Name, Node
from symbackprop.proofreading.lexicon.definitions import Lexicon
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import (
    BIASES,
    COSTS,
    INDEXED,
    PARAMETERS,
    RATE,
    TARGETS,
    Key,
)
from symbackprop.proofreading.vocabulary.values import (
    Absent,
    Array,
    Misfit,
    Slope,
    Unclear,
    Unknown,
    Unlinked,
    Value,
    plain,
    scaled,
)
from symbackprop.proofreading.worlds.arguments import bare, called, only_argument
from symbackprop.proofreading.worlds.calls import applied
from symbackprop.proofreading.worlds.costs import main_cost
from symbackprop.proofreading.worlds.evaluator import Evaluator
from symbackprop.proofreading.worlds.keys import key_of
from symbackprop.proofreading.worlds.linked_slopes import linked_slope
from symbackprop.proofreading.worlds.losses import loss_of
from symbackprop.proofreading.worlds.moves import STEP
from symbackprop.proofreading.worlds.places import slope_at_argument
from symbackprop.proofreading.worlds.selections import (
    Selection,
    chosen_entries,
    is_row_of,
    quantity,
    selection_of,
)
from symbackprop.proofreading.worlds.world import World

Entries = list[tuple[int, ...]]


def derivative_value(evaluator: Evaluator, node: Derivative, env: Env) -> Value:
    """∂u/∂v."""
    if len(node.by) != 1:
        raise Unclear("a second derivative", node)
    if node.sign == LINK:
        _check_link(evaluator, node, env)
    value = _differentiated(evaluator, node.of, node.by[0], env, node)
    is_row = isinstance(value, Slope) and node.sign in evaluator.lexicon.signs_of_rows
    return replace(value, is_row=True) if isinstance(value, Slope) and is_row else value


def _check_link(evaluator: Evaluator, node: Derivative, env: Env) -> None:
    """See that dots in a chain leave something out, which they do not between layers next to each other.

    Raises: Unclear, Absent.
    """
    of, by = (mention_of(bare(n), evaluator.habits) for n in (node.of, node.by[0]))
    if of is None or by is None:
        raise Unclear("something is left out", node)
    above, below = (key_of(evaluator.world, m, env) for m in (of, by))
    if above != below and (above.layer is None or below.layer is None or above.layer <= below.layer):
        raise Absent("there is nothing to leave out here", node)


def nabla_value(evaluator: Evaluator, node: Nabla, env: Env) -> Value:
    """∇_v u; v without a layer is that of the last."""
    by = node.by if node.by is not None else only_argument(node.of)
    if by is None:
        raise Unclear("a gradient by everything", node)
    return _differentiated(evaluator, node.of, by, env, node, is_last=True)


def differential_value(evaluator: Evaluator, node: Differential, env: Env) -> Value:
    """dW is ∂C/∂W; Δw a step of gradient descent."""
    mention = mention_of(node.of, evaluator.habits)
    if mention is not None and mention.example is not None and mention.units and mention.base in PARAMETERS:
        raise Unclear("the part of one example in a gradient", node)
    if node.sign == "d" and evaluator.lexicon.has_small_changes:
        raise Unclear("a small change of a quantity", node)
    change = 1.0
    if node.sign not in ("d", "∂", "delta"):
        if evaluator.lexicon.change is None or mention is None or not _is_changed(evaluator, mention):
            raise Unclear("a change of a quantity", node)
        change = evaluator.lexicon.change.times(RATE)
    value = scaled(_differentiated(evaluator, None, node.of, env, node), change)
    return plain(value).T if mention is not None and mention.transposed else value


def _is_changed(evaluator: Evaluator, mention: Mention) -> bool:
    """Whether it is a parameter, which steps change: w, b, θ, or a threshold γ_h that nothing computes."""
    lexicon = evaluator.lexicon
    is_free = mention.base in INDEXED - lexicon.rates and not any(
        d.mention.base == mention.base for d in lexicon.definitions
    )
    return mention.base in PARAMETERS or is_free


def _differentiated(
    evaluator: Evaluator, of: Node | None, by: Node, env: Env, node: Node, is_last: bool = False
) -> Value:
    """∂of/∂by; `of` None is the cost."""
    mention = mention_of(bare(by), evaluator.habits)
    if mention is None:
        raise Unclear("a derivative by what is no quantity", node)
    mention = replace(mention, transposed=False)
    if (function := bare_function(of, evaluator.lexicon)) is not None and mention.base not in env.local:
        return applied(evaluator, replace(function, primes=1), [by], env)
    if (slope := slope_at_argument(evaluator, of, mention, env)) is not None:
        return slope
    is_open = is_last and mention.layer is None and evaluator.habits.has_layers and mention.base in "aAxyoh"
    defined = (d.mention for d in evaluator.lexicon.definitions)
    is_open &= not any(m.base == mention.base and m.layer is None and not m.units for m in defined)
    if is_open and key_of(evaluator.world, mention, env).layer is None:
        mention = _of_open_layer(evaluator, mention, env) or _of_last_layer(evaluator, mention)
    if mention.base in env.local and of is not None:
        return _by_parameter(evaluator, of, mention, env)
    return differentiated_by(evaluator, mention, env, of)


def _of_open_layer(evaluator: Evaluator, mention: Mention, env: Env) -> Mention | None:
    """∇_a C and ∇_w C in a statement about any layer l: that by its activations, by its weights."""
    letters = sorted(evaluator.habits.layer_letters & env.letters.keys())
    return replace(mention, layer=Name(mention.node.span, letters[0])) if len(letters) == 1 else None


def bare_function(of: Node | None, lexicon: Lexicon) -> Mention | None:
    """σ of ∂σ/∂z, which is σ′(z)."""
    mention = mention_of(of, lexicon.habits) if of is not None else None
    if mention is None or not mention.is_plain or mention.units or mention.base not in lexicon.functions:
        return None
    return mention


def _of_last_layer(evaluator: Evaluator, mention: Mention) -> Mention:
    return replace(mention, layer=Name(mention.node.span, sorted(evaluator.habits.depth_letters)[0]))


def _by_parameter(evaluator: Evaluator, of: Node, mention: Mention, env: Env) -> Value:
    """∂of/∂(a parameter of a function), entry by entry."""
    function = mention_of(bare(of), evaluator.habits)
    if function is not None and function.base in evaluator.lexicon.functions and function.is_plain:
        return applied(evaluator, replace(function, primes=1), [mention.node], env)
    moved = replace(env, local={**env.local, mention.base: env.local[mention.base] + 1j * STEP})
    return np.asarray(evaluator.array(of, moved).imag / STEP, dtype=complex)


# ---- by quantities


def differentiated_by(evaluator: Evaluator, mention: Mention, env: Env, of: Node | None = None) -> Value:
    """∂of/∂(a quantity): in the network of layers where it has a layer; any of its weights where it says none."""
    if mention.layer is not None and (deep := evaluator.world.deep) is not None:
        below = evaluator.within(deep)
        below.is_literal = evaluator.is_literal
        return _by_quantity(below, of, mention, env)
    try:
        return _by_quantity(evaluator, of, mention, env)
    except Unknown:
        if not _is_any_parameter(evaluator, mention):
            raise
        mention = _of_open_layer(evaluator, mention, env) or _of_last_layer(evaluator, mention)
        return _by_quantity(evaluator, of, mention, env)


def _is_any_parameter(evaluator: Evaluator, mention: Mention) -> bool:
    """∂C/∂w_k in a text with layers: any of the weights."""
    return mention.layer is None and evaluator.habits.has_layers and mention.base in ("w", "b", "W", "theta")


def _by_quantity(evaluator: Evaluator, of: Node | None, mention: Mention, env: Env) -> Value:
    """∂of/∂(a quantity, or an entry of it)."""
    world = evaluator.world
    key = quantity(world, mention, env)
    array = _below(evaluator, of, key, env)
    entries, shape = _part(array, selection_of(world, array, mention, key, env))
    if mention.base in world.lexicon.unit_weights and is_row_of(world, mention, shape, env):
        shape = shape[::-1]
    above = numerator(evaluator, of, env)
    if above is None:
        assert of is not None
        try:
            formula = partial(_value, evaluator, of, env)
            linked = linked_slope(world, formula, key, entries, shape)
            data = world.slope(formula, key, entries, shape) if linked is None else linked
        except Unlinked:
            if not _reads_siblings(evaluator, of, key, env):
                raise
            return np.zeros_like(evaluator.array(of, env))
        return Slope(None, (key, tuple(entries)), data, data.ndim - len(shape))
    of_key, of_selection, is_cost = above
    top = world.node(of_key)
    is_target = of_key.root in TARGETS and key.root in PARAMETERS and _is_free(world, of_key)
    if is_target or _is_free_bias(world, of_key, key):
        return np.zeros_like(top if of_selection is None else top[of_selection])
    is_general = any(name_of(u).isalpha() for u in mention.units)
    is_zero = is_general and _reads_others(world, of_key, key)
    whole = np.zeros((top.size, array.size)) if is_zero else world.jacobian(of_key, key)
    of_entries, of_shape = _part(top, of_selection)
    data = whole[np.ix_(_rows(top, of_entries), _rows(array, entries))]
    if is_cost:
        data, of_shape = data.sum(axis=0), ()
    slope = Slope((of_key, tuple(of_entries)), (key, tuple(entries)), data.reshape(of_shape + shape), len(of_shape))
    return loss_of(evaluator, mention, slope, env, of) if is_cost else slope


def _value(evaluator: Evaluator, of: Node, env: Env, world: World) -> Array:
    """A formula in another world."""
    return evaluator.within(world).array(of, env)


def _is_free(world: World, key: Key) -> bool:
    """Whether nothing computes a target, t, or the y that is compared with what is computed."""
    other = world.lexicon.compared.get(key.base)
    is_compared = other is not None and any(base == world.fold(other.base) for base, _ in world.by_base)
    is_said = key.root in TARGETS - {"y", "Y", "d"} or is_compared
    return is_said and key.layer is None and not world.by_base.get((key.base, key.label))


def _is_free_bias(world: World, of: Key, by: Key) -> bool:
    """Whether it is the bias of a layer, that nothing computes, by an activation."""
    is_free = of.root in BIASES and of.layer is not None and not world.by_base.get((of.base, of.label))
    return is_free and by.root in ("a", "x", "h")


def _reads_siblings(evaluator: Evaluator, of: Node, key: Key, env: Env) -> bool:
    """Whether a formula is computed from u_{12} by the text's own definitions, and not from u_{11}: two numbers."""
    world = evaluator.world
    read = {key_of(world, m, env) for m in mentions(of, evaluator.habits) if m.base not in evaluator.lexicon.functions}
    own = [k for k in read if k in world.values and world.definition(k, list(k.tag)) is not None]
    read |= {k for computed in own for k in world.values[computed][1]}
    return bool(key.tag) and any(k.base == key.base and k.tag and k.tag != key.tag for k in read)


def _reads_others(world: World, of: Key, by: Key) -> bool:
    """Whether a quantity reads other entries than this, of those that a text spells out: z_1 = w_{11} x_1 no w_{21}."""
    if (by.base, by.label) not in world.lexicon.spelt or of == by or of not in world.values:
        return False
    read = world.values[of][1]
    return by not in read and any(k.tag and (k.base, k.label) == (by.base, by.label) for k in read)


def _below(evaluator: Evaluator, of: Node | None, key: Key, env: Env) -> Array:
    """What is differentiated by; where only the forward pass tells its shape, what is differentiated comes first."""
    world = evaluator.world
    try:
        return world.node(key)
    except Unclear as trouble:
        if "nothing says what" not in trouble.reason:
            raise
        with suppress(Unclear, Misfit):
            world.node(main_cost(world))
            return world.node(key)
        with suppress(Unclear, Misfit):
            numerator(evaluator, of, env)
            return world.node(key)
        raise


def _part(array: Array, selection: Selection | None) -> tuple[Entries, tuple[int, ...]]:
    """(the places of what is selected, its shape)."""
    entries = chosen_entries(array, selection)
    shape = array.shape if selection is None else array[selection].shape
    return entries, () if len(entries) == 1 else shape


def _rows(array: Array, entries: Entries) -> list[int]:
    """The places of entries where all are written one after another."""
    return [int(np.ravel_multi_index(e, array.shape)) if array.ndim else 0 for e in entries]


def numerator(evaluator: Evaluator, of: Node | None, env: Env) -> tuple[Key, Selection | None, bool] | None:
    """(the quantity that is differentiated, which part of it, whether it is a cost); None for an expression."""
    world = evaluator.world
    if of is None:
        return main_cost(world), None, True
    symbol = called(of)
    mention = mention_of(symbol, evaluator.habits)
    if mention is None or mention.base in env.local:
        return None
    if mention.base in evaluator.lexicon.functions and symbol is not of:
        return None
    if mention.power is not None or mention.primes:
        return None
    key = quantity(world, replace(mention, transposed=False), env)
    array = world.node(key)
    selection = selection_of(world, array, mention, key, env)
    is_cost = mention.base in COSTS and mention.example is None and selection is None
    return key, selection, is_cost
