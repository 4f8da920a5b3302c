"""Derivatives of sums of products, entry by entry: Σ_i w_{ji} o_i by w_{jk} is o_k."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from symbackprop.proofreading.chaining.terms import (
    ZERO,
    Atom,
    Called,
    Quantity,
    Slope,
    Term,
    Terms,
    multiplied,
    of_atom,
    settled,
)
from symbackprop.proofreading.vocabulary.values import Unclear

Inner = Callable[[Quantity, Quantity], Terms]
"""What becomes of ∂q/∂x for another quantity q."""


def differentiated(terms: Terms, by: Quantity, inner: Inner) -> Terms:
    """∂terms/∂by.   Raises: Unclear for derivatives of derivatives, and where indices may be the same or not."""
    return settled(unsettled(terms, by, inner))


def only_direct(quantity: Quantity, by: Quantity) -> Terms:
    """Nothing: what a formula reads otherwise is left out."""
    return ZERO


def unsettled(terms: Terms, by: Quantity, inner: Inner) -> Terms:
    """The same with the indices that have to be the same beside it."""
    found: list[Term] = []
    for term in terms:
        for at, atom in enumerate(term.atoms):
            rest = replace(term, atoms=(*term.atoms[:at], *term.atoms[at + 1 :]))
            found += _within(rest, _of_atom(atom, by, inner))
    return tuple(found)


def _within(rest: Term, slope: Terms) -> Terms:
    """A term times the derivative of one of its atoms, which has its bound letters."""
    outer = replace(rest, bound=frozenset())
    return tuple(replace(t, bound=t.bound | rest.bound) for t in multiplied((outer,), slope))


def _of_atom(atom: Atom, by: Quantity, inner: Inner) -> Terms:
    match atom:
        case Quantity(name=name, indices=indices):
            if name == by.name and len(indices) == len(by.indices):
                return (Term(Fraction(1), same=tuple(zip(indices, by.indices, strict=True))),)
            return inner(atom, by)
        case Called(primes=primes, argument=argument):
            outer = of_atom(replace(atom, primes=primes + 1))
            return multiplied(outer, unsettled(argument, by, inner))
        case Slope():
            raise Unclear("a derivative of a derivative")
