"""Corroboration: a statement that fails is refuted only where enough around it holds.

A statement fails because it is wrong, or because something before it was read as what it is not.  In the second case
most of what follows fails or is not understood either; in the first its neighbours hold, and most often a small change
makes it hold too.  Where neither speaks for it, the reader is to blame as likely as the author, and nothing is said.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.reports.report import Finding

NEAR = 4
"""How many statements before and after one speak for it."""
NEEDED = {True: 0.5, False: 0.8}
"""The share of them that has to hold, where a small change makes the statement hold and where none does."""
HOLDS = (Verdict.PROVED, Verdict.AGREES)


def corroborated(findings: Sequence[Finding], doubtful: Collection[int]) -> list[Finding]:
    """The findings, those among the `doubtful` places that nothing speaks for undecided."""
    found = list(findings)
    for at in doubtful:
        if findings[at].verdict is Verdict.REFUTED:
            near = [f.verdict for f in (*findings[max(0, at - NEAR) : at], *findings[at + 1 : at + 1 + NEAR])]
            found[at] = _weighed(findings[at], sum(v in HOLDS for v in near), near.count(Verdict.UNDECIDED))
    return found


def _weighed(finding: Finding, holding: int, open_: int) -> Finding:
    correction = finding.correction
    is_mended = correction is not None and correction.is_near
    if (holding + 0.5) / (holding + open_ + 0.5) >= NEEDED[is_mended]:
        return finding
    reason = f"it fails as it is read here, where {open_} of {holding + open_} statements near by were not understood"
    return replace(
        finding, verdict=Verdict.UNDECIDED, reason=reason, correction=None, counterexample=None, marked=None, related=()
    )
