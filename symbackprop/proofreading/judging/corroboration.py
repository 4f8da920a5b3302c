"""Corroboration: a statement that fails is refuted only where enough around it holds.

A statement fails because it is wrong, or because something before it was read as what it is not.  In the second case
most of what follows fails or is not understood either; in the first its neighbours hold, and a small change makes it
hold too, or the derivation gives another equation.  Where either is missing, the reader is to blame as likely as the
author, and nothing is said.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.reports.report import Finding

NEAR = 4
"""How many statements before and after one speak for it."""
NEEDED = {True: 0.5, False: 0.8}
"""The share of them that has to hold, where a small change makes the statement hold and where none does.

Both were chosen by counts over labelled notes: what they cost of slips found, and what they save of false alarms.
"""
FEW = 6
"""How many statements a note has in which little can have been misread, so that what fails is refuted though nothing
mends it.

In longer notes that had never been met, 7 of 10 statements that nothing mended were right.
"""
HOLDS = (Verdict.PROVED, Verdict.AGREES)


@dataclass(frozen=True)
class Support:
    """How many statements near one hold, how many were not understood, and how many there are in the document."""

    holding: int
    open: int
    together: int = 0

    @classmethod
    def of(cls, findings: Sequence[Finding], at: int, failing: Collection[int]) -> "Support":
        """That of one of the findings of a document; what is undecided though it fails was understood."""
        places = [n for n in range(max(0, at - NEAR), min(len(findings), at + 1 + NEAR)) if n != at]
        verdicts = [findings[n].verdict for n in places]
        open_ = [n for n in places if findings[n].verdict is Verdict.UNDECIDED and n not in failing]
        return cls(sum(v in HOLDS for v in verdicts), len(open_), len(findings))

    def is_enough(self, *, is_mended: bool) -> bool:
        """Whether a statement may be refuted, one half of a statement counted for it."""
        return (self.holding + 0.5) / (self.holding + self.open + 0.5) >= NEEDED[is_mended]

    @property
    def is_clear(self) -> bool:
        """Whether so little is said, and all of it understood, that what nothing mends may be refuted."""
        return not self.open and self.together <= FEW

    def undecided(self, finding: Finding) -> Finding:
        """The finding where it is not."""
        near = self.holding + self.open
        return left_open(finding, f"where {self.open} of {near} statements near by were not understood")


def unmended(finding: Finding) -> Finding:
    """A finding that fails, undecided: neither does a small change make it hold, nor is there an equation to derive."""
    return left_open(finding, "and no small change makes it hold")


def left_open(finding: Finding, why: str) -> Finding:
    """A finding that fails, undecided for a reason."""
    reason = f"it fails as it is read here, {why}"
    return replace(
        finding, verdict=Verdict.UNDECIDED, reason=reason, counterexample=None, correction=None, marked=None, related=()
    )
