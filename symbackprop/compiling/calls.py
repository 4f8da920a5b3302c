"""Formulas as calls of NumPy's functions, each into an array that is there already: no call makes a new one.

    1 / (1 + exp(−z))   →   negative(z, t), exp(t, t), add(t, 1, t), reciprocal(t, t)

A call names *values*, each defined once; which of them share memory is decided afterwards (`memory`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sympy import Add, Expr, Function, Idx, Indexed, Integer, Mul, Piecewise, Pow, Symbol, cse, numbered_symbols
from sympy.logic.boolalg import And, BooleanFalse, BooleanTrue, Not, Or

from symbackprop.compiling.helpers import Helpers
from symbackprop.compiling.printer import Code
from symbackprop.errors import UnknownNodeError

Axes = tuple[Idx, ...]


@dataclass(frozen=True)
class Value:
    """An array that is computed once: its name and its axes, in the order in which it lies in memory."""

    name: str
    axes: Axes
    truth: bool = False


@dataclass(frozen=True)
class Call:
    """out = function(operands); `text` is the code, with {0}, {1}, … for operands and {out}.

    Only where `entrywise` may the result take the memory of an operand.
    """

    text: str
    operands: tuple[Value, ...]
    out: Value
    entrywise: bool = True


class Operand(Code):
    """A value inside a formula."""

    __slots__ = ("value",)

    def __new__(cls, value: Value) -> "Operand":
        """The symbol for a value.

        `Symbol(name)` gives the symbol that it gave before for the same name, as long as SymPy's cache holds it; its
        value is then another's.
        """
        new: Operand = Symbol.__xnew__(cls, value.name, real=True)
        new.value = value
        return new

    def _hashable_content(self) -> tuple[Any, ...]:
        """SymPy keeps sums that it has made: of two networks, b1 of one is not b1 of the other."""
        return (*super()._hashable_content(), self.value)


_ONE = {
    "exp": "exp", "log": "log", "log1p": "log1p", "expm1": "expm1", "tanh": "tanh", "Abs": "absolute", "sign": "sign",
    "sin": "sin", "cos": "cos", "sinh": "sinh", "cosh": "cosh", "atan": "arctan", "floor": "floor",
}  # fmt: skip
_TWO = {"Max": "maximum", "Min": "minimum", "logaddexp": "logaddexp"}
_TESTS = {">": "greater", ">=": "greater_equal", "<": "less", "<=": "less_equal", "==": "equal", "!=": "not_equal"}


class Calls:
    """A growing list of calls.

    `value_of(entry)` gives the value of an entry of a quantity; `number(expr)` the code of a number that is known
    before the arrays are: of hyperparameters and sizes.
    """

    def __init__(self, value_of: Callable[[Indexed], Value], number: Callable[[Expr], str], helpers: Helpers) -> None:
        self.value_of, self.number, self.helpers = value_of, number, helpers
        self.done: list[Call] = []
        self._count = 0

    def formula(self, expr: Expr, axes: Axes, target: Value) -> None:
        """target = expr along some axes."""
        temporaries, (result,) = cse(self._aligned(expr, axes), symbols=numbered_symbols("c", cls=Symbol), order="none")
        known: dict[Expr, Expr] = {}
        for name, part in temporaries:
            known[name] = self._evaluated(part.xreplace(known), axes)
        found = self._evaluated(result.xreplace(known), axes)
        last = self.done[-1] if self.done else None
        fresh = isinstance(found, Operand) and found.value.name.startswith("_") and found.value.axes == target.axes
        if fresh and last and last.out == found.value:
            self.done[-1] = Call(last.text, last.operands, target, last.entrywise)
        else:
            self._call("copyto({out}, {0})", [found], axes, target)

    def value(self, expr: Expr, axes: Axes) -> Value:
        """The value of a formula: that of the quantity itself where it is one."""
        if isinstance(expr, Indexed) and self.value_of(expr).axes == axes:
            return self.value_of(expr)
        target = self.new(axes)
        self.formula(expr, axes, target)
        return target

    def new(self, axes: Axes, truth: bool = False) -> Value:
        """A value that has no name in the equations."""
        self._count += 1
        return Value(f"_{self._count}", axes, truth)

    def add(self, call: Call) -> None:
        """One more call."""
        self.done.append(call)

    def _aligned(self, expr: Expr, axes: Axes) -> Expr:
        """Entries as operands that broadcast along the axes."""
        if isinstance(expr, Indexed):
            value = self.value_of(expr)
            if tuple(i for i in axes if i in value.axes) != value.axes:
                raise UnknownNodeError(f"{expr} is transposed where a formula reads it entry by entry")
            return Operand(value)
        if not expr.args or isinstance(expr, Idx):
            return expr
        return expr.func(*(self._aligned(a, axes) for a in expr.args))

    def _evaluated(self, expr: Expr, axes: Axes) -> Expr:
        """An operand, or a number, that has the value of an expression over operands."""
        if isinstance(expr, Operand) or not _reads(expr):
            return expr
        if isinstance(expr, Add):
            return self._sum(expr, axes)
        if isinstance(expr, Mul):
            return self._product(expr, axes)
        if isinstance(expr, Pow):
            return self._power(expr, axes)
        if isinstance(expr, Piecewise):
            return self._cases(expr, axes)
        if isinstance(expr, Function) or type(expr).__name__ in _TWO:
            return self._function(expr, axes)
        raise UnknownNodeError(f"{type(expr).__name__} has no NumPy form", text=str(expr))

    def _sum(self, expr: Add, axes: Axes) -> Expr:
        """a − b + …: a positive term first, the number last; c − a where no term is positive."""
        terms = sorted(
            (t for t in expr.args if _reads(t)), key=lambda t: (t.could_extract_minus_sign(), _weight(t), str(t))
        )
        number = Add(*(t for t in expr.args if not _reads(t)))
        first, *rest = terms
        if first.could_extract_minus_sign():
            done = self._call("subtract({0}, {1}, {out})", [number, self._evaluated(-first, axes)], axes)
            number = Integer(0)
        else:
            done = self._evaluated(first, axes)
        for term in rest:
            minus = term.could_extract_minus_sign()
            other = self._evaluated(-term if minus else term, axes)
            done = self._call("subtract({0}, {1}, {out})" if minus else "add({0}, {1}, {out})", [done, other], axes)
        return done if number == 0 else self._call("add({0}, {1}, {out})", [done, number], axes)

    def _product(self, expr: Mul, axes: Axes) -> Expr:
        """a b c / d, numbers taken together."""
        number = Mul(*(f for f in expr.args if not _reads(f)))
        factors = sorted((f for f in expr.args if _reads(f)), key=lambda f: (not isinstance(f, Operand), str(f)))
        below = [f for f in factors if isinstance(f, Pow) and f.exp.is_number and f.exp.is_negative]
        above = [f for f in factors if f not in below]
        done: Expr | None = None
        for factor in sorted(above, key=lambda f: isinstance(f, Operand)):
            other = self._evaluated(factor, axes)
            done = other if done is None else self._call("multiply({0}, {1}, {out})", [done, other], axes)
        if done is None:
            done, number = number, Integer(1)
        for factor in below:
            other = self._evaluated(1 / factor, axes)
            done = self._call("divide({0}, {1}, {out})", [done, other], axes)
        if number == -1:
            return self._call("negative({0}, {out})", [done], axes)
        return done if number == 1 else self._call("multiply({0}, {1}, {out})", [done, number], axes)

    def _power(self, expr: Pow, axes: Axes) -> Expr:
        base, power = expr.args
        if not _reads(power) and power.is_number and power.is_negative:
            below = self._evaluated(base**-power, axes)
            return self._call("reciprocal({0}, {out})", [below], axes)
        inner = self._evaluated(base, axes)
        if power.is_Integer and 2 <= power <= 8:
            done = self._call("square({0}, {out})", [inner], axes)
            for _ in range(int(power) - 2):
                done = self._call("multiply({0}, {1}, {out})", [done, inner], axes)
            return done
        if power == Integer(1) / 2:
            return self._call("sqrt({0}, {out})", [inner], axes)
        return self._call("power({0}, {1}, {out})", [inner, self._evaluated(power, axes)], axes)

    def _function(self, expr: Any, axes: Axes) -> Expr:
        name = type(expr).__name__
        arguments = [self._evaluated(a, axes) for a in expr.args]
        if name in _ONE and len(arguments) == 1:
            return self._call(f"{_ONE[name]}({{0}}, {{out}})", arguments, axes)
        if name in _TWO:
            first, *rest = sorted(arguments, key=lambda a: not isinstance(a, Operand))
            for other in rest:
                first = self._call(f"{_TWO[name]}({{0}}, {{1}}, out={{out}})", [first, other], axes)
            return first
        if name in ("erf", "erfc"):
            return self._call(f"copyto({{out}}, {self.helpers.require(name)}({{0}}))", arguments, axes)
        if name == "Within":
            u, condition, inner = expr.args
            test = self._test(condition, axes)
            parts = [test, self._evaluated(u, axes), self._evaluated(inner, axes)]
            return self._call("copyto({out}, where({0}, {1}, {2}))", parts, axes)
        raise UnknownNodeError(f"{name} has no NumPy form", text=str(expr))

    def _cases(self, expr: Piecewise, axes: Axes) -> Expr:
        """max(u, 0) where it is that; 1 and 0 as a test's truth; else `where`."""
        (value, condition), *others = expr.args
        plain = isinstance(getattr(condition, "lhs", None), Operand)  # not −1 < u < 1, which is two conditions
        if plain and len(others) == 1 and others[0].cond == True:  # noqa: E712
            other, u = others[0].expr, condition.lhs
            if condition.rel_op in (">", ">=") and condition.rhs == 0 and value == u and other == 0:
                return self._call("maximum({0}, {1}, out={out})", [u, Integer(0)], axes)
            if value == 1 and other == 0:
                text = f"{_TESTS[condition.rel_op]}({{0}}, {{1}}, {{out}})"
                return self._call(text, [u, self._evaluated(condition.rhs, axes)], axes)
        *cases, (last, truth) = expr.args
        if truth != True:  # noqa: E712 - a SymPy truth value
            cases, last = list(expr.args), Symbol("nan")
        done = self._evaluated(last, axes)
        for case, test in reversed(cases):
            parts = [self._test(test, axes), self._evaluated(case, axes), done]
            done = self._call("copyto({out}, where({0}, {1}, {2}))", parts, axes)
        return done

    def _test(self, condition: Any, axes: Axes) -> Expr:
        """An array of truth values."""
        if isinstance(condition, And | Or):
            name = "logical_and" if isinstance(condition, And) else "logical_or"
            first, *rest = (self._test(a, axes) for a in sorted(condition.args, key=str))
            for other in rest:
                first = self._call(f"{name}({{0}}, {{1}}, {{out}})", [first, other], axes, truth=True)
            return first
        if isinstance(condition, Not):
            return self._call("logical_not({0}, {out})", [self._test(condition.args[0], axes)], axes, truth=True)
        if isinstance(condition, BooleanTrue | BooleanFalse) or not hasattr(condition, "rel_op"):
            raise UnknownNodeError(f"{condition} has no NumPy form", text=str(condition))
        sides = [self._evaluated(side, axes) for side in (condition.lhs, condition.rhs)]
        return self._call(f"{_TESTS[condition.rel_op]}({{0}}, {{1}}, {{out}})", sides, axes, truth=True)

    def _call(
        self, text: str, operands: list[Expr], axes: Axes, target: Value | None = None, truth: bool = False
    ) -> Operand:
        """One call; operands are values or numbers."""
        values = [o.value for o in operands if isinstance(o, Operand)]
        own = {i for v in values for i in v.axes}
        out = target or self.new(tuple(i for i in axes if i in own), truth)
        shown = []
        for operand in operands:
            if isinstance(operand, Operand):
                shown.append(
                    inserted(f"{{{list(dict.fromkeys(values)).index(operand.value)}}}", operand.value.axes, out.axes)
                )
            else:
                shown.append(self.number(operand))
        self.add(Call(text.format(*shown, out="{out}"), tuple(dict.fromkeys(values)), out))
        return Operand(out)


def inserted(text: str, own: Axes, axes: Axes) -> str:
    """The code of an array, with an axis inserted wherever it lacks one of those along which it is read."""
    places = [":" if i in own else "None" for i in axes]
    while places and places[0] == "None":
        places.pop(0)
    return f"{text}[{', '.join(places)}]" if "None" in places else text


def _reads(expr: Expr) -> bool:
    """Whether an expression reads an array."""
    return bool(expr.atoms(Operand))


def _weight(expr: Expr) -> int:
    """How much there is to compute."""
    return -int(expr.count_ops())
