"""Examples in numbers: h^{(2)} is the second number of h, and h is known once all of its examples are.

Which axis counts examples shows only where a vector has as many numbers as there are examples: m = 3, or as y has.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from symbackprop.proofreading.numeric.facts import Known
from symbackprop.proofreading.numeric.names import name_of_key
from symbackprop.proofreading.vocabulary.quantities import TARGETS, Key
from symbackprop.proofreading.vocabulary.values import Array

COUNTS = ("m", "N")


def how_many(known: Mapping[str, Known]) -> int:
    """How many examples there are: m, or as many as y has numbers; 0 where neither is told."""
    counts = [known[name_of_key(Key(c))] for c in COUNTS if name_of_key(Key(c)) in known]
    number = next((complex(c.value.reshape(())).real for c in counts if c.value.size == 1), 0.0)
    targets = (known[name_of_key(Key(t))].value for t in sorted(TARGETS) if name_of_key(Key(t)) in known)
    sizes = (t.size for t in targets if is_vector(t))
    return int(number) if number > 1 else next(sizes, 0)


def is_vector(array: Array) -> bool:
    """Whether it is a row or a column of several numbers."""
    return array.ndim == 2 and 1 in array.shape and array.size > 1


def place_of(array: Array, name: str, known: Mapping[str, Known]) -> int | None:
    """Where in a row or column of all examples the one of a name stands; None where it is no such vector."""
    whole, example = _parted(name)
    is_counted = example.isdigit() and f"{whole}0" not in known
    if not (is_counted and is_vector(array) and array.size == how_many(known)):
        return None
    return int(example) - 1 if 0 < int(example) <= array.size else None


def example_of(name: str, known: Mapping[str, Known]) -> tuple[str, Known] | None:
    """(the name of a vector, its number for one example) for an example that is given with its vector only."""
    whole = _parted(name)[0]
    array = known.get(whole)
    place = place_of(array.value, name, known) if array is not None else None
    if array is None or place is None:
        return None
    parts = (np.broadcast_to(a, array.value.shape).reshape(-1)[place] for a in (array.error, array.unit))
    error, unit = map(np.asarray, parts)
    exact = np.asarray(array.exact.reshape(-1)[place]) if array.exact is not None else None
    return whole, replace(array, value=np.asarray(array.value.reshape(-1)[place]), error=error, unit=unit, exact=exact)


def gathered(name: str, known: Mapping[str, Known]) -> tuple[str, Known] | None:
    """(the name of a vector, all of its numbers) once the last of its examples has one; in the shape of the targets."""
    whole, example = _parted(name)
    count = how_many(known) if example.isdigit() else 0
    every = [known.get(f"{whole}{n}") for n in range(1, count + 1)]
    numbers = [k for k in every if k is not None and k.value.size == 1]
    if not numbers or len(numbers) < count:
        return None
    like = next((k.value.shape for t in sorted(TARGETS) if (k := known.get(name_of_key(Key(t)))) is not None), ())
    shape = like if len(like) == 2 and np.prod(like) == count else (count, 1)
    value, error, unit = (np.stack([a.reshape(()) for a in part]).reshape(shape) for part in (
        [k.value for k in numbers], [k.error for k in numbers], [k.unit for k in numbers]))  # fmt: skip
    last = numbers[-1]
    firm, given = all(k.is_firm for k in numbers), all(k.is_given for k in numbers)
    return whole, Known(value, error, unit, last.section, last.number, is_firm=firm, is_given=given)


def _parted(name: str) -> tuple[str, str]:
    """h|||| and 2 of h||||2; no example where it is the number of a unit or a layer."""
    whole, bar, example = name.rpartition("|")
    return f"{whole}{bar}", example if whole.endswith("||") else ""
