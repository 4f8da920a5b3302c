"""What a document leaves out, from the usual network: z = W a + b, a = f(z), δ = ∂C/∂z."""

from collections.abc import Iterator

import numpy as np

from symbackprop.parsing.latex.tree import Group, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Definition
from symbackprop.proofreading.lexicon.function_names import MODELS
from symbackprop.proofreading.vocabulary.marks import TRANSPOSES, name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import EACH, ERROR, WEIGHTS, Mention, mentions
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS, DECAYS, INPUTS, RATE, TARGETS, Key
from symbackprop.proofreading.vocabulary.unit_letters import turns_weight
from symbackprop.proofreading.vocabulary.values import Absent, Array, Outside, Unclear, number
from symbackprop.proofreading.worlds.accumulators import gradient_of_all, is_accumulator
from symbackprop.proofreading.worlds.calls import CHOICES, recognised
from symbackprop.proofreading.worlds.costs import cost_of_each, logits, main_cost, part_of_cost, usual_cost
from symbackprop.proofreading.worlds.evaluator import Evaluator
from symbackprop.proofreading.worlds.functions import KNOWN, Elementwise, softmax, unspecified
from symbackprop.proofreading.worlds.world import NOWHERE, World, once

TRUE = frozenset({"true", "onehot", "label", "labels", "target", "real", "actual", "gt", "hot", "oh"})
"""What y is called that is no other quantity than y: y_{true}, Y_{one hot}."""


def template(evaluator: Evaluator, key: Key) -> Array | None:
    """The usual meaning of a quantity that the document does not define; None where there is none."""
    world, base = evaluator.world, key.root
    if world.habits.has_layers and key.layer is not None and not key.tag:
        layered = _layered(evaluator, key, base)
        if layered is not None:
            return layered
    if key.layer is None and not key.tag and key.label in ("", *MODELS) and is_output(world, key.base):
        return world.node(world.activation_key(world.last))
    if key == Key(ERROR) and world.habits.has_layers:
        return world.node(key._replace(layer=world.last))  # as of weights without a layer; that of any could be meant
    if world.reading.depth == 1 and (whole := _of_only_layer(world, key)) is not None:
        return whole
    if key.base == "p" and not key.tag and key.layer is None:
        scores = logits(world)
        if scores is not None:
            return softmax(scores, 1 if world.reading.rows else 0)
    if key.base == "y~hat" and world.habits.has_layers and not key.tag:
        return world.node(world.activation_key(world.last))
    if base in COSTS and not key.tag and key.layer is None and "~" not in key.base and " " not in key.label:
        if key.label == EACH:
            return cost_of_each(evaluator, key)
        other = _same_cost(world, key)
        return usual_cost(world, key) if other is None else world.node(other)
    if base in world.lexicon.rates and key.layer is None and not key.tag:
        return number(RATE)
    if base in DECAYS:
        return number(0.53)
    if key.base in world.lexicon.constants and key.layer is None and not key.label:
        return world.drawn(key, ())
    if key in (Key("y"), Key("t")) and not world.habits.has_layers and key not in world.shapes:
        model = _model_output(world)
        if model is not None:
            return world.drawn(key, model.shape)
    return _free(world, key, base)


def _of_only_layer(world: World, key: Key) -> Array | None:
    """A and Z without a layer, in a network of one."""
    if not world.habits.has_layers or key.layer is not None or key.tag or key.label:
        return None
    of_layer = key._replace(layer=world.last)
    is_state = of_layer in (world.activation_key(world.last), world.weighted_key(world.last))
    return world.node(of_layer) if is_state else None


def _model_output(world: World) -> Array | None:
    """h_θ(x), which targets are compared with, where the document defines such a model."""
    for definition in world.active:
        own = definition.mention
        key = Key(world.fold(own.base), own.label)
        if own.label in MODELS and own.layer is None and key not in world.busy:
            return world.node(key)
    return None


