"""Likely repairs: what makes a failing statement hold tells whether it is wrong, or was misread.

A slip is a transpose, a sign, an index, a layer or a slope; what holds only with a symbol less means something else by
that symbol.  Of 104 statements that failed in notes that nobody had looked at before, 13 held, though they were not
proved then, with a symbol less, with ones that add examples up or with a product the other way round: 11 of them were
right and had been misread.  Of the 91 that another change made hold, 23 were right.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.judging.corroboration import Support, left_open, unmended
from symbackprop.proofreading.judging.other_letters import UNTOLD_FUNCTION, is_other_letter
from symbackprop.proofreading.judging.wording import with_repair
from symbackprop.proofreading.lexicon.claim_forms import is_rated_step
from symbackprop.proofreading.lexicon.definitions import Formula, Lexicon
from symbackprop.proofreading.lexicon.function_names import CERTAIN, SPELLED
from symbackprop.proofreading.mending.corrections import Mended
from symbackprop.proofreading.mending.edits import KINDS, PRODUCTS, RARE, SCALES
from symbackprop.proofreading.reports.report import Correction, Finding
from symbackprop.proofreading.trials.ellipses import left_out
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.unlayered import WRITTEN_LAYER

SLOPE = "slope missing"
UNTELLING = RARE | {kind.name for kind in KINDS if kind.is_loose} | {"brackets", "coefficient"}
"""Changes that make many statements hold that mean something else."""


def with_likely(formula: Formula, finding: Finding, mended: Mended, support: Support, lexicon: Lexicon) -> Finding:
    """A finding that fails with its repair; undecided where that is not likely to be what was meant."""
    correction = mended.correction
    if is_other_letter(mended, lexicon):
        return replace(support.undecided(finding), reason=UNTOLD_FUNCTION)
    if correction.kinds == (WRITTEN_LAYER,):
        return replace(left_open(finding, ""), verdict=Verdict.AGREES, reason=f"with its layer: {correction.what}")
    if _is_of_case(finding.latex, correction.latex):
        return left_open(finding, f"and would hold with letters in the other case: {correction.what}")
    if is_doubtful(correction) and not support.is_clear:
        return rarely_mended(finding, correction.what)
    if is_scaled(correction) and is_rated_step(formula, lexicon):
        return at_another_rate(finding, correction.what)
    if correction.kinds == (SLOPE,) and _tells_function_later(formula, lexicon):
        return left_open(finding, "and what units make of what they are given is said only behind it")
    if correction.kinds == (PRODUCTS,) and left_out(formula) is not None:
        return unmended(finding)  # σ' W ⋯ σ' ∇C is a sketch, of which nobody means the kinds of products
    return with_repair(finding, mended)


def _is_of_case(one: str, other: str) -> bool:
    """Whether two equations differ only in which letters are capitals, e^{y_i} for Y_i: nobody means another Y."""
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()


def _tells_function_later(formula: Formula, lexicon: Lexicon) -> bool:
    """Whether the first unit that is more than linear stands behind a statement, which may be about linear ones."""
    named = lexicon.functions | SPELLED | CERTAIN
    applied = (d.number for d in lexicon.definitions if any(name_of(n) in named for n in d.body.walk()))
    return min(applied, default=-1) > formula.number


def is_doubtful(correction: Correction) -> bool:
    """Whether a repair is of a kind that a slip seldom is, and is not proved."""
    return correction.verdict is not Verdict.PROVED and not RARE.isdisjoint(correction.kinds)


def is_telling(correction: Correction) -> bool:
    """Whether a repair is a slip of the pen, which tells what was meant even where not all was understood."""
    return UNTELLING.isdisjoint(correction.kinds)


def is_scaled(correction: Correction) -> bool:
    """Whether a repair does nothing but put a number before a term, or take one away."""
    return bool(correction.kinds) and SCALES.issuperset(correction.kinds)


def at_another_rate(finding: Finding, what: str) -> Finding:
    """A step that is some times as long as the one at its rate: η (t − o) x for (t − o)², where η may be 2 η."""
    return left_open(finding, f"and would hold with another rate: {what}")


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
    return left_open(finding, f"and would hold with a change that is seldom a slip: {what}")
