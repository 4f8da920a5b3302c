"""Which quantity a mention means, or a formula that is the definition of one."""

from symbackprop.parsing.latex.tree import Addition, Node
from symbackprop.proofreading.lexicon.siblings import are_read_together, number_of_sibling
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.marks import name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of
from symbackprop.proofreading.vocabulary.quantities import INPUTS, PARAMETERS, TARGETS, TRUE_CLASS, Key
from symbackprop.proofreading.vocabulary.values import Absent
from symbackprop.proofreading.worlds.world import World


def key_of(world: World, mention: Mention, env: Env) -> Key:
    """The quantity that is mentioned.   Raises: Unclear where its layer is not known."""
    key = _whole(world, mention, env)
    if not mention.units:
        return key
    base, label, layer = key.base, key.label, key.layer
    units = [name_of(u) for u in mention.units]
    if units == [TRUE_CLASS] and (classes := _numbered_beside(world, base, label)):
        return key._replace(tag=(classes[world.reading.right % len(classes)],))
    if entries := world.lexicon.spelt.get((base, label)) if layer is None and not env.renamed[1] else None:
        numbers = [str(env.letters[u] + 1) if u in env.letters else u for u in units]
        if numbers != units and any(len(e) == len(numbers) for e in entries):
            return _spelt(key, tuple(numbers), entries)
    is_own = layer is None and (base, label) in world.lexicon.numbers
    if env.renamed[1] and (number := _moved_number(world, mention, key, env)):
        return key._replace(tag=(number,)) if is_own or not is_array(world, key) else key
    if env.renamed[1] and units and not label and base in PARAMETERS and all(u.isdigit() for u in units):
        number = number_of_sibling(world.lexicon, base, env.renamed, units[0]) if len(units) == 1 else ""
        return key._replace(tag=(number,)) if number else Key(base, env.renamed[1], layer, tuple(units))
    if key in world.listed.units:
        return key
    if units and all(u.isdigit() for u in units):
        units = _spelt_out(world, mention, units)
        tagged = key._replace(tag=tuple(units))
        if is_own or world.definition(tagged, units) is not None or not is_array(world, key):
            return tagged
    if units and world.reading.letters and layer is None and not any(u.isdigit() or not u for u in units):
        return key._replace(tag=tuple(units))
    return key


def _moved_number(world: World, mention: Mention, key: Key, env: Env) -> str:
    """The 2 of x_2 in net_{o2}, which is read as net_{o1} with its x_1; nothing where a neuron reads both."""
    old, new = (n[len(n.rstrip("0123456789")) :] for n in env.renamed)
    if not new or [name_of(u) for u in mention.units] != [old]:
        return ""
    is_shared = are_read_together(world.lexicon, key.base, env.renamed[0], (old, new))
    return new if not is_shared and (mention.base, key.label, (new,)) in world.lexicon.named else ""


def _numbered_beside(world: World, base: str, label: str) -> tuple[str, ...]:
    """The numbers of entries that are defined one by one; of targets, those of what they are compared with."""
    own = world.lexicon.one_by_one
    return own.get((base, label), ()) or (next(iter(own.values()), ()) if base in TARGETS else ())


def _spelt(key: Key, numbers: tuple[str, ...], entries: frozenset[tuple[str, ...]]) -> Key:
    """One of the entries that a text spells out.   Raises: Absent for any other."""
    if numbers not in entries:
        raise Absent(f"there is no {key.base} with these numbers")
    return key._replace(tag=numbers)


def _whole(world: World, mention: Mention, env: Env) -> Key:
    """The quantity without its entry: x is a⁰ in a text with layers, w_{ij} an entry of W where W is declared.

    What was found once for a mention in a layer is kept.
    """
    layer = world.layer(mention.layer, env)
    place = id(mention), layer, env.renamed
    known = world.wholes.get(place)
    if known is None or known[0] is not mention:
        known = world.wholes[place] = mention, _found_whole(world, mention, layer, env)
    return known[1]


def _found_whole(world: World, mention: Mention, layer: int | None, env: Env) -> Key:
    base = world.fold(mention.base)
    if world.is_target_of_last(base, layer):
        layer = None
    if base == "delta" and layer is not None:
        layer -= world.reading.error_shift
    label = env.renamed[1] if mention.label and mention.label == env.renamed[0] else mention.label
    label = label or (world.lexicon.unnamed.get(base, "") if layer is None else "")
    is_input = layer is None and world.habits.has_layers and not label and base in INPUTS
    if is_input and not _is_computed_otherwise(world, base):
        base, layer = world.input_base, world.reading.first
    if not label and world.is_output(base, layer):
        return world.activation_key(world.last)
    if layer is None and (other := _other_name(world, base, label)) is not None:
        return other
    if mention.units:
        base = world.entries.get((mention.base, label), base)
        is_matrix = len(mention.units) == 2 and Key(base.upper(), label) in world.declared
        if is_matrix and not world.by_base.get((base, label)):
            base = base.upper()
    return Key(base, label, layer)


def _other_name(world: World, base: str, label: str) -> Key | None:
    """The layer that a quantity without one is another name for: ŷ = a^L."""
    for definition in world.by_base.get((base, label), ()) if world.habits.has_layers else ():
        own, other = definition.mention, mention_of(definition.body, world.habits)
        if own.units or own.layer is not None or other is None or other.layer is None or other.units:
            continue
        if other.is_plain and other.example is None and own.example is None:
            shift = shift_of(other.layer)
            is_known = shift is not None and (not shift[0] or shift[0] in world.habits.depth_letters)
            return Key(world.fold(other.base), other.label, world.layer(other.layer, Env())) if is_known else None
    return None


def _is_computed_otherwise(world: World, base: str) -> bool:
    """Whether the input is computed from something else than an activation."""
    for definition in world.by_base.get((base, ""), ()):
        other = mention_of(definition.body, world.habits)
        if other is None or world.fold(other.base) not in (world.input_base, base):
            return True
    return False


def _spelt_out(world: World, mention: Mention, units: list[str]) -> list[str]:
    """The indices of v_1 where the document has v_{11} and v_{21}: the one that never changes is left out."""
    entries = {u for base, label, u in world.lexicon.named if (base, label) == (mention.base, mention.label)}
    pairs = sorted(u for u in entries if len(u) == 2 and all(t.isdigit() for t in u))
    if len(units) != 1 or len(pairs) < 2:
        return units
    for constant in (1, 0):
        if len({u[constant] for u in pairs}) == 1:
            return next((list(u) for u in pairs if u[1 - constant] == units[0]), units)
    return units


def is_array(world: World, key: Key) -> bool:
    """Whether entries of a quantity belong to an array that has a value as a whole."""
    if key in world.shapes or key in world.values or key in world.overrides:
        return True
    if key.layer is not None and world.habits.has_layers:
        return True
    return any(
        not all(name_of(u).isdigit() for u in d.mention.units) or not d.mention.units
        for d in world.by_base.get((key.base, key.label), ())
    )


def key_of_formula(world: World, node: Node) -> Key | None:
    """The quantity that a formula is the definition of: in Y = σ(H W + b) the Z = H W + b of another line."""
    if world.formulas is None:
        world.formulas = {
            world.lexicon.outlined(d.body): Key(world.fold(d.mention.base), d.mention.label)
            for d in world.active
            if isinstance(d.body, Addition) and not d.mention.units and d.mention.layer is None
        }
    if not world.formulas:
        return None
    key = world.formulas.get(world.lexicon.outlined(node))
    return None if key in world.busy else key
