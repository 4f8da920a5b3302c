"""The meaning of a document: a judge for the whole of it, and others for sections that are meant otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.amending.hypotheses import Hypothesis
from symbackprop.proofreading.chaining.chains import SAID as BY_CHAINS
from symbackprop.proofreading.chaining.chains import Chains
from symbackprop.proofreading.chaining.identities import SAID as BY_FORM
from symbackprop.proofreading.chaining.identities import is_identity
from symbackprop.proofreading.judging.judge import Judge
from symbackprop.proofreading.reports.report import Finding, Reading
from symbackprop.proofreading.worlds.effort import is_spent

NOWHERE = -1
"""The number of no statement."""


@dataclass(frozen=True)
class Part:
    """Claims of a document, by number, and their judge under what is held of them; all of them where it is whole."""

    judge: Judge
    held: tuple[Hypothesis, ...] = ()
    numbers: frozenset[int] = frozenset()
    section: tuple[str, ...] = ()

    def findings(self) -> tuple[dict[tuple[int, int], Finding], list[Reading]]:
        """The verdict on every statement by its place in the file, and how they were read."""
        findings, readings = self.judge.findings()
        findings = [self._told(f) for f in findings]
        held = (("amended", "; ".join(h.said for h in self.held)),) if self.held else ()
        section = " / ".join(filter(None, self.section))
        readings = [Reading((*r.choices, *held), section) for r in readings]
        places = {self.judge.formulas[n].statement.outer for n in self.numbers}
        return {f.outer: f for f in findings if not self.section or f.outer in places}, readings

    def _told(self, finding: Finding) -> Finding:
        """A finding as the hypotheses have it."""
        for hypothesis in self.held:
            finding = hypothesis.finding(self._numbers.get(finding.outer, NOWHERE), finding)
        return finding

    @cached_property
    def _numbers(self) -> dict[tuple[int, int], int]:
        """The numbers of the statements by their places in the file."""
        return {f.statement.outer: f.number for f in self.judge.formulas}


@dataclass(frozen=True)
class Meaning:
    """What a document means as a whole, and what sections mean by themselves; `written` judges it as it is written."""

    written: Judge
    whole: Part
    sections: tuple[Part, ...] = field(default=())

    def findings(self) -> tuple[list[Finding], list[Reading]]:
        """The verdict on every statement in its part of the document."""
        found, readings = self.whole.findings()
        for part in self.sections:
            own, said = part.findings()
            found |= own
            readings += said
        places = {f.statement.outer for f in self.written.formulas}
        return self._chained({place: f for place, f in found.items() if place in places}), readings

    def _chained(self, found: Mapping[tuple[int, int], Finding]) -> list[Finding]:
        """The findings with those of statements that are not understood, and follow by the chain rule.

        What holds by its form alone is neither left open nor refuted: no values can speak against it.
        """
        failed = {n for part in (self.whole, *self.sections) for n in part.judge.failed}
        whole = {f.statement.outer: f for f in self.written.formulas if len(f.sides) == 2}
        formulas = {place: f for place, f in whole.items() if f.number not in failed}
        chains = Chains(self.written.lexicon, self.written.formulas)
        settled = []
        for place, finding in found.items():
            formula = formulas.get(place) if finding.verdict is Verdict.UNDECIDED else None
            if formula is not None and not is_spent(self.written.until) and chains.holds(formula):
                finding = replace(finding, verdict=Verdict.AGREES, reason=BY_CHAINS)
            if finding.verdict in (Verdict.UNDECIDED, Verdict.REFUTED) and place in whole:
                is_formal = is_identity(whole[place], self.written.lexicon)
                finding = _by_form(finding) if is_formal else finding
            settled.append(finding)
        return settled


def _by_form(finding: Finding) -> Finding:
    return replace(
        finding, verdict=Verdict.AGREES, reason=BY_FORM, counterexample=None, correction=None, marked=None, related=()
    )
