r"""Short notes, which show little of their network: what they do show tells how the rest is meant."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES)
LOGITS = r"""
$p = \mathrm{softmax}(z)$, the loss is the cross-entropy.
$$\frac{\partial \mathcal L}{\partial z_j} = p_j - y_j$$
For $z = Wx+b$ we have
$\nabla_W \mathcal L = (p-y)x^T$, $\nabla_b\mathcal L = p-y$ and $\nabla_x \mathcal L = W^T(p-y)$.
"""
LINEAR_OUTPUT = r"""
$z_1 = W_1x,\ a_1=\sigma(z_1),\ z_2=W_2a_1,\ a_2=\sigma(z_2),\ \hat y = W_3a_2$, squares halved.
$$\frac{\partial L}{\partial W_3} = (\hat y - y)\,a_2^T$$
$$\frac{\partial L}{\partial W_2} = \left[W_3^T(\hat y - y)\odot\sigma'(z_2)\right]a_1^T$$
$$\delta_3 = \hat y - y$$
$$\delta_i = W_{i+1}^T\delta_{i+1}\odot\sigma'(z_i)$$
"""
RULES = r"""
$$\delta^L = \nabla_a C \odot \sigma'(z^L)$$
$$\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)$$
$$\frac{\partial C}{\partial b^l_j} = \delta^l_j$$
$$\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j$$
"""
LAYERS = r"""
Sigmoid: $y = \frac{1}{1+\exp(-x)}$, so
$$\frac{\partial L}{\partial x} = \frac{\partial L}{\partial y} y(1-y)$$
ReLU: $\frac{\partial y}{\partial x} = \begin{cases} 1 & (x > 0) \\ 0 & (x \leq 0) \end{cases}$

tanh: $\frac{\partial y}{\partial x} = 1 - y^2$
"""
NUMBERS = r"""
$$\delta^L = \frac{\partial C}{\partial a^L}\cdot\frac{\partial a^L}{\partial z^L}$$
$\frac{\partial C}{\partial b^L} = \delta^L$ and $\frac{\partial C}{\partial w^L} = \delta^L a^{L-1}$.

An example: $a^1 = \sigma(0.4) = 0.5987$.
"""
STEPS = r"""
The error is $e_k = d_k - y_k$, the activation the sigmoid.
$$\delta_k = e_k\, y_k(1-y_k)$$
$$w_{kj}(t+1) = w_{kj}(t) + \eta\,\delta_k\,y_j$$
$$\delta_j = y_j(1-y_j)\sum_k w_{kj}(t)\,\delta_k$$
$$w_{ji}(t+1) = w_{ji}(t) + \eta\,\delta_j\,x_i$$
"""
SLOPED = r"""
The field is $v_j = \sum_i w_{ji} y_i$, the output $y_j = \varphi(v_j)$.

$\varphi(v) = a\tanh(bv)$: $\varphi_j'(v_j) = \frac{b}{a}[a - y_j][a + y_j]$
"""
MARGIN = r"""
$f=w^\top h$, $\ell = \log(1+\exp(-y f))$
$$\nabla_w \ell = \frac{-y}{1+\exp(y f)} h$$
"""
NOTES = {
    "logits": (LOGITS, r"b\mathcal L = p-y", r"b\mathcal L = p+y"),
    "output": (LINEAR_OUTPUT, r"\left[W_3^T(\hat y - y)", r"\left[W_3(\hat y - y)"),
    "margin": (MARGIN, r"\exp(y f)", r"\exp(-y f)"),
    "rules": (RULES, "(w^{l+1})^T", "(w^{l})^T"),
    "layers": (LAYERS, "1 - y^2", "1 + y^2"),
    "numbers": (NUMBERS, r"\delta^L a^{L-1}", r"\delta^L a^{L}"),
    "constants": (SLOPED, r"\frac{b}{a}", r"\frac{a}{b}"),
    "steps": (STEPS, r"y_j(1-y_j)\sum_k w_{kj}(t)", r"(1-y_j)\sum_k w_{kj}(t)"),
}


@pytest.mark.parametrize(("note", "right", "wrong"), NOTES.values(), ids=NOTES)
def test_a_right_note_is_right_throughout(note, right, wrong):
    """Else what a text leaves out was taken for another network than it means, and right lines are refuted."""
    assert right in note
    assert not any(f.verdict is Verdict.REFUTED for f in proofread(note, "a.md").findings)
    assert holds(note, right)


@pytest.mark.parametrize(("note", "right", "wrong"), NOTES.values(), ids=NOTES)
def test_a_slip_does_not_hold_and_leaves_the_others_alone(note, right, wrong):
    """Else a network would be supposed that makes a wrong line true, or what is right beside it wrong."""
    findings = proofread(note.replace(right, wrong), "a.md").findings
    failing = [f for f in findings if f.verdict is Verdict.REFUTED]
    assert [f for f in failing if wrong in f.latex] == failing
    assert not holds(note.replace(right, wrong), wrong)


def test_weights_that_leave_their_layer_are_read_so():
    """Else an error that goes back by the weights of its own layer would be a slip in every text of that kind."""
    note = r"""
