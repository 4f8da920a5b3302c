"""What would be broken: a text that was misread is refuted statement after statement, or a lone slip is passed over."""

import pytest

import symbackprop as sb
from symbackprop.proofreading.judging.corroboration import NEAR, Support

HOLDING, OPEN = sb.Verdict.PROVED, sb.Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("holding", "open_", "with_repair", "without"),
    [(0, 0, True, True), (1, 1, True, False), (4, 1, True, True), (1, 2, False, False), (0, 1, False, False)],
)
def test_what_is_refuted_needs_statements_that_hold(holding, open_, with_repair, without):
    """Half of those near by where a small change mends it, four fifths where none does."""
    support = Support(holding, open_)
    assert (support.is_enough(is_mended=True), support.is_enough(is_mended=False)) == (with_repair, without)


def test_what_nothing_mends_needs_more():
    """Everything near by understood, and some of it right: most of such statements in unknown notes were misread."""
    clear = [Support(*counts).is_clear(is_slope=True) for counts in ((3, 0, 20), (2, 0, 20), (5, 1, 20), (1, 1, 4))]
    assert clear == [True, False, False, False]
    assert [Support(*counts).is_clear(is_slope=False) for counts in ((8, 0, 20), (1, 0, 4))] == [False, True]


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
