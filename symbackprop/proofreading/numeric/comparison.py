"""Whether two numbers are the same as far as they were printed."""

from dataclasses import replace

import numpy as np

from symbackprop.parsing.latex.tree import Node, Number, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.numeric.facts import Facts, Known
from symbackprop.proofreading.numeric.names import NEXT
from symbackprop.proofreading.numeric.substitution import is_literal
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.quantities import PARAMETERS
from symbackprop.proofreading.vocabulary.values import Array

SLIP = 3e-4
"""Three units of the last digit are a slip and no mistake, where they are no more than this part of the number."""
NOISE = 1e-5
ROUGHLY = 0.05
ORDER = 4.0
"""About a power of ten is what is no more than this many times larger or smaller."""
SHORT = 50
"""A number of so few units may be cut off in its last digit, but not be off by a whole unit."""


def is_exact(value: Known) -> bool:
    """Whether a number is printed as it is, and was not rounded."""
    return bool(np.all(value.error <= 1e-9 * np.abs(value.value)))


def is_same(first: Known, second: Known) -> bool:
    """Whether nothing was rounded between two values."""
    a, b = np.squeeze(first.value), np.squeeze(second.value)
    return a.shape == b.shape and bool(np.all(np.abs(a - b) <= 1e-9 * np.abs(a)))


def agrees(first: Known, second: Known) -> bool:
    """Whether two values are the same as far as they were printed."""
    return bool(np.all(_alike(first, second)))


def is_mostly(first: Known, second: Known) -> bool:
    """Whether more than half of the entries of two tables are the same, and not all."""
    alike = _alike(first, second)
    return alike.size > 1 and bool(0.5 < np.mean(alike) < 1)


def is_misprinted(first: Known, second: Known) -> bool:
    """Whether all entries of two tables are about the same, and half of them just the same, but not all."""
    alike = _alike(first, second)
    return alike.size > 1 and bool(0.5 <= np.mean(alike) < 1) and is_about(first.value, second)


def is_misshapen(computed: Known, second: Known) -> bool:
    """Whether a table is of another size than the one that was computed, or has some of its entries wrong."""
    is_table = min(computed.value.size, second.value.size) > 1
    return is_table and (computed.value.size != second.value.size or is_mostly(computed, second))


def _alike(first: Known, second: Known) -> Array:
    """Which entries are the same; none where there are not as many."""
    a, b = np.squeeze(first.value), np.squeeze(second.value)
    if a.shape != b.shape:
        return np.asarray(False)
    size = np.maximum(np.abs(a), np.abs(b))
    unit = np.maximum(np.squeeze(first.unit), np.squeeze(second.unit))
    slip = np.minimum(3 * unit, SLIP * size)
    if first.is_given or second.is_given:
        slack = 0.499 * unit
    else:
        cut = 0.99 * (np.abs(b) < np.abs(a)) if np.all(second.unit) else 0.0
        slack = np.maximum(np.where(unit * SHORT > size, np.maximum(0.5, cut), 1.0) * unit, slip)
    slack = np.maximum(slack, NOISE * size)
    error = np.squeeze(first.error) + np.squeeze(second.error)
    return np.asarray(np.abs(a - b) <= (error + slack) * 1.0001 + 1e-12)


def as_rounded(formula: Formula, printed: Node, known: Known) -> Known:
    """A whole number after ≈, which was rounded like any other: 1.1^{50} ≈ 117, and 2^{10} ≈ 1000 to its zeros.

    What is about 0 is so to one digit behind the point.
    """
    if formula.statement.relation != "≈" or not is_literal(printed):
        return known
    text = next(n.text for n in printed.walk() if isinstance(n, Number))
    if not text.isdigit():
        return known
    if text == "0":
        return replace(known, unit=np.asarray(0.1))
    zeros = len(text) - len(text.rstrip("0"))
    return replace(known, unit=np.asarray(1.0), error=known.error + (10.0**zeros / 2 if zeros else 0.0))


def is_about(value: Array, second: Known) -> bool:
    """Whether two values may be the same at all."""
    a, b = np.squeeze(value), np.squeeze(second.value)
    return a.shape == b.shape and bool(np.all(np.abs(a - b) <= ROUGHLY * np.abs(b) + 3 * second.unit))


def settles(second: Known, facts: Facts, first: Known) -> bool:
    """Whether a value says all without what it may be off: it agrees, or is of no use as it is."""
    if facts.are_unrounded and not is_about(first.value, second):
        return True
    return agrees(first, second) and not is_same(first, second)


def is_near(first: Known, second: Known) -> bool:
    """Whether a number is another one with something small wrong: a digit, the sign, a factor of 2 or 10."""
    a, b = np.abs(np.squeeze(first.value)), np.abs(np.squeeze(second.value))
    if a.shape != b.shape or not np.all(b):
        return False
    ratio = a / b
    return any(bool(np.all(np.abs(ratio / factor - 1) < 0.2)) for factor in (1.0, 2.0, 0.5, 10.0, 0.1))


def is_order(formula: Formula, first: Known, second: Known) -> bool:
    """Whether a number is only about a power of ten, 0.25^{10} ≈ 10^{-6}."""
    sides = (formula.left, formula.right)
    is_power = any(isinstance(s, Scripted) and name_of(s.base) == "10" and s.sub is None for s in sides)
    if formula.statement.relation != "≈" or not is_power or first.value.size != 1 or second.value.size != 1:
        return False
    a, b = (abs(complex(k.value.reshape(()))) for k in (first, second))
    return bool(a and b) and max(a, b) / min(a, b) < ORDER


def is_off(formula: Formula, name: str, before: Known, second: Known) -> bool:
    """Whether a chain ends beside what was computed, ∂L/∂b = δ = −0.12, a table beside the line before it, or a weight
    in the middle of a chain beside its number, ∂z/∂a = w = −0.3."""
    if not before.is_firm:
        return False
    if before.is_given:
        return formula.statement.link > 0 and name.partition("|")[0] in PARAMETERS and not name.endswith(NEXT)
    if before.section != formula.section:
        return False
    is_table = before.number == formula.number - 1 and is_misshapen(before, second)
    return is_table or (formula.statement.link > 0 and is_near(before, second))
