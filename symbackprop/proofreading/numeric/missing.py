"""Missing numbers: what a text gives in a figure only, found from what it computes with it.

Where out = 0.596884378 was printed and the weighted input was not, σ(net) = 0.596884378 says that it is 0.3925.  That a
number of so few digits gives one of so many is no accident: the line holds, and the number is known from then on.
"""

from collections.abc import Iterator

import numpy as np

from symbackprop.parsing.latex.tree import Node
from symbackprop.proofreading.numeric.arithmetic import NumericWorld, value_in
from symbackprop.proofreading.numeric.facts import Facts, Known
from symbackprop.proofreading.worlds.moves import STEP

STARTS = (0.3, 1.0, -0.5)
"""Where a root is looked for from."""
ROUNDS = 12
STRAIGHT = 3
"""In fewer rounds a root is found where there is only one."""
DECIMALS = 4
"""How many a number that was given has at most."""
ROUNDED = 1.01
"""How many units of the last digit rounding takes, or cutting off."""
TELLING = 500.0
"""How many units of the last printed digit one unit of the number that was found makes, at least."""
TINY = 1e-11
FINE = 1e-5
"""The unit of a printed number has to be this small a part of it to tell anything."""


def found_missing(node: Node, second: Known, facts: Facts, hidden: str) -> tuple[str, Known, Known] | None:
    """(the one quantity without a number, its number, what the formula is with it); None where none comes out round."""
    if second.value.size != 1:
        return None
    unit = float(np.max(second.unit)) or 2 * float(np.max(second.error))
    if unit > FINE * float(np.abs(second.value).max()) or unit < TINY:
        return None
    for name in _lacking(node, facts, hidden):
        for root in _roots(node, second, facts, hidden, name):
            for decimals in range(DECIMALS + 1):
                number = round(root, decimals)
                first = _at(node, facts, hidden, name, number)
                if first is None or np.abs(first - second.value) > ROUNDED * unit + second.error:
                    continue
                beside = _at(node, facts, hidden, name, number + 10.0**-decimals)
                if beside is not None and np.abs(beside - first) > TELLING * unit:
                    return name, _given(number), _given(first)
                break
    return None


def _lacking(node: Node, facts: Facts, hidden: str) -> list[str]:
    """What has no number where a formula cannot be computed, and what is computed from it on the way."""
    world = NumericWorld(facts, hidden=hidden)
    _value(node, world)
    return [n for n in dict.fromkeys(world.lacking) if n != hidden]


def _roots(node: Node, second: Known, facts: Facts, hidden: str, name: str) -> Iterator[float]:
    """Newton's way to where a formula has the value that was printed."""
    goal = complex(second.value.reshape(())).real
    for start in STARTS:
        root = start
        for count in range(ROUNDS):
            value = _value(node, NumericWorld(_with(facts, name, complex(root, STEP)), hidden=hidden))
            if value is None or not value.imag:
                return
            step = (value.real - goal) / (value.imag / STEP)
            root -= step
            if not np.isfinite(root) or abs(root) > 1e3:
                break
            if abs(step) < 1e-12 * max(1.0, abs(root)):
                yield root
                if count < STRAIGHT:
                    return
                break


def _value(node: Node, world: NumericWorld) -> complex | None:
    value = value_in(world, node)
    return complex(value.reshape(())) if value is not None and value.size == 1 else None


def _with(facts: Facts, name: str, number: complex) -> Facts:
    return facts.having(name, _given(number))


def _at(node: Node, facts: Facts, hidden: str, name: str, number: float) -> complex | None:
    return _value(node, NumericWorld(_with(facts, name, number), hidden=hidden))


def _given(number: complex) -> Known:
    nothing = np.asarray(0.0)
    return Known(np.asarray(complex(number)), nothing, nothing, is_given=True)
