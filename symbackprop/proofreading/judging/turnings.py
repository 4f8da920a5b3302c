r"""Where a chain or a text turns: what is right again behind a wrong link, and indices that are written both ways.

In a = b = c with a = c and a wrong b there is one mistake, and two links fail.  And where several formulas of a text
hold only with the indices of its weights the other way round, w_{kj} for w_{jk}, the text has both orders, and not
every one of these is a slip.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.reports.report import Finding
from symbackprop.proofreading.trials.outcomes import Found

if TYPE_CHECKING:
    from symbackprop.proofreading.judging.judge import Judge

RIGHT_AGAIN = "equal to the beginning of the chain; what stands between is refuted"
BOTH_WAYS = "the indices of weights stand in both orders in this text"
SEVERAL = 2
"""How many formulas with right sides of their own have to fail by the order of indices, so that it is no slip."""
TURNED = ("the other way round", "exchanged")
"""What repairs say that exchange indices."""


def turned(judge: "Judge", claimed: Sequence[Formula], found: Sequence[Finding]) -> list[Finding]:
    """The findings, links that are right again taken for right, and orders of indices left open."""
    failing = {f.number: finding for f, finding in zip(claimed, found, strict=True)
               if finding.verdict is Verdict.REFUTED}  # fmt: skip
    orders = {finding.latex.rpartition("=")[2] for finding in failing.values() if _is_order(finding)}
    settled = []
    for formula, finding in zip(claimed, found, strict=True):
        if formula.number in failing and _is_behind_wrong(formula, claimed, failing) and _is_right(judge, formula):
            finding = _cleared(finding, Verdict.AGREES, RIGHT_AGAIN)
        elif len(orders) >= SEVERAL and formula.number in failing and _is_order(finding):
            finding = _cleared(finding, Verdict.UNDECIDED, BOTH_WAYS)
        settled.append(finding)
    return settled


def _cleared(finding: Finding, verdict: Verdict, reason: str) -> Finding:
    return replace(finding, verdict=verdict, reason=reason, counterexample=None, correction=None, marked=None)


def _is_order(finding: Finding) -> bool:
    """Whether a repair does nothing but exchange indices."""
    what = finding.correction.what if finding.correction is not None else ""
    return what.endswith(TURNED) and "," not in what


def _is_behind_wrong(formula: Formula, claimed: Sequence[Formula], failing: dict[int, Finding]) -> bool:
    """Whether the link before one in its chain is refuted."""
    own = formula.statement
    return own.link > 0 and any(
        f.number in failing
        for f in claimed
        if (f.statement.display, f.statement.chain, f.statement.link) == (own.display, own.chain, own.link - 1)
    )


def _is_right(judge: "Judge", formula: Formula) -> bool:
    """Whether the right side of a link is what its chain begins with."""
    own = formula.statement
    heads = [f.left for f in judge.formulas
             if (f.statement.display, f.statement.chain, f.statement.link) == (own.display, own.chain, 0)]  # fmt: skip
    if not heads or heads[0] is None:
        return False
    whole = replace(formula, left=heads[0])
    readings = judge.election.tried(formula, judge.election.choose(formula.number))
    return any(judge.bench.court(formula.number, r).trial(whole).found is Found.TRUE for r in readings)
