"""Derivations in print: a chain of lines, each naming its rule; small steps of one kind share a line."""

from collections.abc import Iterator

from sympy import Expr

from symbackprop.language.systems import Equation
from symbackprop.typesetting.component import ComponentPrinter
from symbackprop.typesetting.lines import Line

KINDS = {
    "constant rule": "linearity",
    "constant factor rule": "linearity",
    "sum rule": "linearity",
    "sum of terms rule": "linearity",
    "sum of sums": "distributive law",
    "entry rule": "Kronecker delta",
    "variable rule": "Kronecker delta",
    "factor out of the sum": "Kronecker delta",
}
"""Rules so small that consecutive steps of a kind are one line."""

SHORT = {"constant rule", "constant factor rule", "sum rule", "sum of terms rule", "entry rule", "variable rule"}
"""Of those, the rules that go by the name of their kind where a line holds several."""

OF_ENTRIES = {"zero for other entries", "Kronecker delta", "factor out of the sum"}
"""What is said of entries."""


def derivation(equation: Equation, printer: ComponentPrinter) -> list[Line]:
    """The left side, then the whole right side after each step, or after several steps of one kind.

    Steps that do not show in print (∂C/∂a that has one path only) lend their names to the next line, but for those
    about entries, where a notation of single units has none.
    """
    lines: list[Line] = []
    left = printer.tree(equation.lhs)
    labels: list[str] = []
    for rules, state in _grouped(equation):
        labels += rules[:1] if len(set(rules)) == 1 else [KINDS[r] if r in SHORT else r for r in rules]
        right = printer.tree(state)
        if right != (lines[-1].right if lines else left):
            lines.append(Line(None if lines else left, right, ", ".join(dict.fromkeys(labels))))
            labels = []
        elif not printer.spelling.notation.single:
            labels = [label for label in labels if label not in OF_ENTRIES]
    return lines


def _grouped(equation: Equation) -> Iterator[tuple[list[str], Expr]]:
    """Consecutive steps of one kind: their rules, and the right side after the last of them."""
    states = equation.chain()[1:]
    group: list[str] = []
    for number, (step, state) in enumerate(zip(equation.steps, states, strict=True)):
        group.append(step.rule)
        following = equation.steps[number + 1].rule if number + 1 < len(states) else ""
        if KINDS.get(following, following) != KINDS.get(step.rule, step.rule):
            yield group, state
            group = []
