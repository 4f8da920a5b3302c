"""What would be broken: a slip in a definition is said of all that follows from it, or of nothing."""

import pytest

import symbackprop as sb
from symbackprop.proofreading.amending.misprints import LAYOUTS, SCALES
from symbackprop.proofreading.mending.edits import KINDS

NOTE = r"""
$$u^{(k)} = M^{(k)} v^{(k-1)} + c^{(k)}$$
$$\sigma(s) = \frac{1}{1 + e^{-s}} \qquad \sigma'(s) = \sigma(s) (1 - \sigma(s)), \sigma'(s) = \sigma(s) - \sigma(s)^2$$
$$v^{(k)} = \sigma(u^{(k)})$$
$$E = \frac12 \sum_i (v^{(K)}_i - y_i)^2$$
$$\delta^{(k)} = \frac{\partial E}{\partial u^{(k)}}$$
$$\delta^{(K)} = (v^{(K)} - y) \odot v^{(K)} \odot (1 - v^{(K)})$$
$$\delta^{(k)} = (M^{(k+1)})^T \delta^{(k+1)} \odot \sigma'(u^{(k)})$$
$$\frac{\partial E}{\partial M^{(k)}} = \delta^{(k)} (v^{(k-1)})^T$$
$$\frac{\partial E}{\partial c^{(k)}} = \delta^{(k)}$$
"""


@pytest.mark.parametrize(
    ("right", "slip", "what", "lines"),
    [
        ("M^{(k)} v^{(k-1)} +", "M^{(k)} v^{(k)} +", "layer k-1 for v^{(k)}", []),
        ("1 + e^{-s}", "1 + e^{s}", "the other sign of the exponent", [3, 7]),
    ],
)
def test_a_slip_in_a_definition_is_found_by_what_follows(right, slip, what, lines):
    """Everything else holds; only the definition is wrong, and the lines that say so are named once each.

    A definition has no counterexample of its own: nothing else would show why it is refuted.
    """
    report = sb.check_document(NOTE.replace(right, slip))
    (wrong,) = report.refuted
    assert slip in wrong.latex and wrong.correction is not None and wrong.correction.what == what
    assert all(f.verdict in (sb.Verdict.PROVED, sb.Verdict.DEFINITION) for f in report if f is not wrong)
    assert [place.line for place, _ in wrong.related] == lines


def test_what_a_cost_is_multiplied_by_is_left_to_the_text():
    """Without its half the cost is another one, and the gradients are refuted, not the cost."""
    refuted = sb.check_document(NOTE.replace(r"\frac12 \sum", r"\sum")).refuted
    assert refuted and all("E =" not in f.latex for f in refuted)


def test_changes_that_are_left_to_the_text_are_kinds_of_edits():
    """A kind that is called otherwise would be tried again, and refute right definitions."""
    assert {*LAYOUTS, *SCALES} <= {kind.name for kind in KINDS}
