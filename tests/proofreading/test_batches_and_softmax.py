"""Softmax by its entries, the cost of one example, weights that leave, cases of indices, sums over whole batches."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = {Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION}
SOFTMAX = r"""
$$p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$$
$$L = -\sum_k y_k \log p_k$$
"""
SINGLE = r"""
$$z^{(l+1)} = W^{(l)} a^{(l)} + b^{(l)}$$
$$a^{(l+1)} = f(z^{(l+1)})$$
$$J(W,b;x,y) = \frac{1}{2} \left\| h_{W,b}(x) - y \right\|^2$$
$$\delta^{(n_l)} = -(y - a^{(n_l)}) \odot f'(z^{(n_l)})$$
$$\delta^{(l)} = \left((W^{(l)})^T \delta^{(l+1)}\right) \odot f'(z^{(l)})$$
"""


def verdict(note, equation):
    """The verdict on one more equation below a small note, whatever condition follows it."""
    found = proofread(f"{note}\n$${equation}$$\n", "note.md").findings
    return next(f.verdict for f in found if f.outer[0] >= len(note))


@pytest.mark.parametrize(
    ("note", "equation"),
    [
        (SOFTMAX, r"\frac{\partial p_i}{\partial z_j} = p_i (1 - p_j) \quad \text{if } i = j"),
        (SOFTMAX, r"\frac{\partial p_i}{\partial z_j} = -p_i p_j \quad \text{if } i \neq j"),
        (SINGLE, r"\nabla_{W^{(l)}} J(W,b;x,y) = \delta^{(l+1)} (a^{(l)})^T"),
        (SINGLE, r"\nabla_{b^{(l)}} J(W,b;x,y) = \delta^{(l+1)}"),
    ],
)
def test_what_holds_for_one_example(note, equation):
    """In the cases that are named, and for the cost that names its example."""
    assert verdict(note, equation) in HOLDS


@pytest.mark.parametrize(
    ("note", "equation"),
    [
        (SOFTMAX, r"\frac{\partial p_i}{\partial z_j} = p_i (1 + p_j) \quad \text{if } i = j"),
        (SOFTMAX, r"\frac{\partial p_i}{\partial z_j} = p_i p_j \quad \text{if } i \neq j"),
        (SINGLE, r"\nabla_{W^{(l)}} J(W,b;x,y) = a^{(l)} (\delta^{(l+1)})^T"),
        (SINGLE, r"\nabla_{W^{(l)}} J(W,b;x,y) = \delta^{(l)} (a^{(l)})^T"),
    ],
)
def test_slips_are_refuted(note, equation):
    """A sign, a transpose, a layer off by one."""
    assert verdict(note, equation) is Verdict.REFUTED


def test_the_letter_of_the_true_class_is_no_index_of_all():
    """Which entry p_c is, with nothing that says so, nobody knows."""
    assert verdict(SOFTMAX, r"L = -\log p_c") is not Verdict.REFUTED


def test_a_display_that_begins_with_a_sign_goes_on_with_the_one_before():
    """The left side of the second display stands in the first."""
    note = SINGLE + "\n$$\\nabla_{b^{(l)}} J(W,b;x,y) = \\delta^{(l+1)}$$\nwhich is\n$$= W^{(l)} \\delta^{(l+1)}$$\n"
    assert proofread(note, "note.md").findings[-1].verdict is not Verdict.DEFINITION


@pytest.mark.parametrize("condition", [r"\text{(since } f'(z) = 1 \text{)}", r"\text{if } f'(z^{(l)}) = 1"])
def test_what_is_said_under_a_condition_is_not_refuted_without_it(condition):
    """That the output is linear is what the sentence supposes."""
    note = "$$z^l = W^l a^{l-1} + b^l$$\n$$a^l = f(z^l)$$\n$$f(z) = \\tanh(z)$$\n$$C = \\frac{1}{2} \\|a^L - y\\|^2$$\n"
    equation = r"\frac{\partial C}{\partial z^L} = a^L - y"
    assert verdict(note, equation) is Verdict.REFUTED
    assert verdict(note, rf"{equation} \quad {condition}") is Verdict.UNDECIDED


CASES = r"""
The scores are $s_k = \sum_i w_{ki} x_i + b_k$ and
$$p_k = \frac{e^{s_k}}{\sum_c e^{s_c}}$$
If $k \neq r$,
$$\frac{\partial p_k}{\partial s_r} = OTHERS$$
and both together
$$\frac{\partial p_k}{\partial s_r} = TOGETHER$$
"""


def verdicts_of_cases(others, together):
    """What is said of the slopes for k ≠ r, and for both cases in one."""
    text = CASES.replace("OTHERS", others).replace("TOGETHER", together)
    return [f.verdict for f in proofread(text, "note.md").findings[2:]]


@pytest.mark.parametrize(
    ("together", "one", "wrong"),
    [
        (r"p_k (ONE - p_r)", r"\delta_{kr}", r"-\delta_{kr}"),
        (r"(ONE - p_k) p_r", r"\delta_{kr}", "1"),
        (r"p_k (ONE - p_r) = p_k ONE - p_k p_r", r"\delta_{kr}", r"2 \delta_{kr}"),
        (r"p_k (ONE - p_r)", r"\mathbf{1}[k = r]", r"2 \mathbf{1}[k = r]"),
        (r"(ONE - p_k) p_r", r"\mathbb{1}_{k = r}", "1"),
    ],
)
def test_what_compares_indices_is_said_for_both_cases(together, one, wrong):
    """The case before it was still in force, for which any multiple of δ_{kr} holds."""
    assert set(verdicts_of_cases("-p_k p_r", together.replace("ONE", one))) <= HOLDS
    assert Verdict.REFUTED in verdicts_of_cases("-p_k p_r", together.replace("ONE", wrong))


def test_a_delta_on_the_way_to_a_case_leaves_it_in_force():
    """p_k (δ_{kr} − p_r) = −p_k p_r is right for k ≠ r."""
    chain = r"p_k (\delta_{kr} - p_r) = SIGN p_k p_r"
    assert set(verdicts_of_cases(chain.replace("SIGN", "-"), "-p_k p_r")) <= HOLDS
    assert Verdict.REFUTED in verdicts_of_cases(chain.replace("SIGN", ""), "-p_k p_r")


TWO_OUTCOMES = r"""
$$Z_1 = W_1 X + b_1, \quad A_1 = \sigma(Z_1), \quad Z_2 = W_2 A_1 + b_2, \quad A_2 = \sigma(Z_2)$$
$$L = -\frac{1}{n} \sum_{i=1}^{n} [y_i \log(\hat{y}_i) + (1 - y_i) \log(1 - \hat{y}_i)]$$
$$\frac{\partial L}{\partial Z_2} = \frac{1}{n} [A_2 - Y]$$
$$\frac{\partial L}{\partial W_2} = \frac{1}{n} [A_2 - Y] A_1^\top$$
$$\frac{\partial L}{\partial A_1} = \frac{1}{n} W_2^\top [A_2 - Y]$$
"""


def test_as_many_outcomes_as_examples_make_a_batch():
    """Behind a cross-entropy of n outcomes a lost transpose passed, as if (1/n) (A − Y) A were of a single example."""
    findings = proofread(TWO_OUTCOMES, "note.md").findings
    assert {f.verdict for f in findings} <= HOLDS
    for right, wrong in ((r"A_1^\top", "A_1"), (r"W_2^\top [A_2 - Y]", r"[A_2 - Y] W_2^\top")):
        assert proofread(TWO_OUTCOMES.replace(right, wrong), "note.md").refuted
