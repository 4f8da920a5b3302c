"""Formulas and sums as loops that a compiler turns into vector instructions.

Formulas with the same axes share one loop, over all entries at once where none of them repeats an array along an axis;
what no later instruction reads is never stored.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sympy import Expr, Idx, Indexed, Integer, Symbol, cse, numbered_symbols
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import BooleanAtom
from sympy.printing.pycode import PythonCodePrinter

from symbackprop.compiling.calls import Axes
from symbackprop.compiling.numbers import Numbers
from symbackprop.compiling.printer import Code
from symbackprop.compiling.rows import EXAMPLES
from symbackprop.compiling.straight_line import Map, Total
from symbackprop.errors import UnknownNodeError
from symbackprop.language.indices import extent

_CALLS = {
    "exp": "exp", "tanh": "tanh", "sign": "sign", "log": "math.log", "log1p": "math.log1p", "expm1": "math.expm1",
    "Abs": "abs", "erf": "math.erf", "erfc": "math.erfc", "logaddexp": "logaddexp", "sin": "math.sin",
    "cos": "math.cos", "sinh": "math.sinh", "cosh": "math.cosh", "atan": "math.atan", "floor": "math.floor",
}  # fmt: skip


class ScalarPrinter(PythonCodePrinter):
    """Formulas of single numbers, every literal in the floating-point type F."""

    def __init__(self) -> None:
        super().__init__({"fully_qualified_modules": False, "allow_unknown_functions": True})
        self.called: set[str] = set()

    def _print_Integer(self, expr: Any) -> str:
        return f"F({int(expr)})"

    _print_One = _print_Zero = _print_NegativeOne = _print_Integer

    def _print_Rational(self, expr: Any) -> str:
        return f"F({float(expr)!r})"

    _print_Float = _print_Half = _print_NumberSymbol = _print_Rational

    def _print(self, expr: Any, **kwargs: Any) -> str:
        if isinstance(expr, Expr) and expr.is_number and not expr.is_Integer:
            return f"F({float(expr)!r})"
        return super()._print(expr, **kwargs)

    def _print_Pow(self, expr: Any, **kwargs: Any) -> str:
        base, power = expr.args
        if power.is_number and power.is_negative:
            return f"(F(1) / ({self._print(base**-power)}))"
        if power.is_Integer and power <= 8:
            return "(" + " * ".join([f"({self._print(base)})"] * int(power)) + ")"
        if power == Integer(1) / 2:
            return f"np.sqrt({self._print(base)})"
        return f"np.power({self._print(base)}, {self._print(power)})"

    def _print_Add(self, expr: Any, order: Any = None) -> str:
        terms = sorted(expr.args, key=lambda t: (t.could_extract_minus_sign(), -t.count_ops(), str(t)))
        text = self.parenthesize(terms[0], 30)
        for term in terms[1:]:
            minus = term.could_extract_minus_sign()
            text += f" - {self.parenthesize(-term, 50)}" if minus else f" + {self.parenthesize(term, 40)}"
        return text

    def _print_Mul(self, expr: Any) -> str:
        if expr.could_extract_minus_sign():
            return f"-{self.parenthesize(-expr, 50)}"
        below = [f for f in expr.args if f.is_Pow and f.exp.is_number and f.exp.is_negative]
        above = [self.parenthesize(f, 50) for f in expr.args if f not in below] or ["F(1)"]
        text = " * ".join(above)
        return text if not below else f"{text} / ({' * '.join(f'({self._print(1 / f)})' for f in below)})"

    def _print_Function(self, expr: Any) -> str:
        name = type(expr).__name__
        if name == "Within":
            u, condition, inner = map(self._print, expr.args)
            return f"({u} if {condition} else {inner})"
        if name not in _CALLS:
            raise UnknownNodeError(f"{name} has no compiled form", text=str(expr))
        self.called.add(_CALLS[name])
        return f"{_CALLS[name]}({', '.join(map(self._print, expr.args))})"

    _print_Abs = _print_sign = _print_erf = _print_erfc = _print_exp = _print_log = _print_tanh = _print_Function
    _print_expm1 = _print_log1p = _print_logaddexp = _print_Within = _print_Function

    def _print_Max(self, expr: Any) -> str:
        name = {"Max": "larger", "Min": "smaller"}[type(expr).__name__]
        self.called.add(name)
        first, *rest = sorted(expr.args, key=lambda a: bool(a.is_number))
        text = self._print(first)
        for other in rest:
            text = f"{name}({text}, {self._print(other)})"
        return text

    _print_Min = _print_Max

    def _print_Piecewise(self, expr: Any) -> str:
        *cases, (last, truth) = expr.args
        text = self._print(last)
        if truth != True:  # noqa: E712 - a SymPy truth value
            cases, text = list(expr.args), "F(np.nan)"
        for value, test in reversed(cases):
            text = f"({self._print(value)} if {self._print(test)} else {text})"
        return text


VARIABLES = ("i0", "i1", "i2", "i3")


@dataclass
class Loops:
    """Lines of loops over arrays; `axes_of` gives the axes of an entry in the order of memory, `name_of` its array."""

    numbers: Numbers
    axes_of: Callable[[Indexed], Axes]
    name_of: Callable[[Indexed], str]
    flats: set[str] = field(default_factory=set)
    printer: ScalarPrinter = field(default_factory=ScalarPrinter)

    def groups(self, maps: Sequence[Map]) -> list[list[Map]]:
        """Neighbours that share a loop: the same axes, and nothing read at another place than it was written."""
        found: list[list[Map]] = []
        for i in maps:
            if found and self._joins(found[-1], i):
                found[-1].append(i)
            else:
                found.append([i])
        return found

    def _joins(self, group: Sequence[Map], i: Map) -> bool:
        first = group[0]
        if not (isinstance(first.target, Indexed) and isinstance(i.target, Indexed)):
            return not isinstance(first.target, Indexed) and not isinstance(i.target, Indexed)
        if self._extents(first.target) != self._extents(i.target) or self._is_flat(first) != self._is_flat(i):
            return False
        written = {self.name_of(m.target) for m in group}
        own = self.axes_of(i.target)
        return all(self.axes_of(e) == own for e in i.body.atoms(Indexed) if self.name_of(e) in written)

    def _extents(self, entry: Indexed) -> tuple[Expr, ...]:
        return tuple(extent(k) for k in self.axes_of(entry))

    def _is_flat(self, i: Map) -> bool:
        """Whether every array in a formula is read along all axes, in the order of memory."""
        own = self.axes_of(i.target)
        return all(self.axes_of(e) == own for e in i.body.atoms(Indexed))

    def maps(self, group: Sequence[Map], kept: set[str]) -> list[str]:
        """One loop for a group of formulas; only targets whose arrays are `kept` are stored."""
        flat = self._is_flat(group[0])
        lines: list[str] = []
        known: dict[str, str] = {}
        for n, i in enumerate(group):
            place = dict(zip(self.axes_of(i.target), VARIABLES, strict=False))
            lines += self._formula(i.body, f"v{n}", place, flat, known)
            name = self.name_of(i.target)
            known[name] = f"v{n}"
            if name in kept:
                lines.append(f"{self._entry(i.target, place, flat)} = v{n}")
        axes = self.axes_of(group[0].target)
        return [f"for i in range({count(axes)}):", *indented(lines)] if flat else nested(axes, lines)

    def total(self, i: Total, minimum: str = "-np.inf") -> list[str]:
        """A sum, or the greatest value, in a variable where the inner loop runs over it, else entry by entry."""
        target = self.axes_of(i.target) if isinstance(i.target, Indexed) else ()
        axes = self._reading_order(i)
        place = dict(zip(axes, VARIABLES, strict=False))
        keep = self.hoisted(i.keep)
        value = self._formula(i.body, "v0", place, False, {})
        more = "total = larger(v0, total)" if i.greatest else "total = total + v0"
        if i.greatest:
            self.printer.called.add("larger")
        start = f"total = F({minimum})" if i.greatest else "total = F(0)"
        name = self._entry(i.target, place, False) if isinstance(i.target, Indexed) else ""
        if set(axes[: len(target)]) == set(target):
            body = [start, *nested(axes[len(target) :], [*value, more], VARIABLES[len(target) :])]
            old = "" if i.keep == 0 else f"{self.printer.doprint(keep)} * {name} + "
            end = f"{name} = {old}total" if name else f"{self.numbers.names.of(str(i.target), str(i.target))} = total"
            return nested(axes[: len(target)], [*body, end])
        start = f"{name} = F(0)" if i.keep == 0 else f"{name} = {self.printer.doprint(keep)} * {name}"
        first = [] if i.keep == 1 else nested(target, [start], [place[k] for k in target])
        return [*first, *nested(axes, [*value, f"{name} += v0"])]

    def _reading_order(self, i: Total) -> Axes:
        """The order in which the largest array of the body lies in memory."""
        free = {k for e in i.body.atoms(Indexed) for k in e.indices}
        whole = [self.axes_of(e) for e in sorted(i.body.atoms(Indexed), key=str) if set(e.indices) == free]
        return whole[0] if whole else tuple(sorted(free, key=str))

    def formula(self, body: Expr, name: str, known: Mapping[str, str]) -> list[str]:
        """Lines that give a variable the value of a formula of vectors, in a loop over i."""
        return self._formula(body, name, {}, True, known)

    def _formula(
        self, body: Expr, name: str, place: Mapping[Idx, str], flat: bool, known: Mapping[str, str]
    ) -> list[str]:
        """Lines that give a variable the value of a formula."""
        entries = {e: self._read(e, place, flat, known) for e in sorted(body.atoms(Indexed), key=str)}
        temporaries, (value,) = cse(
            self.hoisted(body.xreplace(entries)), symbols=numbered_symbols(f"{name}_", cls=Symbol), order="none"
        )
        return [f"{n} = {self.printer.doprint(part)}" for n, part in [*temporaries, (name, value)]]

    def _read(self, entry: Indexed, place: Mapping[Idx, str], flat: bool, known: Mapping[str, str]) -> Code:
        return Code(known.get(self.name_of(entry)) or self._entry(entry, place, flat))

    def _entry(self, entry: Indexed, place: Mapping[Idx, str], flat: bool) -> str:
        name = self.name_of(entry)
        if not flat:
            return f"{name}[{', '.join(place[k] for k in self.axes_of(entry))}]"
        if len(entry.indices) > 1:
            self.flats.add(name)
            name = f"{name}_flat"
        return f"{name}[i]"

    def hoisted(self, expr: Expr) -> Expr:
        """The formula with names for all numbers that are the same for each entry."""
        if isinstance(expr, Code | BooleanAtom | Indexed) or expr.is_number:
            return expr
        if isinstance(expr, ExprCondPair):
            return expr.func(*(self.hoisted(a) for a in expr.args))
        if not expr.atoms(Code, Indexed):
            return Code(self.numbers.code(expr))
        if expr.is_Add or expr.is_Mul:
            apart = [a for a in expr.args if not a.atoms(Code, Indexed)]
            if sum(not a.is_number for a in apart) and len(apart) > 1:
                others = (self.hoisted(a) for a in expr.args if a.atoms(Code, Indexed))
                return expr.func(self.hoisted(expr.func(*apart)), *others)
        return expr.func(*(self.hoisted(a) for a in expr.args))


def count(axes: Axes) -> str:
    """The number of entries of an array."""
    return " * ".join(bound_of(k) for k in axes) or "1"


def bound_of(k: Idx) -> str:
    """The number of values of an index: that of examples is m."""
    return "m" if extent(k) == EXAMPLES else str(extent(k))


def indented(lines: Sequence[str]) -> list[str]:
    """The lines one level further in."""
    return [f"    {line}" for line in lines]


def nested(axes: Axes, lines: Sequence[str], variables: Sequence[str] = VARIABLES) -> list[str]:
    """Lines inside a loop for each axis."""
    done = list(lines)
    for k, variable in reversed(list(zip(axes, variables, strict=False))):
        done = [f"for {variable} in range({bound_of(k)}):", *indented(done)]
    return done
