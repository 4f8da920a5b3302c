"""Texts that name several costs, squared error and cross-entropy, and then give the error for each.

A statement that names no cost, δ^L = a^L − y, is about the cost defined last; where it fails under that one, it may be
about another that the text defines beside it, or about the usual one for the output that is meant.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from symbackprop.parsing.latex.tree import Name, Scripted
from symbackprop.proofreading.lexicon import assumptions
from symbackprop.proofreading.lexicon.claim_forms import all_mentions
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.trials.bench import Bench
from symbackprop.proofreading.trials.outcomes import Found, Trial
from symbackprop.proofreading.vocabulary.contexts import Reading
from symbackprop.proofreading.vocabulary.marks import name_of, scripts
from symbackprop.proofreading.vocabulary.mentions import mentions
from symbackprop.proofreading.vocabulary.quantities import COSTS
from symbackprop.proofreading.worlds.costs import main_cost

LOGARITHMS = frozenset({"log", "ln", "lg"})


@dataclass(frozen=True)
class Held:
    """A statement that holds, the reading under which it does, and what its cost is called."""

    trial: Trial
    reading: Reading
    cost: str


def under_other_cost(bench: Bench, formula: Formula, readings: Sequence[Reading]) -> Held | None:
    """How a statement holds under a cost that stands beside the main one; None where it holds under none."""
    costs = list(_beside(bench, formula, readings[:1]))
    for cost in costs:
        for reading in readings:
            trial = bench.court_with(formula.number, reading, cost).trial(formula)
            if trial.found is Found.TRUE:
                return Held(trial, reading, f"the cost of line {cost.formula.statement.place.line}")
    for kind in assumptions.USUAL if costs else ():
        usual = replace(readings[0], cost=kind)
        trial = bench.court_with(formula.number, usual).trial(formula)
        if trial.found is Found.TRUE:
            return Held(trial, usual, f"the {kind} cost")
    return None


def spells_other_cost(formula: Formula, lexicon: Lexicon) -> bool:
    """Whether a link says of a cost that another statement spells out what another kind of cost is.

    E = Σ_n E_n = Σ_n (y_n − t_n)², or E = Σ_n E_n = −Σ_n t_n log y_n.
    """
    costs = [d for d in lexicon.definitions if d.mention.base in COSTS and not d.is_slope and not _is_sum_of_parts(d)]
    own = next((d for d in costs if d.number == formula.number and formula.statement.link), None)
    others = [d for d in costs if own is not None and (d.mention.base, d.mention.label) == _name(own)]
    return own is not None and any(_has_logarithm(d) is not _has_logarithm(own) for d in others)


def _name(definition: Definition) -> tuple[str, str]:
    return definition.mention.base, definition.mention.label


def _is_sum_of_parts(definition: Definition) -> bool:
    """Whether a cost is only said to be that of all examples, E = Σ_n E_n."""
    return any(name_of(scripts(n)[0]) in COSTS for n in definition.body.walk() if isinstance(n, Scripted))


def _has_logarithm(definition: Definition) -> bool:
    return any(isinstance(n, Name) and n.text in LOGARITHMS for n in definition.body.walk())


def _beside(bench: Bench, formula: Formula, readings: Sequence[Reading]) -> Iterator[Definition]:
    """The costs of a text that are no part of its main one, where a statement names none of them."""
    lexicon = bench.lexicon
    costs = [d for d in bench.active(formula.number) if d.mention.base in COSTS and not d.is_slope]
    named = {(lexicon.fold(m.base), m.label) for m in all_mentions(formula, lexicon.habits)}
    names = {(lexicon.fold(d.mention.base), d.mention.label) for d in costs}
    if len(names) < 2 or named & names:
        return
    for reading in readings:
        main = main_cost(bench.court(formula.number, reading).world)
        for cost in costs:
            own = lexicon.fold(cost.mention.base), cost.mention.label
            if own != (main.base, main.label) and not any(_reads(d, own, bench) for d in costs):
                yield cost


def _reads(definition: Definition, own: tuple[str, str], bench: Bench) -> bool:
    lexicon = bench.lexicon
    return any((lexicon.fold(m.base), m.label) == own for m in mentions(definition.body, lexicon.habits))
