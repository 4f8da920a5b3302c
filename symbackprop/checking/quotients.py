"""Quotients of forms in lowest terms: (a − y)/(a(1 − a)) · a(1 − a) = a − y.

A denominator of several terms is an atom with a negative exponent, factored and free of common factors, so that a
quotient has one form only.  Deltas (δ² = δ) and roots are kept out of the division: each product of them has a
numerator and a denominator of its own.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm

from sympy import QQ
from sympy.polys.rings import PolyElement, PolyRing, ring

from symbackprop.checking.cells import by_cases
from symbackprop.checking.forms import (
    ONE,
    ZERO,
    Atom,
    Form,
    Monomial,
    Number,
    denominator,
    is_integral,
    of,
    positive_power,
    raised,
    total,
)

FACTOR_TERMS = 40
DEGREE = 12
_SECTOR = ("delta", "bracket", "prime")


@lru_cache(maxsize=50_000)
def inverse(form: Form) -> Form:
    """1/form.

    Raises: ZeroDivisionError for 0.
    """
    return by_cases(normal(form), _inverse)


def _inverse(form: Form) -> Form:
    if not form:
        raise ZeroDivisionError("a quotient by 0")
    if form.single:
        monomial, coefficient = form.single
        if any(atom.kind == "delta" for atom, _ in monomial):
            return of(denominator(form), -1)
        return raised((a, -e) for a, e in monomial) * Form({(): Fraction(1) / coefficient})
    content, parts = factors(form)
    out = inverse(content)
    for part, times in parts:
        out = out * of(denominator(part), -times)
    return out


@lru_cache(maxsize=50_000)
def factors(form: Form) -> tuple[Form, tuple[tuple[Form, int], ...]]:
    """(a single term, irreducible factors of several terms with their powers); too large a form is one factor."""
    content, primitive = split_content(form)
    if primitive == ONE:
        return content, ()
    if len(primitive.terms) > FACTOR_TERMS:
        return content, ((primitive, 1),)
    context = _Polynomials([primitive])
    leading, found = context.into(primitive).factor_list()
    out: list[tuple[Form, int]] = []
    content = content * Form({(): _number(leading)})
    for factor, times in found:
        more, part = split_content(context.back(factor))
        content = content * positive_power(more, times)
        if part != ONE:
            out.append((part, int(times)))
    return content, tuple(out)


def normal(form: Form) -> Form:
    """The quotient in lowest terms; a form without denominators is returned as it is."""
    if not any(atom.kind == "denominator" for atom in form.atoms):
        return form
    sectors: dict[Monomial, list[tuple[Monomial, Number]]] = {}
    for monomial, coefficient in form.terms.items():
        sector, rest = _sector(monomial)
        sectors.setdefault(sector, []).append((rest, coefficient))
    return total(raised(sector) * _lowest_terms(terms) for sector, terms in sectors.items())


def is_zero(form: Form) -> bool:
    """Whether a form is 0 as a rational function of its atoms."""
    return not normal(form)


def _sector(monomial: Monomial) -> tuple[Monomial, Monomial]:
    """The deltas and roots of a monomial, and the rest of it."""
    sector: list[tuple[Atom, Number]] = []
    rest: list[tuple[Atom, Number]] = []
    for atom, exponent in monomial:
        if atom.kind in _SECTOR:
            sector.append((atom, exponent))
        elif atom.kind == "denominator" and not is_integral(exponent):
            whole = exponent.__floor__()
            sector.append((atom, exponent - whole))
            if whole:
                rest.append((atom, whole))
        else:
            rest.append((atom, exponent))
    return tuple(sector), tuple(rest)


def _lowest_terms(terms: list[tuple[Monomial, Number]]) -> Form:
    powers: dict[Atom, int] = {}
    for monomial, _ in terms:
        for atom, exponent in monomial:
            if atom.kind == "denominator":
                powers[atom] = max(powers.get(atom, 0), int(-exponent))
    numerator = ZERO
    for monomial, coefficient in terms:
        present = dict(monomial)
        missing = [(atom, power + int(present.pop(atom, 0))) for atom, power in powers.items()]
        term = Form({tuple(present.items()): coefficient})
        for atom, times in missing:
            term = term * positive_power(atom.args[0], times)
        numerator = numerator + term
    for atom in powers:
        while powers[atom] and numerator:
            quotient = divided(numerator, atom.args[0])
            if quotient is None:
                break
            numerator, powers[atom] = quotient, powers[atom] - 1
    return numerator * raised((atom, -power) for atom, power in powers.items() if power)


@lru_cache(maxsize=20_000)
def divided(numerator: Form, divisor: Form) -> Form | None:
    """The exact quotient of two forms without denominators, or None."""
    content, primitive = split_content(numerator)
    if not divisor.atoms <= primitive.atoms:
        return None
    context = _Polynomials([primitive, divisor])
    quotient, rest = context.into(primitive).div(context.into(divisor))
    return None if rest else content * context.back(quotient)


def split_content(form: Form) -> tuple[Form, Form]:
    """(the common number and monomial, what remains): the remainder has whole exponents from 0 and leads with +."""
    least: dict[Atom, Number] = {}
    for atom in form.atoms:
        least[atom] = min(dict(m).get(atom, 0) for m in form.terms)
    common = 0
    scale = 1
    for c in form.terms.values():
        common, scale = gcd(common, Fraction(c).numerator), lcm(scale, Fraction(c).denominator)
    coefficient = Fraction(common, scale)
    first = min(form.terms, key=lambda m: Form({m: 1}).key)
    if form.terms[first] < 0:
        coefficient = -coefficient
    shift = {a: e for a, e in least.items() if e}
    primitive = Form({_shifted(m, shift): Fraction(c) / coefficient for m, c in form.terms.items()})
    return raised(shift.items()) * Form({(): coefficient}), primitive


def _shifted(monomial: Monomial, shift: dict[Atom, Number]) -> Monomial:
    """A monomial divided by another; a denominator is not multiplied out."""
    if not shift:
        return monomial
    powers = dict(monomial)
    left = {a: powers.get(a, 0) - shift.get(a, 0) for a in {**powers, **shift}}
    return tuple(sorted(((a, e) for a, e in left.items() if e), key=lambda item: item[0].key))


class _Polynomials:
    """A polynomial ring with one generator for each atom, or for the power of it of which all others are powers."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self.atoms = sorted(frozenset().union(*(f.atoms for f in forms)), key=lambda a: a.key)
        self.units = {
            a: _unit([Fraction(e) for f in forms for m in f.terms for b, e in m if a == b]) for a in self.atoms
        }
        self.ring: PolyRing = ring([f"t{n}" for n in range(len(self.atoms))], QQ)[0]

    def into(self, form: Form) -> PolyElement:
        """A form as a polynomial."""
        terms = {}
        for monomial, c in form.terms.items():
            powers = dict(monomial)
            exponents = tuple(int(powers.get(a, 0) / self.units[a]) for a in self.atoms)
            value = Fraction(c)
            terms[exponents] = QQ(value.numerator, value.denominator)
        return self.ring.from_dict(terms)

    def back(self, polynomial: PolyElement) -> Form:
        """A polynomial as a form."""
        out: list[Form] = []
        for exponents, c in polynomial.terms():
            powers = ((a, e * self.units[a]) for a, e in zip(self.atoms, exponents, strict=True) if e)
            out.append(raised(powers) * Form({(): _number(c)}))
        return total(out)


def _unit(exponents: list[Fraction]) -> Fraction:
    """A step of which all exponents are multiples: 1/q, or their common divisor where that would make them large."""
    scale = lcm(*(e.denominator for e in exponents))
    if max(exponents) * scale <= DEGREE:
        return Fraction(1, scale)
    return Fraction(gcd(*(int(e * scale) for e in exponents)), scale)


def _number(value: object) -> Number:
    fraction = Fraction(int(value.numerator), int(value.denominator))  # type: ignore[attr-defined]
    return int(fraction) if fraction.denominator == 1 else fraction
