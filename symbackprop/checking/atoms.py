"""The atoms of forms, each made in its normal form: exp turns sums into products, |−u| = |u|, δ_ij = δ_ji."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from sympy import Abs, Expr, exp, factorint, log, sign

from symbackprop.checking.cells import by_cases
from symbackprop.checking.forms import (
    ONE,
    ZERO,
    Atom,
    Form,
    Number,
    index_key,
    is_integral,
    number,
    of,
    product,
    root_of_number,
    total,
)
from symbackprop.checking.forms import positive_power as whole_power
from symbackprop.checking.quotients import factors, inverse, normal
from symbackprop.language.indices import equal, is_integer

IMAGINARY = Atom("imaginary")
PI = Atom("constant", "pi")


_QUARTER_TURNS = (of(IMAGINARY) * of(PI)).terms


def entry(name: str, where: tuple[Expr, ...]) -> Form:
    """x[i, j]."""
    return of(Atom("entry", name, where=where))


def symbol(name: str) -> Form:
    """A scalar."""
    return of(Atom("symbol", name))


def size(expr: Expr) -> Form:
    """An index expression as a value: m, n[l], n[l] − 1, or an index itself."""
    if is_integer(expr):
        return number(int(expr))
    if expr.is_Add:
        return total(size(a) for a in expr.args)
    if expr.is_Mul:
        return product(size(a) for a in expr.args)
    if expr.is_Rational:
        return number(Fraction(int(expr.p), int(expr.q)))
    if expr.is_Pow and expr.exp.is_Integer and expr.exp > 0:
        return whole_power(size(expr.base), int(expr.exp))
    return of(Atom("size", where=(expr,)))


def delta(left: Expr, right: Expr) -> Form:
    """δ(left, right): 1 where the index expressions are always equal, 0 where they never are."""
    known = equal(left, right)
    if known is not None:
        return ONE if known else ZERO
    gap = left - right
    return of(Atom("delta", where=(min(gap, -gap, key=index_key),)))


def function(head: Any, argument: Form) -> Form:
    """f(argument)."""
    return by_cases(normal(argument), lambda u: _function(head, u))


def _function(head: Any, argument: Form) -> Form:
    if head is exp:
        return _exponential(argument)
    if head is log:
        return _logarithm(argument)
    if head is Abs or head is sign:
        value: Any = argument.constant
        if value is not None:
            return number(abs(value)) if head is Abs else number(int(value > 0) - int(value < 0))
        flipped = _leads_with_minus(argument)
        if has_positive_terms(-argument if flipped else argument):
            return (-argument if flipped else argument) if head is Abs else number(-1 if flipped else 1)
        atom = of(Atom("function", head, (-argument if flipped else argument,)))
        return -atom if flipped and head is sign else atom
    return of(Atom("function", head, (argument,)))


def power(base: Form, exponent: Form) -> Form:
    """base^exponent: expanded for whole positive numbers, a quotient for negative ones, else an atom."""
    return by_cases(normal(base), lambda b: by_cases(normal(exponent), lambda e: _power(b, e)))


def _power(base: Form, exponent: Form) -> Form:
    fixed = exponent.terms.get((), Fraction(0))
    variable = exponent - number(fixed)
    out = _numeric_power(base, fixed)
    if variable:
        out = out * of(Atom("power", None, (base, variable)))
    return out


def _numeric_power(base: Form, exponent: Number) -> Form:
    if is_integral(exponent):
        return whole_power(base, int(exponent)) if exponent >= 0 else whole_power(inverse(base), int(-exponent))
    exponent = Fraction(exponent)
    value = base.constant
    if value == 0:
        return whole_power(base, 1) if exponent > 0 else inverse(base)
    if value is not None and value > 0:
        return root_of_number(Fraction(value), exponent)
    if base.single:
        monomial, coefficient = base.single
        if coefficient > 0 and all(is_positive(atom) for atom, _ in monomial):
            parts = [of(atom, e * exponent) for atom, e in monomial]
            return product([root_of_number(Fraction(coefficient), exponent), *parts])
    return of(Atom("denominator", args=(base,)), exponent)


def is_positive(atom: Atom) -> bool:
    """Whether the value of an atom is positive wherever it is defined: exponentials, sizes, π, and sums of them."""
    if atom.kind in ("size", "prime", "constant"):
        return not atom.where or atom.where[0].is_positive is True
    if atom.kind in ("sum", "denominator"):
        return has_positive_terms(atom.args[0])
    return atom.kind == "function" and atom.head is exp and IMAGINARY.key not in atom.key


def has_positive_terms(form: Form) -> bool:
    """Whether every term of a form is positive, and there is one."""
    return bool(form) and all(c > 0 for c in form.terms.values()) and all(is_positive(a) for a in form.atoms)


def _exponential(argument: Form) -> Form:
    """exp(Σ c_i t_i) = Π exp(t_i)^c_i, exp(log u) = u, and exp(iπ/2) = i."""
    out = ONE
    for monomial, coefficient in argument.terms.items():
        if monomial in _QUARTER_TURNS and is_integral(2 * coefficient):
            out = out * whole_power(of(IMAGINARY), int(2 * coefficient) % 4)
            continue
        if len(monomial) == 1 and monomial[0][0].head is log and monomial[0][1] == 1:
            out = out * power(monomial[0][0].args[0], number(coefficient))
        else:
            out = out * of(Atom("function", exp, (Form({monomial: 1}),)), coefficient)
    return out


def _logarithm(argument: Form) -> Form:
    """log Π u_iⁿ = Σ n log u_i for positive u_i, and log(exp u) = u; else an atom."""
    if not has_positive_terms(argument):
        return of(Atom("function", log, (argument,)))
    content, parts = factors(argument)
    monomial, coefficient = next(iter(content.terms.items()))
    if not all(has_positive_terms(part) for part, _ in parts):
        return of(Atom("function", log, (argument,)))
    logarithms = [_log_of(atom) * number(e) for atom, e in monomial]
    logarithms += [of(Atom("function", log, (part,))) * number(times) for part, times in parts]
    return total([*logarithms, *_logs_of_primes(Fraction(coefficient))])


def _log_of(atom: Atom) -> Form:
    if atom.kind == "function" and atom.head is exp:
        return atom.args[0]
    base = number(atom.head) if atom.kind == "prime" else atom.args[0] if atom.kind == "denominator" else of(atom)
    return of(Atom("function", log, (base,)))


def _logs_of_primes(value: Fraction) -> Iterator[Form]:
    for part, times in ((value.numerator, 1), (value.denominator, -1)):
        for prime, power in factorint(part).items():
            yield of(Atom("function", log, (number(int(prime)),))) * number(int(power) * times)


def _leads_with_minus(form: Form) -> bool:
    return form.terms[min(form.terms, key=lambda m: Form({m: 1}).key)] < 0
