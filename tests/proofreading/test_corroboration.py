"""What would be broken: a text that was misread is refuted statement after statement, or a lone slip is passed over."""

from dataclasses import replace

import pytest

import symbackprop as sb
from symbackprop.proofreading.judging.corroboration import NEAR, Support
from symbackprop.proofreading.judging.likely_repairs import is_doubtful, without_habits
from symbackprop.proofreading.reports.report import Correction

HOLDING, OPEN = sb.Verdict.PROVED, sb.Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("holding", "open_", "with_repair", "without"),
    [(0, 0, True, True), (1, 1, True, False), (4, 1, True, True), (1, 2, False, False), (0, 1, False, False)],
)
def test_what_is_refuted_needs_statements_that_hold(holding, open_, with_repair, without):
    """Half of those near by where a small change mends it, four fifths where none does."""
    support = Support(holding, open_)
    assert (support.is_enough(is_mended=True), support.is_enough(is_mended=False)) == (with_repair, without)


def test_what_nothing_mends_is_refuted_in_short_notes_alone():
    """Most of such statements in longer notes that nobody had looked at before were right, and had been misread."""
    assert [Support(*counts).is_clear for counts in ((8, 0, 20), (1, 0, 4), (1, 1, 4))] == [False, True, False]


@pytest.mark.parametrize(("kind", "verdict", "doubtful"), [
    ("symbol too many", sb.Verdict.AGREES, True),
    ("symbol too many", sb.Verdict.PROVED, False),
    ("transpose", sb.Verdict.AGREES, False),
])  # fmt: skip
def test_a_change_that_is_seldom_a_slip_has_to_be_proved(kind, verdict, doubtful):
    """With a factor less a statement may hold because a quantity in it was taken for another."""
    assert is_doubtful(Correction("a = b", "without c", verdict, kinds=(kind,))) is doubtful


def test_what_a_text_writes_again_and_again_is_its_habit():
    """The same factor too many in two formulas is no slip, whatever it means; a transpose may be lost twice."""
    *_, found = sb.check_document(r"$$z = w x + b$$ $$\frac{\partial z}{\partial w} = b$$")
    mends = (("without c", "symbol too many"), ("without d", "symbol too many"), ("transpose W", "transpose"))
    one, other, turned = (
        replace(found, correction=Correction("a = b", what, sb.Verdict.PROVED, kinds=(kind,))) for what, kind in mends
    )
    settled = without_habits([one, other, one, turned, turned])
    assert [f.verdict for f in settled] == [OPEN, sb.Verdict.REFUTED, OPEN, sb.Verdict.REFUTED, sb.Verdict.REFUTED]


def test_only_what_is_near_and_not_understood_counts():
    """What lies farther off says nothing, nor what was understood and is undecided for another reason."""
    note = r"$$z = w x + b$$ $$\frac{\partial z}{\partial w} = x$$ $$\frac{\partial z}{\partial b} = 1$$"
    definition, right, other = sb.check_document(note)
    unread = definition.__class__(definition.original, definition.outer, "?", "", OPEN)
    findings = [unread, *[right] * NEAR, other, unread, unread]
    assert right.verdict in (HOLDING, sb.Verdict.AGREES)
    assert Support.of(findings, NEAR + 1, ()) == Support(NEAR, 2, NEAR + 4)
    assert Support.of(findings, NEAR + 1, {NEAR + 2}) == Support(NEAR, 1, NEAR + 4)


def test_a_lone_slip_is_refuted():
    """Nothing near by was misread."""
    *_, wrong = sb.check_document(r"$$z = w x + b$$ $$\frac{\partial z}{\partial w} = b$$")
    assert wrong.verdict is sb.Verdict.REFUTED
