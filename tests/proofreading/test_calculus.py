"""What notes say of calculus before they come to networks: the chain rule, and lists of slopes."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)
RIGHT = {
    "the chain rule of a named function": r"""
If $q(x) = f(g(x))$ then $q'(x) = f'(g(x)) \cdot g'(x)$. In other words $(f \circ g)'(x) = f'(g(x)) \, g'(x)$.
With $y = f(u)$ and $u = g(x)$ we have $\frac{dy}{dx} = \frac{dy}{du} \frac{du}{dx} = f'(u) g'(x)$.
""",
    "primes of values": r"$$V(s) = A(B(C(s)))$$ $$V'(s) = V'(A) \cdot A'(B) \cdot B'(C) \cdot C'(s)$$",
    "a list of slopes": r"""
$$\frac{d}{dx} x^n = n x^{n-1}, \quad \frac{d}{dx} \ln(x) = \frac{1}{x}, \quad (x^k)' = k x^{k-1}$$
$$\frac{d}{dx} e^{ax} = a e^{ax}, \quad \frac{d}{dx} (ax + b) = a, \quad \frac{d}{dx} c = 0$$
""",
    "conditions within words": r"""
$$r(z) = \begin{cases} 0 & \text{if z < 0} \\ z & \text{if $z \geq 0$} \end{cases}$$
$$r'(z) = \begin{cases} 0 \text{ wenn z < 0 } \\ 1 \text{ wenn z > 0 } \end{cases}$$
""",
    "a slope as a limit": r"$$f'(x) = \lim_{h \to 0} \frac{f(x + h) - f(x)}{h}$$",
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_said_of_calculus_is_understood(name):
    """A rule of calculus is refuted, or its letters are taken for those of a network."""
    assert all(f.verdict in HOLDS for f in proofread(RIGHT[name], "note.md").findings)


def test_a_slip_in_a_list_of_slopes_is_found():
    """The numbers that letters of a rule stand for let a mistake pass."""
    assert proofread(RIGHT["a list of slopes"].replace("a e^{ax}", "e^{ax}"), "note.md").refuted
