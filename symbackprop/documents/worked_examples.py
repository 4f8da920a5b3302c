"""`{numbers}`: a worked example in a document, each quantity as a formula, with its numbers, and its value."""

from typing import Any

from symbackprop.documents import model
from symbackprop.documents.directives import Evaluator, Made, directive
from symbackprop.documents.formulas import Formula
from symbackprop.documents.networks import Declared
from symbackprop.documents.parsing import Directive
from symbackprop.documents.settings import suggestion
from symbackprop.explanation.example import Section, WorkedExample, explain
from symbackprop.explanation.renderings import block

SETTINGS = ("alpha", "freeze", "steps")
"""What stands among the numbers of a network without being the value of a quantity."""


@directive("numbers", options=("digits",))
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
    example = _example(network, int(digits), evaluator.notation(given))
    titles = {s.title.lower(): s for s in example.sections}
    wanted = given.argument.lower()
    if wanted and wanted not in titles:
        raise given.error(
            f"the example has no part {given.argument!r}", given.argument_place, **suggestion(wanted, titles)
        )
    if wanted:
        return _section(titles[wanted], int(digits))
    made: Made = []
    for section in example.sections:
        anchor = evaluator.parser.anchor(section.title)
        made += [model.Heading(3, (model.Text(section.title),), anchor), *_section(section, int(digits))]
    return made


def _example(network: Declared, digits: int, notation: Any) -> WorkedExample:
    settings = {key: value for key, value in network.numbers.items() if key in SETTINGS}
    values = {key: value for key, value in network.numbers.items() if key not in SETTINGS}
    return explain(network.system, values, digits=digits, notation=notation, **settings)


def _section(section: Section, digits: int) -> Made:
    made: Made = []
    for group in section.groups:
        if group.formula is not None:
            made.append(model.EquationBlock(Formula(group.formula), "", ""))
        if group.lines:
            made.append(model.EquationBlock(Formula(block(group, digits)), "", ""))
    if section.remark:
        made.append(model.Paragraph((model.Emphasis((model.Text(section.remark),)),)))
    return made
