"""Worked examples that show their network with numbers only."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

CHAIN = r"""
One input, tanh, then linear: x=0.5, w1=1.2, b1=-0.1, w2=-0.7, b2=0.3, and the target is 1.

$z = 1.2 \cdot 0.5 - 0.1 = 0.5$, $h = \tanh(0.5) = 0.4621$ and $\hat y = -0.7 \cdot 0.4621 + 0.3 = -0.0235$, so
$L = \tfrac12 (\hat y - 1)^2 = 0.5238$

$\partial L/\partial \hat y = -0.0235 - 1 = -1.0235$

$\partial L/\partial w_2 = -1.0235 \cdot 0.4621 = -0.4730$

$\partial L/\partial h = -1.0235 \cdot (-0.7) = 0.7165$

$\partial L/\partial z = 0.7165 \cdot (1 - 0.4621^2) = 0.5635$

$\partial L/\partial b_1 = 0.5635$
"""
NAMED = r"""
Inputs i1=0.6, i2=0.2, weights w1=0.3, w2=-0.1 (into h1), w3=0.5, w4=0.4 (into h2), w5=0.7, w6=-0.2 (into the output),
biases b1=0.1 and b2=0.25, sigmoid everywhere.

$net_{h1} = w_1 i_1 + w_2 i_2 + b_1 = 0.3*0.6 - 0.1*0.2 + 0.1 = 0.26$ and $out_{h1} = \frac{1}{1+e^{-0.26}} = 0.5646$;
in the same way $out_{h2} = 0.6177$.

$$net_{o} = 0.7*0.5646 - 0.2*0.6177 + 0.25 = 0.5217$$
$$out_o = 0.6275$$
$$E = \frac12 (0.9-0.6275)^2 = 0.0371$$
\begin{align}
\frac{\partial E}{\partial out_o} &= -(target - out_o) = -(0.9-0.6275) = -0.2725 \\
\frac{\partial out_o}{\partial net_o} &= out_o(1-out_o) = 0.2337 \\
\frac{\partial E}{\partial w_5} &= \frac{\partial E}{\partial out_o}\frac{\partial out_o}{\partial net_o} out_{h1}
\end{align}
"""
RELU = r"""
A net with ReLU: x = (1, 2), output weights v = (1, -2), output bias 0.3, linear.

$z_1 = 0.5\cdot 1 - 0.5\cdot 2 = -0.5$, $h_1 = 0$; $z_2 = 0.25\cdot 1 + 0.5\cdot 2 + 0.1 = 1.35$, $h_2 = 1.35$;
$\hat{y} = 1\cdot 0 - 2\cdot 1.35 + 0.3 = -2.4$ and $L = (-2.4 - 1)^2 = 11.56$.

$\frac{dL}{d\hat y} = 2(-2.4 - 1) = -6.8$, $\frac{dL}{dz_1} = 0$ and $\frac{dL}{dz_2} = -6.8\cdot(-2) = 13.6$
"""
VECTORS = r"""
x = (1, 3), w = (0.2, -0.4), b = 0.5, y = 1, and the cross-entropy.

$z = 0.2\cdot 1 - 0.4\cdot 3 + 0.5 = -0.5$, $a = \sigma(-0.5) = 0.3775$, $L = -\ln(0.3775) = 0.9741$

$\frac{\partial L}{\partial z} = a - y = -0.6225$

