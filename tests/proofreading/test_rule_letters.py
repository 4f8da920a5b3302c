"""Letters of a rule of calculus, and the last layer as code names it."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

QUOTIENT = r"""
$$\left(\frac{f}{g}\right)' = \frac{f'g - fg'}{g^2}$$
Let $u = e^z - e^{-z}$ and $v = e^z + e^{-z}$.
$$u' = e^z + e^{-z}, \quad v' = e^z - e^{-z}$$
$$\frac{d}{dz} \left( \frac{u}{v} \right) = \frac{u'v - uv'}{v^2} = \frac{4}{(e^z + e^{-z})^2}$$
"""
LAST = r"""
$$Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}, \quad A^{[l]} = \sigma(Z^{[l]})$$
$$J = \frac{1}{m} \sum_{i=1}^m (Y_i - AL_i)^2$$
$$\frac{\partial J}{\partial AL} = \frac{2}{m} (AL - Y)$$
"""
ONES = r"""
Here $\chi$ is any function.
$$Z^{[1]} = W^{[1]} A^{[0]} + b^{[1]}, \quad A^{[1]} = \chi(Z^{[1]})$$
$$\nabla_{Z^{[1]}} J = \nabla_{A^{[1]}} J * \frac{d\chi(Z^{[1]})}{dz}$$
$$\nabla_{b^{[1]}} J = \nabla_{Z^{[1]}} J \cdot (\dot{1}_{1 \times m})^T$$
"""


@pytest.mark.parametrize("note", [QUOTIENT, LAST, ONES], ids=["the quotient rule", "the last layer", "ones"])
def test_a_right_note_is_understood_throughout(note):
    """u′, a prime on a bracket, or AL was not taken for what the text makes of it."""
    assert all(f.verdict not in (Verdict.REFUTED, Verdict.UNDECIDED) for f in proofread(note, "note.md").findings)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [(r"v' = e^z - e^{-z}", r"v' = e^z + e^{-z}"), (r"\frac{4}{(e^z", r"\frac{2}{(e^z")],
)
def test_a_slip_is_found(right, wrong):
    """What was put in for u and v lets a mistake pass."""
    assert proofread(QUOTIENT.replace(right, wrong), "note.md").refuted


TOLD = r"$$y_j = \sigma(z_j)$$"


@pytest.mark.parametrize(
    ("note", "verdict"),
    [
        (r"$$\sigma' = o (1 - o)$$", Verdict.PROVED),
        (r"$$\sigma' = o (1 + o)$$", Verdict.REFUTED),
        (r"$$\sigma'(z) = a (1 - a)$$", Verdict.PROVED),
        (r"$$\sigma'(z) = a (1 - a^2)$$", Verdict.REFUTED),
        (TOLD + r"$$\sigma'(z) = y (1 - y)$$", Verdict.PROVED),
        (r"$$\sigma'(z) = y (1 - y)$$", Verdict.UNDECIDED),
        (r"$$o = W h$$ $$\sigma' = o (1 - o)$$", Verdict.UNDECIDED),
        (r"$$g' = a (1 - a)$$", Verdict.UNDECIDED),
    ],
)
def test_what_a_function_gives_may_have_a_letter_that_nothing_tells(note, verdict):
    """The o of σ′ = o (1 − o) is unknown, or any o is what σ gives."""
    assert proofread(note, "note.md").findings[-1].verdict is verdict
