"""Contradictions between a cost and the gradients that follow it: which of the two is wrong, the others tell.

A gradient that is false under the cost in force may hold under another one that the document wrote elsewhere, or
under one of the usual costs.  Where several gradients say so and none needs the cost as it stands, the cost is to
blame.  Where it is one against one, the cost that the text defines stands, unless the text speaks of the other one, or
of constants that it leaves out: then nothing is decided.  Both places are named.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.latex.tree import Apply, Derivative, Differential, Nabla, Scripted
from symbackprop.proofreading.lexicon import assumptions
from symbackprop.proofreading.lexicon.claim_forms import all_mentions
from symbackprop.proofreading.lexicon.definitions import Definition, Formula
from symbackprop.proofreading.reports.report import Correction, Finding, first_on_lines
from symbackprop.proofreading.trials.outcomes import Found
from symbackprop.proofreading.vocabulary.contexts import Reading
from symbackprop.proofreading.vocabulary.likeness import normal
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import mentions
from symbackprop.proofreading.vocabulary.quantities import COSTS, DECAYS, TARGETS
from symbackprop.proofreading.worlds.costs import main_cost

if TYPE_CHECKING:
    from symbackprop.proofreading.judging.judge import Judge

ENOUGH = 2
"""How many gradients outweigh a cost that none needs."""
MOST = 24
"""How many claims are asked whether they need the cost."""
SCALED = re.compile(
    "constant|konstant|ignor|absorb|omit|neglect|factor of (?:2|two)|up to a|proportional"
    "|vernachlässig|négligea|desprec|常数|係数|忽略|省略|定数|無視|무시|상수",
    re.IGNORECASE,
)
"""What a text says that leaves out the constants of its cost."""


@dataclass(frozen=True)
class Other:
    """The cost that a claim contradicts, and the one under which it holds: a definition, or one of the usual costs."""

    blamed: Definition
    instead: Definition | None
    usual: str
    reading: Reading


class Contradictions:
    """Collects what contradicts a cost in one document, and decides in the end."""

    def __init__(self, judge: "Judge") -> None:
        self.judge, self.bench = judge, judge.bench
        self.found: dict[int, Other] = {}

    def note(self, formula: Formula, readings: list[Reading]) -> None:
        """Remember a refuted claim that holds under another cost; that of a given network is not in question."""
        if self.judge.lexicon.is_of_network:
            return
        costs = [d for d in self.bench.active(formula.number) if d.mention.base in COSTS and not d.mention.label]
        main = main_cost(self.bench.court(formula.number, readings[0]).world)
        named = {m.base for m in all_mentions(formula, self.judge.lexicon.habits)} | {main.base}
        costs = [d for d in costs if {d.mention.base, self.judge.lexicon.fold(d.mention.base)} & named]
        costs = [d for d in costs if not self._is_by_another(d)]
        for cost in costs:
            other = self._other(formula, cost, readings[:2])
            if other is not None:
                self.found[formula.number] = other
                return

    def _other(self, formula: Formula, cost: Definition, readings: list[Reading]) -> Other | None:
        for reading in readings:
            rest = self.bench.active(formula.number, cost)
            instead = next((d for d in rest if self._is_same(d, cost)), None)
            if instead is not None:
                court = self.bench.court(formula.number, reading, cost)
                if court.trial(formula).found is Found.TRUE:
                    return Other(cost, instead, "", reading)
            for kind in assumptions.USUAL:
                court = self.bench.court_with(formula.number, replace(reading, cost=kind))
                if court.trial(formula).found is Found.TRUE:
                    return Other(cost, None, kind, reading)
        return None

    def _is_by_another(self, cost: Definition) -> bool:
        """Whether a cost is some number of another that the text defines nowhere: MSE = 2J says nothing of J."""
        read = {m.base for m in mentions(cost.body, self.judge.lexicon.habits)}
        return bool(read) and read <= COSTS - {d.mention.base for d in self.judge.lexicon.definitions}

    def _is_same(self, one: Definition, other: Definition) -> bool:
        fold = self.judge.lexicon.fold
        return (fold(one.mention.base), one.mention.label) == (fold(other.mention.base), other.mention.label)

    def settled(self, findings: dict[int, Finding]) -> dict[int, Finding]:
        """The findings with every contradiction decided, or both places named."""
        against: defaultdict[int, list[int]] = defaultdict(list)
        for number, other in self.found.items():
            if findings[number].verdict is Verdict.REFUTED:
                against[other.blamed.number].append(number)
        for cost, claims in against.items():
            findings = self._decided(findings, self.found[claims[0]].blamed, claims) if cost in findings else findings
        return findings

    def _decided(self, findings: dict[int, Finding], cost: Definition, claims: list[int]) -> dict[int, Finding]:
        found = dict(findings)
        place = cost.formula.statement.place
        if self._is_needed(self.found[claims[0]], findings):
            for number in claims:
                related = (*found[number].related, (place, "the cost"))
                found[number] = replace(found[number], related=related)
            return found
        is_alone = self._sources(claims) < ENOUGH
        if is_alone and self._is_written_out(claims[0]) and self._is_firm(self.found[claims[0]]):
            for number in claims:
                found = self._against(found, cost, number)
            return found
        for number in claims:
            claim = replace(
                found[number], correction=None, counterexample=None, marked=None, related=((place, "the cost"),)
            )
            if not is_alone:
                found[number] = replace(claim, verdict=Verdict.AGREES, reason=f"with {self._named(number)}")
            else:
                reason = f"contradicts the cost at line {place.line}: it holds with {self._named(number)}"
                found[number] = replace(claim, verdict=Verdict.UNDECIDED, reason=reason)
        if not is_alone and not self._has_penalty(cost):
            found[cost.number] = self._blamed(found[cost.number], claims, found)
        return found

    def _has_penalty(self, cost: Definition) -> bool:
        """Whether a cost has a part for the size of weights, which texts leave out of their gradients."""
        return any(m.base in DECAYS for m in mentions(cost.body, self.judge.lexicon.habits))

    def _sources(self, claims: list[int]) -> int:
        """How many gradients say something of their own: δ = (a − y) ⊙ σ′(z) puts in what ∇_a C = a − y says."""
        rights = {normal(r) for n in claims if (r := self.judge.formulas[n].right) is not None}
        return sum(not any(other != own and _holds(own, other) for other in rights) for own in rights)

    def _is_written_out(self, number: int) -> bool:
        """Whether a gradient is computed from the targets themselves, and not from other slopes of some cost."""
        right, habits = self.judge.formulas[number].right, self.judge.lexicon.habits
        if right is None or any(isinstance(n, Derivative | Differential | Nabla) for n in right.walk()):
            return False
        return any(m.base in TARGETS for m in mentions(right, habits))

    def _is_firm(self, other: Other) -> bool:
        """Whether nothing in the text but one gradient speaks for another cost than the squares that it defines.

        A cost of logarithms may well be misprinted itself: it has more places for a slip than its gradient.
        """
        original = other.blamed.formula.statement.display.original
        if other.instead is not None or not _squares(other.blamed) or SCALED.search(original.text):
            return False
        usual = assumptions.COSTS[other.usual]
        return usual.is_of_squares or not usual.is_spoken_of(original.text)

    def _against(self, findings: dict[int, Finding], cost: Definition, number: int) -> dict[int, Finding]:
        """The findings with one claim refuted by the cost, and by what cost it would hold."""
        place = cost.formula.statement.place
        reason = f"not by the cost of line {place.line}: it holds with {self._named(number)}"
        related = (*findings[number].related, (place, "the cost"))
        return {**findings, number: replace(findings[number], reason=reason, related=related)}

    def _named(self, number: int) -> str:
        other = self.found[number]
        if other.instead is not None:
            return f"the cost of line {other.instead.formula.statement.place.line}"
        return f"the {other.usual} cost"

    def _blamed(self, finding: Finding, claims: list[int], found: dict[int, Finding]) -> Finding:
        places = first_on_lines(found[n].place for n in claims)[:3]
        lines = ", ".join(str(place.line) for place in places)
        instead = self.found[claims[0]].instead
        correction = None
        if instead is not None:
            own = instead.formula.statement
            latex = f"{own.left.text} {own.relation} {own.right.text}"
            correction = Correction(latex, f"as at line {own.place.line}", Verdict.AGREES)
        return replace(
            finding,
            verdict=Verdict.REFUTED,
            reason=f"the gradients at line {lines} are those of {self._named(claims[0])}",
            correction=correction,
            related=tuple((place, "its gradient") for place in places),
        )

    def _is_needed(self, other: Other, findings: dict[int, Finding]) -> bool:
        """Whether some gradient holds with the cost as it stands, and not with the other one."""
        cost = other.blamed
        followers = [
            d.number for d in self.judge.lexicon.definitions if self._is_same(d, cost) and d.number > cost.number
        ]
        until = min(followers, default=len(self.judge.formulas))
        asked = 0
        for formula in self.judge.claims:
            if not cost.number < formula.number < until or formula.number in self.judge.by_number:
                continue
            finding = findings.get(formula.number)
            if finding is None or finding.verdict not in (Verdict.AGREES, Verdict.PROVED):
                continue
            asked += 1
            if asked > MOST:
                break
            reading = self.judge.election.choose(formula.number)[self.judge.election.batch[formula.number]]
            holds = self.bench.trial(formula, reading).found is Found.TRUE
            if not holds:
                continue
            if other.instead is not None:
                court = self.bench.court(formula.number, reading, cost)
            else:
                supposed = replace(reading, cost=other.usual, errors=other.reading.errors)
                court = self.bench.court_with(formula.number, supposed)
            trial = court.trial(formula)
            if trial.found is not Found.TRUE and not trial.is_doubted:
                return True
        return False


def _holds(whole: Any, part: Any) -> bool:
    """Whether a formula is a part of another."""
    return whole == part or (isinstance(whole, tuple) and any(_holds(piece, part) for piece in whole))


def _squares(cost: Definition) -> bool:
    """Whether a cost is one of squares, whatever it is multiplied by."""
    nodes = list(cost.body.walk())
    has_square = any(isinstance(n, Scripted) and name_of(n.sup) == "2" for n in nodes)
    return has_square and not any(isinstance(n, Apply) for n in nodes)
