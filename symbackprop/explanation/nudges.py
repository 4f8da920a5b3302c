"""What a small change in one parameter does: ΔC ≈ ∂C/∂w Δw, beside the change that is found by computing C anew."""

from dataclasses import dataclass

import mpmath

from symbackprop.checking.evaluation import Evaluator
from symbackprop.checking.points import Spot
from symbackprop.explanation.numbers import DOT, in_print
from symbackprop.explanation.worked import Group, WorkedLine, entry_name
from symbackprop.language.systems import System
from symbackprop.typesetting.presentation import (
    APPLY,
    BESIDE,
    MINUS,
    PLUS,
    TIMES,
    Identifier,
    Math,
    Operator,
    parenthesised,
    row,
)
from symbackprop.typesetting.spelling import Spelling

ABOUT = Operator("≈")
DELTA = Identifier("Δ")


@dataclass(frozen=True)
class Nudge:
    """A parameter's entry, counted from 0, and the change that is made to it."""

    spot: Spot
    change: mpmath.mpf


def nudged(nudge: Nudge, system: System, evaluator: Evaluator, spelling: Spelling, digits: int) -> Group:
    """The change of the cost that the gradient foretells, and the one that happens."""
    name, where = nudge.spot
    tensor = system[name]
    derivative = next(t for t in system.tensors if t.gradient_of == name)
    slope = evaluator.value(derivative.at(*where), {}) / evaluator.value(derivative.factor, {})
    cost = (system.cost, ())
    before = evaluator.entry(cost)
    moved = evaluator.entry(nudge.spot) + nudge.change
    after = Evaluator(evaluator.point, {nudge.spot: moved}).entry(cost)
    weight = spelling.entry(tensor.at(*where)) if where else spelling.entry(tensor.entry)
    change, of = row(DELTA, BESIDE, spelling.cost), row(DELTA, BESIDE, weight)
    slope_shown = spelling.entry(derivative.at(*where))
    # as many more digits as the difference loses
    lost = int(mpmath.log10(abs(before / (after - before)))) + 1 if before and after != before else 0
    costs = [in_print(c, digits + max(0, lost)) for c in (after, before)]
    label = f"{entry_name(name, where)}={in_name(nudge.change)}"
    foretold = WorkedLine(
        f"slope · change of {label}", change, row(slope_shown, TIMES, of),
        row(_held(slope, digits), DOT, _held(nudge.change, digits)), slope * nudge.change, ABOUT,
    )  # fmt: skip
    anew = row(spelling.cost, APPLY, parenthesised(row(weight, PLUS, of)))
    happened = WorkedLine(
        f"change of C for {label}", change, row(anew, MINUS, spelling.cost, APPLY, parenthesised(weight)),
        row(costs[0], MINUS, costs[1]), after - before,
    )  # fmt: skip
    step = row(of, Operator("="), in_print(nudge.change, digits))
    return Group(step, (foretold, happened))


def in_name(value: mpmath.mpf) -> str:
    """A number in a name."""
    return str(mpmath.nstr(value, 9, strip_zeros=True))


def _held(value: mpmath.mpf, digits: int) -> Math:
    shown = in_print(value, digits)
    return parenthesised(shown) if value < 0 else shown
