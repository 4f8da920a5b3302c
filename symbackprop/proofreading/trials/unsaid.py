"""What symbols leave unsaid: of which layer they are, of which unit, or what kind of thing.

Each finds the symbol of a statement that may be meant otherwise; nothing where all is said.
"""

from itertools import pairwise

from symbackprop.parsing.latex.alphabet import LETTERS
from symbackprop.parsing.latex.tree import Big, Derivative, Differential, Group, Name, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.lexicon.free_letters import free_letters
from symbackprop.proofreading.vocabulary.marks import limit_letters, name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import CHAIN, ERROR, WEIGHTS, Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS, INPUTS, TARGETS
from symbackprop.proofreading.worlds.conditions import is_indicator
from symbackprop.proofreading.worlds.derivatives import bare_function
from symbackprop.proofreading.worlds.identities import SIZES
from symbackprop.proofreading.worlds.places import is_at_place
from symbackprop.proofreading.worlds.world import World


def mentioned(world: World, formula: Formula) -> list[Mention]:
    """All symbols of a statement."""
    return [m for side in formula.sides for m in mentions(side, world.habits)]


def unnamed(world: World, formula: Formula) -> str:
    """A symbol without the name that it has elsewhere, where there are several: target beside target_{o1}."""
    lexicon = world.lexicon
    for mention in mentioned(world, formula):
        is_bare = len(mention.base) > 1 and not (mention.label or mention.units or mention.layer or mention.example)
        is_bare = is_bare and mention.base not in lexicon.functions
        is_named = any(base == mention.base and label for base, label, _ in lexicon.named)
        if is_bare and is_named and (world.fold(mention.base), "") not in lexicon.stated:
            return mention.base
    return _without_layer(world, formula)


def _without_layer(world: World, formula: Formula) -> str:
    """Parameters that something is differentiated by, and errors, that say no layer where all others do: dW, δ."""
    if not world.habits.has_layers:
        return ""
    nodes = [n for s in formula.sides for n in s.walk()]
    by = [n.by[0] if isinstance(n, Derivative) else n.of for n in nodes if isinstance(n, Derivative | Differential)]
    parameters = [m for n in by if (m := mention_of(n, world.habits)) is not None and _is_parameter(m)]
    called = {id(a) for n in nodes if isinstance(n, Product) for a, b in pairwise(n.factors) if isinstance(b, Group)}
    errors = [m for m in mentioned(world, formula) if m.base == ERROR and not m.primes and id(m.node) not in called]
    for mention in (*parameters, *errors):
        is_bare = mention.layer is None and not (mention.units or mention.label or mention.example)
        known = world.by_base.get((world.fold(mention.base), ""), [])
        if is_bare and all(mention in errors and d.mention.layer is not None for d in known):
            return mention.base
    return ""


def _is_parameter(mention: Mention) -> bool:
    return mention.base.partition("~")[0] in WEIGHTS | BIASES


def of_any_layer(world: World, formula: Formula) -> str:
    """A state without its layer, σ(Z) = σ(W A + b), where the last thing said of such was said of layers: Z^l = …"""
    lexicon = world.lexicon
    states = {lexicon.fold(lexicon.weighted), lexicon.fold(lexicon.activation)}
    before = [d for d in lexicon.definitions
              if d.number < formula.number and lexicon.fold(d.mention.base) in states]  # fmt: skip
    if not before or before[-1].mention.layer is None or before[-1].formula.section != formula.section:
        return ""
    own = {d.mention.base for d in before if d.mention.layer is None}
    bare = (m for m in mentioned(world, formula) if m.layer is None and not (m.units or m.label or m.example))
    return next((m.base for m in bare if lexicon.fold(m.base) in states and m.base not in own), "")


def of_any_unit(world: World, formula: Formula) -> str:
    """A letter that tells a layer elsewhere, and that the cost gives to the targets: the unit j of t_j is any unit."""
    chain, last = world.habits.chain, world.last - world.reading.first
    costs = [m for d in world.active if d.mention.base in COSTS for m in mentions(d.body, world.habits)]
    letters = {name_of(u) for m in costs if m.base in TARGETS for u in m.units}
    inner = {t for t in letters if chain.get(t, last) != last}
    found = (name_of(u) for m in mentioned(world, formula) if m.base in TARGETS for u in m.units)
    return next((t for t in found if t in inner), "")


def of_layer_or_letter(world: World, formula: Formula) -> str:
    """The error of layer l, said by one of its units, δ^l = ∂E/∂o_j ∂o_j/∂net_j, where the letter j tells one too."""
    own = mention_of(formula.left, world.habits) if formula.left is not None and formula.right is not None else None
    shift = shift_of(own.layer) if own is not None and own.layer is not None else None
    if own is None or own.base != ERROR or shift is None or shift[0] == CHAIN or formula.right is None:
        return ""
    return own.base if world.habits.chain.keys() & free_letters(formula.right, world.habits).keys() else ""