def _same_cost(world: World, key: Key) -> Key | None:
    """The cost that another name stands for: L_{CE} is L, and J is L where only L is defined."""
    if key.label:
        other = key._replace(label="")
        is_part = key.label.isdigit() or bool(part_of_cost(world, key))
    else:
        other = main_cost(world)
        defined = world.by_base.get((other.base, other.label), ())
        read = {m.base for d in defined for m in mentions(d.body, world.habits)}
        is_part = bool(world.reading.cost) or not defined or key.base in read
    return None if is_part or other == key or other in world.busy else other


def is_output(world: World, base: str) -> bool:
    """Whether an undefined symbol is the network's output: h_Θ(x), ŷ."""
    if not world.habits.has_layers or base in world.lexicon.functions:
        return False
    own = world.lexicon.usage.output
    return base in ("y~hat", "h", "output", "out", "o", own) and world.activation_key(world.last).base != base


def unnamed(world: World, key: Key) -> Key:
    """The last activation, where a key is another name of it that no formula defines, ŷ or h_Θ(x); else the key."""
    is_name = key.layer is None and not key.tag and (is_output(world, key.base) or key.base == "y~hat")
    if not (is_name and world.habits.has_layers) or world.definitions(key, list(key.tag)):
        return key
    return world.activation_key(world.last)


def _layered(evaluator: Evaluator, key: Key, base: str) -> Array | None:
    """A quantity of a layer."""
    world, first = evaluator.world, evaluator.reading.first
    if key.layer is None or not first <= key.layer <= world.last:
        raise Absent(f"{key.base} of layer {key.layer} does not exist")
    leaves = _biases_leave(world) if base in BIASES else world.reading.leaving
    has_weights = base in (*BIASES, "w", "theta", "W") or is_accumulator(base, key.layer)
    if has_weights and key.layer == (world.last if leaves else first):
        raise Absent(f"{key.base} of layer {key.layer} does not exist")
    if is_accumulator(base, key.layer):
        return gradient_of_all(world, key)
    if (augmented := _augmented(world, key, base)) is not None:
        return augmented
    if base in ("w", "theta", "W") and "~" in key.base and key not in world.shapes:
        return None  # weights with the biases among them: their shape is that of what they multiply
    if base in ("w", "theta", "W"):
        offset = 1 if world.reading.leaving else 0
        layer = key.layer + offset
        shape = (world.width(layer), world.width(layer - 1) + is_augmented(world))
        is_inward = world.reading.rows is not turns_weights(world, layer)
        return world.drawn(key, world.shapes.get(key) or (shape[::-1] if is_inward else shape))
    if base in BIASES:
        shape = world.reading.shared_shape(world.width(key.layer + leaves))
        return world.drawn(key, shape[::-1] if world.reading.rows and turns_biases(world) else shape)
    is_weighted = key.base == world.weighted_key(first).base
    is_activation = key.base == world.activation_key(first).base
    if (is_weighted or base == "delta") and key.layer == first:
        raise Absent(f"{key.base} of layer {key.layer} does not exist")
    if is_weighted or (base in ("z", "s", "net", "u") and not is_activation):
        return _weighted(world, key.layer)
    if is_activation or base in ("a", "h", "o", "A", "x", "y"):
        if key.layer == first:
            return world.drawn(key, world.batch_shape(world.width(first)))
        return _activated(evaluator, key.layer)
    if base == "delta":
        return _error(world, key)
    return None


def _activated(evaluator: Evaluator, layer: int) -> Array:
    """a = f(z), the output by its own function."""
    world, reading = evaluator.world, evaluator.reading
    weighted = world.node(world.weighted_key(layer))
    if layer == world.last and reading.output == "softmax":
        classes = 1 if reading.rows else 0
        if weighted.shape[classes] == 1:
            raise Unclear("softmax of one unit, which is 1")
        return softmax(weighted, classes)
    choice = reading.output if layer == world.last and reading.output else reading.activation
    function = CHOICES[choice] if choice else used_function(evaluator, layer)
    return np.asarray(function.value(weighted))


