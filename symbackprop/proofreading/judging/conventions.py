"""Conventions: what holds only in another convention than all around it is wrong in that of the document.

A sum over examples without 1/m is right where errors are those of the whole cost, and X^T δ where examples are rows.
So every statement is tried under each; but where others near by hold in one convention and fail in the other, and
hardly any the other way round, a statement that needs the other one is a slip.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.judging.corroboration import HOLDS
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.readings.alternatives import described
from symbackprop.proofreading.reports.report import Finding
from symbackprop.proofreading.trials.outcomes import Found
from symbackprop.proofreading.vocabulary.contexts import Reading

if TYPE_CHECKING:
    from symbackprop.proofreading.judging.judge import Judge

ENOUGH = 3
"""How many statements have to need a convention for each that needs the other one."""
NEAR = 20
"""How far away they may be."""


@dataclass(frozen=True)
class Need:
    """The reading that a statement needs, and the likelier one that it fails under."""

    likely: Reading
    needed: Reading


class Conventions:
    """Collects what holds in another convention than the likeliest, and decides in the end."""

    def __init__(self, judge: "Judge") -> None:
        self.judge, self.bench = judge, judge.bench
        self.found: dict[int, Need] = {}

    def note(self, formula: Formula, refuting: Sequence[Reading], needed: Reading) -> None:
        """Remember a statement that holds under a reading, and fails under likelier ones."""
        likely = refuting[0] if refuting else needed
        if likely != needed and likely == replace(
            needed, examples=likely.examples, errors=likely.errors, rows=likely.rows
        ):
            self.found[formula.number] = Need(likely, needed)

    def settled(self, claimed: Sequence[Formula], findings: Sequence[Finding]) -> list[Finding]:
        """The findings with all that is refuted."""
        found = list(findings)
        holding = [f.verdict in HOLDS for f in findings]
        for at, formula in enumerate(claimed):
            need = self.found.get(formula.number)
            if need is None or not holding[at]:
                continue
            near = range(max(0, at - NEAR), min(len(claimed), at + NEAR + 1))
            if self._is_alone(need, [claimed[n] for n in near if n != at and self._tells(claimed[n], formula)
                                     and holding[n]]):  # fmt: skip
                found[at] = self._tried(formula, findings[at], need)
        return found

    def _tells(self, other: Formula, formula: Formula) -> bool:
        """Whether one statement tells the convention of another: what is of one example none of what counts them."""
        election = self.judge.election
        return election.batch[other.number] or not election.is_counting(formula)

    def _is_alone(self, need: Need, others: Sequence[Formula]) -> bool:
        """Whether others need the likely convention, and hardly any the one that is needed here.

        A definition needs the one that its shapes fit.
        """
        fitting, other_fitting = (set(self.bench.fitting(r)) for r in (need.likely, need.needed))
        likely, own = len(fitting - other_fitting), 1 + len(other_fitting - fitting)
        for other in others:
            if other.number in self.judge.by_number or not self.judge.is_claim(other):
                continue
            found, other_found = (self.bench.trial(other, r).found for r in (need.likely, need.needed))
            likely += found is Found.TRUE and other_found is Found.FALSE
            own += found is Found.FALSE and other_found is Found.TRUE
        return likely >= ENOUGH * own

    def _tried(self, formula: Formula, finding: Finding, need: Need) -> Finding:
        court = self.bench.court(formula.number, need.likely)
        mended = self.judge.mender.mend_once(formula, [court])
        if mended is None:
            return finding
        return replace(
            finding,
            verdict=Verdict.REFUTED,
            reason=f"what is near it holds for {described(need.likely)}, this only for {described(need.needed)}",
            reading=described(need.likely),
            sizes=(),
            correction=mended.correction,
            marked=mended.marked,
        )
