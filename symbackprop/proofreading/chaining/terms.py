"""Sums of products of entries and of their derivatives, as they are written: Σ_k ∂E/∂net_k w_{kj}.

An index is a letter with a step, l + 1, a number, or a name.  A bound letter is summed over.  Two sums are the same
where they are the same number for random values of everything that they are made of.
"""

import cmath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count, product
from typing import NamedTuple
from zlib import crc32

from symbackprop.proofreading.vocabulary.values import Unclear

VALUES = (1001, 1002)
"""What a bound letter counts."""
SEEDS = (1, 2)
CLOSE = 1e-9
MOST_TERMS, MOST_BOUND = 60, 4
INVERSE, PRIME = "1/", "'"


class Index(NamedTuple):
    """`letter` + `step`; a number where there is no letter."""

    letter: str
    step: int = 0


@dataclass(frozen=True)
class Quantity:
    """A symbol with its indices; an entry has those of units, and what is `whole` may be a matrix."""

    name: str
    indices: tuple[Index, ...] = ()
    is_whole: bool = False


@dataclass(frozen=True)
class Slope:
    """∂of/∂by."""

    of: Quantity
    by: Quantity


@dataclass(frozen=True)
class Called:
    """A function of one argument, or a derivative of it by the number of `primes`."""

    function: str
    primes: int
    argument: "Terms"


Atom = Quantity | Slope | Called


@dataclass(frozen=True)
class Term:
    """A number times some atoms, summed over the `bound` letters; 0 where two of the `same` indices differ."""

    number: Fraction
    atoms: tuple[Atom, ...] = ()
    bound: frozenset[str] = frozenset()
    same: tuple[tuple[Index, Index], ...] = ()


Terms = tuple[Term, ...]
ZERO: Terms = ()
ONE: Terms = (Term(Fraction(1)),)
_numbers = count(1)


def of_atom(atom: Atom) -> Terms:
    """One atom."""
    return (Term(Fraction(1), (atom,)),)


def scaled(terms: Terms, number: Fraction) -> Terms:
    """A sum times a number."""
    return tuple(replace(t, number=t.number * number) for t in terms)


def multiplied(one: Terms, other: Terms) -> Terms:
    """The product, with the bound letters of one apart from all of the other.   Raises: Unclear for too much of it."""
    if len(one) * len(other) > MOST_TERMS:
        raise Unclear("too many terms")
    return tuple(_joined(a, apart(b)) for a in map(apart, one) for b in other)


def _joined(one: Term, other: Term) -> Term:
    return Term(
        one.number * other.number, (*one.atoms, *other.atoms), one.bound | other.bound, (*one.same, *other.same)
    )


def power(terms: Terms, exponent: int) -> Terms:
    """A sum raised to a small power."""
    found = ONE
    for _ in range(exponent):
        found = multiplied(found, terms)
    return found


def inverted(terms: Terms) -> Terms:
    """One over a sum."""
    if len(terms) == 1 and not terms[0].atoms and not terms[0].bound and terms[0].number:
        return (Term(1 / terms[0].number),)
    return of_atom(Called(INVERSE, 0, terms))


def summed(terms: Terms, letter: str) -> Terms:
    """Σ over a letter.   Raises: Unclear where a term does not have it."""
    if any(letter not in letters(t) for t in terms):
        raise Unclear("a sum over what has no such index")
    return tuple(replace(t, bound=t.bound | {letter}) for t in terms)


def apart(term: Term) -> Term:
    """A term with bound letters that nothing else has."""
    fresh = {letter: Index(f"{letter.partition(PRIME)[0]}{PRIME}{next(_numbers)}") for letter in term.bound}
    if not fresh:
        return term
    moved = renamed(replace(term, bound=frozenset()), fresh)
    return replace(moved, bound=frozenset(i.letter for i in fresh.values()))


def renamed(term: Term, by: Mapping[str, Index]) -> Term:
    """A term with other indices for some letters, but for those that it sums over."""
    inner = {t: i for t, i in by.items() if t not in term.bound}
    same = tuple((moved(a, inner), moved(b, inner)) for a, b in term.same)
    return replace(term, atoms=tuple(renamed_atom(a, inner) for a in term.atoms), same=same)


def renamed_atom(atom: Atom, by: Mapping[str, Index]) -> Atom:
    """An atom with other indices for some letters."""
    match atom:
        case Slope(of, over):
            return Slope(at_indices(of, by), at_indices(over, by))
        case Called(argument=argument):
            return replace(atom, argument=tuple(renamed(t, by) for t in argument))
        case Quantity():
            return at_indices(atom, by)


def at_indices(quantity: Quantity, by: Mapping[str, Index]) -> Quantity:
    """A quantity with other indices for some letters."""
    if not any(i.letter in by for i in quantity.indices):
        return quantity
    return replace(quantity, indices=tuple(moved(i, by) for i in quantity.indices))


def moved(index: Index, by: Mapping[str, Index]) -> Index:
    """An index with another letter."""
    other = by.get(index.letter) if index.letter else None
    return index if other is None else Index(other.letter, other.step + index.step)


def letters(item: Term | Atom) -> set[str]:
    """All letters of indices."""
    match item:
        case Quantity(indices=indices):
            return {i.letter for i in indices if i.letter}
        case Slope(of, by):
            return letters(of) | letters(by)
        case Called(argument=argument):
            return {t for term in argument for t in letters(term) - term.bound}
        case Term(atoms=atoms, bound=bound, same=same):
            pairs = {i.letter for pair in same for i in pair if i.letter}
            return {t for a in atoms for t in letters(a)} | pairs | set(bound)


def free_letters(terms: Terms) -> set[str]:
    """The letters that are not summed over."""
    return {t for term in terms for t in letters(term) - term.bound}