def is_augmented(world: World) -> bool:
    r"""Whether activations with a tilde, defined nowhere, have the 1 that biases in the weights are multiplied by."""
    tilde = f"{world.input_base}~tilde"
    if _is_target(world, Key(tilde)):
        return False
    return tilde in map(world.fold, world.lexicon.bases) and not any(base == tilde for base, _ in world.by_base)


def _augmented(world: World, key: Key, base: str) -> Array | None:
    """The activations with a 1 before them; the weights without the biases in front."""
    if key.base == base or not is_augmented(world):
        return None
    whole = key._replace(base=base)
    if key.base == f"{world.input_base}~tilde":
        value = world.node(whole)
        axis = 1 if world.reading.rows else 0
        return np.concatenate([np.ones_like(value.take([0], axis)), value], axis=axis)
    if key.base == f"{base}~bar" and base in ("w", "theta", "W"):
        value = world.node(whole)
        return value[1:] if world.reading.rows else value[:, 1:]
    return None


@once
def _biases_leave(world: World) -> bool:
    """Whether biases carry the number of the layer below, as weights may: z^{l+1} = W^l a^l + b^l."""
    if not world.reading.leaving:
        return False
    weighted = world.fold(world.lexicon.weighted)
    for definition in world.active:
        own = definition.mention
        if world.fold(own.base) == weighted and own.layer is not None:
            biases = [m for m in mentions(definition.body, world.habits) if m.base in BIASES and m.layer is not None]
            if biases:
                return shift_of(biases[0].layer or own.layer) != shift_of(own.layer)
    return True


@once
def turns_biases(world: World) -> bool:
    """Whether the forward pass of rows adds a transposed column: Z = A W^T + 1 b^T."""
    found = [(d, m) for d, m in _read_for_weighted(world) if m.base.split("~")[0] in BIASES]
    return any(m.transposed or _is_turned(d.body, m) for d, m in found)


def _is_turned(body: Node, mention: Mention) -> bool:
    """Whether a symbol stands in a bracket that is transposed, (b^l)^T."""
    turned = (n.base.body for n in body.walk() if isinstance(n, Scripted) and isinstance(n.base, Group)
              and name_of(n.sup) in TRANSPOSES)  # fmt: skip
    return any(node is mention.node for node in turned)


def _read_for_weighted(world: World) -> list[tuple[Definition, Mention]]:
    """What weighted inputs of layers are computed from, each with its definition."""
    weighted = world.fold(world.lexicon.weighted)
    own = [d for d in world.active if world.fold(d.mention.base) == weighted and d.mention.layer is not None]
    return [(d, m) for d in own for m in mentions(d.body, world.habits) if m.layer is not None]


def turns_weights(world: World, layer: int) -> bool:
    """Whether a layer multiplies by transposed weights, W_2^T a_1 beside W_1 x; if none is told, as the others."""
    return _turning_layers(world).get(layer, _turns_all(world))


@once
def _turning_layers(world: World) -> dict[int, bool]:
    """The layers that have a number and a formula of their own, and whether each turns its weights."""
    weighted = world.fold(world.lexicon.weighted)
    found: dict[int, bool] = {}
    for own in world.active:
        shift = shift_of(own.mention.layer) if own.mention.layer is not None else None
        if shift is None or shift[0] or world.fold(own.mention.base) != weighted:
            continue
        turning = [is_behind for n in own.body.walk() for is_behind in _turning(n, world)]
        weights = [m for m in mentions(own.body, world.habits) if _is_weight(m) and not m.units]
        if turning or (weights and not any(m.transposed for m in weights)):
            found[shift[1]] = any(is_behind is world.reading.rows for is_behind in turning)
    return found if len({*found.values()}) > 1 else {}


