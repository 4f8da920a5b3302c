"""Corroboration: a statement that fails is refuted only where enough around it holds.

A statement fails because it is wrong, or because something before it was read as what it is not.  In the second case
most of what follows fails or is not understood either; in the first its neighbours hold, and a small change makes it
hold too, or the derivation gives another equation.  Where either is missing, the reader is to blame as likely as the
author, and nothing is said.

It matters which change.  Of 104 statements that failed in notes that nobody had looked at before, 13 held, though they
were not proved then, with a symbol less, with ones that add examples up or with a product the other way round: 11 of
them were right and had been misread.  Of the 91 that another change made hold, 23 were right.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.mending.edits import RARE
from symbackprop.proofreading.reports.report import Correction, Finding

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
        return _open(finding, f"where {self.open} of {near} statements near by were not understood")


def is_doubtful(correction: Correction) -> bool:
    """Whether a repair is of a kind that a slip seldom is, and is not proved."""
    return correction.verdict is not Verdict.PROVED and not RARE.isdisjoint(correction.kinds)


def without_habits(findings: Sequence[Finding]) -> list[Finding]:
    """The findings, undecided where one change of a rare kind mends several: it is how the text writes something."""
    changes = Counter(_rare_change(finding) for finding in findings)
    each = ((finding, _rare_change(finding)) for finding in findings)
    return [rarely_mended(own, what) if what and changes[what] > 1 else own for own, what in each]


def _rare_change(finding: Finding) -> str:
    """What a repair changes that is of a rare kind."""
    found = finding.correction if finding.verdict is Verdict.REFUTED else None
    return found.what if found is not None and not RARE.isdisjoint(found.kinds) else ""


def rarely_mended(finding: Finding, what: str) -> Finding:
    """A finding that fails, undecided: what makes it hold is seldom a slip."""
    return _open(finding, f"and would hold with a change that is seldom a slip: {what}")


def unmended(finding: Finding) -> Finding:
    """A finding that fails, undecided: neither does a small change make it hold, nor is there an equation to derive."""
    return _open(finding, "and no small change makes it hold")


def _open(finding: Finding, why: str) -> Finding:
    reason = f"it fails as it is read here, {why}"
    return replace(
        finding, verdict=Verdict.UNDECIDED, reason=reason, counterexample=None, correction=None, marked=None, related=()
    )
