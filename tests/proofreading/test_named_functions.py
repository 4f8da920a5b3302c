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


UNIT = r"""
$$ z_1 = x_1 w_{11} + x_2 w_{12} + b_1 $$
$$ z_2 = x_1 w_{21} + x_2 w_{22} + b_2 $$
$$ \sigma(a_1) = \frac{1}{1 + e^{-z_1}} $$
$$ z = x \cdot w + b $$
$$ a = \sigma(z) = \frac{1}{1 + e^{-z}} $$
$$ \frac{\partial a}{\partial z} = \sigma(z) (1 - \sigma(z)) $$
"""


def test_what_a_function_gives_may_stand_within_it() -> None:
    """σ(a_1) is meant of a_1 = σ(z_1): it was refuted, with z_1 for a_1; another sign, or another letter, is a slip."""
    function = r"\sigma(a_1) = \frac{1}{1 + e^{-z_1}}"

    def verdict(said: str) -> Verdict:
        findings = proofread(UNIT.replace(function, said), "note.md").findings
        return next(f.verdict for f in findings if f.latex == said)

    assert verdict(function) is Verdict.UNDECIDED
    assert verdict(function.replace("-z_1", "z_1")) not in HOLDS
    assert verdict(function.replace("a_1", "b_1")) is Verdict.REFUTED


@pytest.mark.parametrize(
    ("slope", "holds"), [(r"\sigma", True), (r"\zeta'", True), (r"\zeta", False), (r"\sigma'", False)]
)
def test_the_function_of_any_state_is_that_of_layers(slope: str, holds: bool) -> None:
    """Where a = ζ(z) = ln(1 + e^z), the σ(z^l) of an error is ζ′(z^l), and no slip for σ′(z^l)."""
    note = r"$\zeta(z)=\ln(1+e^z)$, $a=\zeta(z)$, $\delta^{l}=\partial C/\partial z^{l}$"
    note += rf" $$\delta^l=(W^{{l+1}})^\top\delta^{{l+1}}\odot{slope}(z^l)$$"
    assert (proofread(note, "note.md").findings[-1].verdict in HOLDS) is holds


ON_ONE_LINE = r"""
$f(x) = w^\top r(Vx)$ where $r$ is the ReLU, $u=Vx$, $h=r(u)$, $\ell = \frac12 (f(x) - y)^2$
$$\frac{d\ell}{df} = f(x) - y$$
Call this number $g$. Then
$$\nabla_w \ell = g h, \quad \nabla_h \ell = g w, \quad \nabla_V \ell = (g w \odot \mathbf{1}[u>0]) x^\top$$
"""


@pytest.mark.parametrize(("right", "wrong"), [("", ""), ("[u>0]", "[u<0]"), ("x^", "h^")])
def test_words_name_a_function_and_slopes_a_model(right: str, wrong: str) -> None:
    """The r of r(Vx), the f of f(x) and the g of "this number" are known, and a slip is none of theirs."""
    last = proofread(ON_ONE_LINE.replace(right, wrong) if right else ON_ONE_LINE, "note.md").findings[-1]
    assert (last.verdict in HOLDS) is not bool(right)
