r"""Where a chain or a text turns: what is right again behind a wrong link, and indices that are written both ways.

In a = b = c with a = c and a wrong b there is one mistake, and two links fail.  Where b is no slip that can be mended,
∇_W C = W for short, nothing is said of c.  And where several formulas of a text hold only with the indices of its
weights the other way round, w_{kj} for w_{jk}, the text has both orders, and not every one of these is a slip.  What
fails with examples in rows and holds with them in columns is refuted only where something that holds needs the rows.
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
BEHIND_OPEN = "it goes on from what fails as it is read here"
BOTH_WAYS = "the indices of weights stand in both orders in this text"
NO_LAYOUT = "it holds with examples laid out otherwise, and nothing that holds needs them as they are read here"
SEVERAL = 2
"""How many formulas with right sides of their own have to fail by the order of indices, so that it is no slip."""
ORDER = "indices swapped"
"""Of what kind repairs are that exchange indices."""


def turned(judge: "Judge", claimed: Sequence[Formula], found: Sequence[Finding]) -> list[Finding]:
    """The findings, links that are right again taken for right, and orders of indices left open."""
    each = list(zip(claimed, found, strict=True))
    failing = [f for f, own in each if own.verdict is Verdict.REFUTED or _is_left_open(judge, f, own)]
    unsettled = [f for f, own in each if _is_left_open(judge, f, own)]
    orders = {finding.latex.rpartition("=")[2] for _, finding in each if _is_order(finding)}
    settled = []
    for formula, finding in each:
        is_open = finding.verdict in (Verdict.REFUTED, Verdict.UNDECIDED)
        if is_open and _is_behind_wrong(formula, failing) and _is_right(judge, formula):
            finding = _cleared(finding, Verdict.AGREES, RIGHT_AGAIN)
        elif _is_unmended(finding) and _is_behind_wrong(formula, unsettled):
            finding = _cleared(finding, Verdict.UNDECIDED, BEHIND_OPEN)
        elif len(orders) >= SEVERAL and _is_order(finding):
            finding = _cleared(finding, Verdict.UNDECIDED, BOTH_WAYS)
        elif finding.verdict is Verdict.REFUTED and _is_only_laid_out(judge, formula, each):
            finding = _cleared(finding, Verdict.UNDECIDED, NO_LAYOUT)
        settled.append(finding)
    return settled


def _cleared(finding: Finding, verdict: Verdict, reason: str) -> Finding:
    return replace(finding, verdict=verdict, reason=reason, counterexample=None, correction=None, marked=None)


def _is_left_open(judge: "Judge", formula: Formula, finding: Finding) -> bool:
    """Whether a statement fails, and nothing is said of it."""
    return finding.verdict is Verdict.UNDECIDED and formula.number in judge.failed


def _is_only_laid_out(judge: "Judge", formula: Formula, each: Sequence[tuple[Formula, Finding]]) -> bool:
    """Whether a statement has wrong shapes in one layout only, for which nothing speaks but other slips."""
    own = next(iter(judge.failing.get(formula.number, ())), None)
    if own is None or not judge.bench.trial(formula, own).is_misfit:
        return False
    other, trial = replace(own, rows=not own.rows), judge.bench.trial
    if trial(formula, other).found is not Found.TRUE or set(judge.bench.fitting(own)) - set(judge.bench.fitting(other)):
        return False
    holding = (f for f, finding in each if finding.verdict in (Verdict.PROVED, Verdict.AGREES))
    return not any(trial(f, own).found is Found.TRUE and trial(f, other).found is Found.FALSE for f in holding)


def _is_unmended(finding: Finding) -> bool:
    """Whether nothing near what is refuted holds."""
    return finding.verdict is Verdict.REFUTED and finding.correction is None


def _is_order(finding: Finding) -> bool:
    """Whether a repair does nothing but exchange indices."""
    is_mended = finding.verdict is Verdict.REFUTED and finding.correction is not None
    return is_mended and finding.correction is not None and finding.correction.kinds == (ORDER,)


def _is_behind_wrong(formula: Formula, failing: Sequence[Formula]) -> bool:
    """Whether a link before one in its chain fails: the one before, or one whose right side was written out since."""
    own = formula.statement
    before = (f.statement for f in failing if f.number < formula.number)
    return own.link > 0 and any((s.display, s.chain) == (own.display, own.chain) for s in before)


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
