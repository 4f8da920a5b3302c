"""Statements as text for a terminal, as LaTeX and as Markdown: lines, each with its style."""

from collections.abc import Iterator
from typing import Any

import symbackprop as sb
from symbackprop.checking.verdicts import Verdict
from symbackprop.commands.statements import Statement
from symbackprop.language.systems import System
from symbackprop.typesetting.plain_text import plain
from symbackprop.typesetting.typeset import present

Line = tuple[str, str]


def _with_steps(statement: Statement, system: System, notation: Any) -> str:
    if not statement.equation.steps:
        return statement.latex
    return sb.typeset(statement.equation, notation=notation, steps=True, system=system)


def text_lines(found: list[Statement], system: System, steps: bool, notation: str) -> Iterator[Line]:
    """A table for a terminal: name, verdict, equation; with the derivation below where steps are asked for."""
    names = max(len(s.name) for s in found)
    verdicts = max(len(s.verdict) for s in found)
    for s in found:
        yield f"{s.name:<{names}}  {s.verdict:<{verdicts}}  {s.text}", _style(s)
        if s.judgement is not None and s.judgement.overall in (Verdict.REFUTED, Verdict.UNDECIDED):
            yield f"    {s.judgement}", _style(s)
        if steps and s.equation.steps:
            derivation = plain(present(s.equation, notation=notation, steps=True, system=system))
            yield from ((f"    {line}", "dim") for line in derivation.splitlines())
    yield from _notes(system)


def latex_lines(found: list[Statement], system: System, steps: bool, notation: str) -> Iterator[Line]:
    """Displays for a LaTeX document, the verdicts as comments."""
    for s in found:
        yield f"% {s.name}" + (f": {s.verdict}" if s.verdict else ""), "dim"
        body = _with_steps(s, system, notation) if steps else s.latex
        yield f"\\[\n{body}\n\\]", ""


def markdown_lines(found: list[Statement], system: System, steps: bool, notation: str) -> Iterator[Line]:
    """Displays for a Markdown document, the verdicts before them."""
    for s in found:
        yield f"**{s.name}**" + (f" ({s.verdict})" if s.verdict else "") + "\n", ""
        body = _with_steps(s, system, notation) if steps else s.latex
        yield f"$$\n{body}\n$$\n", ""
    for line, style in _notes(system):
        yield f"*{line}*\n", style


def _notes(system: System) -> Iterator[Line]:
    for assumption in system.assumptions:
        left, right = (plain(present(side, system=system)) for side in (assumption.lhs, assumption.rhs))
        yield f"assumed: {left} = {right}, {assumption.reason}", "dim"


def _style(statement: Statement) -> str:
    if statement.judgement is None:
        return ""
    styles = {Verdict.PROVED: "green", Verdict.REFUTED: "bold red", Verdict.DEFINITION: ""}
    return styles.get(statement.judgement.overall, "yellow")
