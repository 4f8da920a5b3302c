"""Entries, rows, columns and examples: which part of an array a mention names."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from symbackprop.parsing.latex.tree import Addition, Node
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.marks import is_slice, name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, Mention
from symbackprop.proofreading.vocabulary.quantities import RIGHT, TRUE_CLASS, Key
from symbackprop.proofreading.vocabulary.values import Array, Misfit, Unclear
from symbackprop.proofreading.worlds.keys import key_of
from symbackprop.proofreading.worlds.shapes import Shaper
from symbackprop.proofreading.worlds.templates import is_augmented
from symbackprop.proofreading.worlds.world import World, entries_of

Selection = tuple[slice, ...]
WHOLE = slice(None)


def quantity(world: World, mention: Mention, env: Env) -> Key:
    """The quantity, its shape drawn from the sizes of its indices where nothing else says it."""
    key = key_of(world, mention, env)
    if key not in world.shapes and key not in world.values and key not in world.overrides:
        Shaper(world).guess(key, mention, env)
    return key


def index_of(unit: Node, env: Env) -> int | None:
    """The number (from 0) that an index stands for; None for all, `:`.   Raises: Unclear."""
    if is_slice(unit):
        return None
    text = name_of(unit)
    if text == TRUE_CLASS:
        return RIGHT
    if text.isdigit():
        return int(text) - 1
    if text in env.letters:
        return env.letters[text]
    if isinstance(unit, Addition) and len(unit.terms) == 2:
        letter, step = name_of(unit.terms[0]), name_of(unit.terms[1])
        if letter in env.letters and step.isdigit():
            return env.letters[letter] + unit.signs[1] * int(step)
    raise Unclear("this index is not known", unit)


def cut(place: int | None) -> slice:
    """One entry of an axis, which stays; all of it for None."""
    return WHOLE if place is None else slice(place, place + 1)


def turned(mention: Mention) -> Mention:
    """(W^T)_{jk} is the entry W_{kj}."""
    is_entry = mention.transposed and len(mention.units) == 2 and mention.base[:1].isupper()
    return replace(mention, units=mention.units[::-1]) if is_entry else mention


def entry(world: World, array: Array, mention: Mention, key: Key, env: Env) -> Array:
    """The part of a quantity that a mention names.   Raises: Unclear, Misfit."""
    selection = selection_of(world, array, mention, key, env)
    return np.asarray(array[selection]) if selection is not None else array


def selection_of(world: World, array: Array, mention: Mention, key: Key, env: Env) -> Selection | None:
    """Where in an array stands what a mention names; None for all of it.   Raises: Unclear, Misfit."""
    places = _places(world, mention, key, env)
    example = _example(mention, env)
    if not places and example is None:
        return None
    if array.size == 1:
        is_numbered = array.ndim == 0 and bool(mention.units) and all(name_of(u).isdigit() for u in mention.units)
        if any(places) or is_numbered:
            raise Unclear(f"{mention.base} is a number and has no entries", mention.node)
        return None
    if len(places) > 2:
        raise Unclear("more than two indices", mention.node)
    if len(places) == 2:
        chosen = [cut(p) for p in places]
    else:
        chosen = _of_vector(world, array, mention, key, env, places[0] if places else None, example)
    _check(world, array, chosen, mention, key)
    return tuple(chosen)


def _places(world: World, mention: Mention, key: Key, env: Env) -> list[int | None]:
    """The indices of the entry that is meant, None for a whole axis."""
    if key.tag and not world.reading.letters:
        return []
    found: list[int | None] = []
    for unit in mention.units:
        is_bias = name_of(unit) == "0" and mention.base.split("~")[0] in WEIGHTS | {"Theta"}
        found.append(0 if is_bias and is_augmented(world) else index_of(unit, env))
    return found


def _example(mention: Mention, env: Env) -> int | None:
    """The example that is meant; a letter that stands for none leaves all of them."""
    name = name_of(mention.example)
    if mention.example is None or (name not in env.letters and not name.isdigit()):
        return None
    return index_of(mention.example, env)


def _of_vector(
    world: World, array: Array, mention: Mention, key: Key, env: Env, unit: int | None, example: int | None
) -> list[slice]:
    """A unit and an example: down the columns and across, or the other way where entries lie side by side."""
    examples = world.reading.examples
    across = is_row(world, key, array.shape)
    letter = name_of(mention.units[0]) if len(mention.units) == 1 else ""
    counts = letter in world.habits.example_letters and examples in array.shape
    if letter and counts and example is None and (examples > 1 or mention.style == "bold"):
        unit, example = None, unit
    has_one = array.shape[0 if across else 1] == 1 or examples == 1
    if has_one and unit is None and 1 < examples == array.shape[1 if across else 0]:
        unit, example = example, None  # numbers of all examples one below the other: ŷ_i = w x_i + b
    chosen = [cut(unit), WHOLE if has_one else cut(example)]
    if across:
        chosen.reverse()
    if letter and chosen.count(WHOLE) == 1 and _counts_the_other_axis(array, chosen, env.sizes.get(letter)):
        chosen.reverse()
    return chosen


def is_row(world: World, key: Key, shape: tuple[int, ...]) -> bool:
    """Whether the entries of a vector lie side by side."""
    is_vector = world.reading.examples == 1 and 1 in shape
    return shape[0] == 1 and shape[1] > 1 if is_vector else world.reading.rows


def is_row_of(world: World, mention: Mention, shape: Sequence[object], env: Env) -> bool:
    """Whether it is a row of a matrix: in w_j^T x the weights of unit j are a column, so that T leaves the row."""
    if len(mention.units) != 1 or len(shape) != 2 or shape[0] != 1:
        return False
    whole = world.node(key_of(world, mention, env))
    return whole.ndim == 2 and min(whole.shape) > 1 and mention.base.split("~")[0] in WEIGHTS


def _counts_the_other_axis(array: Array, chosen: list[slice], size: int | None) -> bool:
    """Whether an index has the size of the axis that it was not taken for: w_j is a row or a column of W."""
    axis = next((n for n, part in enumerate(chosen) if part.start is not None), None)
    return axis is not None and array.ndim == 2 and array.shape[axis] != size == array.shape[1 - axis]


def _check(world: World, array: Array, chosen: list[slice], mention: Mention, key: Key) -> None:
    for size, part in zip(array.shape, chosen, strict=True):
        if part.start is not None and not 0 <= part.start < size:
            if key.layer is not None and world.habits.has_layers and _is_unit(world, mention):
                raise Misfit(f"an index of {mention.base} counts the units of another layer", mention.node)
            if _are_swapped(array, chosen):
                raise Misfit(f"the indices of {mention.base} count each other's axes", mention.node)
            raise Unclear(f"an index of {mention.base} is out of range", mention.node)


def _are_swapped(array: Array, chosen: list[slice]) -> bool:
    """Whether two indices are out of range as they stand, and not the other way round: the sj of δ_{js}."""
    starts = [part.start for part in chosen]
    if array.ndim != 2 or len(starts) != 2 or any(s is None or s < 0 for s in starts):
        return False
    return bool(starts[0] < array.shape[1] and starts[1] < array.shape[0])


def _is_unit(world: World, mention: Mention) -> bool:
    """Whether the indices of an entry are letters that count units, in a text whose layers have letters."""
    letters = [name_of(u) for u in mention.units]
    generic = mention.layer is not None and (shift := shift_of(mention.layer)) is not None and shift[0]
    return bool(generic and letters) and all(t.isalpha() and t not in world.habits.example_letters for t in letters)


def chosen_entries(array: Array, selection: Selection | None) -> list[tuple[int, ...]]:
    """The places of an array that are selected, one by one."""
    if selection is None:
        return entries_of(array)
    places = np.arange(array.size).reshape(array.shape)[selection].reshape(-1)
    return [tuple(int(i) for i in np.unravel_index(p, array.shape)) for p in places]
