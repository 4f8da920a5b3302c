"""A batch shared out over D devices: equations for one device's share, whose sum over the devices is the whole.

    C = 1/m Σ_s C_s + λ/(2m) Σ w²        →   C' = 1/(D m') Σ_s C_s + λ/(2 D m') Σ w² / D,   Σ_devices C' = C
    ∂C/∂w = Σ_s δ_s a_s + λ w/m          →   Σ_s δ_s a_s + λ w/(D m') / D

A device has m' of the m = D m' examples.  What has an entry for each example stays where its example is; a sum over the
examples becomes a device's share of it; what no example enters is the same everywhere, and each device adds its D-th
part.  Shares are added once, when all are there: so one all-reduce a step is enough exactly where no equation needs a
whole sum over the examples before the end, and this is looked at here, not assumed.
"""

from collections.abc import Iterable
from dataclasses import replace
from enum import Enum

from sympy import Add, Expr, Idx, Indexed, Integer, Mul, Sum

from symbackprop.compiling.rows import EXAMPLES, entries_as, example_axis
from symbackprop.errors import UsageError
from symbackprop.language.indices import bound, extent, rebuild
from symbackprop.language.systems import Equation, System, head, heads


class Kind(Enum):
    """Where a quantity is known: its entries with their examples, in shares to be added up, or everywhere."""

    EXAMPLES = 0
    SHARE = 1
    EVERYWHERE = 2


def share_out(system: System, devices: int, wanted: Iterable[str]) -> System:
    """The equations of one of so many devices; the sum of its `wanted` quantities over all devices are the system's.

    Raises: UsageError where an equation reads a sum over the examples before all shares of it are added up.
    """
    if not any(example_axis(t) is not None for t in system.tensors):
        raise UsageError("there is no batch to share out", hint='build the network with batch="rows"')
    kinds: dict[str, Kind] = {}
    equations = []
    for equation in system.equations:
        kind, rhs = _Shares(kinds, equation, devices).of(equation)
        if kind is Kind.EVERYWHERE and equation.defines in wanted:
            kind, rhs = Kind.SHARE, rhs / devices
        kinds[equation.defines] = kind
        equations.append(Equation(equation.lhs, rhs, name=equation.name))
    return replace(system, equations=tuple(equations), assumptions=())


class _Shares:
    """One equation, rewritten for one device."""

    def __init__(self, kinds: dict[str, Kind], equation: Equation, devices: int) -> None:
        self.kinds, self.equation, self.devices = kinds, equation, Integer(devices)

    def of(self, equation: Equation) -> tuple[Kind, Expr]:
        """What the equation defines, and its right side for one device."""
        if any(extent(i) == EXAMPLES for i in equation.where):
            self.refuse(equation.rhs)
            return Kind.EXAMPLES, self.counted(equation.rhs)
        return self.visit(equation.rhs)

    def visit(self, expr: Expr) -> tuple[Kind, Expr]:
        """The kind of an expression that is the same for all examples, and its form for one device."""
        if isinstance(expr, Add):
            found = [self.visit(a) for a in expr.args]
            if all(kind is Kind.EVERYWHERE for kind, _ in found):
                return Kind.EVERYWHERE, Add(*(e for _, e in found))
            return Kind.SHARE, Add(*(e if kind is Kind.SHARE else e / self.devices for kind, e in found))
        if isinstance(expr, Mul):
            found = [self.visit(a) for a in expr.args]
            if sum(kind is Kind.SHARE for kind, _ in found) > 1:
                raise self.complaint(expr)
            kind = Kind.SHARE if any(kind is Kind.SHARE for kind, _ in found) else Kind.EVERYWHERE
            return kind, Mul(*(e for _, e in found))
        if isinstance(expr, Sum):
            if any(extent(i) == EXAMPLES for i in bound(expr)):
                self.refuse(expr.function)
                return Kind.SHARE, self.counted(expr)
            kind, body = self.visit(expr.function)
            return kind, rebuild(expr, [body, *expr.args[1:]])
        if isinstance(expr, Indexed) or expr.is_Symbol:
            known = self.kinds.get(head(expr)) if not expr.is_integer else None
            return known or Kind.EVERYWHERE, self.counted(expr)
        self.refuse(expr)
        return Kind.EVERYWHERE, self.counted(expr)

    def refuse(self, expr: Expr) -> None:
        """Raise UsageError where a part needs a whole sum over the examples."""
        early = any(self.kinds.get(name) is Kind.SHARE for name in heads(expr))
        if early or any(extent(i) == EXAMPLES for e in expr.atoms(Sum) for i in bound(e)):
            raise self.complaint(expr)

    def counted(self, expr: Expr) -> Expr:
        """m = D m' where the number of examples is a number; the ranges of indices are those of one device."""
        return entries_as(expr, lambda e: e if isinstance(e, Indexed | Idx) else self.devices * e, {EXAMPLES.name})

    def complaint(self, part: Expr) -> UsageError:
        """What stands in the way of one all-reduce."""
        return UsageError(
            f"{self.equation.lhs} reads a sum over all examples before its shares are added up",
            text=f"{self.equation.lhs} = {self.equation.rhs}",
            expected="equations in which sums over the examples stand in the cost and in ∂C/∂w, ∂C/∂b alone",
            got=str(part),
            hint="run it on one device",
        )
