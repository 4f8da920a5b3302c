"""Derivations in print: a chain of lines, each naming its rule; small steps of one kind share a line."""

from symbackprop.language.systems import Equation
from symbackprop.typesetting.component import ComponentPrinter
from symbackprop.typesetting.lines import Line

KINDS = {
    "constant rule": "linearity",
    "constant factor rule": "linearity",
    "sum rule": "linearity",
    "sum of terms rule": "linearity",
    "sum of sums": "distributive law",
    "factor out of the sum": "distributive law",
    "entry rule": "Kronecker delta",
    "variable rule": "Kronecker delta",
}
"""Rules so small that consecutive steps of the kind are one line, which then bears the name of the kind."""


def derivation(equation: Equation, printer: ComponentPrinter) -> list[Line]:
    """The left side, then the whole right side after each step, or after several steps of one kind."""
    states = equation.chain()[1:]
    lines: list[Line] = []
    left = printer.latex(equation.lhs)
    group: list[str] = []
    for number, (step, state) in enumerate(zip(equation.steps, states, strict=True)):
        group.append(step.rule)
        following = equation.steps[number + 1].rule if number + 1 < len(states) else ""
        if KINDS.get(following, following) == KINDS.get(step.rule, step.rule):
            continue
        label = group[0] if len(set(group)) == 1 else KINDS.get(step.rule, step.rule)
        right = tuple(printer.terms(state))
        if not lines or right != lines[-1].right:
            lines.append(Line("" if lines else left, right, rf"\text{{{label}}}"))
        group = []
    return lines
