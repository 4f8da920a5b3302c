"""What somebody's function returned: which array is the gradient of which parameter."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from symbackprop.language.systems import Role
from symbackprop.testing.calls import Layout
from symbackprop.testing.reference import Array, Reference

_KEY = re.compile(r"(?P<before>.*?)(?P<letter>theta|weights?|bias(?:es)?|[wbazδ]|delta)(?:\W|_)*(?P<number>\d*)\W*$")
RELATIVE, SINGLE = 1e-6, 1e-3


@dataclass
class Answer:
    """The gradients by parameter, as they were returned; what their author calls them; what else has a known name."""

    gradients: dict[str, Array] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    others: dict[str, Array] = field(default_factory=dict)


def read_answer(result: Any, reference: Reference, layout: Layout) -> Answer:
    """The answer in a result: of the ways to read it, the one under which most is right.

    Without a single gradient in it, the answer is empty.
    """
    best, most = Answer(), -1
    for answer in _answers(result, reference):
        right = sum(is_right(name, value, reference, layout) for name, value in answer.gradients.items())
        fitting = sum(
            np.shape(value) == expected(name, reference, layout).shape for name, value in answer.gradients.items()
        )
        if 100 * right + fitting > most:
            best, most = answer, 100 * right + fitting
    return best


def expected(parameter: str, reference: Reference, layout: Layout) -> Array:
    """The derived gradient in the layout of the function."""
    role = reference.system[parameter].role
    return layout.parameter(role, reference.values[reference.gradient_names[parameter]])


def is_right(parameter: str, value: Array, reference: Reference, layout: Layout) -> bool:
    """Whether a gradient is the derived one; a bias's may lack or have an axis that does no harm."""
    wanted = expected(parameter, reference, layout)
    return is_harmless(np.shape(value), wanted.shape) and is_close(value, wanted)


def is_turned(parameter: str, value: Array, reference: Reference, layout: Layout) -> bool:
    """Whether a gradient is a matrix, and would be right as its transpose, (1, n) for (n, 1): no vector is meant."""
    wanted = expected(parameter, reference, layout)
    return np.ndim(value) == 2 and value.shape == wanted.T.shape != wanted.shape and is_close(value, wanted.T)


def is_harmless(got: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    """Whether an array of this shape can be subtracted from its parameter, and leaves it its size."""
    if got == wanted:
        return True
    try:
        return np.prod(np.broadcast_shapes(got, wanted)) == np.prod(wanted) == np.prod(got)
    except ValueError:
        return False


def is_close(one: Array, other: Array) -> bool:
    """Whether two arrays of one size agree, to what their precision allows."""
    first, second = np.ravel(one), np.ravel(other)
    if first.shape != second.shape or first.dtype.kind not in "fiu":
        return False
    relative = SINGLE if first.dtype == np.float32 else RELATIVE
    scale = float(np.max(np.abs(second), initial=0.0))
    return bool(np.all(np.abs(first - second) <= relative * (np.abs(second) + 1e-3 * scale) + 1e-14))


def _answers(result: Any, reference: Reference) -> Iterator[Answer]:
    """The ways in which a result can be read."""
    if isinstance(result, Mapping):
        yield _of_mapping(result, reference)
        return
    if isinstance(result, np.ndarray) and len(reference.gradient_names) == 1:
        (name,) = reference.gradient_names
        yield Answer({name: result}, {name: f"d{name}"})
        return
    if not isinstance(result, Sequence | np.ndarray):
        return
    parts = [part for part in result if part is not None]
    mappings = [part for part in parts if isinstance(part, Mapping)]
    if mappings:
        yield _of_mapping(mappings[-1], reference)
        return
    count = len(reference.gradient_names)
    nested = [part for part in parts if isinstance(part, list | tuple)]
    if len(nested) < len(parts) and len(nested) in (1, 2):  # (cost, gradients)
        parts = list(nested[0]) if len(nested) == 1 else nested
    flat = [a for part in parts for a in (part if isinstance(part, list | tuple) else (part,))]
    arrays = [np.asarray(a) for a in flat]
    while len(arrays) > count and arrays[0].ndim == 0:
        arrays.pop(0)
    if len(arrays) == count:
        for order in _orders(reference):
            pairs = dict(zip(order, arrays, strict=True))
            yield Answer(pairs, {name: f"d{name}" for name in pairs})


def _orders(reference: Reference) -> Iterator[list[str]]:
    """The orders in which gradients are returned: by layer up or down, or weights and biases apart."""
    names = list(reference.gradient_names)
    weights = [n for n in names if reference.system[n].role is Role.WEIGHT]
    biases = [n for n in names if reference.system[n].role is not Role.WEIGHT]
    pairs = [n for pair in zip(weights, biases, strict=False) for n in pair]
    swapped = [n for pair in zip(biases, weights, strict=False) for n in pair]
    yield names
    for order in (pairs, weights + biases, biases + weights, swapped):
        if len(order) == len(names):
            yield order
    for order in ([n for pair in zip(weights[::-1], biases[::-1], strict=False) for n in pair],
                  weights[::-1] + biases[::-1], biases[::-1] + weights[::-1]):  # fmt: skip
        if len(order) == len(names):
            yield order


def _of_mapping(result: Mapping[Any, Any], reference: Reference) -> Answer:
    """By the keys: dW1, db1, W1, grad_w1, ∂C/∂w1; lists of layers under dW or W."""
    answer = Answer()
    for key, value in _entries(result):
        found = _KEY.fullmatch(re.sub(r"[\s{}\[\]()^]", "", str(key)).lower())
        if found is None:
            continue
        letter = "w" if found["letter"] in ("theta", "weight", "weights") else found["letter"][0]
        number = found["number"] or _only_number(reference)
        name, before = f"{letter}{number}", found["before"]
        if name in reference.gradient_names:
            answer.gradients[name] = np.asarray(value)
            answer.names[name] = str(key) if before else f"the gradient {key}"
        else:
            known = f"delta{number}" if letter in "dδ" or (letter == "z" and before) else name
            if known in reference.values and not (letter == "a" and before):
                answer.others[known] = np.asarray(value)
    return answer


def _only_number(reference: Reference) -> str:
    """The layer of dW and db, where there is one: its number goes without saying."""
    numbers = {t.name.lstrip("wb") for t in reference.parameters}
    return numbers.pop() if len(numbers) == 1 else ""


def _entries(result: Mapping[Any, Any]) -> Iterator[tuple[Any, Any]]:
    for key, value in result.items():
        if isinstance(value, list | tuple):
            first = 0 if len(value) and value[0] is None else 1
            yield from ((f"{key}{number}", item) for number, item in enumerate(value, first) if item is not None)
        else:
            yield key, value
