"""The proofreader: a document in, a verdict on every equation out."""

import warnings
from collections.abc import Sequence
from dataclasses import replace
from time import monotonic

from symbackprop.checking.verdicts import Counterexample, Verdict
from symbackprop.parsing.containers.continuations import continued
from symbackprop.parsing.containers.displays import Display, Original
from symbackprop.parsing.containers.excerpts import Excerpt
from symbackprop.parsing.containers.reading import container_of, read_displays
from symbackprop.parsing.containers.split import Statement, split_display
from symbackprop.parsing.latex.reading import read_side
from symbackprop.parsing.latex.refusal import NotUnderstood
from symbackprop.parsing.latex.tree import Node, Scripted
from symbackprop.parsing.latex.vocabulary import document_words
from symbackprop.proofreading.amending.hypotheses import Hypothesis
from symbackprop.proofreading.amending.search import meaning_of
from symbackprop.proofreading.judging.judge import Judge
from symbackprop.proofreading.lexicon.changes import find_change
from symbackprop.proofreading.lexicon.claim_forms import names_slope_of_layer
from symbackprop.proofreading.lexicon.constants import find_constants
from symbackprop.proofreading.lexicon.decorations import decorations, primed_names
from symbackprop.proofreading.lexicon.definitions import Formula, Lexicon, pairs_of, sides_of
from symbackprop.proofreading.lexicon.depth_letters import find_depth_letters
from symbackprop.proofreading.lexicon.gathering import lexicon_of
from symbackprop.proofreading.lexicon.implied import add_implied
from symbackprop.proofreading.lexicon.labels import name_letters, slope_letters
from symbackprop.proofreading.lexicon.letters import find_letters
from symbackprop.proofreading.lexicon.named_errors import add_named_errors
from symbackprop.proofreading.lexicon.named_outputs import add_named_outputs
from symbackprop.proofreading.lexicon.named_parts import with_named_parts
from symbackprop.proofreading.lexicon.renamed_costs import add_differentiated_costs, add_renamed_costs
from symbackprop.proofreading.lexicon.siblings import find_readers
from symbackprop.proofreading.lexicon.softmax_outputs import add_softmax_outputs
from symbackprop.proofreading.lexicon.spelt_out import find_spelt_out
from symbackprop.proofreading.lexicon.substituted import add_substituted, put_in
from symbackprop.proofreading.lexicon.told_by_slopes import add_told_by_slopes
from symbackprop.proofreading.lexicon.unit_errors import add_unit_errors, lettered_errors
from symbackprop.proofreading.lexicon.unnamed import find_unnamed
from symbackprop.proofreading.lexicon.vacuous_sums import add_meant_sums
from symbackprop.proofreading.lexicon.written_weights import find_written_weights
from symbackprop.proofreading.numeric.misspelt_functions import without_misspelt
from symbackprop.proofreading.numeric.told_by_numbers import add_told_by_numbers
from symbackprop.proofreading.proving.proofs import forget
from symbackprop.proofreading.readings.stated import refuse_cost, stated
from symbackprop.proofreading.reports.directives import groundless, read_directives
from symbackprop.proofreading.reports.faults import faults
from symbackprop.proofreading.reports.report import DocumentReport, Finding
from symbackprop.proofreading.stages import STAGES
from symbackprop.proofreading.trials.outcomes import Found, Trial
from symbackprop.proofreading.vocabulary.error_letters import error_letters
from symbackprop.proofreading.vocabulary.habits import habits_of
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import scripts
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS
from symbackprop.proofreading.vocabulary.notations import notation_named, usage_of
from symbackprop.proofreading.vocabulary.unit_letters import (
    chain_of,
    find_unit_letters,
    reads_its_own_kind,
    states_by_letters,
)
from symbackprop.proofreading.worlds.brackets_left_out import writes_entrywise
from symbackprop.proofreading.worlds.effort import AGAIN, SECONDS, metered, spend
from symbackprop.proofreading.worlds.moves import remembered

EFFORT = 40.0
"""How much is tried for a document, in seconds of an ordinary machine: the same on every one."""


def proofread(
    text: str,
    name: str,
    *,
    notation: str | None = None,
    cost: str | None = None,
    seconds: float = SECONDS,
    is_of_network: bool = False,
) -> DocumentReport:
    """Judge every equation of a document.

    How much is tried is counted in steps, so that a slow or a busy machine says the same; `seconds` of processor time
    are what it may take at most.

    A text `is_of_network` that begins with all equations of one: then it leaves less open than what somebody wrote.
    Its δ is ∂C/∂z and not −∂C/∂z, and ∂C/∂z, written out, is the derivative of the whole cost.

    Raises: DocumentError for what is no text; UsageError for a kind of document that is not read, for no notation, and
    for no cost.
    """
    if cost:
        refuse_cost(cost)
    started = monotonic()
    forget()
    displays = read_displays(text, name)
    formulas = read_formulas(displays)
    original = displays[0].original if displays else Original.of(name, text, container_of(name))
    said = read_directives(original, displays)
    asked = {key: value for key, value in (("notation", notation), ("cost", cost)) if value}
    conventions = {**asked, **said.conventions}

    def understood(hypotheses: Sequence[Hypothesis]) -> Judge:
        spend(AGAIN * len(formulas))
        more = [display for hypothesis in hypotheses for display in hypothesis.displays]
        read = _meant(read_formulas([*displays, *more]) if more else formulas, hypotheses)
        lexicon = lexicon_for(read, conventions.get("notation", ""), hypotheses, is_of_network)
        return Judge(lexicon, read, EFFORT, stated(conventions))

    with warnings.catch_warnings(), metered(seconds), remembered():
        warnings.simplefilter("ignore")
        findings, readings = meaning_of(understood).findings()
    findings = [replace(f, is_deliberate=said.is_deliberate(f.outer[0])) for f in findings]
    found = tuple(sorted((*faults(original, displays), *groundless(said, findings)), key=lambda f: f.outer))
    return DocumentReport(original, tuple(findings), found, tuple(readings), monotonic() - started)


