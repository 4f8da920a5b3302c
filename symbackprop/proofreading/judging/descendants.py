"""What only goes on from a line that is wrong: the first wrong line is told, and not what was computed from it.

Where a formula is refuted, the number behind it is that of a wrong formula.  A later line with another number in its
place contradicts that one alone, and may well be right.
"""

from collections.abc import Sequence
from dataclasses import replace

from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.latex.tree import Number
from symbackprop.proofreading.judging.wording import BEFORE
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.reports.report import Finding


def without_descendants(claimed: Sequence[Formula], found: Sequence[Finding]) -> list[Finding]:
    """The findings, those undecided that a repair would give the number of a chain with a refuted formula."""
    wrong = [f for f, finding in zip(claimed, found, strict=True) if _is_wrong_formula(finding)]
    behind = {number: formula for formula in wrong for number in _numbers(formula, claimed)}
    settled = []
    for formula, finding in zip(claimed, found, strict=True):
        source = behind.get(_put_in(finding))
        if source is not None and source.number < formula.number:
            line = source.statement.place.line
            reason = f"this speaks against the number of line {line}, which is refuted"
            finding = replace(finding, verdict=Verdict.UNDECIDED, reason=reason, correction=None, counterexample=None)
        settled.append(finding)
    return settled


def _is_wrong_formula(finding: Finding) -> bool:
    return finding.verdict is Verdict.REFUTED and finding.reason != BEFORE


def _numbers(formula: Formula, claimed: Sequence[Formula]) -> set[str]:
    """The numbers that the chain of a statement ends in, but 0 and 1, which mean anything."""
    own = formula.statement
    chain = [f for f in claimed if f.statement.display is own.display and f.statement.chain == own.chain]
    rights = [f.right for f in chain if f.number >= formula.number and f.right is not None]
    return {n.text for side in rights[-1:] for n in side.walk() if isinstance(n, Number) and n.text not in ("0", "1")}


def _put_in(finding: Finding) -> str:
    """The number that the repair of a line of numbers puts in."""
    is_numeric = finding.verdict is Verdict.REFUTED and finding.reason == BEFORE and finding.correction is not None
    if not is_numeric or finding.correction is None:
        return ""
    number, _, _ = finding.correction.what.partition(" in place of ")
    return number.lstrip("-")