$$\frac{\partial L}{\partial w} = (a-y)\,x = (-0.6225,\ -1.8674)$$
"""


def verdicts(text: str) -> list[Verdict]:
    """What is said of every statement of a note."""
    return [f.verdict for f in proofread(text, "note.md").findings]


@pytest.mark.parametrize("note", [CHAIN, NAMED, RELU, VECTORS], ids=["chain", "named", "relu", "vectors"])
def test_numbers_tell_the_network(note):
    """Nothing said how the cost depends on a weight: no line has both in symbols."""
    assert not {Verdict.UNDECIDED, Verdict.REFUTED} & {*verdicts(note)}


@pytest.mark.parametrize(
    ("note", "was", "slip"),
    [
        (CHAIN, "(1 - 0.4621^2) = 0.5635", "(1 - 0.4621) = 0.3854"),
        (CHAIN, r"\partial b_1 = 0.5635", r"\partial b_1 = 0.2818"),
        (CHAIN, r"-1.0235 \cdot 0.4621 = -0.4730", r"-1.0235 \cdot 0.5 = -0.5118"),
        (NAMED, "-(target - out_o) = -(0.9-0.6275) = -0.2725", "target - out_o = 0.9-0.6275 = 0.2725"),
        (NAMED, "= out_o(1-out_o) = 0.2337", "= out_o(1+out_o) = 1.0213"),
        (NAMED, r"\frac{\partial out_o}{\partial net_o} out_{h1}", r"\frac{\partial out_o}{\partial net_o} out_{h2}"),
        (RELU, r"-6.8\cdot(-2) = 13.6", r"-6.8\cdot 1 = -6.8"),
        (RELU, r"-6.8\cdot(-2) = 13.6", "6.8"),
        (VECTORS, r"(a-y)\,x =", r"(y-a)\,x ="),
    ],
)
def test_a_slip_behind_numbers_is_found(note, was, slip):
    """The numbers of a wrong line are right by themselves, so that nothing was found."""
    assert was in note
    assert Verdict.REFUTED in verdicts(note.replace(was, slip))


def test_two_examples_tell_no_network():
    """The weights of the one would be those of the other."""
    second = CHAIN.replace("x=0.5", "x=2").replace(r"z = 1.2 \cdot 0.5 - 0.1 = 0.5", r"z = 0.9 \cdot 2 - 1.1 = 0.7")
    second = second.replace(r"\tanh(0.5) = 0.4621", r"\tanh(0.7) = 0.6044").split("so")[0]
    assert Verdict.REFUTED not in verdicts(CHAIN + second)


def test_a_number_that_is_no_value_of_a_function_stays_one():
    """The p would be some function of z."""
    found = proofread(r"$z = 0.2 \cdot 0.5 - 0.3 = -0.2$ and $p = 0.3$", "note.md").findings
    assert found[-1].verdict is Verdict.DEFINITION


SOFTMAX = r"""
Scores $z = (2,\ 0.5,\ -1)$, the right class is the second, so y = [0,1,0].

$$p = \left(\frac{7.389}{9.406},\frac{1.649}{9.406},\frac{0.368}{9.406}\right) = (0.786,\ 0.175,\ 0.039)$$

The loss is $L = -\ln p_2 = -\ln 0.1753 = 1.741$ and
$$\frac{\partial L}{\partial z_i} = p_i-y_i$$
here $\frac{\partial L}{\partial z} = (0.786,\ -0.825,\ 0.039)$.  With $x = (1,-2)^T$ and $z = Wx$:
$$\frac{\partial L}{\partial W} = (p-y)x^T$$
$$\frac{\partial L}{\partial x} = W^T(p-y)$$
"""


def test_a_list_that_is_the_softmax_of_another_is_that():
    """Nothing would say how the loss depends on the scores."""
    assert not {Verdict.UNDECIDED, Verdict.REFUTED} & {*verdicts(SOFTMAX)}


@pytest.mark.parametrize(
    ("was", "slip"),
    [
        (r"(0.786,\ -0.825,\ 0.039)", r"(-0.214,\ 0.175,\ 0.039)"),
        (r"p_i-y_i", r"y_i-p_i"),
        (r"W^T(p-y)", r"W(p-y)"),
        (r"(p-y)x^T", r"x(p-y)^T"),
    ],
)
def test_a_slip_behind_a_list_is_found(was, slip):
    """It would be taken for a number that is given, or for what nothing is known of."""
    assert was in SOFTMAX
    assert Verdict.REFUTED in verdicts(SOFTMAX.replace(was, slip))


@pytest.mark.parametrize(
    "note",
    [
        r"$a_1 = 0.5 \cdot 0.2 + 0.1 = 0.2$ and $a_2 = 0.5 \cdot 0.2 + 0.1 = 0.2$ and $a_3 = 0.2 \cdot 3 + 1 = 1.6$",
        r"x = (1, 2). $z = 1 \cdot 1 + 2 \cdot 2 = 5$, $p = (0.5, 0.5)$, $q = (900, -900)$, $L = -\ln 0.5 = 0.69$",
        r"w = (1, 2), x = (3, 4, 5). $z = 1 \cdot 3 + 2 \cdot 4 = 11$ and $a = -z$ and $\hat y = 0.9 - 2$",
    ],
)
def test_numbers_that_are_no_network_do_no_harm(note):
    """A list without weights stopped everything."""
    assert Verdict.REFUTED not in verdicts(note)
