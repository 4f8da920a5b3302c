"""Doubts: why a statement that does not hold in a world is not refuted by it.

A world stands for a text only as far as the text was understood.  Where a statement reads what was given some value or
some shape for want of better knowledge, its failure says as much about that as about the statement.
"""

from collections.abc import Callable, Set
from dataclasses import dataclass

import numpy as np

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.tree import (
    Annotated,
    Apply,
    Big,
    Derivative,
    Differential,
    Group,
    Nabla,
    Name,
    Node,
    Words,
)
from symbackprop.proofreading.lexicon.changes import is_change_in_numbers
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.lexicon.dimensions import COUNTS
from symbackprop.proofreading.lexicon.free_letters import free_letters
from symbackprop.proofreading.lexicon.function_names import FUNCTION_LETTERS
from symbackprop.proofreading.trials.unsaid import (
    matrix_by_name,
    mentioned,
    of_any_layer,
    of_any_unit,
    of_layer_or_letter,
    of_two_kinds,
    of_unit_or_layer,
    unnamed,
)
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import EACH, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import (
    BIASES,
    COSTS,
    DECAYS,
    INPUTS,
    PARAMETERS,
    RATES,
    TARGETS,
    Key,
)
from symbackprop.proofreading.worlds.beginnings import beginning
from symbackprop.proofreading.worlds.brackets import is_norm
from symbackprop.proofreading.worlds.calls import CALLS
from symbackprop.proofreading.worlds.costs import DERIVED, main_cost, part_of_cost
from symbackprop.proofreading.worlds.functions import KNOWN
from symbackprop.proofreading.worlds.tabulated import OF_EXAMPLE, is_of_other_size
from symbackprop.proofreading.worlds.world import World

IMAGINARY = 1e-12
"""Past this a value is no number that was moved a little, but the logarithm of a negative one."""
FREE = INPUTS | TARGETS | PARAMETERS | BIASES | RATES | DECAYS
"""Quantities that may have any value."""
SLOPES = frozenset({"0", "1", "2", "{- 1}", "(1 / 2)"})
"""Numbers that slopes have whatever the quantities are."""
GRADIENTS = frozenset({"D", "G", "g", "Delta", "E", "e"})
"""What a text that says no more of it may call a gradient, or an error."""
NO_STATES = COSTS | COUNTS | RATES | {"True", "False"}


@dataclass(frozen=True)
class Doubt:
    """Why nothing is refuted; `is_outside` where another cost or activation might help.

    It is `is_of_values` where a quantity has another value than the text gives it, and nothing else is doubtful.
    """

    reason: str
    is_outside: bool = False
    is_of_values: bool = False


@dataclass(frozen=True)
class Failure:
    """A statement that fails in a world, and what was read for it."""

    world: World
    formula: Formula
    read: frozenset[Key]
    is_misfit: bool
    is_identity: bool


def doubt(failure: Failure) -> Doubt | None:
    """Why a statement that fails may hold all the same; None where it is refuted."""
    for reason, asked in DOUBTS:
        if said := asked(failure):
            is_alone = reason in OF_VALUES and not any(other(failure) for why, other in DOUBTS if why not in OF_VALUES)
            return Doubt(reason.format(said), reason in OUTSIDE, is_alone)
    return None


def _is_left_open(world: World, formula: Formula, read: frozenset[Key]) -> bool:
    """Whether a text gives one letter several functions, what is read may be computed by it, and no function is named.

    All that is read may be, but where each has a formula of the text without that letter.
    """
    left_open = world.lexicon.left_open
    if not left_open or _names_a_function(world, formula):
        return False
    computed = [k for k in read if k in world.values and world.values[k][1] and k.root not in FREE | COSTS | DERIVED]
    bodies = [d.body for k in computed for d, _ in world.definitions(k, list(k.tag))[:1]]
    return len(bodies) < len(computed) or any(
        m.base in left_open for body in bodies for m in mentions(body, world.habits)
    )


