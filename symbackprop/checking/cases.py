"""Named functions written out, and proofs case by case: u > 0, u = 0 and u < 0 each on its own."""

from collections.abc import Callable, Sequence
from itertools import islice, product
from typing import Any

from sympy import Abs, Expr, sign

from symbackprop.checking.forms import ONE, ZERO, Atom, Form, number
from symbackprop.checking.meanings import ARGUMENT, meaning
from symbackprop.checking.quotients import is_zero, normal
from symbackprop.checking.reading import Reader, branch_positions
from symbackprop.checking.sums import Change
from symbackprop.language.functions import ScalarFunction

MOST_CASES = 81


def written_out(form: Form) -> Form:
    """A form with every named function, and every f', replaced by its meaning."""

    def replaced(atom: Atom) -> Form | None:
        if atom.kind != "function" or not issubclass(atom.head, ScalarFunction):
            return None
        argument = change.form(atom.args[0])
        return Reader(symbols={ARGUMENT: argument}).form(meaning(atom.head))

    change = Change(atom=replaced)
    return normal(change.form(form))


def vanishes_by_cases(form: Form) -> bool:
    """Whether a form is 0 in every case of its conditions; a case that is not understood does not vanish."""
    gaps = sorted(_gaps(form), key=lambda f: f.key)
    if not gaps:
        return is_zero(form)
    cases = list(islice(product((1, 0, -1), repeat=len(gaps)), MOST_CASES + 1))
    if len(cases) > MOST_CASES:
        return False
    return all(_vanishes(form, dict(zip(gaps, signs, strict=True))) for signs in cases)


def _vanishes(form: Form, signs: dict[Form, int]) -> bool:
    def chosen(atom: Atom) -> Form | None:
        if atom.kind == "piecewise":
            return _branch(atom, signs)
        if atom.kind == "function" and atom.head in (Abs, sign) and atom.args[0] in signs:
            value = signs[atom.args[0]]
            return number(value) * (atom.args[0] if atom.head is Abs else ONE)
        return None

    known = Change(atom=chosen).form(form)
    for gap, value in signs.items():
        place = gap.single
        if value == 0 and place and len(place[0]) == 1 and place[0][0][0].kind in ("entry", "symbol"):
            zero = place[0][0][0]
            known = Change(atom=_at_zero(zero), names=zero.names).form(known)
    return is_zero(known) if not _gaps(known) else False


def _at_zero(zero: Atom) -> Callable[[Atom], Form | None]:
    return lambda atom: ZERO if atom == zero else None


def _gaps(form: Form) -> set[Form]:
    """What the conditions of a form compare with 0."""
    found: set[Form] = set()
    for atom in form.atoms:
        if atom.kind == "piecewise":
            branches = branch_positions(atom)
            found |= {_unsigned(f) for n, f in enumerate(atom.args) if n not in branches}
            found |= {g for n in branches for g in _gaps(atom.args[n])}
        elif atom.kind == "function" and atom.head in (Abs, sign):
            found.add(atom.args[0])
        elif atom.kind in ("function", "denominator", "power"):
            found |= {g for f in atom.args for g in _gaps(f)}
    return found


def _unsigned(form: Form) -> Form:
    return min(form, -form, key=lambda f: f.key)


def _branch(atom: Atom, signs: dict[Form, int]) -> Form | None:
    """The branch that holds, with the cases applied to it too."""
    position = 0
    for shape in atom.head:
        value, position = atom.args[position], position + 1
        holds, position = _holds(shape, atom, position, signs)
        if holds is None:
            return None
        if holds:
            return Change(atom=lambda a: _branch(a, signs) if a.kind == "piecewise" else None).form(value)
    return None


def _holds(shape: Any, atom: Atom, position: int, signs: dict[Form, int]) -> tuple[bool | None, int]:
    if shape[0] == "constant":
        return shape[1], position
    if shape[0] == "relation":
        value = _sign(atom.args[position], signs)
        if value is None:
            return None, position + 1
        return {">": value > 0, ">=": value >= 0, "==": value == 0, "!=": value != 0}[shape[1]], position + 1
    parts = []
    for inner in shape[1:]:
        holds, position = _holds(inner, atom, position, signs)
        parts.append(holds)
    if None in parts:
        return None, position
    join: dict[str, Callable[[Sequence[bool | None]], bool]] = {"And": all, "Or": any, "Not": lambda p: not p[0]}
    return join[shape[0]](parts), position


def _sign(form: Form, signs: dict[Form, int]) -> int | None:
    constant = form.constant
    if constant is not None:
        return (constant > 0) - (constant < 0)
    if form in signs:
        return signs[form]
    return -signs[-form] if -form in signs else None


def kink_notes(expr: Expr) -> list[str]:
    """The preconditions of an expression: where a function has no derivative, and the value chosen there."""
    notes = []
    for atom in sorted(expr.atoms(ScalarFunction), key=str):
        function = atom.func.base
        if function is not None:
            notes += [
                f"{function.label}'(u): u ≠ {k}, the value {meaning(atom.func).subs(ARGUMENT, k)} is taken there"
                for k in function.kinks
            ]
    if expr.has(sign):
        notes.append("|u|: u ≠ 0, the derivative 0 is taken there")
    return list(dict.fromkeys(notes))
