"""The digits of printed numbers: what one unit of the last is, and which numbers were rounded to them."""

import numpy as np

from symbackprop.parsing.latex.tree import Addition, Node, Number, Product
from symbackprop.proofreading.numeric.substitution import is_literal, scaled_number, scaled_table
from symbackprop.proofreading.vocabulary.values import Array

LONG = 5
"""From how many digits on a number was rounded; a shorter one that was not computed before is exact."""


def unit_in(node: Node, value: Array) -> Array:
    """One unit of the last printed digit of a number, or of the shortest in a table but for zeros; 0 for a formula."""
    literals = [n for n in node.walk() if isinstance(n, Number)]
    if value.size == 1 and (scaled := scaled_number(node)) is not None:
        return np.asarray(unit_of(scaled[0].text) * scaled[1])
    if value.size == 1 and len(literals) == 1 and np.isclose(abs(complex(value.reshape(()))), float(literals[0].text)):
        return np.asarray(unit_of(literals[0].text))
    if value.size > 1 and len(literals) == value.size:
        return np.asarray(max((unit_of(n.text) for n in literals if float(n.text)), default=0.0))
    if value.size > 1 and not _has_decimal_factor(node) and (table := scaled_table(node, value)) is not None:
        return np.asarray(max(unit_of(n.text) for n in table[0]) * abs(table[1]))
    return np.asarray(0.0)


def _has_decimal_factor(node: Node) -> bool:
    """Whether a table is multiplied by a number that was computed, −0.354 [0.9 0 0.85], and not by 1/3 or 10⁻³."""
    node = node.terms[0] if isinstance(node, Addition) and len(node.terms) == 1 else node
    factors = node.factors if isinstance(node, Product) else ()
    return any(is_literal(f) and any("." in n.text for n in f.walk() if isinstance(n, Number)) for f in factors)


def unit_of(text: str) -> float:
    """One unit of the last printed digit; whole numbers are exact."""
    digits, _, power = text.lower().partition("e")
    if "." not in digits:
        return 0.0
    return float(10.0 ** -len(digits.partition(".")[2]) * float(f"1e{power or 0}"))


def is_rounded(text: str, printed: frozenset[str]) -> bool:
    """Whether a printed number is not the exact one: it was computed before, or has many digits."""
    digits = text.lower().partition("e")[0].replace(".", "").strip("0")
    return "." in text and (len(digits) >= LONG or text in printed)
