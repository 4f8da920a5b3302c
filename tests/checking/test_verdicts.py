"""What would be broken: a report that hides, or cannot be read."""

import pytest

from symbackprop.checking.verdicts import Counterexample, Judgement, Report, Verdict
from symbackprop.errors import RefutedError

WRONG = Judgement(Verdict.REFUTED, "dw1", ("m=2",), counterexample=Counterexample("m=2", "j=1, k=2", "0.5", "1.0"))
PROVED = Judgement(Verdict.PROVED, "delta1")
REPORT = Report((Judgement(Verdict.DEFINITION, "z1"), PROVED))


def test_require_accepts_definitions_and_returns_the_report():
    """Definitions are not claims."""
    assert REPORT.require(Verdict.PROVED) is REPORT


def test_require_raises_with_the_counterexample():
    """What is wrong, where, and both values."""
    with pytest.raises(RefutedError) as error:
        Report((PROVED, WRONG)).require(Verdict.PROVED)
    assert str(error.value) == "dw1 is refuted, not proved\n    expected  0.5\n    got       1.0   (j=1, k=2; m=2)"


def test_agreement_is_not_a_proof():
    """AGREES passes for AGREES, not for PROVED."""
    report = Report((Judgement(Verdict.AGREES, "dw1", ("m=2",)),))
    report.require(Verdict.AGREES)
    with pytest.raises(RefutedError, match="dw1 only agrees, not proved"):
        report.require(Verdict.PROVED)


def test_a_theorem_is_as_good_as_its_weakest_step():
    """A true equation with a false step is refuted."""
    judgement = Judgement(Verdict.PROVED, "delta1", steps=(PROVED, WRONG))
    assert judgement.overall is Verdict.REFUTED
    assert Report((judgement,)).refuted == (judgement,)


def test_the_cost_can_refute_but_need_not_prove():
    """Agreement with the cost at 50 digits leaves a proof by the chain rule a proof."""
    agreeing = Judgement(Verdict.PROVED, "dw1", cost=Judgement(Verdict.AGREES, "against the cost"))
    assert agreeing.overall is Verdict.PROVED
    assert Judgement(Verdict.PROVED, "dw1", cost=WRONG).overall is Verdict.REFUTED


def test_the_report_is_a_table():
    """Names, verdicts, for which sizes, the evidence, and the counts."""
    text = str(Report((PROVED, WRONG), assumptions=("Σ_k y_k = 1",)))
    assert text.splitlines() == [
        "delta1  proved      all sizes",
        "dw1     refuted     m=2 · at j=1, k=2 (m=2): left 0.5, right 1.0",
        "assumed: Σ_k y_k = 1",
        "1 proved, 1 refuted",
    ]
    assert "<td>refuted</td>" in Report((WRONG,))._repr_html_()