def _is_input(mention: Mention, world: World) -> bool:
    """Whether an I_k is what units are computed from, Σ_k w_{ki} I_k, and no I_n of n rows."""
    if len(mention.units) != 1 or name_of(mention.units[0]) in SIZES:
        return False
    bodies = (d.body for d in world.lexicon.definitions)
    sums = (n for body in bodies for n in body.walk() if isinstance(n, Big) and n.kind == "sum")
    return any(
        m.base == mention.base and [*map(name_of, m.units)] == limit_letters(n)
        for n in sums
        for m in mentions(n.body, world.habits)
    )


def matrix_by_name(world: World, formula: Formula) -> str:
    """I, I_n and J_f, J_σ(z), where the text does not say what they are: the identity and a Jacobian."""
    sides = formula.sides
    nodes = [n for side in sides for n in side.walk()]
    at_places = {id(p) for n in nodes if isinstance(n, Scripted) and is_at_place(n) for p in n.base.parts()}
    slopes = (
        n for n in nodes if isinstance(n, Derivative) and id(n) not in at_places and not _is_by_variable(world, n)
    )
    left = mention_of(formula.left, world.habits) if formula.left is not None else None
    is_entry = left is not None and bool(left.units)
    if not is_entry and any(bare_function(n.of, world.lexicon) is not None for n in slopes):
        return "how a Jacobian is laid out is not said"
    for mention in (m for m in mentioned(world, formula) if not world.by_base.get((world.fold(m.base), m.label))):
        is_stated = (mention.base, mention.label) in world.lexicon.stated
        is_input = mention.base == "I" and _is_input(mention, world)
        if mention.base == "I" and not (is_stated or is_input or is_indicator(mention, sides)):
            return "how large the identity is, is not said"
        if mention.base == "J" and mention.transposed:
            return "how a Jacobian is laid out is not said"
        if (
            mention.base == "J"
            and {mention.label, *map(name_of, (*mention.units, mention.example))} & world.lexicon.functions
        ):
            return "how a Jacobian is laid out is not said"
    return ""


def _is_by_variable(world: World, slope: Derivative) -> bool:
    """Whether it is ∂g/∂ξ by a letter that stands for no quantity of the text: that of one number."""
    by = mention_of(slope.by[0], world.habits) if len(slope.by) == 1 else None
    if by is None or not isinstance(by.node, Name) or by.style or (len(by.base) > 1 and by.base not in LETTERS):
        return False
    lexicon = world.lexicon
    states = {lexicon.fold(lexicon.weighted), lexicon.fold(lexicon.activation), *INPUTS}
    is_told = any(d.mention.base == by.base for d in lexicon.definitions)
    is_scripted = any(base == by.base and (label or units) for base, label, units in lexicon.named)
    return not (is_told or is_scripted or lexicon.fold(by.base) in states)


def of_two_kinds(world: World, formula: Formula) -> str:
    """Weights of a single unit, w_i, where w_{ji} are those of a layer: another quantity, without a layer to tell.

    A slope told by slopes, ∂C/∂w_k = Σ_x ∂C_x/∂w_k, holds for whichever weight w_k is.
    """
    if base := _of_another_unit(world, formula):
        return base
    sides = formula.sides
    if all(any(isinstance(n, Derivative) for n in side.walk()) for side in sides):
        return ""
    for mention in (m for m in mentioned(world, formula) if m.layer is None):
        letters = [name_of(u) for u in mention.units]
        if mention.base in WEIGHTS and len(letters) == 1 and letters[0].isalpha() and not mention.transposed:
            same = (u for base, label, u in world.lexicon.named if (base, label) == (mention.base, mention.label))
            if mention.style != "bold" and any(len(u) == 2 and all(t.isalpha() for t in u) for u in same):
                return mention.base
    return ""


def _of_another_unit(world: World, formula: Formula) -> str:
    """Weights w_{ij} of a layer where the definitions in force are those of one unit: z = Σ_i w_i x_i + b."""
    read = [m for d in world.active for m in mentions(d.body, world.habits) if m.base in WEIGHTS and m.layer is None]
    counts = {base: {len(m.units) for m in read if m.base == base} for base in {m.base for m in read}}
    for mention in mentioned(world, formula):
        letters = [name_of(u) for u in mention.units]
        is_entry = len(letters) == 2 and all(t.isalpha() for t in letters) and mention.layer is None
        if is_entry and counts.get(mention.base) == {1}:
            return mention.base
    return ""


def of_unit_or_layer(world: World, formula: Formula) -> str:
    """A number that is the layer of one quantity and the unit of another, as in ∂y_1/∂z_1 where z_1 is a layer."""
    every = mentioned(world, formula)
    every += [m for s in formula.sides for n in s.walk() if isinstance(n, Derivative)
              for part in (n.of, *n.by) if (m := mention_of(part, world.habits)) is not None]  # fmt: skip
    layers = {name_of(m.layer) for m in every if m.layer is not None and not m.units and m.base not in WEIGHTS}
    units = {name_of(m.units[0]) for m in every if m.layer is None and len(m.units) == 1 and m.base not in WEIGHTS}
    return next((n for n in sorted(layers & units) if n.isdigit()), "") if world.habits.is_numbered else ""
