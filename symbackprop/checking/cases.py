"""What functions have to do with each other, the last means of a proof: definitions, signs, exponentials, points.

The kinks of an expression, said as preconditions, stand here too.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sympy import Abs, Expr, Indexed, Piecewise, Symbol, cos, exp, sign, sin, tan
from sympy.core.relational import Relational

from symbackprop.checking.atoms import IMAGINARY, function
from symbackprop.checking.brackets import absolute, signum, solved
from symbackprop.checking.cells import by_cases
from symbackprop.checking.forms import Atom, Form, Monomial, number, of, raised, total
from symbackprop.checking.meanings import ARGUMENT, meaning
from symbackprop.checking.quotients import inverse, is_zero, normal
from symbackprop.checking.reading import Reader
from symbackprop.checking.sums import Change, aligned
from symbackprop.language.functions import ScalarFunction
from symbackprop.language.nodes import Partial

Reductions = dict[Any, Callable[[Form], Form]]


def written_out(form: Form) -> Form:
    """A form with every named function, and every f', replaced by its meaning."""

    def replaced(atom: Atom) -> Form | None:
        if atom.kind != "function" or not issubclass(atom.head, ScalarFunction):
            return None
        argument = change.form(atom.args[0])
        return Reader(symbols={ARGUMENT: argument}).form(meaning(atom.head))

    change = Change(atom=replaced)
    return normal(change.form(form))


def reduced(form: Form, by: Reductions) -> Form:
    """A form with some functions written through others, and taken at its points."""

    def replaced(atom: Atom) -> Form | None:
        if atom.kind != "function" or atom.head not in by:
            return None
        return by_cases(normal(change.form(atom.args[0])), by[atom.head])

    change = Change(atom=replaced)
    return AtPoints().form(normal(aligned(change.form(form))))


def _sine(u: Form) -> Form:
    """sin u = (exp(iu) − exp(−iu))/2i."""
    return (_turn(u) - _turn(-u)) * of(IMAGINARY) * number(Fraction(-1, 2))


def _cosine(u: Form) -> Form:
    """cos u = (exp(iu) + exp(−iu))/2."""
    return (_turn(u) + _turn(-u)) * number(Fraction(1, 2))


def _turn(u: Form) -> Form:
    return function(exp, of(IMAGINARY) * u)


SIGNS: Reductions = {Abs: absolute, sign: signum}
WAVES: Reductions = {sin: _sine, cos: _cosine, tan: lambda u: _sine(u) * inverse(_cosine(u))}


def vanishes_by_cases(form: Form) -> bool:
    """Whether a form is 0 where it has a value: |u| = u [u > 0] − u [u < 0], then sin u by exp(iu)."""
    if _reads(form, SIGNS) or "bracket:" in form.key:
        form = reduced(form, SIGNS)
    return is_zero(form) or (_reads(form, WAVES) and is_zero(reduced(form, WAVES)))


def _reads(form: Form, functions: Reductions) -> bool:
    return any(f"function:{function.__name__}(" in form.key for function in functions)


class AtPoints(Change):
    """The change [x = c] f(x) = [x = c] f(c): true of values, and so made after all derivatives have been taken."""

    def concerns(self, atom: Atom) -> bool:
        """Whether there is a case inside."""
        return "bracket:" in atom.key

    def form(self, form: Form) -> Form:
        """A form after the change; the terms of a product of which one factor is a point are taken there."""
        changed = super().form(form)
        return total(self._product(m) * Form({(): c}) for m, c in changed.terms.items())

    def _product(self, monomial: Monomial) -> Form:
        for atom, _ in monomial:
            found = solved(atom) if atom.kind == "bracket" else None
            if found is None:
                continue
            rest = raised((a, e) for a, e in monomial if a is not atom)
            moved = _with_value(rest, *found)
            if moved is not None and moved != rest:
                return self.form(moved) * of(atom)
        return raised(monomial)


def _with_value(form: Form, x: Atom, value: Form) -> Form | None:
    """A form where an atom has some value; None where the form has none."""
    try:
        return Change(atom=lambda a: value if a == x else None, names=x.names).form(form)
    except ZeroDivisionError:
        return None


@lru_cache(maxsize=10_000)
def kink_notes(expr: Expr) -> tuple[str, ...]:
    """The preconditions of an expression: where a function has no derivative, and the value chosen there."""
    notes = []
    for atom in sorted(expr.atoms(ScalarFunction), key=str):
        function = atom.func.base
        if function is not None:
            notes += [
                f"{function.label}'(u): u ≠ {k}, the value {meaning(atom.func).subs(ARGUMENT, k)} is taken there"
                for k in function.kinks
            ]
    cases = {p for d in expr.atoms(Partial) for p in d.expr.atoms(Piecewise)}
    edges = {r for p in cases for _, holds in p.args for r in holds.atoms(Relational)}
    notes += [f"{_unindexed(r.lhs - r.rhs)} ≠ 0: there the case that holds is differentiated" for r in edges]
    if expr.has(sign):
        notes.append("|u|: u ≠ 0, the derivative 0 is taken there")
    return tuple(sorted(dict.fromkeys(notes)))


def _unindexed(expr: Expr) -> Expr:
    """The expression with names for entries, as one says it."""
    return expr.xreplace({e: Symbol(str(e.base.label)) for e in expr.atoms(Indexed)})
