"""From expressions to forms.  A node that is not known is an error, never a constant."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from sympy import (
    Add,
    Expr,
    Float,
    Function,
    Idx,
    Indexed,
    KroneckerDelta,
    Max,
    Min,
    Mul,
    NumberSymbol,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    cosh,
    coth,
    csch,
    exp,
    sech,
    sinh,
    tanh,
)
from sympy.core.function import AppliedUndef

from symbackprop.checking import atoms, brackets
from symbackprop.checking.forms import Atom, Form, number, of, product, total
from symbackprop.checking.meanings import plain
from symbackprop.checking.quotients import normal
from symbackprop.checking.sums import dependence, private, summed
from symbackprop.errors import UnknownNodeError
from symbackprop.language.functions import ScalarFunction
from symbackprop.language.indices import bound as bound_indices
from symbackprop.language.indices import substitute
from symbackprop.language.nodes import Dependence, Local, Partial, Unspecified

_HYPERBOLIC = (sinh, cosh, tanh, coth, sech, csch)
Derivative = Callable[[Partial, "Reader"], Form]


@dataclass(frozen=True)
class Reader:
    """Reads an expression: `indices` and `symbols` say what its free indices and symbols stand for.

    `derivative` gives the form of a Partial or Local; `written_out` replaces named functions by their definitions.
    """

    indices: Mapping[Idx, Expr] = field(default_factory=dict)
    symbols: Mapping[Symbol, Form] = field(default_factory=dict)
    derivative: Derivative | None = None

    def form(self, expr: Expr) -> Form:
        """The form of an expression."""
        for kind, read in _READERS:
            if isinstance(expr, kind):
                return read(expr, self)
        raise UnknownNodeError(f"the referee does not know {type(expr).__name__}", text=str(expr))

    def index(self, expr: Expr) -> Expr:
        """An index expression with the free indices replaced."""
        return substitute(expr, self.indices) if self.indices else expr

    def inside(self, indices: tuple[Idx, ...]) -> tuple[list[Idx], "Reader"]:
        """(private names for bound indices, the reader for what they bind)."""
        new = dict(self.indices)
        own: list[Idx] = []
        for i in indices:
            ranged = substitute(i, {old: value for old, value in new.items() if old != i})
            own.append(private(ranged if isinstance(ranged, Idx) else i))
            new[i] = own[-1]
        return own, Reader(new, self.symbols, self.derivative)


def _symbol(expr: Symbol, reader: Reader) -> Form:
    if expr in reader.symbols:
        return reader.symbols[expr]
    return atoms.size(expr) if expr.is_integer else atoms.symbol(expr.name)


def _indexed(expr: Indexed, reader: Reader) -> Form:
    where = tuple(reader.index(i) for i in expr.indices)
    if expr.base.label.is_integer:
        return atoms.size(expr.base[where])
    return atoms.entry(expr.base.label.name, where)


def _float(expr: Float, reader: Reader) -> Form:
    value = Fraction(str(expr))
    return number(value)


def _power(expr: Pow, reader: Reader) -> Form:
    return atoms.power(reader.form(expr.base), reader.form(expr.exp))


def _sum(expr: Sum, reader: Reader) -> Form:
    own, inner = reader.inside(bound_indices(expr))
    return summed(inner.form(expr.function), own)


def _piecewise(expr: Piecewise, reader: Reader) -> Form:
    def gap(left: Expr, right: Expr) -> Form:
        return reader.form(left) - reader.form(right)

    return brackets.cases((reader.form(value), brackets.condition(holds, gap)) for value, holds in expr.args)


def _unspecified(expr: Unspecified, reader: Reader) -> Form:
    argument = normal(reader.form(expr.argument))
    return of(Atom("unspecified", (expr.name.name, expr.order), (argument,), (reader.index(expr.layer),)))


def _dependence(expr: Dependence, reader: Reader) -> Form:
    own, inner = reader.inside(bound_indices(expr))
    at = [reader.index(e) for place in expr.at for e in place]
    return dependence((expr.name.name, len(own)), inner.form(expr.body), own, at)


def _derivative(expr: Partial, reader: Reader) -> Form:
    if reader.derivative is None:
        raise UnknownNodeError(f"a derivative that nobody takes: {expr}")
    return reader.derivative(expr, reader)


def _hyperbolic(expr: Function, reader: Reader) -> Form:
    return reader.form(expr.rewrite(exp))


def _extreme(expr: Expr, reader: Reader) -> Form:
    return reader.form(plain(expr))


def _function(expr: Function, reader: Reader) -> Form:
    if len(expr.args) != 1 or isinstance(expr, AppliedUndef):
        raise UnknownNodeError(f"the referee does not know {expr.func}", text=str(expr))
    return atoms.function(expr.func, reader.form(expr.args[0]))


_READERS: tuple[tuple[Any, Callable[[Any, Reader], Form]], ...] = (
    (Idx, lambda e, r: atoms.size(r.index(e))),
    (Symbol, _symbol),
    (Indexed, _indexed),
    (Rational, lambda e, r: number(Fraction(int(e.p), int(e.q)))),
    (Float, _float),
    (NumberSymbol, lambda e, r: atoms.function(exp, number(1)) if str(e) == "E" else of(Atom("constant", str(e)))),
    (Add, lambda e, r: total(r.form(a) for a in e.args)),
    (Mul, lambda e, r: product(r.form(a) for a in e.args)),
    (Pow, _power),
    (Sum, _sum),
    (KroneckerDelta, lambda e, r: atoms.delta(r.index(e.args[0]), r.index(e.args[1]))),
    ((Partial, Local), _derivative),
    (Unspecified, _unspecified),
    (Dependence, _dependence),
    (Piecewise, _piecewise),
    (ScalarFunction, _function),
    (_HYPERBOLIC, _hyperbolic),
    ((Max, Min), _extreme),
    (Function, _function),
)
