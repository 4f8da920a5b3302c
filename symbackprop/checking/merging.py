"""Sums over the same ranges brought under one sign: Σ_j a/(1 − a) − Σ_j 1/(1 − a) = Σ_j (a − 1)/(1 − a) = −n.

The canonical form takes sums of several terms apart, and quotients that cancel only together are then missed.
"""

from sympy import Idx

from symbackprop.checking.forms import Atom, Form, Monomial, Number, index_key, raised, total
from symbackprop.checking.quotients import normal
from symbackprop.checking.sums import opened, substituted, summed
from symbackprop.language.indices import free_indices

Group = tuple[Monomial, tuple[str, ...]]


def merged(form: Form) -> Form:
    """The form with sums of one factor and one set of ranges added term by term; the value is the same."""
    groups: dict[Group, list[tuple[Atom, Number]]] = {}
    others: list[Form] = []
    for monomial, coefficient in form.terms.items():
        sums = [a for a, e in monomial if a.kind == "sum" and e == 1 and not any(map(_ragged, a.bound))]
        if not sums:
            others.append(Form({monomial: coefficient}))
            continue
        atom = max(sums, key=lambda a: (len(a.bound), a.key))
        rest = tuple((a, e) for a, e in monomial if a is not atom)
        groups.setdefault((rest, tuple(sorted(map(_range, atom.bound)))), []).append((atom, coefficient))
    return normal(total([*others, *(raised(rest) * _together(found) for (rest, _), found in groups.items())]))


def _together(found: list[tuple[Atom, Number]]) -> Form:
    """Σ of the sum of the bodies, the indices paired by range and position."""
    own: list[Idx] = []
    bodies: list[Form] = []
    for atom, coefficient in found:
        bound, body = opened(atom)
        bound.sort(key=_range)
        own = own or bound
        renaming = {i: mine for i, mine in zip(bound, own, strict=True) if i != mine}
        bodies.append(substituted(body, dict(renaming)) * Form({(): coefficient}))
    return summed(total(bodies), own)


def _range(i: Idx) -> str:
    return f"{index_key(i.lower)}:{index_key(i.upper)}"


def _ragged(i: Idx) -> bool:
    return bool(free_indices(i) - {i})