def settled(terms: Iterable[Term]) -> Terms:
    """Terms without `same`: bound letters are what they have to be.   Raises: Unclear for letters that may differ."""
    found = (_settled(term) for term in terms)
    return tuple(t for t in found if t is not None and t.number)


def _settled(term: Term) -> Term | None:
    while term.same:
        (one, other), *rest = term.same
        term = replace(term, same=tuple(rest))
        if one == other:
            continue
        bound = next((pair for pair in ((one, other), (other, one)) if pair[0].letter in term.bound), None)
        if bound is not None:
            mine, yours = bound
            inside = replace(term, bound=term.bound - {mine.letter})
            term = renamed(inside, {mine.letter: Index(yours.letter, yours.step - mine.step)})
        elif one.letter == other.letter or not (one.letter and other.letter):
            return None
        else:
            raise Unclear("indices that may be the same")
    return term


def quantities(atom: Atom) -> Iterator[Quantity]:
    """All quantities in an atom."""
    match atom:
        case Quantity():
            yield atom
        case Slope(of, by):
            yield from (of, by)
        case Called(argument=argument):
            for inner in (a for term in argument for a in term.atoms):
                yield from quantities(inner)


def collected(terms: Terms) -> Terms:
    """The same with like terms added up; what differs by more than the names of bound letters may stay apart."""
    numbers: dict[Term, Fraction] = {}
    for term in map(_ordered, terms):
        like = replace(term, number=Fraction(1))
        numbers[like] = numbers.get(like, Fraction(0)) + term.number
    return tuple(replace(term, number=number) for term, number in numbers.items() if number)


def _ordered(term: Term) -> Term:
    """A term with its atoms in order, and its bound letters called by their order."""
    if not term.bound:
        return replace(term, atoms=tuple(sorted(term.atoms, key=repr)))
    hidden = dict.fromkeys(term.bound, Index(PRIME))
    atoms = sorted(term.atoms, key=lambda a: repr(renamed_atom(a, hidden)))
    order: dict[str, Index] = {}
    for atom in atoms:
        for index in (i for q in quantities(atom) for i in q.indices):
            if index.letter in term.bound:
                order.setdefault(index.letter, Index(f"{PRIME}{len(order)}"))
    order |= {t: Index(f"{PRIME}{len(order)}{t}") for t in term.bound - set(order)}
    moved_atoms = tuple(renamed_atom(a, order) for a in atoms)
    return replace(term, atoms=moved_atoms, bound=frozenset(i.letter for i in order.values()))


# ---- values


Point = tuple[complex, ...]
"""The numbers that a sum is at a few random points."""


def point(terms: Terms) -> Point | None:
    """What a sum is wherever it is tried; None where it is no number.   Raises: Unclear for too many sums."""
    try:
        return tuple(value(terms, seed) for seed in SEEDS)
    except (OverflowError, ZeroDivisionError, ValueError):
        return None


def are_close(one: Point | None, other: Point | None) -> bool:
    """Whether two sums are the same number everywhere."""
    if one is None or other is None:
        return False
    return all(abs(a - b) <= CLOSE * max(abs(a), abs(b), 1e-3) for a, b in zip(one, other, strict=True))


def value(terms: Terms, seed: int, places: Mapping[str, Index] | None = None) -> complex:
    """The number that a sum is at a random point.   Raises: Unclear for sums over too many letters."""
    total = 0j
    for term in terms:
        bound = sorted(term.bound)
        if len(bound) > MOST_BOUND:
            raise Unclear("too many sums")
        for numbers in product(VALUES, repeat=len(bound)):
            own = {**(places or {}), **{t: Index("", n) for t, n in zip(bound, numbers, strict=True)}}
            part: complex = complex(term.number)
            for atom in term.atoms:
                part *= _value(atom, seed, own)
            total += part
    return total


def _value(atom: Atom, seed: int, places: Mapping[str, Index]) -> complex:
    if isinstance(atom, Called):
        return _called(atom, value(atom.argument, seed, places), seed)
    return _random(seed, renamed_atom(atom, places))


def _called(atom: Called, at: complex, seed: int) -> complex:
    known = FUNCTIONS.get(atom.function)
    if known is not None and atom.primes < len(known):
        return known[atom.primes](at)
    pace, shift = _random(seed, ("pace", atom.function)), _random(seed, ("shift", atom.function))
    turned = pace * at + shift + atom.primes * cmath.pi / 2
    return 1.5 * at * (atom.primes == 0) + 1.5 * (atom.primes == 1) + pace**atom.primes * cmath.sin(turned)


def _random(seed: int, what: object) -> complex:
    """A number for what is named, the same for one seed."""
    drawn = crc32(repr((seed, what)).encode())
    drawn = crc32(drawn.to_bytes(4, "big"), drawn >> 7)
    return complex(0.35 + 0.6 * drawn / 2**32)


def _sigmoid(z: complex) -> complex:
    return 1 / (1 + cmath.exp(-z))


FUNCTIONS: dict[str, tuple[Callable[[complex], complex], ...]] = {
    INVERSE: (lambda z: 1 / z, lambda z: -1 / z**2),
    "log": (cmath.log, lambda z: 1 / z),
    "ln": (cmath.log, lambda z: 1 / z),
    "exp": (cmath.exp, cmath.exp),
    "sqrt": (cmath.sqrt, lambda z: 0.5 / cmath.sqrt(z)),
    "tanh": (cmath.tanh, lambda z: 1 - cmath.tanh(z) ** 2),
    "sigmoid": (_sigmoid, lambda z: _sigmoid(z) * (1 - _sigmoid(z))),
}
"""Functions that are what their names say, with their derivatives; all others are any smooth ones."""
