r"""What would be broken: x_{ji} as an input, entries of transposed matrices, primes of values, steps by one example."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES)
MITCHELL = r"""$$net_j = \sum_i w_{ji} x_{ji}, \quad o_j = \frac{1}{1 + e^{-net_j}}$$
$$E = \sum_{k} \frac{1}{2}(t_k - o_k)^2$$
$$\delta_j = -\frac{\partial E}{\partial net_j}$$
$$\delta_j = (t_j - o_j)\,o_j(1 - o_j)$$
$$\frac{\partial net_j}{\partial w_{ji}} = x_{ji}$$
$$\Delta w_{ji} = \eta\,\delta_j\,x_{ji}$$
"""
LAYERS = r"""$$z^{(l)}_i = \sum_{j} W^{(l)}_{ij} a^{(l-1)}_j + b^{(l)}_i$$
$$a^{(l)}_i = \sigma(z^{(l)}_i)$$
$$\delta^{(l)}_j = \frac{\partial L}{\partial z^{(l)}_j}$$
"""


def verdicts(text):
    """Those of all statements."""
    return [f.verdict for f in proofread(text, "notes.md").findings]


def test_an_input_may_be_named_by_the_unit_that_reads_it():
    """x_{ji} has the indices of w_{ji}; a wrong error beside it is not taken for right."""
    assert all(v in (*HOLDS, Verdict.DEFINITION) for v in verdicts(MITCHELL))
    assert verdicts(MITCHELL.replace(r"\delta_j\,x", r"\delta_i\,x"))[-1] not in HOLDS


def test_an_entry_of_a_transposed_matrix_has_its_indices_in_that_order():
    """(W)^T_{jk} is W_{kj}; (W)^T_{kj} is refuted."""
    said = r"$$\delta^{(l)}_j = \left(\sum_k (W^{(l+1)})^T_{jk} \delta^{(l+1)}_k\right) \sigma'(z^{(l)}_j)$$"
    assert verdicts(LAYERS + said)[-1] in HOLDS
    assert verdicts(LAYERS + said.replace("T_{jk}", "T_{kj}"))[-1] is Verdict.REFUTED


def test_a_step_by_the_costs_of_examples_needs_no_layer():
    """w′ = w − (η/m) Σ_j ∂C_{X_j}/∂w goes down in a text whose weights have layers; with a plus it is mended."""
    step = r"$$w \rightarrow w' = w-\frac{\eta}{m} \sum_j \frac{\partial C_{X_j}}{\partial w}$$"
    forward = r"$$a^l_j = \sigma(z^l_j)$$ $$z^l_j = \sum_k w^{l}_{jk} a^{l-1}_k + b^l_j$$"
    assert verdicts(step + forward)[0] in HOLDS
    found = proofread(step.replace("w-", "w+") + forward, "notes.md").findings[0]
    assert found.verdict is Verdict.REFUTED and "C_{X_j}" in found.correction.latex


def test_a_prime_makes_the_weighted_input_of_what_is_computed_from_it():
    """h = sigmoid(h′) says what h′ is; its slope is h (1 − h), and not h (1 + h)."""
    text = r"""$$hidden1' = x_1 w_1 + x_2 w_2 + b_1$$