@once
def _turns_all(world: World) -> bool:
    """Whether the forward pass multiplies by transposed weights: Z = X W^T + b, z = W^T x + b.

    Where nothing in force has matrices, those of another place tell: w_{ij} y_i here is W^T y there.
    """
    weighted = world.fold(world.lexicon.weighted)
    own = [d for d in world.active if world.fold(d.mention.base) == weighted and d.mention.layer is not None]
    found = [(d, m) for d in own for m in mentions(d.body, world.habits) if m.layer is not None and _is_weight(m)]
    if all(m.units for _, m in found):
        own = [d for d in world.lexicon.all.values() if world.fold(d.mention.base) == weighted and d.mention.layer]
    if world.listed.units:
        return world.listed.leads_outward is not world.reading.rows
    turning = [is_behind for d in own for n in d.body.walk() for is_behind in _turning(n, world)]
    if turning:
        return any(is_behind is world.reading.rows for is_behind in turning)
    if any(turns_weight(n, world.habits) for d in own for n in d.body.walk()):
        return True
    return any(m.units and world.reading.rows and _comes_first(d, m) for d, m in found)


def _turning(node: Node, world: World) -> Iterator[bool]:
    """Whether transposed weights stand behind what they multiply: X W^T of rows, where W x is of columns."""
    if isinstance(node, Product):
        yield from (at > 0 for at, factor in enumerate(node.factors) if turns_weight(factor, world.habits))


def _is_weight(mention: Mention) -> bool:
    return mention.base.split("~")[0] in WEIGHTS


def _comes_first(definition: Definition, weight: Mention) -> bool:
    """Whether the unit that is computed is the first index of its weights: z_{sj} = Σ_k w_{jk} a_{sk}."""
    units = definition.mention.units
    return bool(units) and len(weight.units) == 2 and name_of(weight.units[0]) == name_of(units[-1])


def used_function(evaluator: Evaluator, layer: int) -> Elementwise:
    """The function that the document applies to weighted inputs: σ, or g^{[l]}, by its formula where it has one."""
    world = evaluator.world
    applied = sorted(world.lexicon.applied)
    named = [n for n in ("sigma", "g", "f", "phi", "h", "varphi", *applied) if n in world.lexicon.functions]
    name = next((n for n in named if n in world.lexicon.applied), next(iter(named), "sigma"))
    if name in KNOWN:
        return KNOWN[name]
    own = recognised(evaluator, name) if name in world.lexicon.bodies else None
    if own is not None and not world.lexicon.layered_functions:
        return own
    return unspecified(f"{name}{layer}" if world.lexicon.layered_functions else name)


def _weighted(world: World, layer: int) -> Array:
    """z = W a + b, or the transposed of it."""
    before = world.node(world.activation_key(layer - 1))
    base = next((b for b in ("w", "W", "theta", "Theta") if b in world.lexicon.bases), "w")
    offset = 1 if world.reading.leaving else 0
    weights = world.node(Key(world.fold(base), "", layer - offset))
    has_bias = BIASES & world.lexicon.bases or not (world.lexicon.bases & {"Theta", "theta"})
    bias = world.node(Key("b", "", layer - _biases_leave(world))) if has_bias else number(0.0)
    weights = weights.T if turns_weights(world, layer) else weights
    first, second = (before, weights) if world.reading.rows else (weights, before)
    if first.ndim != 2 or second.ndim != 2 or first.shape[1] != second.shape[0]:
        raise Outside("the usual weighted input does not fit the weights here")
    product = first @ second
    return np.asarray(product + bias)


def _free(world: World, key: Key, base: str) -> Array | None:
    """Inputs and targets; other free quantities have the shape that was found for them."""
    if (output := _same_output(world, key)) is not None:
        return output
    if base in TARGETS and _is_true(key.label) and key.layer is None:
        whole = key._replace(label="")
        is_output = bool(world.by_base.get((key.base, ""))) and whole not in world.busy
        return world.drawn(key, world.node(whole).shape) if is_output else world.node(whole)
    if key in world.shapes:
        return None
    if base in INPUTS and not key.tag and key.layer is None:
        return world.drawn(key, world.batch_shape(world.width(world.reading.first)))
    if _is_target(world, key):
        if world.reading.outputs:
            return world.drawn(key, world.batch_shape(world.reading.outputs))
        own = Key("y") if base in ("t", "target") and world.by_base.get(("y", "")) else None
        alone = _estimate(world, key) if own is None and _is_of_one_unit(world, key) else None
        output = world.node(own or world.activation_key(world.last)) if alone is None else alone
        return world.drawn(key, output.shape)
    if not key.tag and not key.label and key.layer is None and (estimate := _estimate(world, key)) is not None:
        return world.drawn(key, estimate.shape)
    if key.tag or (key.label[-1:].isdigit() and key.layer is None):
        return world.drawn(key, ())
    if world.reading.units == 1 and len(key.root) == 1:
        return world.drawn(key, ())
    return None


