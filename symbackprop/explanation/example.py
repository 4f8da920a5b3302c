"""A worked example: one step of gradient descent of a small network, every number of it.

    forward pass → cost → backward pass → update → forward pass again;  and what a small change of a weight does.

All values are computed with 120 digits by the referee's evaluator, from the numbers as they were given (0.1 is one
tenth); print alone rounds.  The gradients are those of the derived equations, and are held against the slope of the
cost: (C(w + h) − C(w − h))/2h.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import mpmath

from symbackprop.checking.evaluation import Evaluator
from symbackprop.checking.points import DIGITS, Sizes, Spot
from symbackprop.errors import DataError, UsageError
from symbackprop.explanation.given import Arrays, GivenPoint, refuse_open
from symbackprop.explanation.long_run import costs_of_steps
from symbackprop.explanation.nudges import Nudge, nudged
from symbackprop.explanation.numbers import exact, in_print
from symbackprop.explanation.worked import Group, WorkedLine, Worker, entry_name
from symbackprop.language.indices import extent, free_indices
from symbackprop.language.systems import Equation, Role, System, heads
from symbackprop.optimisers.descent import GradientDescent
from symbackprop.optimisers.optimiser import optimised
from symbackprop.sweep import backprop
from symbackprop.typesetting.notation import Notation, find_notation
from symbackprop.typesetting.plain_text import plain
from symbackprop.typesetting.presentation import EQUALS, Math, Table, Words, row
from symbackprop.typesetting.spelling import Spelling
from symbackprop.typesetting.typeset import present

MOST_LINES = 200
"""More than a reader will follow."""
AGREEMENT = mpmath.mpf(10) ** -30
KINDS = {"weights": Role.WEIGHT, "biases": Role.BIAS}
GIVEN, FORWARD, BACKWARD, UPDATE = "Given", "Forward pass", "Backward pass", "Update"
AFTER, NUDGES, LATER = "Forward pass after the step", "What a small change does", "Further steps"


@dataclass(frozen=True)
class Section:
    """A part of the example: groups of lines, and a remark."""

    title: str
    groups: tuple[Group, ...]
    remark: str = ""

    @property
    def lines(self) -> tuple[WorkedLine, ...]:
        """All lines in order."""
        return tuple(line for group in self.groups for line in group.lines)

    def __getitem__(self, name: str) -> WorkedLine:
        """The line of that name, such as z1[1] or C."""
        for line in self.lines:
            if line.name == name:
                return line
        raise UsageError(f"{self.title}: there is no line {name}", expected=", ".join(line.name for line in self.lines))


@dataclass(frozen=True)
class WorkedExample:
    """All sections, and how many significant digits are printed."""

    sections: tuple[Section, ...]
    digits: int

    def __getitem__(self, title: str) -> Section:
        """The section with that title."""
        for section in self.sections:
            if section.title == title:
                return section
        raise UsageError(f"there is no section {title}", expected=", ".join(s.title for s in self.sections))


def explain(
    network: System,
    values: Arrays,
    alpha: Any = "0.5",
    freeze: Iterable[str] = (),
    nudges: Sequence[tuple[str, Sequence[int], Any]] | None = None,
    steps: int = 1,
    digits: int = 9,
    notation: str | Notation = "default",
) -> WorkedExample:
    """One step of gradient descent with learning rate α, worked out at the values of x, y and all parameters.

    `freeze` names what is not updated: parameters, or "weights" or "biases".  `nudges` are (name, indices from 0,
    change); without any, the first parameter that is updated is changed by 0.001.  With more `steps` the costs after
    further steps follow.

    >>> import symbackprop as sb
    >>> net = sb.network(1, sb.Dense(1), cost=sb.Quadratic())
    >>> worked = explain(net, {"x": [2], "y": [1], "w1": [["0.3"]], "b1": ["0.1"]}, alpha="0.25")
    >>> float(worked["Forward pass"]["C"].value), float(worked["Update"]["w1[1,1]"].value)
    (0.045, 0.45)

    Raises: UsageError for a network without numbers, or too large; DataError for values that do not fit it.
    """
    refuse_open(network)
    if not 1 <= digits <= 50:
        raise UsageError(f"{digits} digits cannot be printed", expected="1 to 50")
    if steps < 1:
        raise UsageError(f"{steps} steps are none", expected="at least 1")
    with mpmath.workdps(DIGITS):
        gradients = backprop(network)
        system = optimised(gradients, GradientDescent())
        arrays = {**{n: v for n, v in system.defaults if n != "alpha"}, **values, "alpha": alpha}
        example = _Example(gradients, system, arrays, _frozen(system, freeze), find_notation(notation), digits)
        return WorkedExample(tuple(example.sections(nudges, steps)), digits)


class _Example:
    """One example in the making."""

    def __init__(
        self, gradients: System, system: System, arrays: Arrays, frozen: set[str], notation: Notation, digits: int
    ) -> None:
        self.gradients, self.system, self.notation, self.digits = gradients, system, notation, digits
        self.frozen = frozen
        self.updated = [t for t in system.tensors if t.updates and t.updates not in frozen]
        if not self.updated:
            raise UsageError("all parameters are frozen: there is no step to take")
        self.forward = [e for e in system if e.is_definition and not system[e.defines].updates]
        self.backward = list(_needed(system, [t.name for t in self.updated], self.forward))
        self.updates = [e for e in system if system[e.defines] in self.updated]
        self._refuse_large({s.name: 1 for s in system.sizes})  # before a word about the shapes of its arrays
        self.point = GivenPoint(system, arrays)
        self._refuse_large(self.point.numbers)
        _check_assumptions(self.point)

    def _refuse_large(self, numbers: Mapping[str, int]) -> None:
        sizes = Sizes(tuple(numbers.items()))
        rows = [*self.forward, *self.forward, *self.backward, *self.updates]
        count = sum(prod(sizes.integer(extent(i), {}) for i in e.where) for e in rows)
        if count > MOST_LINES:
            raise UsageError(
                f"this network takes {count} lines, more than anybody reads",
                expected=f"at most {MOST_LINES}",
                hint="take fewer units, such as 2-2-2 or 3-4-2, or fewer examples",
            )

    def sections(self, nudges: Sequence[tuple[str, Sequence[int], Any]] | None, steps: int) -> Iterator[Section]:
        """The sections in order."""
        asked = self._nudges(nudges)
        before = Evaluator(self.point, claimed=True)
        worker = Worker(self.system, before, self.notation, self.digits)
        spelling = Spelling(self.notation, self.system)
        yield Section(GIVEN, (*self._given(spelling), *worker.definitions()))
        yield Section(FORWARD, tuple(worker.groups(self.forward)))
        yield Section(BACKWARD, tuple(worker.groups(self.backward)), self._agreement(before))
        yield Section(UPDATE, tuple(worker.groups(self.updates)), self._kept())
        after = Evaluator(self.point, self._next(before), claimed=True)
        again = Worker(self.system, after, self.notation, self.digits)
        yield Section(AFTER, tuple(again.groups(self.forward)), self._change(before, after))
        if asked:
            shown = (nudged(n, self.system, before, spelling, self.digits) for n in asked)
            yield Section(
                NUDGES, tuple(shown), "≈ holds the better, the smaller the change: the rest is of its square."
            )
        if steps > 1:
            yield Section(LATER, (Group(None, tuple(self._later(steps, spelling))),), "In double precision.")

    def _next(self, now: Evaluator) -> dict[Spot, mpmath.mpf]:
        """The parameters after the step."""
        spots = [(t, spot) for t in self.updated for spot in self.point.given if spot[0] == t.updates]
        return {spot: now.entry((t.name, spot[1])) for t, spot in spots}

    def _given(self, spelling: Spelling) -> Iterator[Group]:
        """x = …, W^{[1]} = …, α = …"""
        for name in dict.fromkeys(name for name, _ in self.point.given):
            tensor = self.system[name]
            numbers = {where: in_print(v, self.digits) for (n, where), v in self.point.given.items() if n == name}
            shown = _table(numbers) if tensor.axes else numbers[()]
            yield Group(row(spelling.whole(tensor, None), EQUALS, shown))

    def _agreement(self, claimed: Evaluator) -> str:
        """Whether the derived gradients are the slopes of the cost."""
        measured = Evaluator(self.point)
        for tensor in self.system.tensors:
            if tensor.gradient_of is None or not any(e.defines == tensor.name for e in self.backward):
                continue
            for where in self._places(tensor.axes):
                expected, found = (e.entry((tensor.name, where)) for e in (claimed, measured))
                if abs(expected - found) > AGREEMENT * max(1, abs(expected)):
                    return (
                        f"{entry_name(tensor.name, where)} differs from the slope of the cost there: a kink, where the "
                        "printed value is a choice."
                    )
        return "Each derivative equals the slope of the cost, (C(q + h) − C(q − h))/2h with h = 10⁻³⁰, to 30 digits."

    def _places(self, axes: Sequence[Any]) -> Iterator[tuple[int, ...]]:
        for env in self.point.sizes.places(tuple(axes)):
            yield tuple(env.values())

    def _kept(self) -> str:
        names = [t.name for t in self.system.parameters if t.name in self.frozen]
        return f"Not updated: {', '.join(names)}." if names else ""

    def _change(self, before: Evaluator, after: Evaluator) -> str:
        cost = (self.system.cost, ())
        old, new = (mpmath.nstr(e.entry(cost), self.digits) for e in (before, after))
        return f"The step takes the cost from {old} to {new}."

    def _nudges(self, given: Sequence[tuple[str, Sequence[int], Any]] | None) -> list[Nudge]:
        updated = [str(t.updates) for t in self.updated]
        if given is None:
            return [Nudge(next(s for s in self.point.given if s[0] == updated[0]), exact("0.001"))]
        parameters = {t.gradient_of for t in self.system.tensors if t.gradient_of}
        found = []
        for name, where, change in given:
            spot, amount = (name, tuple(where)), exact(change)
            spots = [s for s in self.point.given if s[0] in parameters]
            if spot not in spots:
                raise UsageError(
                    f"{entry_name(name, spot[1])} is no parameter of this network",
                    expected=", ".join(entry_name(*s) for s in spots),
                )
            if amount == 0:
                raise UsageError(f"{entry_name(name, spot[1])}: a change of 0 is none")
            found.append(Nudge(spot, amount))
        return found

    def _later(self, steps: int, spelling: Spelling) -> Iterator[WorkedLine]:
        learned = [str(t.updates) for t in self.updated]
        for count, cost in costs_of_steps(self.gradients, self.point, learned, steps):
            label = row(spelling.cost, Words(f" after {count} steps"))
            yield WorkedLine(f"{self.system.cost} after {count} steps", label, None, None, mpmath.mpf(cost))


def _table(numbers: Mapping[tuple[int, ...], Math]) -> Table:
    """A matrix of numbers; a vector is a column."""
    rows: dict[int, list[Math]] = {}
    for where, shown in numbers.items():
        rows.setdefault(where[0], []).append(shown)
    return Table(tuple(tuple(cells) for cells in rows.values()))


def _frozen(system: System, freeze: Iterable[str]) -> set[str]:
    """The names of the parameters that stay as they are."""
    roles = {str(t.updates): t.role for t in system.tensors if t.updates}
    frozen: set[str] = set()
    for word in freeze:
        chosen = {name for name, role in roles.items() if word in (name, *(k for k, r in KINDS.items() if r is role))}
        if not chosen:
            raise UsageError(f"{word} cannot be frozen", expected=", ".join((*KINDS, *roles)))
        frozen |= chosen
    return frozen


def _needed(system: System, updated: Sequence[str], known: Sequence[Equation]) -> Iterator[Equation]:
    """The gradients that the updates read, directly or not, in order of evaluation."""
    reached = set(updated)
    forward = {e.defines for e in known}
    for e in reversed(system.equations):
        if e.defines in reached:
            reached |= heads(e.rhs)
    for e in system.equations:
        if e.defines in reached and e.defines not in forward and system[e.defines].updates is None:
            yield e


def _check_assumptions(point: GivenPoint) -> None:
    """Raise DataError where the given numbers break what the equations assume, such as Σ_k y_k = 1."""
    evaluator = Evaluator(point)
    for assumption in point.system.assumptions:
        for env in point.sizes.places(tuple(sorted(free_indices(assumption.lhs), key=str))):
            left, right = (evaluator.value(side, env) for side in (assumption.lhs, assumption.rhs))
            if abs(left - right) > AGREEMENT:
                shown = (plain(present(side, system=point.system)) for side in (assumption.lhs, assumption.rhs))
                raise DataError(
                    f"the equations assume {' = '.join(shown)}: {assumption.reason}", got=mpmath.nstr(left, 9)
                )
