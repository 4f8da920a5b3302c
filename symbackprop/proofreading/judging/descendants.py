"""What only goes on from a line that is wrong: the first wrong line is told, and not what was computed from it.

Where a formula is refuted, the number behind it is that of a wrong formula.  A later line with another number in its
place, or with what the formula is of, δ_1 = (1 − h) w δ_2 = 0.3 and then ∂E/∂w_1 = δ_1 x = 0.2, contradicts that one
alone, and may well be right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.latex.tree import Derivative, Name, Node, Number, Scripted
from symbackprop.proofreading.judging.wording import BEFORE
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.reports.report import Finding
from symbackprop.proofreading.vocabulary.likeness import Shape, normal


def without_descendants(claimed: Sequence[Formula], found: Sequence[Finding]) -> list[Finding]:
    """The findings, those undecided that a repair would give the number of a chain with a refuted formula."""
    wrong = [f for f, finding in zip(claimed, found, strict=True) if _is_wrong_formula(finding)]
    behind = {number: formula for formula in wrong for number in _numbers(formula, claimed)}
    computed = {normal(head): formula for formula in wrong if (head := _head(formula, claimed)) is not None}
    settled = []
    for formula, finding in zip(claimed, found, strict=True):
        source = behind.get(_put_in(finding)) or _computed_from(formula, finding, computed)
        if source is not None and source.number < formula.number:
            line = source.statement.place.line
            reason = f"this speaks against the number of line {line}, which is refuted"
            finding = replace(finding, verdict=Verdict.UNDECIDED, reason=reason, correction=None, counterexample=None)
        settled.append(finding)
    return settled


def _computed_from(formula: Formula, finding: Finding, computed: Mapping[Shape, Formula]) -> Formula | None:
    """The refuted formula of a quantity that a refuted line of numbers reads."""
    if finding.verdict is not Verdict.REFUTED or finding.reason != BEFORE or formula.left is None:
        return None
    return next((computed[shape] for n in formula.left.walk() if (shape := normal(n)) in computed), None)


def _is_wrong_formula(finding: Finding) -> bool:
    return finding.verdict is Verdict.REFUTED and finding.reason != BEFORE


def _chain(formula: Formula, claimed: Sequence[Formula]) -> list[Formula]:
    own = formula.statement
    return [f for f in claimed if f.statement.display is own.display and f.statement.chain == own.chain]


def _head(formula: Formula, claimed: Sequence[Formula]) -> Node | None:
    """What a chain that ends in a number is of, where that is a symbol or a slope."""
    head = _chain(formula, claimed)[0].left
    return head if isinstance(head, Name | Scripted | Derivative) and _numbers(formula, claimed) else None


def _numbers(formula: Formula, claimed: Sequence[Formula]) -> set[str]:
    """The numbers that the chain of a statement ends in, but 0 and 1, which mean anything."""
    chain = _chain(formula, claimed)
    rights = [f.right for f in chain if f.number >= formula.number and f.right is not None]
    return {n.text for side in rights[-1:] for n in side.walk() if isinstance(n, Number) and n.text not in ("0", "1")}


def _put_in(finding: Finding) -> str:
    """The number that the repair of a line of numbers puts in."""
    is_numeric = finding.verdict is Verdict.REFUTED and finding.reason == BEFORE and finding.correction is not None
    if not is_numeric or finding.correction is None:
        return ""
    number, _, _ = finding.correction.what.partition(" in place of ")
    return number.lstrip("-")
