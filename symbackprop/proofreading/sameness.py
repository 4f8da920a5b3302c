"""Whether two equations say the same: the same tree, or sides that are the same quantity in the document's world."""

import warnings
from functools import lru_cache

from symbackprop.errors import SymbackpropError
from symbackprop.parsing.containers.displays import Original
from symbackprop.parsing.containers.macros import definitions
from symbackprop.parsing.containers.reading import read_displays
from symbackprop.parsing.containers.split import split_display
from symbackprop.parsing.latex.reading import read_side
from symbackprop.parsing.latex.refusal import NotUnderstood
from symbackprop.parsing.latex.tree import Node
from symbackprop.parsing.latex.vocabulary import document_words
from symbackprop.proofreading.judging.judge import Judge
from symbackprop.proofreading.lexicon.claim_forms import is_update
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.proofreader import lexicon_for, read_formulas
from symbackprop.proofreading.reports.report import DocumentReport
from symbackprop.proofreading.trials.outcomes import Found
from symbackprop.proofreading.vocabulary.likeness import normal


def same_meaning(report: DocumentReport, latex: str, true_latex: str) -> bool:
    """Whether an equation says what one link of another says, read as parts of a document."""
    judge = _judge(report.original)
    macros = "".join(report.original.text[d.start : d.end] for d in definitions(report.original.text))
    own, true = (_sides(judge, f"{macros} {written}") for written in (latex, true_latex))
    if len(own) < 2 or len(true) < 2:
        return False
    number = _number(report, judge, latex)
    return all(any(_is_same(judge, number, a, b) for b in true) for a in own)


@lru_cache(maxsize=32)
def _judge(original: Original) -> Judge:
    formulas = read_formulas(read_displays(original.text, original.name))
    judge = Judge(lexicon_for(formulas), formulas, float("inf"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        judge.election.vote(judge.until)
    return judge


def _sides(judge: Judge, latex: str) -> list[Node]:
    """The sides of all equations in a piece of LaTeX, with its macros, as far as they can be read."""
    words = document_words(dict.fromkeys(f.statement.display for f in judge.formulas))
    try:
        displays = read_displays(f"$$\n{latex}\n$$\n", "equation.md")
    except SymbackpropError:
        return []
    found = []
    for statement in (s for d in displays for s in split_display(d) if s.is_claim):
        for excerpt in (statement.left, statement.right):
            try:
                found.append(read_side(excerpt.text, words))
            except NotUnderstood:
                continue
    return found


def _number(report: DocumentReport, judge: Judge, latex: str) -> int:
    """The place in the document of the statement that an equation corrects."""
    places = [f.outer for f in report.findings if f.correction is not None and f.correction.latex == latex]
    return next((f.number for f in judge.formulas if f.statement.outer in places), len(judge.formulas) - 1)


def _is_same(judge: Judge, number: int, one: Node, other: Node) -> bool:
    if normal(one) == normal(other):
        return True
    formula = Formula(judge.formulas[number].statement, one, other, number)
    if is_update(formula, judge.lexicon.habits):
        return False
    readings = judge.election.choose(number)
    first = judge.election.batch.get(number, False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        trials = [judge.bench.court(number, readings[batch]).trial(formula) for batch in (first, not first)]
    return any(t.found is Found.TRUE for t in trials)
