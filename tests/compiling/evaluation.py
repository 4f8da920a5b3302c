"""A small dull evaluator of index form at 50 digits: loops over indices, knows no arrays and none of the emitter."""

import operator
from collections.abc import Mapping
from itertools import product
from typing import Any

import mpmath
import numpy as np
from sympy import (
    Abs,
    Add,
    Expr,
    Idx,
    Indexed,
    Integer,
    KroneckerDelta,
    Mul,
    Piecewise,
    Pow,
    Sum,
    Symbol,
    erf,
    exp,
    log,
    sign,
    tanh,
)

from symbackprop.language.functions import ARGUMENT, ScalarFunction
from symbackprop.language.systems import System

Values = dict[str, Any]
COMPARISONS = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}
OPERATIONS = {
    Add: lambda *terms: mpmath.fsum(terms),
    Mul: lambda *factors: mpmath.fprod(factors),
    Pow: mpmath.power,
    Abs: abs,
    sign: mpmath.sign,
    exp: mpmath.exp,
    log: mpmath.log,
    tanh: mpmath.tanh,
    erf: mpmath.erf,
}


def evaluate(system: System, data: Mapping[str, Any], sizes: Mapping[str, int]) -> Values:
    """Every quantity that the equations define, as nested dicts of mpmath numbers, from arrays of data."""
    with mpmath.workdps(50):
        known: Values = {}
        for name, value in data.items():
            array = np.asarray(value, dtype=float)
            known[name] = {where: mpmath.mpf(float(array[where])) for where in np.ndindex(array.shape)}
        for e in system.equations:
            known[e.defines] = {}
            ranges = [range(_number(i.lower, {}, sizes), _number(i.upper, {}, sizes) + 1) for i in e.where]
            for where in product(*ranges):
                at = dict(zip((i.label for i in e.where), where, strict=True))
                known[e.defines][where] = _value(e.rhs, at, known, sizes)
        return known


def as_array(entries: Mapping[tuple[int, ...], Any]) -> np.ndarray[Any, Any]:
    """The entries as a float array."""
    shape = tuple(max(column) + 1 for column in zip(*entries, strict=True))
    array = np.empty(shape)
    for where, value in entries.items():
        array[where] = float(value)
    return array


def _number(expr: Expr, at: Mapping[Symbol, int], sizes: Mapping[str, int]) -> int:
    new = {i: Integer(at[i.label]) for i in expr.atoms(Idx)}
    new |= {s: Integer(sizes[s.name]) for s in expr.atoms(Symbol) if s.name in sizes}
    return int(expr.xreplace(new))


def _value(expr: Expr, at: Mapping[Symbol, int], known: Values, sizes: Mapping[str, int]) -> Any:
    if isinstance(expr, Indexed):
        return known[str(expr.base.label)][tuple(_number(i, at, sizes) for i in expr.indices)]
    if isinstance(expr, Symbol):
        return mpmath.mpf(sizes[expr.name]) if expr.name in sizes else known[expr.name][()]
    if expr.is_number:
        return mpmath.mpmathify(expr.evalf(60))
    if isinstance(expr, Sum):
        *inner, (i, low, high) = expr.limits
        body = Sum(expr.function, *inner) if inner else expr.function
        numbers = range(_number(low, at, sizes), _number(high, at, sizes) + 1)
        return mpmath.fsum(_value(body, {**at, i.label: n}, known, sizes) for n in numbers)
    if isinstance(expr, KroneckerDelta):
        return mpmath.mpf(len({_number(a, at, sizes) for a in expr.args}) == 1)
    if isinstance(expr, ScalarFunction):
        return _function(expr.func)(_value(expr.args[0], at, known, sizes))
    if isinstance(expr, Piecewise):
        return next(_value(value, at, known, sizes) for value, test in expr.args if _holds(test, at, known, sizes))
    return OPERATIONS[expr.func](*(_value(a, at, known, sizes) for a in expr.args))


def _holds(test: Any, at: Mapping[Symbol, int], known: Values, sizes: Mapping[str, int]) -> bool:
    if test == True:  # noqa: E712 - a SymPy truth value
        return True
    left, right = (_value(side, at, known, sizes) for side in test.args)
    return bool(COMPARISONS[test.rel_op](left, right))


def _function(function: Any) -> Any:
    """A named function by its definition; a derivative by mpmath's own differences of the definition."""
    if function.base is not None:
        return lambda u: _derivative(function.base, u)
    body = function.definition(ARGUMENT)
    return lambda u: _value(body.xreplace({ARGUMENT: Symbol("u")}), {}, {"u": {(): u}}, {})


def _derivative(function: Any, u: Any) -> Any:
    with mpmath.workdps(110):
        h = mpmath.mpf(10) ** -35
        f = _function(function)
        return (f(u + h) - f(u - h)) / (2 * h)