$$hidden1 = sigmoid(hidden1')$$
$$\frac{\partial hidden1}{\partial hidden1'} = hidden1 (1 - hidden1)$$
$$\frac{\partial hidden1'}{\partial w_1} = x_1$$
"""
    assert [v in HOLDS for v in verdicts(text)] == [False, False, True, True]
    assert verdicts(text.replace("1 - hidden1", "1 + hidden1"))[2] not in HOLDS


def test_one_over_a_differential_is_not_understood():
    """Nothing is differentiated in 1/∂w (w x + b)."""
    text = r"$$z_j = \sum_i x_i w_{ij} + b_j$$ $$\frac{\partial z_j}{\partial b_j} = \frac{1}{\partial b_j} (b_j + 2)$$"
    assert verdicts(text)[-1] is Verdict.UNDECIDED


def test_a_definition_that_leaves_an_index_in_is_no_slip():
    """E_i = (o_i − t_i)²/2 beside E = (t − o)²/2 of one output is not mended to t."""
    text = r"""$$E_i = \frac{1}{2}(t_i - o_i)^2$$
$$E_i = \frac{1}{2}(o_i - t_i)^2$$
$$\frac{\partial E_i}{\partial o_i} = (o_i - t_i)$$
$$E = \frac{1}{2}(t - o)^2$$
$$\frac{\partial E}{\partial o} = (o - t)$$
$$\frac{\partial E}{\partial o} = \frac{1}{2} \cdot 2 (o - t)$$
"""
    assert [v in HOLDS for v in verdicts(text)][2:] == [True, False, True, True]
    assert verdicts(text.replace("= (o_i - t_i)", "= (t_i - o_i)"))[2] is Verdict.REFUTED


def test_a_slope_may_have_a_letter_of_its_own():
    """g^{[1]}′ z is σ′(z) where nothing else is said of g; at the wrong layer it is refuted.  An example of a g is no
    activation of the network, and nothing is refuted by its name."""
    text = r"""$$z^{[l]} = W^{[l]} a^{[l-1]} + b^{[l]}$$
$$a^{[l]} = \sigma(z^{[l]})$$
$$dz^{[2]} = a^{[2]} - y$$
$$dz^{[1]} = W^{[2]T} dz^{[2]} * g^{[1]\prime} z^{[1]}$$
$$dW^{[1]} = dz^{[1]} x^T$$
"""
    assert verdicts(text)[3] in HOLDS
    assert verdicts(text.replace("prime} z^{[1]}", "prime} z^{[2]}"))[3] is Verdict.REFUTED
    assert verdicts(r"$$g(z) = \max(0.01 z, z)$$" + text)[4] is Verdict.UNDECIDED


OF_UNITS = r"""
What unit $i$ hands to unit $j$ is $x_{ij}$. $$net_j = \sum_i w_{ij} x_{ij}$$
$$o_k = \phi(net_j)$$
$$E = \frac{1}{2} \sum_{k \in outputs} (t_k - o_k)^2, \quad \delta_i = -\frac{\partial E}{\partial net_i}$$
$$-\eta \frac{\partial E}{\partial net_j} \cdot x_{ij} = \eta \delta_j x_{ij}$$
$$\frac{\partial E}{\partial net_j}
= \left(\frac{\partial}{\partial o_j} \frac{1}{2} \sum_k (t_k - o_k)^2\right) o_j (1 - o_j)$$
$$\Delta w_{ij} = \eta (t_j - o_j) o_j (1 - o_j) x_{ij}$$
$$\delta_j = o_j (1 - o_j) \sum_{k \in Downstream(j)} \delta_k w_{jk}$$
$$\frac{\partial net_k}{\partial net_j} 
= \frac{\partial net_k}{\partial x_{jk}} \frac{\partial x_{jk}}{\partial net_j}$$
"""


def test_what_units_hand_on_is_what_they_give_out():
    """Links without a weight left x_{ij} a matrix, o_k = φ(net_j) left o without a formula, t_j was of hidden units."""
    assert [f.latex for f in proofread(OF_UNITS, "note.md").findings if f.verdict is Verdict.UNDECIDED] == []
    assert not any(f.verdict is Verdict.REFUTED for f in proofread(OF_UNITS, "note.md").findings)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\eta (t_j - o_j)", r"\eta (o_j - t_j)"),
        (r"(t_j - o_j) o_j (1 - o_j) x", r"(t_j - o_j) x"),
        (r"\cdot x_{ij} = ", r"\cdot x_{ji} = "),
        (r"= \eta \delta_j", r"= -\eta \delta_j"),
    ],
)
def test_slips_beside_what_units_hand_on_are_refuted(right, wrong):
    """The same letters, with one slip."""
    assert right in OF_UNITS
    found = proofread(OF_UNITS.replace(right, wrong), "note.md").findings
    assert any(f.verdict is Verdict.REFUTED for f in found)


@pytest.mark.parametrize(
    ("factor", "holds"),
    [
        (r"(W^{(l)})^T_j \delta^{(l+1)}", True),
        (r"((W^{(l)})^T)_j \delta^{(l+1)}", True),
        (r"(W^{(l)})^T_j \delta^{(l)}", False),
        (r"(W^{(l)})^T_i \delta^{(l+1)}", False),
        (r"(W^{(l)})_j \delta^{(l+1)}", False),
    ],
)
def test_a_row_is_of_what_is_transposed_before_it(factor, holds):
    """(W)^T_j was the column that row j of W is, and its product with an error was refuted."""
    forward = r"$$z^{(l+1)} = W^{(l)} a^{(l)}, \quad a^{(l)} = g(z^{(l)})$$"
    note = forward + rf"$$\delta_j^{{(l)}} = {factor} g'(z_j^{{(l)}})$$"
    assert (verdicts(note)[-1] in HOLDS) is holds
    assert (verdicts(note)[-1] is Verdict.REFUTED) is not holds
