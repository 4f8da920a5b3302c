"""A small dull derivative, without a table of rules: ∂form/∂entry, atom by atom.

Of an entry, Kronecker deltas; of a sum, the sum of the derivative; of any function of one variable, SymPy's `diff`
of f(u) at a dummy, times the derivative of the argument; of a case [u > 0], 0: each case is differentiated by itself;
of what is left open, one more order.
"""

from functools import lru_cache
from typing import Any

from sympy import Dummy, exp, log

from symbackprop.checking import atoms
from symbackprop.checking.forms import ONE, ZERO, Atom, Form, number, of, product, raised, total
from symbackprop.checking.meanings import ARGUMENT, derivative, meaning
from symbackprop.checking.quotients import normal
from symbackprop.checking.reading import Reader
from symbackprop.checking.sums import dependence, opened, summed
from symbackprop.errors import UnknownNodeError
from symbackprop.language.functions import ScalarFunction


def differentiated(form: Form, variable: Atom) -> Form:
    """∂form/∂variable, every other entry held fixed."""
    name = variable.head
    if name not in form.names:
        return ZERO
    parts: list[Form] = []
    for monomial, coefficient in form.terms.items():
        for position, (atom, exponent) in enumerate(monomial):
            if name not in atom.names:
                continue
            rest = raised((*monomial[:position], *monomial[position + 1 :]))
            outer = rest * of(atom, exponent - 1) * Form({(): coefficient * exponent})
            parts.append(outer * _atom(atom, variable))
    return normal(total(parts))


@lru_cache(maxsize=20_000)
def _atom(atom: Atom, variable: Atom) -> Form:
    match atom.kind:
        case "entry" | "symbol":
            pairs = zip(atom.where, variable.where, strict=True)
            return product(atoms.delta(ours, theirs) for ours, theirs in pairs) if atom.where else ONE
        case "sum":
            bound, body = opened(atom)
            return summed(differentiated(body, variable), bound)
        case "function":
            return outer_derivative(atom.head, atom.args[0]) * differentiated(atom.args[0], variable)
        case "denominator":
            return differentiated(atom.args[0], variable)
        case "unspecified":
            name, order = atom.head
            more = of(Atom("unspecified", (name, order + 1), atom.args, atom.where))
            return more * differentiated(atom.args[0], variable)
        case "dependence":
            return _dependence(atom, variable)
        case "power":
            return _power(atom, variable)
        case "bracket":
            return ZERO
    raise UnknownNodeError(f"the referee cannot differentiate {atom.kind} {atom.key}")


def outer_derivative(head: Any, argument: Form) -> Form:
    """f'(argument): an atom for a named function, else what SymPy's diff says of f."""
    if head is exp:
        return atoms.function(exp, argument)
    if head is log:
        return atoms.power(argument, number(-1))
    if isinstance(head, type) and issubclass(head, ScalarFunction):
        if head.base is None:
            return atoms.function(head.prime, argument)
        function: Any = head
        return Reader(symbols={ARGUMENT: argument}).form(derivative(meaning(function)))
    dummy = Dummy("u", real=True)
    return Reader(symbols={dummy: argument}).form(derivative(head(dummy), dummy))


def _dependence(atom: Atom, variable: Atom) -> Form:
    """∂C(a)/∂x = Σ_j ∂C/∂a_j · ∂a_j/∂x."""
    inner_bound, inner_body = opened(atom)
    places, body = opened(atom)
    more = dependence(atom.head, inner_body, inner_bound, (*atom.where, *places))
    return summed(more * differentiated(body, variable), places)


def _power(atom: Atom, variable: Atom) -> Form:
    """∂(b^e)/∂x = b^e (e' log b + e b'/b)."""
    base, exponent = atom.args
    first = differentiated(exponent, variable) * atoms.function(log, base)
    second = exponent * differentiated(base, variable) * atoms.power(base, number(-1))
    return of(atom) * (first + second)
