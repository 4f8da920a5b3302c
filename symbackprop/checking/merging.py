"""Sums over the same ranges brought under one sign: Σ_j a/(1 − a) − Σ_j 1/(1 − a) = Σ_j (a − 1)/(1 − a) = −n.

The canonical form takes sums of several terms apart, and quotients that cancel only together are then missed.
"""

from sympy import Idx

from symbackprop.checking.atoms import function
from symbackprop.checking.forms import Atom, Form, Monomial, Number, index_key, raised, total
from symbackprop.checking.quotients import normal
from symbackprop.checking.sums import Change, opened, substituted, summed
from symbackprop.language.indices import free_indices

Group = tuple[Monomial, tuple[str, ...]]


def merged(form: Form) -> Form:
    """The form with sums brought together, in the arguments of functions too, as long as terms get fewer."""
    form = Change(atom=_with_merged_argument).form(form)
    while (fewer := _once(form)) is not None:
        form = fewer
    return form


def _with_merged_argument(atom: Atom) -> Form | None:
    if atom.kind != "function" or not any(a.kind == "sum" for a in atom.args[0].atoms):
        return None
    argument = merged(atom.args[0])
    return function(atom.head, argument) if argument != atom.args[0] else None


def _once(form: Form) -> Form | None:
    """The form with the sums of one factor and one set of ranges added term by term, if it has fewer terms then."""
    groups: dict[Group, dict[Monomial, Atom]] = {}
    for monomial in form.terms:
        for atom, exponent in monomial:
            if atom.kind == "sum" and exponent == 1 and not any(map(_ragged, atom.bound)):
                rest = tuple((a, e) for a, e in monomial if a is not atom)
                groups.setdefault((rest, tuple(sorted(map(_range, atom.bound)))), {})[monomial] = atom
    for (rest, _), found in groups.items():
        if len(found) > 1:
            others = Form({m: c for m, c in form.terms.items() if m not in found})
            together = _together([(atom, form.terms[m]) for m, atom in found.items()])
            fewer = normal(total([others, raised(rest) * together]))
            if len(fewer.terms) < len(form.terms):
                return fewer
    return None


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
