"""Derivatives joined by the chain rule: ∂E/∂o_j ∂o_j/∂net_j is ∂E/∂net_j, Σ_k ∂E/∂net_k ∂net_k/∂o_j is ∂E/∂o_j."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from symbackprop.proofreading.chaining.terms import Quantity, Slope, Term, Terms, letters

Only = Callable[[Quantity, Quantity], bool]
"""Whether a quantity depends on another through one entry alone."""


def joined(terms: Terms, is_only: Only) -> Terms:
    """Products of derivatives with what lies between gone, wherever that is summed over or is all that there is."""
    return tuple(_joined(term, is_only) for term in terms)


def _joined(term: Term, is_only: Only) -> Term:
    found = next(_pairs(term, is_only), None)
    while found is not None:
        term = found
        found = next(_pairs(term, is_only), None)
    return term


def _pairs(term: Term, is_only: Only) -> Iterator[Term]:
    """The term with two derivatives joined, for any two that can be."""
    for at, first in enumerate(term.atoms):
        for other, second in enumerate(term.atoms):
            if at == other or not isinstance(first, Slope) or not isinstance(second, Slope) or first.by != second.of:
                continue
            rest = [a for n, a in enumerate(term.atoms) if n not in (at, other)]
            between = {i.letter for i in first.by.indices if i.letter}
            ends = letters(first.of) | letters(second.by)
            elsewhere = {t for a in rest for t in letters(a)}
            summed = between & term.bound - ends
            if summed & elsewhere or (between - ends - summed):
                continue
            if not (summed or is_only(first.by, second.by)):
                continue
            yield replace(term, atoms=(*rest, Slope(first.of, second.by)), bound=term.bound - summed)
