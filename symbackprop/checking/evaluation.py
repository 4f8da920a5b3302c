"""Evaluation at 50 digits and more: the plain meaning of an expression at concrete sizes, entry by entry.

It shares nothing with the canonical form.  A derivative is a central difference at 120 digits: of an expression,
with every other entry held fixed (Partial, Local); of the cost, with all that follows computed anew (∂C/∂q).
"""

from collections.abc import Callable
from typing import Any

import mpmath
from sympy import (
    Add,
    E,
    Expr,
    Idx,
    Indexed,
    KroneckerDelta,
    Max,
    Min,
    Mul,
    NumberSymbol,
    Piecewise,
    Pow,
    Sum,
    Symbol,
)
from sympy.core.function import Function
from sympy.core.numbers import Number as SympyNumber
from sympy.core.relational import Relational
from sympy.logic.boolalg import ITE, And, BooleanFalse, BooleanTrue, Not, Or

from symbackprop.checking.meanings import ARGUMENT, meaning, plain
from symbackprop.checking.points import DIGITS, Env, Point, Spot, shown
from symbackprop.errors import SymbackpropError, UnknownNodeError
from symbackprop.language.functions import ScalarFunction
from symbackprop.language.indices import bound
from symbackprop.language.nodes import Dependence, Local, Partial, Unspecified
from symbackprop.language.systems import Equation

_STEP = mpmath.mpf(10) ** -30
_NAMES = {"Abs": "fabs", "asinh": "asinh", "Heaviside": ""}


class OutsideDomain(SymbackpropError):
    """A value that is not a real number, such as log(−1)."""


class CyclicDefinition(SymbackpropError):
    """An entry that its own definition reads."""


