"""What would be broken: a slip in the derivative of an activation has no repair, or one that nobody meant."""

import pytest

from symbackprop.proofreading.proofreader import proofread

NOTE = r"""
$$z^l = W^l a^{{l-1}} + b^l, \quad a^l = {}$$
$$C = \frac{{1}}{{2}} \lVert a^L - y \rVert^2$$
$$\delta^l = (W^{{l+1}})^T \delta^{{l+1}} \odot {}$$
"""
LAST = NOTE.replace(r"\delta^l = (W^{{l+1}})^T \delta^{{l+1}} \odot {}", r"\delta^L = {}")


@pytest.mark.parametrize(
    ("note", "function", "wrong", "right"),
    [
        (NOTE, r"\tanh(z^l)", r"(1 - a^l)", r"(1 - (a^l)^2)"),
        (NOTE, r"\max(0, z^l)", r"\mathbb{1}[z^l < 0]", r"\mathbb{1}[z^l > 0]"),
        (NOTE, r"\sigma(z^l)", r"z^l \odot (1 - z^l)", r"a^l \odot (1 - a^l)"),
        (LAST, r"\sigma(z^l)", r"a^L - y", r"(a^L - y) \odot \sigma'(z^L)"),
    ],
    ids=["no square", "the other side of 0", "z for a", "no slope, and none written anywhere"],
)
def test_the_slope_of_an_activation_is_mended(note, function, wrong, right):
    """What is nearest to the author's line, and holds."""
    finding = proofread(note.format(function, wrong), "notes.md").findings[-1]
    assert finding.correction is not None
    assert finding.correction.latex.endswith(right)
