"""Suspicions: statements that fail in a world that is not quite the text's, and that hold there after a small change.

What a cost or a state is may not have been understood: then any smooth function stands for it, or the usual layers.  A
statement that holds even so holds whatever the values are, and so does not hold by chance.  Where a statement fails
and a small change makes it such a one, the change says what was meant, and no value of what was not understood makes
the statement as it stands true beside it.  So does a slope of one computed entry by another, ∂a_4/∂a_5, which is none.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.judging.corroboration import Support
from symbackprop.proofreading.judging.likely_repairs import is_telling
from symbackprop.proofreading.judging.other_letters import UNTOLD_FUNCTION, is_other_letter
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.mending.mender import DEAREST, NEAR
from symbackprop.proofreading.readings.alternatives import described
from symbackprop.proofreading.reports.report import Finding
from symbackprop.proofreading.trials.outcomes import Found
from symbackprop.proofreading.vocabulary.contexts import Reading

if TYPE_CHECKING:
    from symbackprop.proofreading.judging.judge import Judge

FAILS = "it fails whatever the values are, where what is near it holds"
MOST = 3
"""Under how many readings a change is looked for: the likeliest, and those that most of the others need."""


class Suspicions:
    """Collects what fails where something was not understood, and decides in the end."""

    def __init__(self, judge: "Judge") -> None:
        self.judge, self.bench = judge, judge.bench
        self.found: dict[int, list[Reading]] = {}
        self.needed: Counter[Reading] = Counter()

    def note(self, formula: Formula, readings: Sequence[Reading]) -> None:
        """Remember a statement that fails under some readings, in worlds that are not the text's in all."""
        suspect = [r for r in readings if self.bench.trial(formula, r).is_suspect]
        if suspect:
            self.found[formula.number] = suspect

    def settled(
        self, claimed: Sequence[Formula], findings: Sequence[Finding], failed: Collection[int]
    ) -> list[Finding]:
        """The findings with all that are refuted."""
        found = list(findings)
        for at, formula in enumerate(claimed):
            if formula.number not in self.found or findings[at].verdict is not Verdict.UNDECIDED:
                continue
            if Support.of(findings, at, failed).is_enough(is_mended=True):
                found[at] = self._tried(formula, findings[at])
        return found

    def _tried(self, formula: Formula, finding: Finding) -> Finding:
        first, *rest = self.found[formula.number]
        readings = [first, *sorted(rest, key=lambda r: -self.needed[r])[: MOST - 1]]
        is_doubted = self.bench.trial(formula, first).is_doubted
        courts = [self.bench.court(formula.number, r) for r in readings]
        if is_doubted and any(self._holds_turned(formula, r) for r in readings):
            return finding
        mended = self.judge.mender.mend_once(formula, courts, NEAR if is_doubted else DEAREST)
        if mended is None or (is_doubted and not is_telling(mended.correction)):
            return finding
        if is_other_letter(mended, self.judge.lexicon):
            return replace(finding, reason=UNTOLD_FUNCTION)
        reading = readings[0]
        return replace(
            finding,
            verdict=Verdict.REFUTED,
            reason=FAILS if is_doubted else finding.reason,
            reading=described(reading),
            correction=mended.correction,
            marked=mended.marked,
        )

    def _holds_turned(self, formula: Formula, reading: Reading) -> bool:
        """Whether a statement holds where examples are columns and not rows, or the other way round, and states of the
        text can only there be computed as it says."""
        other = replace(reading, rows=not reading.rows)
        if not self._misfits(formula, reading) or self.bench.trial(formula, other).found is not Found.TRUE:
            return False
        return not self._misfits(formula, other)

    def _misfits(self, formula: Formula, reading: Reading) -> bool:
        """Whether states of layers cannot be computed as the text says."""
        return any(key.layer is not None for key in self.bench.court(formula.number, reading).world.doubts)