def _is_imaginary(world: World, read: frozenset[Key]) -> bool:
    """Whether something read is the logarithm or the root of a negative number."""
    values = (world.values[k][0] for k in read if k in world.values)
    return any(bool(np.any(np.abs(v.imag) > IMAGINARY)) for v in values)


def _names(keys: Set[Key]) -> str:
    return ", ".join(sorted({k.base for k in keys}))


def _misread(world: World, formula: Formula, read: frozenset[Key], is_misfit: bool) -> Set[Key]:
    """What a refutation needs that is not read as written; layers have the same shapes at any cost."""
    found = read & world.doubts
    states = [m for m in mentioned(world, formula) if m.base not in NO_STATES]
    are_layered = all(m.layer is not None for m in states if m.base not in world.lexicon.functions)
    return {k for k in found if k.base not in COSTS} if is_misfit and are_layered else found


def _is_unsaid(world: World, key: Key) -> bool:
    """Whether a quantity was given any value though it has one that was not understood: an error, a left side."""
    if key in world.overrides or key in world.declared or key not in world.values or world.values[key][1]:
        return False
    if key.root in DERIVED:
        return key.root != "e" or (key.base, key.label) in world.lexicon.stated
    is_layered = key.layer is not None and key.root not in GRADIENTS
    is_free = key.root in FREE or bool(key.tag) or is_layered
    is_free = is_free or beginning(world, key) is not None
    return not is_free and (key.base, key.label) in world.lexicon.stated - world.lexicon.scalars


def _glued_word(formula: Formula) -> str:
    """A word of ideographs that touches the symbol behind it: 误差E is as well a quantity as the word before E."""
    for side in (formula.left, formula.right):
        note = side.note if isinstance(side, Annotated) else None
        if isinstance(side, Annotated) and isinstance(note, Words) and note.span[1] == side.body.span[0]:
            return "" if note.text.isascii() else note.text
    return ""


def _tells_logarithms_apart(formula: Formula) -> bool:
    """Whether a statement has log and ln, as log u = ln u / ln 10: then they are not the same."""
    sides = formula.sides
    return {"log", "ln"} <= {name_of(n.function) for s in sides for n in s.walk() if isinstance(n, Apply)}


def _is_part_of_example(world: World, formula: Formula) -> bool:
    """Whether derivatives are taken by parameters of an example, ∂J/∂w^{(i)}, though all examples share them.

    Or whether a change is that for one example, Δw_{ji} = η δ_{pj} o_{pi}.
    """
    sides = formula.sides
    if isinstance(formula.left, Differential) and formula.left.sign == "Δ" and formula.right is not None:
        kinds = (free_letters(s, world.habits) for s in (formula.left, formula.right))
        left, right = ({t for t, kind in letters.items() if kind == "example"} for letters in kinds)
        return bool(right - left)
    below = (mention_of(n.by[0], world.habits) for s in sides for n in s.walk() if isinstance(n, Derivative) and n.by)
    return any(m is not None and m.example is not None and m.base in PARAMETERS for m in below)


def _is_cost_misread(world: World, read: frozenset[Key]) -> bool:
    """Whether the cost is neither a number, nor one for each example, nor one for each output, (ŷ − y)² without Σ.

    What is summed over the examples of a batch may still be one for each output of the layers, Σ_i y_i log ŷ_i.
    """
    cost = main_cost(world)
    if cost not in read or cost not in world.values:
        return False
    value, below = world.values[cost]
    drawn = {k for k in below if k.root in TARGETS and not world.by_base.get((k.base, k.label))}
    computed = {world.values[k][0].shape for k in below - drawn if k in world.values and world.values[k][1]}
    axis = 0 if world.reading.rows else 1
    summed = {tuple(1 if n == axis else size for n, size in enumerate(s)) for s in computed if len(s) == 2}
    summed = summed if world.habits.has_layers else set()
    return value.size not in (1, world.reading.examples) and value.shape not in computed | summed


