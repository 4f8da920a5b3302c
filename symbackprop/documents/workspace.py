"""What a document is evaluated in: its networks, their derived systems, its labels, and what it has shown so far."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from symbackprop.checking.referee import Referee
from symbackprop.checking.verdicts import Judgement, Sizes, Verdict
from symbackprop.conventions import Convention, find_convention
from symbackprop.documents.head import Head
from symbackprop.documents.model import Target
from symbackprop.documents.networks import Declared
from symbackprop.documents.quantities import is_entry
from symbackprop.documents.source import Place, Source
from symbackprop.explanation.example import WorkedExample
from symbackprop.language.functions import ScalarFunction
from symbackprop.language.systems import Equation, System
from symbackprop.optimisers.optimiser import optimised
from symbackprop.sweep import backprop


@dataclass(frozen=True)
class Shown:
    """An equation that the document has displayed, under its number."""

    number: str
    anchor: str
    equation: Equation
    system: System


def derive(network: System, wrt: Sequence[str] = (), convention: str | Convention | None = None) -> System:
    """The network with its gradients; a System of equations that has them, or has no cost, as it is."""
    if network.theorems or not network.cost:
        return network
    more: dict[str, Any] = {} if convention is None else {"convention": find_convention(convention)}
    return backprop(network, list(wrt) or None, **more)


def judge(equation: Equation, system: System, referee: Referee | None = None) -> Judgement:
    """The referee's judgement on an equation of a System, or on one that steps lead to: a chain, a local derivative."""
    referee = referee or Referee(system)
    name = equation.name or str(equation.lhs)
    if not isinstance(equation.lhs, ScalarFunction) and equation not in system.equations:
        steps = tuple(referee.step(s, n) for n, s in enumerate(equation.steps, 1))
        if (sizes := _led_by(steps, equation)) is not None:
            return Judgement(Verdict.PROVED, name, sizes, "step by step", steps=steps)
        if not is_entry(equation.lhs):
            return replace(referee.statement(equation.lhs, equation.rhs, name), steps=steps)
    (judgement,) = referee.against_the_cost([(equation, referee.judge(equation))])
    if judgement.verdict is Verdict.AGREES and (sizes := _led_by(judgement.steps, equation)) is not None:
        return replace(judgement, verdict=Verdict.PROVED, sizes=sizes, reason="step by step")
    return judgement


def _led_by(steps: Sequence[Judgement], equation: Equation) -> Sizes | None:
    """For which sizes an equation is proved because each step from its left side to its right one is; None if not."""
    states = equation.chain()
    leads = bool(equation.steps) and states[0] == equation.lhs and states[-1] == equation.rhs
    sizes = {s.sizes for s in steps if s.sizes != "all"}
    if not leads or len(sizes) > 1 or any(s.verdict is not Verdict.PROVED for s in steps):
        return None
    return sizes.pop() if sizes else "all"


@dataclass
class Workspace:
    """The state of one evaluation."""

    source: Source
    head: Head
    labels: dict[str, Target] = field(default_factory=dict)
    shown: list[Shown] = field(default_factory=list)
    examples: dict[tuple[Any, ...], WorkedExample] = field(default_factory=dict)
    _places: dict[str, Place] = field(default_factory=dict)
    _systems: dict[tuple[Any, ...], System] = field(default_factory=dict)
    _judgements: dict[tuple[int, Equation], Judgement] = field(default_factory=dict)
    _referees: dict[int, Referee] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def derived(self, network: Declared, wrt: Sequence[str] = (), convention: str | None = None) -> System:
        """A network of this document with its gradients, derived once."""
        asked = tuple(dict.fromkeys((*network.wrt, *wrt)))
        convention = convention or network.convention
        key = (network.name, asked, convention)
        if key not in self._systems:
            system = derive(network.system, asked, convention)
            self._systems[key] = system if network.optimiser is None else optimised(system, network.optimiser)
        return self._systems[key]

    def judgement(self, shown: Shown) -> Judgement:
        """The referee's judgement, asked for once."""
        key = (id(shown.system), shown.equation)
        if key not in self._judgements:
            referee = self._referees.setdefault(id(shown.system), Referee(shown.system))
            self._judgements[key] = judge(shown.equation, shown.system, referee)
        return self._judgements[key]

    def numbered(self, kind: str, label: str, place: Place) -> Target:
        """The next number of a kind, or the label, with an anchor.   Raises: DocumentError for a label used twice."""
        if not label or kind != "equation":
            self._counts[kind] = self._counts.get(kind, 0) + 1
        number = label if label and kind == "equation" else str(self._counts[kind])
        stem = re.sub(r"[^\w.-]+", "-", label) or str(self._counts[kind])
        target = Target(kind, number, f"{kind}-{stem}")
        if label:
            self._declare(label, target, place)
        return target

    def _declare(self, label: str, target: Target, place: Place) -> None:
        if label in self.labels:
            first = self._places[label]
            raise self.source.error(
                place,
                f"the label {label!r} stands twice",
                expected="a label of its own",
                got=f"also at {self.source.name}:{first.line + 1}:{first.column + 1}",
            )
        self.labels[label] = target
        self._places[label] = place
