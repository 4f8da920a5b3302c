"""Entries of arrays of numbers: x₁ and W₁₂ without a number of their own are those in x and W.

A list that is transposed, (0.5, 0.8)ᵀ, is a column.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from symbackprop.parsing.latex.tree import Group, Listing, Node, Scripted
from symbackprop.proofreading.numeric.facts import Known
from symbackprop.proofreading.vocabulary.marks import is_turned
from symbackprop.proofreading.vocabulary.values import Array


def turned_list(node: Node) -> Group | None:
    """The list of (0.5, 0.8)ᵀ, which is a column; None for a matrix by its rows, and for anything else."""
    base = node.base if isinstance(node, Scripted) and is_turned(node) else None
    items = base.body.items if isinstance(base, Group) and isinstance(base.body, Listing) else ()
    return base if isinstance(base, Group) and items and not any(isinstance(i, Group) for i in items) else None


def entry_of(name: str, known: Mapping[str, Known]) -> tuple[str, Known] | None:
    """(the name of an array, the number in it) for an entry that is given with its array only, or a slope by one."""
    slope, slash, own = name.rpartition("/∂")
    base, _, scripts = own.partition("|")
    label, units, *others = scripts.split("|")
    places = [int(u) - 1 for u in units.split(",") if u.isdigit()]
    if not places or len(places) != len(units.split(",")):
        return None
    for letter in (base, base.upper())[: len(places)]:
        whole = f"{slope}{slash}{'|'.join([letter, label, '', *others])}"
        if whole in known and (place := _place(known[whole], places)) is not None:
            array = known[whole]
            error, unit = (np.asarray(_laid_out(a, array)[place]) for a in (array.error, array.unit))
            exact = _laid_out(array.exact, array)[place] if array.exact is not None else None
            return whole, replace(array, value=np.asarray(array.value[place]), error=error, unit=unit, exact=exact)
    return None


def _laid_out(part: Array, array: Known) -> Array:
    """What belongs to the numbers of an array, one by one, in its shape, whatever it was printed in."""
    shape = array.value.shape
    return part.reshape(shape) if part.size == array.value.size else np.asarray(np.broadcast_to(part, shape))


def _place(array: Known, places: list[int]) -> tuple[int, ...] | None:
    """Where an entry stands in a matrix or in a row or column; None where there is none."""
    shape = array.value.shape
    if len(shape) != 2 or (len(places) == 1 and 1 not in shape):
        return None
    place = tuple(places) if len(places) == 2 else (0, places[0]) if shape[0] == 1 else (places[0], 0)
    return place if all(0 <= p < size for p, size in zip(place, shape, strict=True)) else None


def counted(name: str, letter: str, known: Mapping[str, Known]) -> int:
    """How many entries have numbers of their own, one after another from the first; 0 for fewer than two."""
    parts = name.split("|")
    at = 1
    while "|".join([*parts[:2], str(at), *parts[3:]]) in known:
        at += 1
    return at - 1 if len(parts) > 2 and parts[2] == letter and at > 2 else 0
