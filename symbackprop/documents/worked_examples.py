"""`{numbers}`: a worked example in a document, each quantity as a formula, with its numbers, and its value."""

import re

from symbackprop.documents import model
from symbackprop.documents.directives import Evaluator, Made, directive
from symbackprop.documents.formulas import Formula
from symbackprop.documents.networks import Declared
from symbackprop.documents.parsing import Directive
from symbackprop.documents.settings import suggestion
from symbackprop.documents.workspace import Workspace
from symbackprop.explanation.example import Section, WorkedExample, explain
from symbackprop.explanation.renderings import block
from symbackprop.typesetting.breaking import LINE
from symbackprop.typesetting.notation import Notation
from symbackprop.typesetting.presentation import Math, Space, joined
from symbackprop.typesetting.widths import width

Nudges = tuple[tuple[str, tuple[int, ...], str], ...] | None
SETTINGS = ("alpha", "freeze", "steps")
"""What stands among the numbers of a network without being the value of a quantity."""
_ENTRY = re.compile(r"\[[^\]]*\]")
_NUDGE = re.compile(r"(\w+)(?:\[([\d,]+)\])?=(\S+)")


@directive("numbers", options=("digits", "of", "lines", "nudges"))
def make_numbers(evaluator: Evaluator, given: Directive) -> Made:
    """The sections of the example that the argument names, or all of them under headings."""
    network = evaluator.network(given)
    if not network.numbers:
        raise given.error(
            f"the network {network.name} has no numbers", hint="numbers: {x: [0.05, 0.1], w1: [[…]], …} in the head"
        )
    digits = given.option("digits", "9")
    if not digits.isdigit():
        raise given.error(f"{digits!r} is no number of digits", given.where("digits"))
    example = _example(network, int(digits), evaluator.notation(given), _nudges(given), evaluator.workspace)
    titles = {s.title.lower(): s for s in example.sections}
    wanted = given.argument.lower()
    if wanted and wanted not in titles:
        raise given.error(
            f"the example has no part {given.argument!r}", given.argument_place, **suggestion(wanted, titles)
        )
    if wanted:
        return _section(_chosen(titles[wanted], given), int(digits), given.flag("lines"))
    made: Made = []
    for section in example.sections:
        anchor = evaluator.parser.anchor(section.title)
        made += [model.Heading(3, (model.Text(section.title),), anchor), *_section(section, int(digits))]
    return made


def _example(network: Declared, digits: int, notation: Notation, nudges: Nudges, workspace: Workspace) -> WorkedExample:
    """The example, worked out once for all directives that show a part of it."""
    key = (network.name, digits, notation, nudges)
    if key not in workspace.examples:
        settings = {name: value for name, value in network.numbers.items() if name in SETTINGS}
        values = {name: value for name, value in network.numbers.items() if name not in SETTINGS}
        workspace.examples[key] = explain(
            network.system, values, digits=digits, notation=notation, nudges=nudges, **settings
        )
    return workspace.examples[key]


def _nudges(given: Directive) -> Nudges:
    """`w1[1,2]=0.001` as the entry, counted from 0, and the change."""
    found = []
    for text in given.option("nudges").split():
        match = _NUDGE.fullmatch(text)
        if match is None:
            raise given.error(f"{text}: this is no change", given.where("nudges"), expected="w1[1,2]=0.001")
        where = tuple(int(n) - 1 for n in match[2].split(",")) if match[2] else ()
        found.append((match[1], where, match[3]))
    return tuple(found) or None


def _chosen(section: Section, given: Directive) -> Section:
    """The section with those quantities alone that `of` names; what is said of all of them does not stand then."""
    wanted = given.option("of").split()
    if not wanted:
        return section
    groups = {_ENTRY.sub("", g.lines[0].name): g for g in section.groups if g.lines}
    for name in wanted:
        if name not in groups:
            raise given.error(f"{section.title} has no {name}", given.where("of"), **suggestion(name, groups))
    return Section(section.title, tuple(groups[name] for name in wanted))


def _section(section: Section, digits: int, bare: bool = False) -> Made:
    """The displays of a section; `bare` without the equations for all entries."""
    made: Made = []
    waiting: list[Math] = []
    for group in section.groups:
        if group.formula is not None and not bare:
            if waiting and (group.lines or width(joined([*waiting, group.formula], Space(2))) > LINE):
                made.append(_display(joined(waiting, Space(2))))
                waiting = []
            waiting.append(group.formula)
        if group.lines:
            made += [_display(f) for f in waiting]
            waiting = []
            made.append(_display(block(group, digits)))
    if waiting:
        made.append(_display(joined(waiting, Space(2))))
    if section.remark:
        made.append(model.Paragraph((model.Emphasis((model.Text(section.remark),)),)))
    return made


def _display(tree: Math) -> model.EquationBlock:
    return model.EquationBlock(Formula(tree), "", "")