class Evaluator:
    """Values of entries and expressions of a System at one point; `fixed` entries are given, not computed.

    With `others`, every entry that is not fixed keeps its value there;
    `claimed` derivatives of the cost are what their equations say, not what the cost does.
    """

    def __init__(
        self,
        point: Point,
        fixed: dict[Spot, mpmath.mpf] | None = None,
        others: "Evaluator | None" = None,
        claimed: bool = False,
    ) -> None:
        self.others = others
        self.point, self.system, self.sizes = point, point.system, point.sizes
        self.fixed = fixed or {}
        self.values: dict[Spot, mpmath.mpf] = {}
        self.gradients: dict[Spot, mpmath.mpf] = {}
        self._pending: set[Spot] = set()
        self.sources = {t.name: t.gradient_of for t in self.system.tensors if t.gradient_of and not claimed}

    def value(self, expr: Expr, env: Env, local: dict[Symbol, mpmath.mpf] | None = None) -> mpmath.mpf:
        """The value of an expression where its free indices have some values."""
        found = self._value(expr, env, local or {})
        if isinstance(found, mpmath.mpc) or not mpmath.isfinite(found):
            raise OutsideDomain(f"{expr} is not a real number here")
        return found

    def _value(self, expr: Expr, env: Env, local: dict[Symbol, mpmath.mpf]) -> mpmath.mpf:
        if isinstance(expr, Indexed | Symbol | Idx):
            return self._leaf(expr, env, local)
        for kind, evaluate in _EVALUATORS:
            if isinstance(expr, kind):
                return evaluate(self, expr, env, local)
        raise UnknownNodeError(f"the referee cannot evaluate {type(expr).__name__}", text=str(expr))

    def _leaf(self, expr: Expr, env: Env, local: dict[Symbol, mpmath.mpf]) -> mpmath.mpf:
        if expr in local:
            return local[expr]
        label = expr.base.label if isinstance(expr, Indexed) else expr
        if isinstance(expr, Idx) or label.is_integer:
            return mpmath.mpf(self.sizes.integer(expr, env))
        return self.entry(self.spot(expr, env))

    def spot(self, expr: Expr, env: Env) -> Spot:
        """Which entry an expression names."""
        if isinstance(expr, Indexed):
            return expr.base.label.name, tuple(self.sizes.integer(i, env) for i in expr.indices)
        return expr.name, ()

    def entry(self, spot: Spot) -> mpmath.mpf:
        """The value of an entry: fixed, a derivative of the cost, computed by its definition, or drawn."""
        if spot in self.fixed:
            return self.fixed[spot]
        if self.others is not None:
            return self.others.entry(spot)
        if spot not in self.values:
            if spot[0] in self.sources:
                factor = self.value(self.system[spot[0]].factor, {})
                self.values[spot] = factor * self.gradient((self.sources[spot[0]], spot[1]))
            else:
                self.values[spot] = self._defined(spot)
        return self.values[spot]

    def _defined(self, spot: Spot) -> mpmath.mpf:
        equation, env = self.definition(spot)
        if equation is None:
            return self.point.data(spot)
        if spot in self._pending:
            raise CyclicDefinition(f"{shown(self.system, spot)} is defined by itself")
        self._pending.add(spot)
        try:
            return self.value(equation.rhs, env)
        finally:
            self._pending.discard(spot)

    def definition(self, spot: Spot) -> tuple[Equation | None, Env]:
        """The equation that defines an entry, and the values of its indices there."""
        for equation in self.system.definitions(spot[0]):
            env: Env = {}
            places = equation.lhs.indices if isinstance(equation.lhs, Indexed) else ()
            for i, v in zip(places, spot[1], strict=True):
                if isinstance(i, Idx):
                    if v not in self.sizes.values(i, env):
                        break
                    env[i] = v
                elif self.sizes.integer(i, env) != v:
                    break
            else:
                return equation, env
        return None, {}

    def gradient(self, spot: Spot) -> mpmath.mpf:
        """∂C/∂q: a central difference of the cost, everything that follows from q computed anew."""
        if spot not in self.gradients:
            here = self.entry(spot)
            cost: Spot = (self.system.cost, ())
            if spot == cost:
                return mpmath.mpf(1)
            ends = [Evaluator(self.point, {spot: here + h}).entry(cost) for h in (_STEP, -_STEP)]
            self.gradients[spot] = (ends[0] - ends[1]) / (2 * _STEP)
        return self.gradients[spot]

    def difference(self, expr: Expr, env: Env, spot: Spot) -> mpmath.mpf:
        """∂expr/∂entry with every other entry held fixed at its value here."""
        here = self.entry(spot)
        ends = []
        for h in (_STEP, -_STEP):
            ends.append(Evaluator(self.point, {spot: here + h}, others=self).value(expr, env))
        return (ends[0] - ends[1]) / (2 * _STEP)


def _sum(self: Evaluator, expr: Sum, env: Env, local: dict[Symbol, Any]) -> mpmath.mpf:
    places = self.sizes.places(bound(expr), env)
    return mpmath.fsum(self._value(expr.function, e, local) for e in places)


def _piecewise(self: Evaluator, expr: Piecewise, env: Env, local: dict[Symbol, Any]) -> mpmath.mpf:
    for value, condition in expr.args:
        if _holds(self, condition, env, local):
            return self._value(value, env, local)
    raise OutsideDomain(f"no case of {expr} holds here")


def _holds(self: Evaluator, condition: Any, env: Env, local: dict[Symbol, Any]) -> bool:
    if isinstance(condition, BooleanTrue | BooleanFalse):
        return bool(condition)
    if isinstance(condition, And):
        return all(_holds(self, c, env, local) for c in condition.args)
    if isinstance(condition, Or):
        return any(_holds(self, c, env, local) for c in condition.args)
    if isinstance(condition, ITE):
        first, yes, no = condition.args
        return _holds(self, yes if _holds(self, first, env, local) else no, env, local)
    if isinstance(condition, Not):
        return not _holds(self, condition.args[0], env, local)
    if isinstance(condition, Relational):
        left, right = (self._value(a, env, local) for a in (condition.lhs, condition.rhs))
        compare: dict[str, Callable[[Any, Any], bool]] = {
            "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
            "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
        }  # fmt: skip
        return compare[condition.rel_op](left, right)
    raise UnknownNodeError(f"the referee cannot evaluate the condition {condition}")


