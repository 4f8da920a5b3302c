"""Readings: what a text leaves open, and the ways in which it may be meant."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from symbackprop.parsing.latex.tree import Addition, Apply, Cases, Derivative, Name, Relation
from symbackprop.proofreading.lexicon.assumptions import ERRORS, LAYOUTS, MEAN, NETWORKS, PER_EXAMPLE, TOTAL
from symbackprop.proofreading.lexicon.claim_forms import all_mentions
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.lexicon.function_bodies import several
from symbackprop.proofreading.readings.passages import is_bare_square
from symbackprop.proofreading.readings.stated import UNSAID, Stated
from symbackprop.proofreading.vocabulary.contexts import Reading
from symbackprop.proofreading.vocabulary.marks import name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import EACH, mentions
from symbackprop.proofreading.vocabulary.quantities import COSTS
from symbackprop.proofreading.worlds.calls import CALLS
from symbackprop.proofreading.worlds.functions import KNOWN

BATCH = 7
"""How many examples there are in a reading with several."""


def basic_readings(base: Reading) -> list[Reading]:
    """One example or a batch, in columns or in rows, errors of the mean or of each example."""
    single = [replace(base, examples=1, rows=rows) for rows in (False, True)]
    batch = [
        replace(base, examples=BATCH, rows=rows, errors=whose)
        for rows, whose in product((False, True), (PER_EXAMPLE, TOTAL))
    ]
    return [single[0], *batch[:2], single[1], *batch[2:]]


def other_errors(reading: Reading) -> Reading:
    """The errors of the whole cost where those of each example are meant, and the other way round."""
    return replace(reading, errors=TOTAL if reading.errors == PER_EXAMPLE else PER_EXAMPLE)


def means(readings: Sequence[Reading]) -> list[Reading]:
    """The readings whose cost is summed over several examples, with their mean in the place of the sum."""
    return [replace(r, errors=MEAN) for r in readings if r.examples > 1 and r.errors == TOTAL]


def with_design_matrix(reading: Reading) -> Reading:
    """Single examples in columns, all of them stacked in the rows of X."""
    return replace(reading, rows=False, design=True)


def scalar(reading: Reading) -> Reading:
    """One unit a layer, one example."""
    return replace(reading, examples=1, units=1, rows=False)


def hypotheses(
    lexicon: Lexicon,
    reading: Reading,
    is_cost_lost: bool = False,
    formula: Formula | None = None,
    said: Stated = UNSAID,
) -> list[Reading]:
    """The usual costs and activations, where the document defines none, states none, or none that can be computed."""
    every = all_mentions(formula, lexicon.habits) if formula is not None else []
    defined = {d.mention.base for d in lexicon.definitions if d.mention.base in COSTS}
    unknown = ({m.base for m in every} & COSTS) - defined - _depths(lexicon)
    costs = [d for d in lexicon.definitions if d.mention.base in COSTS]
    is_open = is_cost_lost or bool(unknown) or _leaves_loss_open(costs, lexicon)
    has_cost = bool(defined) and not is_open
    own = lexicon.fold(lexicon.activation)
    has_activation = any(lexicon.fold(d.mention.base) == own and _may_be_last(d, reading) for d in lexicon.definitions)
    moot = {*(("cost",) if has_cost else ()), *(("output",) if has_activation else ())}
    is_bent = lexicon.slopes_last_layer and formula is not None and _hands_back(formula)
    found: list[Reading] = []
    for choice in NETWORKS:
        choice = {k: v for k, v in choice.items() if k not in moot}
        if not choice or not said.allows_network(choice):
            continue
        if choice.get("activation") and not _leaves_activation_open(lexicon):
            continue
        if choice.get("output") == "identity" and (lexicon.names_every_function or is_bent):
            continue
        reading_of = replace(reading, **choice)  # type: ignore[arg-type]
        if reading_of not in found:
            found.append(reading_of)
    return found


def _hands_back(formula: Formula) -> bool:
    """Whether a statement computes a slope from others: no linear output makes up for a σ′(z^L) lost there."""
    return formula.right is not None and any(isinstance(n, Derivative) for n in formula.right.walk())


def _may_be_last(definition: Definition, reading: Reading) -> bool:
    """Whether it is no definition of a hidden layer with its number, O_1 = σ(Z_1)."""
    shift = shift_of(definition.mention.layer) if definition.mention.layer is not None else None
    return shift is None or bool(shift[0]) or shift[1] >= reading.last


def _depths(lexicon: Lexicon) -> set[str]:
    """Letters of costs that count layers here."""
    return set() if lexicon.has_loss_l else lexicon.habits.depth_letters


def has_condition(formula: Formula) -> bool:
    """Whether a statement tells cases apart, as those about max(0, z) do; no other is about ReLU by chance."""
    return any(
        isinstance(n, Relation | Cases) or (isinstance(n, Name) and n.text.lower() in ("max", "relu", "sign", "sgn"))
        for side in (formula.left, formula.right)
        if side is not None
        for n in side.walk()
    )


def _leaves_loss_open(costs: Sequence[Definition], lexicon: Lexicon) -> bool:
    """Whether costs are means of a loss that is defined nowhere: J = (1/m) Σ L(ŷ, y)."""
    known = {lexicon.fold(d.mention.base) for d in costs}
    known |= {lexicon.fold(letter) for letter in _depths(lexicon)}
    read = [m for d in costs for m in mentions(d.body, lexicon.habits) if m.base in COSTS]
    each = {d.mention.base for d in costs if d.mention.label == EACH}
    return any(lexicon.fold(m.base) not in known or (m.label == EACH and m.base not in each) for m in read)


def _leaves_activation_open(lexicon: Lexicon) -> bool:
    """Whether the document applies a function that it never defines, or none at all."""
    named = lexicon.functions - set(CALLS)
    return not named or bool(named - set(KNOWN) - (set(lexicon.bodies) - several(lexicon)))


def is_binary(lexicon: Lexicon) -> bool:
    """Whether some cost is that of one output: log a and log(1 − a), not summed over units.

    So is (ŷ − y)² in a text with layers that writes entries, where a square of several would be a sum.
    """
    if lexicon.has_one_output:
        return True
    has_entries = any(u.isalpha() for base, _, units in lexicon.named if base not in COSTS for u in units)
    for definition in (*lexicon.all.values(), *lexicon.definitions):
        if definition.mention.base not in COSTS:
            continue
        if lexicon.habits.has_layers and has_entries and is_bare_square(definition):
            return True
        logarithms = [
            n for n in definition.body.walk() if isinstance(n, Apply) and name_of(n.function) in ("log", "ln")
        ]
        if any(isinstance(c, Addition) for n in logarithms for a in n.arguments for c in a.walk()):
            return True
    return False


def described(reading: Reading) -> str:
    """A reading in words."""
    parts = []
    if reading.units == 1:
        parts.append("one unit a layer")
    elif reading.examples == 1:
        parts.append("one example" + (" as a row" if reading.rows else ""))
    else:
        where = "in the rows of X" if reading.design else "in rows" if reading.rows else "in columns"
        parts.append(f"examples {where}")
        parts.append(ERRORS[reading.errors].said)
    if reading.layout:
        parts.append(LAYOUTS[reading.layout].said)
    if reading.outputs:
        parts.append("one output unit")
    if reading.inputs:
        parts.append("one input")
    if reading.activation:
        parts.append(f"hidden activation {reading.activation}")
    if reading.output:
        parts.append(f"output {reading.output}")
    if reading.cost:
        parts.append(f"{reading.cost} cost")
    return ", ".join(parts)
