"""Named functions written out, and |u| by the sign of u; the kinks of an expression, said as preconditions."""

from sympy import Abs, Expr, sign

from symbackprop.checking.brackets import absolute, signum, solved
from symbackprop.checking.forms import Atom, Form, Monomial, of, raised, total
from symbackprop.checking.meanings import ARGUMENT, meaning
from symbackprop.checking.quotients import is_zero, normal
from symbackprop.checking.reading import Reader
from symbackprop.checking.sums import Change, aligned
from symbackprop.language.functions import ScalarFunction

def written_out(form: Form) -> Form:
    """A form with every named function, and every f', replaced by its meaning."""

    def replaced(atom: Atom) -> Form | None:
        if atom.kind != "function" or not issubclass(atom.head, ScalarFunction):
            return None
        argument = change.form(atom.args[0])
        return Reader(symbols={ARGUMENT: argument}).form(meaning(atom.head))

    change = Change(atom=replaced)
    return normal(change.form(form))


def by_sign(form: Form) -> Form:
    """A form with |u| = u [u > 0] − u [u < 0], and sign u likewise."""
    by = {Abs: absolute, sign: signum}

    def replaced(atom: Atom) -> Form | None:
        if atom.kind != "function" or atom.head not in by:
            return None
        return by[atom.head](change.form(atom.args[0]))

    change = Change(atom=replaced)
    return normal(aligned(change.form(form)))


def vanishes_by_cases(form: Form) -> bool:
    """Whether a form is 0 where it has a value, |u| by the sign of u and products with [x = c] at x = c."""
    return is_zero(AtPoints().form(by_sign(form)))


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