def _part_unsaid(world: World, read: frozenset[Key]) -> str:
    """One of several costs that has no formula, E_{total} beside an E of other letters."""
    named = (
        k for k in read if k.base in COSTS and k.label not in ("", EACH) and not world.by_base.get((k.base, k.label))
    )
    parts = (k for k in named if world.by_base.get((k.base, "")) and part_of_cost(world, k))
    return next((f"{k.base}_{k.label}" for k in parts), "")


def _is_penalty_unsaid(world: World, read: frozenset[Key]) -> bool:
    """Whether a statement has a λ that the cost as it is said has not."""
    cost = main_cost(world)
    factors = {k for k in read if k.root in ("lambda", "Lambda")}
    return bool(factors) and cost in read and cost in world.values and not factors & world.values[cost][1]


def _unknown_function(world: World, formula: Formula, is_identity: bool) -> str:
    """A function that has a name of its own and no formula here: arctan, where g may be any function.

    In an identity between functions so is any that the text leaves open: g′ = g (1 − g) holds for some.
    """
    lexicon = world.lexicon
    sides = formula.sides
    named = {m.base for m in mentioned(world, formula)} & lexicon.functions
    named |= {name_of(n.function) for s in sides for n in s.walk() if isinstance(n, Apply)} - {""}
    unknown = named - set(KNOWN) - set(CALLS) - set(lexicon.bodies)
    return next((n for n in sorted(unknown) if is_identity or (len(n) > 1 and n not in FUNCTION_LETTERS)), "")


def _has_one_class(world: World, read: frozenset[Key]) -> bool:
    """Whether one unit a layer is one class, whose probability is 1 whatever its score."""
    computed = (world.values[k] for k in read if k in world.values and world.reading.units == 1)
    return any(bool(below) and bool(np.all(value == 1)) for value, below in computed)


def _names_a_function(world: World, formula: Formula) -> bool:
    """Whether a statement has a function in it, as those have that hold for any: δ = (a − y) g′(z), not δ = a − y."""
    return any(m.base in world.lexicon.functions for m in mentioned(world, formula))


def _is_given_number(formula: Formula, habits: Habits) -> bool:
    """Whether something is said to be a number, q = 3 or g(z) ≈ 1/2, that it need not be; a slope may always be 1.

    But that of a cost, which is 0 where it is smallest, is a matter of the numbers at hand.
    """
    sides = formula.sides
    if is_of_function(formula):
        return False
    slopes = [n for s in sides for n in s.walk() if isinstance(n, Derivative | Differential | Nabla)]
    of_cost = any((m := mention_of(n.of, habits)) is not None and m.base in COSTS for n in slopes)
    return any(is_constant(s) and not (slopes and not of_cost and outline(s) in SLOPES) for s in sides)


def is_of_function(formula: Formula) -> bool:
    """Whether a statement is about the largest value of a function, the smallest, or its limit."""
    left = formula.left
    if isinstance(left, Apply):
        return name_of(left.function) in ("max", "min", "sup", "inf") and len(left.arguments) == 1
    return isinstance(left, Big) and left.kind in ("max", "min", "lim")


def _is_extreme_of_quantity(formula: Formula) -> bool:
    """Whether it is max_o o (1 − o), over all values of a quantity and not over an index."""
    extremes = [n for s in formula.sides for n in s.walk() if isinstance(n, Big) and n.kind in ("max", "min")]
    return any(name_of(part) == name_of(n.lower) != "" for n in extremes for part in n.body.walk() if n.lower)


def _is_estimate(formula: Formula) -> bool:
    """Whether a norm is only said to be about as large as something, ‖∂C/∂w‖ ≈ Π_l ‖W^l‖: that is no equation."""
    return formula.statement.relation == "≈" and any(
        isinstance(n, Group) and is_norm(n) for s in formula.sides for n in s.walk()
    )


