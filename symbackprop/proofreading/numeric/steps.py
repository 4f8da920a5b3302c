"""Steps of gradient descent in numbers: 0.3 − 0.1 · (−0.25) for w⁺, where ∂L/∂w = −0.25 was printed before."""

from collections.abc import Iterator

import numpy as np

from symbackprop.parsing.latex.tree import Addition, Node, Product
from symbackprop.proofreading.numeric.arithmetic import evaluated
from symbackprop.proofreading.numeric.comparison import agrees
from symbackprop.proofreading.numeric.facts import Facts, Known
from symbackprop.proofreading.numeric.names import NEXT, is_cost, name_of_key
from symbackprop.proofreading.numeric.substitution import bare
from symbackprop.proofreading.vocabulary.quantities import RATES, Key


def stepped(name: str, right: Node, second: Known, facts: Facts) -> Known | None:
    """What w − η ∂L/∂w is with the numbers as printed, where it is what is said; None where it is not, or not known."""
    for old, slope in _slopes(name.removesuffix(NEXT), facts):
        for rate in (v for r in RATES if (v := facts.known.get(name_of_key(Key(r)))) is not None):
            if old is not None and rate.value.size == 1 and old.value.shape == slope.value.shape:
                found = _down(old, rate, slope)
                if agrees(found, second):
                    return found
        if _is_written_out(right, old, slope, facts):
            return second
    return None


def _slopes(name: str, facts: Facts) -> Iterator[tuple[Known | None, Known]]:
    """(the old value of a weight, a printed slope by it); of every weight where the text says only w.

    The slope is one of a cost, where any is.
    """
    ends = {f"/∂{name}": name}
    slopes = [k for k in facts.known if "/∂" in k]
    costs = [k for k in slopes if is_cost(k)] or slopes
    if not any(k.endswith(f"/∂{name}") for k in costs) and name.count("|") == len(name) - 1:
        ends = {f"/∂{k}": k for k in facts.known if k.split("|")[0] == name.split("|")[0] and "/" not in k}
    for printed, slope in facts.known.items():
        for end, weight in ends.items():
            if printed.endswith(end) and printed in costs:
                yield facts.known.get(weight), slope


def _down(old: Known, rate: Known, slope: Known) -> Known:
    """w − η g; how much it may be off tells the last digit of g."""
    size = np.abs(rate.value)
    error = old.error + old.unit / 2 + size * (slope.error + slope.unit / 2) + rate.error * np.abs(slope.value)
    return Known(np.asarray(old.value - rate.value * slope.value), np.asarray(error), np.asarray(0.0))


def _is_written_out(right: Node, old: Known | None, slope: Known, facts: Facts) -> bool:
    """Whether a formula is the old value, less the slope times some rate."""
    right = bare(right)
    if not isinstance(right, Addition) or len(right.terms) != 2 or right.signs[0] != 1:
        return False
    first, change = evaluated(right.terms[0], facts), bare(right.terms[1])
    if first is None or (old is not None and not agrees(old, first[0])) or not isinstance(change, Product):
        return False
    if len(change.factors) != 2:
        return False
    factors = [v[0] for f in change.factors if (v := evaluated(f, facts)) is not None]
    known = slope if right.signs[1] < 0 else Known(-slope.value, slope.error, slope.unit)
    return len(factors) == 2 and any(agrees(known, f) and _is_rate(o) for f, o in (factors, factors[::-1]))


def _is_rate(value: Known) -> bool:
    return value.value.size == 1 and bool(value.value.real.reshape(()) > 0)