def _scalar_function(self: Evaluator, expr: ScalarFunction, env: Env, local: dict[Symbol, Any]) -> mpmath.mpf:
    argument = self._value(expr.args[0], env, local)
    return self._value(meaning(expr.func), {}, {ARGUMENT: argument})


def _function(self: Evaluator, expr: Function, env: Env, local: dict[Symbol, Any]) -> mpmath.mpf:
    name = type(expr).__name__
    known = getattr(mpmath, _NAMES.get(name, name), None)
    if known is None:
        raise UnknownNodeError(f"the referee cannot evaluate {name}", text=str(expr))
    return known(*(self._value(a, env, local) for a in expr.args))


def _power(self: Evaluator, expr: Pow, env: Env, local: dict[Symbol, Any]) -> mpmath.mpf:
    if expr.base is E:
        return mpmath.exp(self._value(expr.exp, env, local))
    base = self._value(expr.base, env, local)
    exponent = int(expr.exp) if expr.exp.is_Integer else self._value(expr.exp, env, local)
    if base == 0 and exponent < 0:
        raise OutsideDomain(f"{expr} divides by 0 here")
    return base**exponent


def _partial(self: Evaluator, expr: Partial, env: Env, local: dict[Symbol, Any]) -> mpmath.mpf:
    spot = self.spot(expr.variable, env)
    if isinstance(expr, Local):
        equation, env = self.definition(self.spot(expr.expr, env))
        if equation is None:
            raise UnknownNodeError(f"no equation defines {expr.expr}", text=str(expr))
        return self.difference(equation.rhs, env, spot)
    return self.difference(expr.expr, env, spot)


def _unspecified(self: Evaluator, expr: Unspecified, env: Env, local: dict[Symbol, Any]) -> mpmath.mpf:
    layer = self.sizes.integer(expr.layer, env)
    return self.point.activation(expr.name.name, expr.order, layer, self._value(expr.argument, env, local))


def _dependence(self: Evaluator, expr: Dependence, env: Env, local: dict[Symbol, Any]) -> mpmath.mpf:
    entries = {
        tuple(e[i] for i in expr.bound): self._value(expr.body, e, local)
        for e in self.sizes.places(tuple(expr.bound), env)
    }
    at = [tuple(self.sizes.integer(i, env) for i in place) for place in expr.at]
    return self.point.quantity(expr.name.name, entries, at)


def _number(self: Evaluator, expr: Expr, env: Env, local: dict[Symbol, Any]) -> mpmath.mpf:
    with mpmath.workdps(DIGITS):
        if expr.is_Rational:
            return mpmath.mpf(int(expr.p)) / int(expr.q)
        return mpmath.mpf(str(expr.evalf(DIGITS)) if isinstance(expr, NumberSymbol) else str(expr))


_EVALUATORS: tuple[tuple[Any, Callable[..., mpmath.mpf]], ...] = (
    (Add, lambda s, e, env, local: mpmath.fsum(s._value(a, env, local) for a in e.args)),
    (Mul, lambda s, e, env, local: mpmath.fprod(s._value(a, env, local) for a in e.args)),
    (Pow, _power),
    ((SympyNumber, NumberSymbol), _number),
    (Sum, _sum),
    (KroneckerDelta, lambda s, e, env, local: mpmath.mpf(
        s.sizes.integer(e.args[0], env) == s.sizes.integer(e.args[1], env))),
    (Piecewise, _piecewise),
    ((Max, Min), lambda s, e, env, local: s._value(plain(e), env, local)),
    (ScalarFunction, _scalar_function),
    (Partial, _partial),
    (Unspecified, _unspecified),
    (Dependence, _dependence),
    (Function, _function),
)  # fmt: skip
