"""Slopes from printed slopes: ∂L/∂w = ∂L/∂a · ∂a/∂z · ∂z/∂w, with the rounded numbers of the lines before."""

from collections.abc import Iterator, Mapping

import numpy as np

from symbackprop.proofreading.numeric.facts import Known

LONGEST = 6
"""How many slopes one may be made of."""


def along_paths(name: str, known: Mapping[str, Known]) -> Iterator[Known]:
    """What a slope ∂L/∂w is by every path of printed slopes from L to w, two of them at least."""
    of, by = _ends(name)
    steps: dict[str, list[tuple[str, Known]]] = {}
    for printed, value in known.items():
        first, last = _ends(printed)
        if first and last and printed != name and value.value.size == 1:
            steps.setdefault(first, []).append((last, value))
    waiting: list[tuple[str, tuple[Known, ...]]] = [(of, ())] if of and by else []
    while waiting:
        at, path = waiting.pop()
        if at == by and len(path) > 1:
            yield _product(path)
        elif len(path) < LONGEST:
            waiting += [(last, (*path, value)) for last, value in steps.get(at, ())]


def _ends(name: str) -> tuple[str, str]:
    """L and w of ∂L/∂w; nothing for what is no slope."""
    of, slash, by = name.partition("/∂")
    return (of.removeprefix("∂"), by) if slash and of.startswith("∂") else ("", "")


def _product(path: tuple[Known, ...]) -> Known:
    """The product of printed numbers, each off by half a unit of its last digit."""
    value, error = np.asarray(1.0 + 0j), 0.0
    for one in path:
        size = np.maximum(np.abs(one.value), 1e-300)
        error = error + float(np.max(np.maximum(one.error, one.unit / 2) / size))
        value = value * one.value.reshape(())
    return Known(np.asarray(value), np.asarray(error * np.abs(value)), np.asarray(0.0))
