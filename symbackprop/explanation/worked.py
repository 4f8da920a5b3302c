"""Equations worked out at numbers: formula, the formula with its numbers, value; entry by entry.

z_1 = w_11 x_1 + w_12 x_2 + b_1  =  0.15 · 0.05 + 0.2 · 0.1 + 0.35  =  0.3775
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import mpmath
from sympy import Expr, Indexed, Integer, Symbol

from symbackprop.checking.evaluation import Evaluator, OutsideDomain
from symbackprop.errors import DataError
from symbackprop.explanation.substitution import MarkingPrinter, Numbered, unmarked
from symbackprop.explanation.writing_out import Place, places
from symbackprop.language.functions import ARGUMENT, ScalarFunction
from symbackprop.language.systems import Equation, System
from symbackprop.typesetting.notation import Notation
from symbackprop.typesetting.plain_text import plain
from symbackprop.typesetting.presentation import EQUALS, Math, Operator, row
from symbackprop.typesetting.spelling import Spelling

BECOMES = Operator("←")
"""The relation of an update."""


@dataclass(frozen=True)
class WorkedLine:
    """symbol = symbolic = substituted = value.

    `name` counts from 1, as in print: w1[1,2].  A line without substitution states a value alone, with a remark or not.
    """

    name: str
    symbol: Math
    symbolic: Math | None
    substituted: Math | None
    value: mpmath.mpf
    relation: Operator = EQUALS
    remark: str = ""


@dataclass(frozen=True)
class Group:
    """An equation as it stands for all its entries, and the entries worked out; no equation that its one entry is."""

    formula: Math | None
    lines: tuple[WorkedLine, ...] = ()


def entry_name(name: str, where: Place) -> str:
    """A name with its indices, counted from 1: w1[1,2]."""
    return f"{name}[{','.join(str(n + 1) for n in where)}]" if where else name


class Worker:
    """Works out the equations of one System at one point, in one notation."""

    def __init__(self, system: System, evaluator: Evaluator, notation: Notation, digits: int) -> None:
        """Nothing is worked out yet."""
        self.system, self.evaluator, self.digits = system, evaluator, digits
        self.values: dict[Expr, mpmath.mpf] = {}
        self.printer = MarkingPrinter(Spelling(notation, system), self.values)
        self.activations: dict[Expr, Expr] = {}
        self.derivatives = {e.lhs.func: e for e in system.identities}

    def groups(self, equations: Iterable[Equation]) -> Iterator[Group]:
        """Each equation with its entries, after the functions that it is the first to use."""
        for equation in equations:
            entries = list(places(equation, self.evaluator.sizes))
            yield from self._derivatives([rhs for _, _, rhs in entries])
            updates = self.system[equation.defines].updates
            relation = BECOMES if updates else EQUALS
            lines = [
                self._line(entry_name(updates or equation.defines, where), lhs, rhs, relation)
                for where, lhs, rhs in entries
            ]
            self.activations |= {rhs: lhs for _, lhs, rhs in entries if isinstance(rhs, ScalarFunction)}
            formula = self._formula(equation.lhs, equation.rhs, relation)
            is_said = len(lines) == 1 and formula == row(lines[0].symbol, relation, lines[0].symbolic)
            yield Group(None if is_said else formula, tuple(lines))

    def definitions(self) -> Iterator[Group]:
        """What the functions mean: σ(u) = 1/(1 + e^{−u})."""
        for function in self.system.functions:
            yield Group(self._formula(function(ARGUMENT), function.definition(ARGUMENT)))

    def _derivatives(self, sides: list[Expr]) -> Iterator[Group]:
        """σ'(z) = a (1 − a), once for every z at which the derivative of an activation is asked for."""
        asked = sorted({p for side in sides for p in side.atoms(ScalarFunction) if p.func.base is not None}, key=str)
        for function in dict.fromkeys(p.func for p in asked if p.func in self.derivatives):
            closed = self.derivatives[function]
            lines = []
            for prime in (p for p in asked if p.func is function and p not in self.values):
                formula = closed.rhs.xreplace({ARGUMENT: prime.args[0]}).xreplace(self.activations)
                lines.append(self._line(_function_name(prime), prime, formula))
            if lines:
                yield Group(self._formula(closed.lhs, closed.rhs), tuple(lines))

    def _line(self, name: str, lhs: Expr, rhs: Expr, relation: Operator = EQUALS) -> WorkedLine:
        for entry in rhs.atoms(Indexed, Symbol) - {e.base.label for e in rhs.atoms(Indexed)}:
            if isinstance(entry, Indexed) or entry != ARGUMENT:
                self.values.setdefault(entry, self.evaluator.value(entry, {}))
        shown, number = self.printer.tree(rhs), Numbered(self.values, self.digits)
        symbol = unmarked(self.printer.tree(lhs))
        try:
            value = self.evaluator.value(lhs, {})
        except (OutsideDomain, OverflowError, ZeroDivisionError):
            raise DataError(
                f"{name} is no real number at these values",
                text=plain(row(symbol, relation, number(shown))),
                hint="take smaller parameters, or a smaller alpha",
            ) from None
        if isinstance(lhs, ScalarFunction):
            self.values[lhs] = value
        return WorkedLine(name, symbol, unmarked(shown), number(shown), value, relation)

    def _formula(self, lhs: Expr, rhs: Expr, relation: Operator = EQUALS) -> Math:
        return row(*(unmarked(t) for t in (self.printer.tree(lhs), relation, self.printer.tree(rhs))))


def _function_name(applied: ScalarFunction) -> str:
    """sigmoid'(z1[1])."""
    argument = applied.args[0]
    if not isinstance(argument, Indexed):
        return f"{applied.func.label}({argument})"
    where = tuple(int(i) for i in argument.indices if isinstance(i, Integer))
    return f"{applied.func.label}({entry_name(str(argument.base.label), where)})"