$$\delta^{l} = ((W^{l})^T \delta^{l+1}) \odot f'(z^{l})$$
$$\nabla_{W^{l}} J = \delta^{l+1} (a^{l})^T$$
$$\nabla_{b^{l}} J = \delta^{l+1}$$
"""
    assert all(f.verdict in HOLDS for f in proofread(note, "a.md").findings)


def test_an_output_that_is_compared_with_a_target_is_no_target():
    """Else y would be the target of the only quantity that a text computes, and ∂L/∂y = y − t wrong."""
    note = r"""
$u = wx + b = 0.5 \times 2 - 0.3 = 0.7$, $y = \sigma(0.7) = 0.6682$, $\frac{\partial L}{\partial y} = y - t$"""
    assert not any(f.verdict is Verdict.REFUTED for f in proofread(note, "a.md").findings)


def holds(note: str, said: str) -> bool:
    """Whether what a note says in some words holds."""
    return any(f.verdict in HOLDS for f in proofread(note, "a.md").findings if said.strip() in f.latex)


FIRST_EXAMPLE = r"""
One neuron per layer. The cost of a single example is $(a^{(L)} - y)^2$.
$$\frac{\partial C_0}{\partial a^{(L)}} = 2(a^{(L)} - y)$$
$$\frac{\partial a^{(L)}}{\partial z^{(L)}} = \sigma'(z^{(L)})$$
$$\frac{\partial C_0}{\partial w^{(L)}} = a^{(L-1)} \sigma'(z^{(L)}) 2(a^{(L)} - y)$$
The mean is $\frac{\partial C}{\partial w^{(L)}} = \frac{1}{n}\sum_{k=0}^{n-1} \frac{\partial C_k}{\partial w^{(L)}}$.
$$\frac{\partial C_0}{\partial a_k^{(L-1)}} = \sum_{j} w_{jk}^{(L)}\, \sigma'(z_j^{(L)})\, \frac{\partial C_0}{\partial a_j^{(L)}}$$
"""  # noqa: E501


def test_the_cost_of_the_first_example_stands_for_that_of_any():
    """Else nothing is known of C_0 where only its slopes are given."""
    assert all(f.verdict in HOLDS for f in proofread(FIRST_EXAMPLE, "a.md").findings)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"a^{(L-1)} \sigma'(z^{(L)}) 2(", r"a^{(L)} \sigma'(z^{(L)}) 2("),
        (r"\, \sigma'(z_j^{(L)})\,", r"\,"),
    ],
)
def test_no_slip_in_a_slope_of_the_first_cost_holds(right, wrong):
    """Else a linear output would be supposed for a lost σ′(z^{(L)}), which the text has elsewhere."""
    assert right in FIRST_EXAMPLE
    found = [f.verdict in HOLDS for f in proofread(FIRST_EXAMPLE.replace(right, wrong), "a.md").findings]
    assert found.count(False) == 1
