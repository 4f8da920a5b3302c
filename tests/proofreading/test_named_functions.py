"""Letters of functions that have a name beside them: A = g(Z) and A = ReLU(Z)."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES)
NETWORK = r"""
$Z^{[1]} = W^{[1]} X + b^{[1]}$

NAMED

$Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}$, $A^{[2]} = Softmax(Z^{[2]})$

$dZ^{[2]} = A^{[2]} - Y$

$dZ^{[1]} = W^{[2]T} dZ^{[2]} * SLOPE$
"""
NAMED = (
    r"$A^{[1]} = g(Z^{[1]})$, where $g$ is rectified, so $A^{[1]} = ReLU(Z^{[1]})$",
    r"$A^{[1]} = g(Z^{[1]}) = ReLU(Z^{[1]})$",
)


@pytest.mark.parametrize("named", NAMED)
def test_a_letter_is_the_function_that_the_text_names(named: str) -> None:
    """g′ was that of any function beside the ReLU that is computed, and the right slope was refuted."""
    note = NETWORK.replace("NAMED", named)
    for slope in (r"g'(Z^{[1]})", r"ReLU'(Z^{[1]})"):
        assert proofread(note.replace("SLOPE", slope), "note.md").findings[-1].verdict in HOLDS
    for slip in (r"g(Z^{[1]})", r"g'(Z^{[2]})"):
        assert proofread(note.replace("SLOPE", slip), "note.md").findings[-1].verdict not in HOLDS


def test_two_names_leave_open_which_function_it_is() -> None:
    """A = g(Z), which is tanh or ReLU: nothing is put for g, and each slope that is named holds."""
    named = r"$A^{[1]} = g(Z^{[1]}) = \tanh(Z^{[1]})$ or $A^{[1]} = ReLU(Z^{[1]})$"
    note = NETWORK.replace("NAMED", named).replace("SLOPE", r"g'(Z^{[1]})")
    assert proofread(note, "note.md").findings[-1].verdict is not Verdict.PROVED
