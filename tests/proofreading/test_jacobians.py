r"""What would be broken: a J that is said to be ∂f/∂x is taken for the cost, and no Jacobian of a text is checked."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

GOOD = {Verdict.PROVED, Verdict.AGREES}

NOTE = r"""
$$f(x) = W_2 \phi(W_1 x + b_1) + b_2$$
with $x \in \mathbb{R}^d$, $W_1 \in \mathbb{R}^{m \times d}$, $b_1 \in \mathbb{R}^m$, $W_2 \in \mathbb{R}^{k \times m}$
and $b_2 \in \mathbb{R}^k$.
$$z = W_1 x + b_1$$ $$h = \phi(z)$$ $$y = W_2 h + b_2$$
$$J(x) = \frac{\partial f(x)}{\partial x}$$
$$\frac{\partial \phi(z)}{\partial z} = \mathrm{diag}(\phi'(z))$$
$$J(x) = W_2 \, \mathrm{diag}(\phi'(W_1 x + b_1)) \, W_1$$
$$J(x)^T = W_1^T \, \mathrm{diag}(\phi'(z)) \, W_2^T$$
$$\frac{\partial L}{\partial h} = W_2^T \frac{\partial L}{\partial y}$$
$$\frac{\partial L}{\partial b_2} = \frac{\partial L}{\partial y}$$
"""
ENTRIES = r"""
$$s_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$$
$$J_{ij} = \frac{\partial s_i}{\partial z_j}$$
$$J_{ij} = s_i (\delta_{ij} - s_j)$$
$$J = \mathrm{diag}(s) - s s^T$$
$$L = -\sum_i y_i \log s_i$$
$$\frac{\partial L}{\partial z} = J^T \frac{\partial L}{\partial s}$$
"""
COMPUTED = r"""
$$z = W_1 x + b_1$$ $$h = \phi(z)$$ $$y = W_2 h + b_2$$
$$J(x) = W_2 \, \mathrm{diag}(\phi'(z)) \, W_1$$
$$\frac{\partial y}{\partial x} = J(x)$$
$$\frac{\partial L}{\partial h} = W_2^T \frac{\partial L}{\partial y}$$
$$\frac{\partial L}{\partial x} = J(x)^T \frac{\partial L}{\partial y}$$
$$\frac{\partial L}{\partial z} = \mathrm{diag}(\phi'(z)) W_2^T \frac{\partial L}{\partial y}$$
"""


def verdicts(text):
    """All verdicts, by what is said."""
    return {f.latex: f.verdict for f in proofread(text, "notes.md").findings}


@pytest.mark.parametrize("text", [NOTE, ENTRIES], ids=["of a network", "of softmax"])
def test_a_jacobian_is_no_cost(text):
    """What is said of it after the first line is one more definition of the cost, which nothing then depends on."""
    found = verdicts(text)
    assert set(found.values()) <= GOOD | {Verdict.DEFINITION}
    assert [v for k, v in found.items() if k.startswith("J") and r"\partial" not in k] != []
    assert all(v in GOOD for k, v in found.items() if k.startswith("J") and r"\partial" not in k)


@pytest.mark.parametrize(
    ("text", "right", "slip"),
    [
        (NOTE, r"\mathrm{diag}(\phi'(W_1", r"\mathrm{diag}(\phi(W_1"),
        (NOTE, r"J(x) = W_2", r"J(x) = -W_2"),
        (NOTE, r"\mathrm{diag}(\phi'(z))", r"\mathrm{diag}(\phi(z))"),
        (NOTE, r"= W_2^T", r"= W_2"),
        (COMPUTED, r"= J(x)^T", r"= J(x)"),
        (COMPUTED, r"\mathrm{diag}(\phi'(z)) W_2^T", r"\mathrm{diag}(\phi(z)) W_2^T"),
        (COMPUTED, r"h} = W_2^T", r"h} = W_2"),
        (ENTRIES, "- s_j)", "+ s_j)"),
        (ENTRIES, "- s s^T", "+ s s^T"),
    ],
)
def test_a_slip_is_refuted(text, right, slip):
    """A Jacobian may be anything once it has a name."""
    assert right in text
    assert [*verdicts(text.replace(right, slip, 1)).values()].count(Verdict.REFUTED) == 1


@pytest.mark.parametrize(
    "slip",
    [r"J(x) = W_1^T \, \mathrm{diag}(\phi'(W_1 x + b_1)) \, W_2^T", r"\frac{\partial L}{\partial x} = J(x) \nabla_y L"],
)
def test_what_holds_for_single_numbers_is_not_said_of_matrices(slip):
    """A swapped product of declared matrices agrees, because it would for one unit a layer."""
    *_, last = verdicts(NOTE + f"$${slip}$$").values()
    assert last not in GOOD


def test_a_cost_is_a_cost():
    """J of ∂J/∂w is read as a Jacobian, because a text has J(w) = ∂… somewhere."""
    text = r"""
    $$a = \sigma(w x + b)$$ $$J(w, b) = \frac{1}{2} (a - y)^2$$
    $$\frac{\partial J}{\partial w} = (a - y) a (1 - a) x$$
    """
    assert [*verdicts(text).values()][-1] in GOOD


def test_a_jacobian_is_defined_by_its_formula():
    """J(x) = W_2 diag(φ′(z)) W_1 is what ∂y/∂x is said to be, and no cost depends on anything else."""
    found = verdicts(COMPUTED)
    assert set(found.values()) <= GOOD | {Verdict.DEFINITION}
    assert [*found.values()].count(Verdict.DEFINITION) in (3, 4)


def test_a_network_without_activations_beside_it_refutes_no_jacobian():
    """f(x) = W_2 (W_1 x + b_1) + b_2, said by the way, is the only f there is, where shapes are declared."""
    line = r"$$J(x) = \frac{\partial f(x)}{\partial x}$$"
    text = NOTE.replace(line, r"$$f(x) = W_2 (W_1 x + b_1) + b_2$$" + line)
    assert Verdict.REFUTED not in verdicts(text).values()
    slip = verdicts(text.replace("J(x) = W_2", "J(x) = -W_2"))
    assert GOOD.isdisjoint(v for k, v in slip.items() if "-W_2" in k)
