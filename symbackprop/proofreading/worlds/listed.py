"""Layers whose units a text writes out one by one: z_1^2 = w_{11}^2 a_1^1 + w_{12}^2 a_2^1 + b_1^2, z_2^2 = …

Then the layer is the column of these, as wide as there are units, and what is said of whole layers, Z^2 and δ_j^l, is
said of the same numbers.  Every unit has a weight for each unit of the layer below, which is as wide as that.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from symbackprop.proofreading.lexicon.definitions import Definition, Lexicon
from symbackprop.proofreading.vocabulary.marks import name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import ERROR, WEIGHTS, Mention, mentions
from symbackprop.proofreading.vocabulary.quantities import Key


@dataclass
class Listed:
    """The definitions of all units of layers, the widths of these, and whether w_{ij} leads from i to j."""

    units: dict[Key, tuple[Definition, ...]] = field(default_factory=dict)
    widths: dict[int, int] = field(default_factory=dict)
    leads_outward: bool = False


def listed_layers(definitions: Iterable[Definition], lexicon: Lexicon) -> Listed:
    """The layers that a text writes out; none where it does not write out all units, or one of each."""
    every: dict[Key, dict[str, Definition]] = {}
    for definition in definitions if lexicon.habits.has_layers else ():
        if (place := _place(definition.mention, lexicon)) is not None:
            every.setdefault(place[0], {})[place[1]] = definition
    weighted = {key: tuple(units.values()) for key, units in every.items() if _reads_weights(units.values(), lexicon)}
    ways = {_way(found, lexicon) for found in weighted.values()}
    if not weighted or not all(_is_all(every[key]) for key in weighted) or None in ways or len(ways) > 1:
        return Listed()
    widths: dict[int, int] = {}
    for key, found in weighted.items():
        for layer, size in ((key.layer or 0, len(found)), ((key.layer or 0) - 1, len(_weights(found[0], lexicon)))):
            if widths.setdefault(layer, size) != size:
                return Listed()
    if max(map(len, weighted.values())) < 2:
        return Listed()
    whole = {k: units for k, units in every.items() if _is_all(units) and len(units) == widths.get(k.layer or 0)}
    return Listed({key: _in_order(units) for key, units in whole.items()}, widths, ways == {1})


def _place(own: Mention, lexicon: Lexicon) -> tuple[Key, str] | None:
    """The layer and the number of a unit, z^2 and 1 of z_1^2; None for anything else."""
    shift = shift_of(own.layer) if own.layer is not None else None
    number = name_of(own.units[0]) if len(own.units) == 1 else ""
    if shift is None or shift[0] or not number.isdigit() or own.example is not None or not own.is_plain:
        return None
    return Key(lexicon.fold(own.base), own.label, shift[1]), number


def _is_all(units: dict[str, Definition]) -> bool:
    return set(units) == {str(n + 1) for n in range(len(units))}


def _in_order(units: dict[str, Definition]) -> tuple[Definition, ...]:
    return tuple(units[str(n + 1)] for n in range(len(units)))


def _reads_weights(found: Iterable[Definition], lexicon: Lexicon) -> bool:
    """Whether units are computed with weights, and are no slopes."""
    return any(_weights(d, lexicon) and not d.is_slope and d.mention.base != ERROR for d in found)


def _weights(definition: Definition, lexicon: Lexicon) -> list[tuple[str, str]]:
    """The numbers of the weights that a unit is computed with."""
    found = [m for m in mentions(definition.body, lexicon.habits) if m.base in WEIGHTS and len(m.units) == 2]
    return [(name_of(m.units[0]), name_of(m.units[1])) for m in found]


def _way(found: tuple[Definition, ...], lexicon: Lexicon) -> int | None:
    """Which index of w_{ij} is that of the unit it leads to, 0 or 1; None where some units have other weights."""
    expected = {str(n + 1) for n in range(len(_weights(found[0], lexicon)))}
    for to in (0, 1):
        each = [(name_of(d.mention.units[0]), _weights(d, lexicon)) for d in found]
        if all({w[to] for w in own} == {unit} and {w[1 - to] for w in own} == expected for unit, own in each):
            return to
    return None
