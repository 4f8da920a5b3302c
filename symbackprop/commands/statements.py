"""Equations with their names, their LaTeX and the referee's verdicts, as the commands show them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sympy import Idx

from symbackprop.checking.verdicts import Judgement, Report
from symbackprop.language.systems import Equation, Role, System
from symbackprop.typesetting.latex import latex
from symbackprop.typesetting.plain_text import plain
from symbackprop.typesetting.presentation import Math
from symbackprop.typesetting.typeset import present


@dataclass(frozen=True)
class Statement:
    """An equation as it is shown: its name, what is printed of it, and the verdict (none with --no-check)."""

    equation: Equation
    name: str
    tree: Math
    judgement: Judgement | None

    @property
    def latex(self) -> str:
        """The equation in LaTeX."""
        return latex(self.tree)

    @property
    def text(self) -> str:
        """The equation on one line of a terminal."""
        return plain(self.tree)

    @property
    def verdict(self) -> str:
        """The verdict in words, with the sizes for which it holds."""
        if self.judgement is None:
            return ""
        return " · ".join(filter(None, (str(self.judgement.overall.value), self.judgement.scope)))


def statements(system: System, report: Report | None, form: Any, notation: str) -> Iterator[Statement]:
    """Definitions, then gradients, then what is known of the functions, each with its verdict."""
    equations = (*system.identities, *system.equations)
    judgements = list(report) if report is not None else [None] * len(equations)
    paired = list(zip(equations, judgements, strict=True))
    count = len(system.identities)
    for equation, judgement in (*sorted(paired[count:], key=lambda p: _rank(p[0], system)), *paired[:count]):
        tree = present(equation, form, notation, system=system)
        yield Statement(equation, name_of(equation, system), tree, judgement)


def _rank(equation: Equation, system: System) -> str:
    """BP1 to BP4 in this order; everything else as the system has it."""
    name = name_of(equation, system)
    return name if name in ("BP1", "BP2", "BP3", "BP4") else ""


def name_of(equation: Equation, system: System) -> str:
    """The name: BP1 to BP4 for the generic layer's gradients, else what the equation defines."""
    defined = equation.defines
    tensor = system.by_name.get(defined)
    if tensor is not None and equation.steps and tensor.is_generic:
        if tensor.role is Role.ERROR:
            return "BP2" if isinstance(equation.lhs.indices[0], Idx) else "BP1"
        of = system[tensor.gradient_of].role if tensor.gradient_of else None
        if of in (Role.BIAS, Role.WEIGHT):
            return "BP3" if of is Role.BIAS else "BP4"
    return defined if len(system.definitions(defined)) < 2 else str(equation.lhs)


def as_json(statement: Statement) -> dict[str, Any]:
    """The statement as plain data; left and right sides are the inner form, whose indices count from 0."""
    judged = statement.judgement
    equation = statement.equation
    verdicts = [step.overall.value for step in judged.steps] if judged else []
    return {
        "name": statement.name,
        "lhs": str(equation.lhs),
        "rhs": str(equation.rhs),
        "latex": statement.latex,
        "verdict": judged.overall.value if judged else None,
        "sizes": (judged.sizes if judged.sizes == "all" else list(judged.sizes)) if judged else None,
        "steps": [
            {
                "rule": step.rule,
                "before": str(step.before),
                "after": str(step.after),
                "verdict": verdicts[number] if number < len(verdicts) else None,
            }
            for number, step in enumerate(equation.steps)
        ],
    }