def read_formulas(displays: Sequence[Display]) -> list[Formula]:
    """Every statement of a document with its sides read."""
    words = document_words(displays)
    found: list[Formula] = []
    last: dict[bool, Statement] = {}
    for display in displays:
        statements = continued(split_display(display), last.get(display.is_display))
        if statements:
            last[display.is_display] = statements[-1]
        for statement in statements:
            found.append(_formula(statement, len(found), words))
    for read in STAGES:
        found = list(read(found))
    return found


def lexicon_for(
    formulas: Sequence[Formula],
    notation: str = "",
    hypotheses: Sequence[Hypothesis] = (),
    is_of_network: bool = False,
) -> Lexicon:
    """The habits and definitions of a document.   Raises: UsageError for a notation that does not exist."""
    habits = _habits_for(formulas)
    for hypothesis in hypotheses:
        hypothesis.habits(habits)
        habits.forget()
    lexicon = lexicon_of(list(formulas), habits)
    without_misspelt(lexicon)
    lexicon.is_of_network = is_of_network
    for hypothesis in hypotheses:
        hypothesis.lexicon(lexicon)
    lexicon.usage = usage_of(notation_named(notation)) if notation else lexicon.usage
    add_meant_sums(lexicon, formulas)
    add_renamed_costs(lexicon)
    add_differentiated_costs(lexicon, formulas)
    find_letters(lexicon, formulas)
    add_told_by_numbers(lexicon, formulas)
    add_substituted(lexicon, formulas)
    with_named_parts(lexicon)
    add_named_outputs(lexicon, formulas)
    add_implied(lexicon, formulas)
    add_softmax_outputs(lexicon, formulas)
    add_told_by_slopes(lexicon, formulas)
    find_unnamed(lexicon)
    find_constants(lexicon, formulas)
    add_named_errors(lexicon, formulas)
    add_unit_errors(lexicon, formulas)
    find_change(lexicon, formulas)
    find_readers(lexicon)
    find_spelt_out(lexicon)
    find_written_weights(lexicon, formulas)
    lexicon.names_slopes_of_layers = any(names_slope_of_layer(f, habits) for f in formulas)
    lexicon.leaves_signs_out = not writes_entrywise(sides_of(formulas))
    return lexicon


def _meant(formulas: Sequence[Formula], hypotheses: Sequence[Hypothesis]) -> Sequence[Formula]:
    """The formulas of a document as they are meant under some hypotheses."""
    for hypothesis in hypotheses:
        formulas = hypothesis.formulas(formulas)
    return formulas


def _habits_for(formulas: Sequence[Formula]) -> Habits:
    """The habits that show in single formulas first, then those that show in what they read by them."""
    sides = sides_of(formulas)
    equations = [(f.left, f.right) for f in formulas if f.left is not None and f.right is not None]
    habits = habits_of(sides)
    habits.decorations, habits.primed = decorations(equations, habits), primed_names(equations, habits)
    habits.forget()
    habits.error_letters = error_letters(equations, habits) if habits.has_layers else frozenset()
    find_depth_letters(formulas, habits)
    within = [pair for left, right in equations if (pair := put_in(left, right)) is not None]
    habits.labels |= name_letters([*equations, *within], habits) | slope_letters(equations, habits)
    habits.forget()
    find_unit_letters(sides, pairs_of(formulas), habits)
    if not habits.chain:
        habits.lettered = states_by_letters(equations, habits) | lettered_errors(sides, habits)
    if not (habits.chain or habits.lettered or habits.has_layers) and reads_its_own_kind(equations, habits):
        nodes = (n for side in sides for n in side.walk() if isinstance(n, Scripted))
        habits.chain = chain_of([scripts(n) for n in nodes], WEIGHTS, 1)  # w_{ji} y_i below v_{kj} y_j
        habits.has_layers = bool(habits.chain)
        find_unit_letters(sides, pairs_of(formulas), habits)
    habits.forget()
    return habits


def _formula(statement: Statement, number: int, words: frozenset[str]) -> Formula:
    trouble, where = "", None
    sides: list[Node | None] = []
    for excerpt in (statement.left, statement.right):
        node, problem = _side(excerpt, words)
        sides.append(node)
        if problem is not None and not trouble:
            trouble, where = problem.reason, excerpt.span(*problem.span)
    if statement.display.is_cut_off and statement.is_claim and not trouble:
        trouble = "this goes on in code"
    return Formula(statement, sides[0], sides[1], number, trouble, where, statement.display.passage.headings)


def _side(excerpt: Excerpt, words: frozenset[str]) -> tuple[Node | None, NotUnderstood | None]:
    if not excerpt.text.strip():
        return None, None
    try:
        return read_side(excerpt.text, words), None
    except NotUnderstood as problem:
        return None, problem


__all__ = ["Counterexample", "Finding", "Found", "Trial", "Verdict", "proofread"]