def _adds_up_nothing(world: World, formula: Formula, read: frozenset[Key]) -> bool:
    """Whether a sum without an index stands before numbers alone: (1/m) Σ (a − y) x_1 where a and x_1 are one each."""
    is_bare = any(isinstance(n, Big) and n.kind == "sum" and n.lower is None for s in formula.sides for n in s.walk())
    return is_bare and all(world.values[k][0].size == 1 for k in read if k in world.values)


def is_constant(node: Node) -> bool:
    """Whether a formula is made of numbers alone."""
    return not any(isinstance(n, Name | Words) for n in node.walk())


MISREAD, DOMAIN = "the definition of {} does not fit the rest", "outside the domain"
UNSAID, ARRAY = "what {} is was not understood", "the cost comes out as an array"
PART = "what {} is, is not said"
UNNAMED = "which function {} is, is not said"
SEVERAL = "which of several functions is meant is not said"
OUTSIDE = frozenset({MISREAD, DOMAIN, UNNAMED, SEVERAL})
"""Doubts that another cost or activation might settle."""
OF_VALUES = frozenset({MISREAD, UNSAID, ARRAY, PART})
"""Doubts that what holds whatever the values are settles."""
DOUBTS: tuple[tuple[str, Callable[[Failure], object]], ...] = (
    (MISREAD, lambda f: _names(_misread(f.world, f.formula, f.read, f.is_misfit))),
    ("an extreme over a quantity", lambda f: _is_extreme_of_quantity(f.formula)),
    (UNSAID, lambda f: _names({k for k in f.read if _is_unsaid(f.world, k)})),
    ("{} may be a part of a name", lambda f: _glued_word(f.formula)),
    ("which {} is meant is not said", lambda f: unnamed(f.world, f.formula)),
    ("of which layer {} is, is not said", lambda f: f.is_misfit and of_any_layer(f.world, f.formula)),
    ("of which layer {} is, is not said", lambda f: f.is_misfit and of_any_unit(f.world, f.formula)),
    ("of which layer {} is, is not said", lambda f: of_layer_or_letter(f.world, f.formula)),
    ("to which base a logarithm is, is not said", lambda f: _tells_logarithms_apart(f.formula)),
    ("{}", lambda f: matrix_by_name(f.world, f.formula)),
    ("the part of one example in a gradient", lambda f: _is_part_of_example(f.world, f.formula)),
    ("a number of one example", lambda f: is_change_in_numbers(f.formula)),
    ("{} has one index here and two elsewhere", lambda f: of_two_kinds(f.world, f.formula)),
    ("whether {} counts units or layers is not said", lambda f: f.is_misfit and of_unit_or_layer(f.world, f.formula)),
    (ARRAY, lambda f: _is_cost_misread(f.world, f.read)),
    (PART, lambda f: _part_unsaid(f.world, f.read)),
    ("what the size of weights costs is not said", lambda f: _is_penalty_unsaid(f.world, f.read)),
    (UNNAMED, lambda f: _unknown_function(f.world, f.formula, f.is_identity)),
    (
        SEVERAL,
        lambda f: not f.is_misfit and _is_left_open(f.world, f.formula, f.read),
    ),
    ("what is added up is not said", lambda f: _adds_up_nothing(f.world, f.formula, f.read)),
    ("how large something is about", lambda f: _is_estimate(f.formula)),
    ("a number that may be given", lambda f: _is_given_number(f.formula, f.world.habits)),
    ("one class alone has no share", lambda f: _has_one_class(f.world, f.read)),
    (DOMAIN, lambda f: _is_imaginary(f.world, f.read)),
    (OF_EXAMPLE, lambda f: is_of_other_size(f.formula, f.world)),
)
"""Every reason to doubt, and what shows it: a name to put in, or whether it holds; the first that does is told."""
