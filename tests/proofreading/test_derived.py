"""What would be broken: an equation that no small change mends is refuted without saying what holds instead."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread
from symbackprop.proofreading.reports.plain_data import as_data
from symbackprop.proofreading.reports.sarif import explanation

ROUND = r"""
$$z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}, \quad a^{(l)} = f(z^{(l)})$$
$$\delta^{(l)} = \frac{\partial J}{\partial z^{(l)}}$$
"""
BARE = r"$$z^l = w^l a^{l-1} + b^l, \quad a^l = \sigma(z^l)$$ $$\delta^l = \frac{\partial C}{\partial z^l}$$"


@pytest.mark.parametrize(
    ("forward", "wrong", "right"),
    [
        (
            ROUND,
            r"\frac{\partial J}{\partial W^{(2)}} = b^{(2)} + z^{(1)} - a^{(2)} z^{(2)}",
            r"\frac{\partial J}{\partial W^{(2)}} = \delta^{(2)} a^{(1)T}",
        ),
        (
            BARE,
            r"\frac{\partial C}{\partial w^l} = b^l + w^l - a^l z^l",
            r"\frac{\partial C}{\partial w^l} = \delta^{l} (a^{l-1})^{T}",
        ),
    ],
)
def test_the_derived_equation_is_offered_in_the_notation_of_the_author(forward, wrong, right):
    """Letters, layers and signs of the author, and the layer that the left side is about."""
    report = proofread(f"{forward}\n$${wrong}$$", "notes.md")
    finding = report.findings[-1]
    assert finding.verdict is Verdict.REFUTED
    assert finding.correction is not None
    assert finding.correction.verdict is Verdict.PROVED
    assert not finding.correction.is_near
    assert finding.correction.latex.replace(" ", "") in (
        right.replace(" ", ""),
        right.replace(" ", "").replace("{T}", "T"),
    )
    assert "derived" in explanation(finding)
    assert "derived" in str(report)
    assert as_data([report])["files"][0]["equations"][-1]["correction"]["near"] is False