def _is_target(world: World, key: Key) -> bool:
    r"""Whether the output of a network is compared with it: y and t, and any other, the \tilde y of a^L - \tilde y."""
    if key.tag or key.layer is not None or not world.habits.has_layers:
        return False
    other = world.lexicon.compared.get(key.base)
    if key.base in TARGETS or other is None or other.layer is None or key.label:
        return key.base in TARGETS
    letter, step = shift_of(other.layer) or ("", NOWHERE)
    is_last = step == 0 if letter in world.habits.depth_letters else (letter, step) == ("", world.last)
    return is_last and world.fold(other.base) == world.input_base


def _is_of_one_unit(world: World, key: Key) -> bool:
    """Whether ŷ is computed past the layers where this y stands: ŷ = w^T x + b, the chapter on regression."""
    bodies = [d.body for d in world.by_base.get((f"{key.base}~hat", ""), ())]
    read = [m for body in bodies for m in mentions(body, world.habits)]
    return any(m.base in WEIGHTS for m in read) and all(m.layer is None for m in read)


def _is_true(label: str) -> bool:
    """Whether a label says that a target is meant: y_{true}, y^*."""
    return label == "*" or "".join(filter(str.isalpha, label.lower())) in TRUE


def _same_output(world: World, key: Key) -> Array | None:
    """P as what p or ŷ is elsewhere: an undefined capital that is compared with the targets as a defined output is."""
    if not key.base[:1].isupper() or key.root in TARGETS or key.label or key.layer is not None or key.tag:
        return None
    with_target = {b for b, m in world.lexicon.compared.items() if m.base in TARGETS and m.layer is None}
    if key.base not in with_target:
        return None
    others = (Key(world.fold(b)) for b in sorted(with_target) if b != key.base and b[:1].islower())
    known = (k for k in others if world.by_base.get((k.base, "")) and k not in world.busy)
    return next((world.node(k) for k in known), None)


def _estimate(world: World, key: Key) -> Array | None:
    """What a target is compared with in a text without layers: ŷ for y, q̂ for q, a_3 of a_3 − y; it has that shape."""
    estimates = [Key(f"{key.base}~hat")]
    for base in (key.base, key.base.upper()) if key.base in TARGETS else ():
        other = world.lexicon.compared.get(base)
        is_output = other is not None and (other.base not in TARGETS or _is_computed(world, other))
        if other is not None and other.layer is None and is_output:
            numbers = tuple(n for u in other.units if (n := name_of(u)).isdigit())
            own = Key(world.fold(other.base), other.label, tag=numbers)
            is_alone = bool(numbers) and world.definition(own, list(numbers)) is not None  # else p_0 is an entry of p
            estimates.append(own if is_alone else own._replace(tag=()))
    known = (k for k in estimates if world.by_base.get((k.base, k.label)) and k not in world.busy)
    return next((world.node(k) for k in known), None)


def _is_computed(world: World, mention: Mention) -> bool:
    """Whether a formula of the text says what a symbol is: the y of y = σ(w^T x), where targets are t."""
    return bool(world.by_base.get((world.fold(mention.base), mention.label)))


def _error(world: World, key: Key) -> Array:
    """δ = ∂C/∂z, or -∂C/∂z where the text says so."""
    inner = world.weighted_key(key.layer or 0)
    cost = main_cost(world)
    array = world.node(inner)
    return np.asarray(world.lexicon.error_sign * world.jacobian(cost, inner).sum(axis=0).reshape(array.shape))
