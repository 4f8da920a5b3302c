"""Conditions as Iverson brackets in their normal form: [2x − 6 > 0] = [x > 3], [−x > 0] = 1 − [x > 0] − [x = 0].

Piecewise((u, p), (v, q), (w, True)) = u [p] + v [q] (1 − [p]) + w (1 − [q]) (1 − [p])      |u| = u [u > 0] − u [u < 0]
"""

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from typing import Any

from sympy.core.relational import Relational
from sympy.logic.boolalg import ITE, And, Not, Or, Xor

from symbackprop.checking.atoms import is_positive, power
from symbackprop.checking.cells import bracket_atom, by_cases
from symbackprop.checking.forms import ONE, ZERO, Atom, Form, Monomial, Number, is_integral, number, of, product, total
from symbackprop.checking.quotients import factors, normal
from symbackprop.errors import UnknownNodeError


def bracket(relation: str, gap: Form) -> Form:
    """[gap > 0] or [gap == 0]."""
    return by_cases(normal(gap), _greater if relation == ">" else _equal)


def absolute(u: Form) -> Form:
    """|u| by its sign."""
    return u * signum(u)


def signum(u: Form) -> Form:
    """1 for u > 0, −1 for u < 0, 0 for u = 0."""
    return bracket(">", u) - bracket(">", -u)


def cases(branches: Iterable[tuple[Form, Form]]) -> Form:
    """The sum of values times conditions, each where none before it holds.

    Raises: UnknownNodeError where no case may hold.
    """
    rest, found = ONE, []
    for value, condition in branches:
        found.append(product([value, condition, rest]))
        rest = rest * (ONE - condition)
    if rest:
        raise UnknownNodeError(f"no case holds where {rest} is not 0")
    return total(found)


def condition(what: Any, gap_of: Any) -> Form:
    """1 where a condition holds, 0 elsewhere; `gap_of` reads the difference of two sides."""
    if what in (True, False):
        return ONE if what else ZERO
    if isinstance(what, Relational):
        return _relation(what.rel_op, gap_of(what.lhs, what.rhs))
    parts = [condition(part, gap_of) for part in getattr(what, "args", ())]
    if isinstance(what, And):
        return product(parts)
    if isinstance(what, Or):
        return ONE - product(ONE - part for part in parts)
    if isinstance(what, Not):
        return ONE - parts[0]
    if isinstance(what, ITE):
        return parts[0] * parts[1] + (ONE - parts[0]) * parts[2]
    if isinstance(what, Xor):
        return reduce(lambda p, q: p + q - (p * q) * number(2), parts)
    raise UnknownNodeError(f"the referee does not know the condition {what}")


def _relation(relation: str, gap: Form) -> Form:
    match relation:
        case ">" | "==":
            return bracket(relation, gap)
        case "<":
            return bracket(">", -gap)
        case ">=":
            return ONE - bracket(">", -gap)
        case "<=":
            return ONE - bracket(">", gap)
        case "!=":
            return ONE - bracket("==", gap)
    raise UnknownNodeError(f"the referee does not know the relation {relation}")


def _greater(gap: Form) -> Form:
    """[u v > 0] by the signs of u and v."""
    known = _known_sign(gap)
    if known is not None:
        return number(int(known > 0))
    negative, parts = _factors(gap)
    signs = product([number(-1 if negative else 1), *(_sign(part) for part in parts)])
    return (signs * signs + signs) * number(Fraction(1, 2))


def _equal(gap: Form) -> Form:
    """[u v = 0] = 1 where u or v is 0."""
    known = _known_sign(gap)
    if known is not None:
        return number(int(known == 0))
    return ONE - product(ONE - _zero(part) for part in _factors(gap)[1])


def _zero(gap: Form) -> Form:
    quantity, threshold, _ = _standard(gap)
    return of(bracket_atom("==", threshold, quantity))


def _sign(gap: Form) -> Form:
    quantity, threshold, flipped = _standard(gap)
    sign = number(2) * of(bracket_atom(">", threshold, quantity)) + of(bracket_atom("==", threshold, quantity)) - ONE
    return -sign if flipped else sign


def _factors(gap: Form) -> tuple[bool, list[Form]]:
    """(whether there is a minus, the factors of unknown sign): a root or a power counts as a whole."""
    if all(len(m) <= 1 and all(e == 1 for _, e in m) for m in gap.terms):
        return False, [gap]
    content, parts = factors(gap)
    monomial, coefficient = next(iter(content.terms.items()))
    powers = [*((of(atom), e) for atom, e in monomial), *parts]
    negative = coefficient < 0
    found: list[Form] = []
    for base, exponent in powers:
        sign = _known_sign(base)
        if not is_integral(exponent):
            found.append(power(base, number(exponent)))
        elif sign is None:
            found += [base] * (2 - int(exponent) % 2)
        else:
            negative ^= sign < 0 and bool(exponent % 2)
    return negative, found


def _known_sign(gap: Form) -> int | None:
    """1 or −1 where all terms have that sign and one is never 0; 0 for nothing."""
    if not gap:
        return 0
    signs = {c > 0 for c in gap.terms.values()}
    strict = any(all(is_positive(a) for a, _ in m) for m in gap.terms)
    even = all(is_positive(a) or (is_integral(e) and e % 2 == 0) for m in gap.terms for a, e in m)
    return (1 if signs.pop() else -1) if len(signs) == 1 and strict and even else None


def _standard(gap: Form) -> tuple[Form, Number, bool]:
    """(g, c, whether it is flipped): gap > 0 is g > c, or g < c; g leads with +1."""
    leading = gap.terms[min((m for m in gap.terms if m), key=_key)]
    scaled = gap * number(1 / Fraction(leading))
    threshold = -scaled.terms.get((), 0)
    return scaled + number(threshold), threshold, leading < 0


def _key(monomial: Monomial) -> str:
    return Form({monomial: 1}).key


def solved(atom: Atom) -> tuple[Atom, Form] | None:
    """(x, value) for a bracket [g = c] that holds only where the atom x has that value: g linear in x."""
    relation, threshold = atom.head
    if relation != "==":
        return None
    terms = atom.args[0].terms
    for monomial in sorted(terms, key=_key, reverse=True):
        if len(monomial) != 1 or monomial[0][1] != 1:
            continue
        x = monomial[0][0]
        rest = Form({m: c for m, c in terms.items() if m != monomial})
        if not any(x.key in a.key for a in rest.atoms):
            return x, (number(threshold) - rest) * number(1 / Fraction(terms[monomial]))
    return None
