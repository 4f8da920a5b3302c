"""Steps with -= and +=, steps without a rate, weight decay by any letter, and sums by a letter."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

NEURON = r"$$z = w x + b, \quad a = \sigma(z), \quad C = \frac12 (a - y)^2$$"
ROWS = r"""
Rows are samples.
$$Z_2 = A_1 W_2 + b_2$$
$$dW_2 = A_1^\top dZ_2$$
"""
DECAYED = r"""
With weight decay: $W_l \leftarrow W_l-\eta\left(\frac{\partial C}{\partial W_l}+\alpha W_l\right)$.
"""
SOFTMAX = r"""
$p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$, and with $\Sigma$ for the denominator, if $i \neq j$:
$$\frac{\partial p_i}{\partial z_j} = \frac{0 - e^{z_i} e^{z_j}}{\Sigma^2} = -p_i p_j$$
"""


def last(text: str) -> Verdict:
    """What is said of the last statement of a note."""
    return proofread(text, "note.md").findings[-1].verdict


@pytest.mark.parametrize(
    "step",
    [
        r"$w -= \alpha (a-y) \sigma'(z) x$",
        r"$w += \alpha (y-a) \sigma'(z) x$",
        r"$w \mathrel{-}= \alpha (a-y) \sigma'(z) x$",
        r"$b \mathrel{-=} \alpha (a-y) \sigma'(z)$",
    ],
)
def test_what_is_subtracted_from_itself_is_a_step(step):
    """It would be read as w = α (a − y) σ′(z) x."""
    assert last(NEURON + "\n\n" + step) in (Verdict.PROVED, Verdict.AGREES)


@pytest.mark.parametrize(
    "step",
    [
        r"$w -= \alpha (y-a) \sigma'(z) x$",
        r"$b += \alpha (a-y) \sigma'(z)$",
        r"$w -= \alpha (a-y) x$",
        r"$w \mathrel{+}= \alpha (a-y) \sigma'(z) x$",
    ],
)
def test_a_wrong_step_is_none(step):
    """It would be let pass by its form."""
    assert last(NEURON + "\n\n" + step) is Verdict.REFUTED


def test_a_step_without_a_rate_is_one_where_no_step_has_any():
    """W ← W − dW would be wrong in a text whose rate is 1; beside a rate it is a slip."""
    assert last(ROWS + r"$$W_2 \leftarrow W_2 - dW_2$$") in (Verdict.PROVED, Verdict.AGREES)
    assert last(ROWS + r"$$W_2 \leftarrow W_2 + dW_2$$") is Verdict.REFUTED
    rated = ROWS + r"$$b_2 \leftarrow b_2 - \eta\,db_2$$"
    assert last(rated + r"$$W_2 \leftarrow W_2 - dW_2$$") is Verdict.REFUTED


def test_weight_decay_has_any_letter():
    """The α before W would be a rate of its own."""
    network = r"$$Z_l = H_{l-1} W_l + b_l$$"
    assert last(network + DECAYED) in (Verdict.PROVED, Verdict.AGREES)
    assert last(network + DECAYED.replace(r"+\alpha W_l", r"-\alpha W_l")) is Verdict.REFUTED


def test_the_denominator_of_softmax_has_a_letter():
    """Nothing would say what Σ is."""
    assert set(f.verdict for f in proofread(SOFTMAX, "note.md").findings[1:]) <= {
        Verdict.PROVED,
        Verdict.AGREES,
        Verdict.DEFINITION,
    }
    assert Verdict.REFUTED in {
        f.verdict for f in proofread(SOFTMAX.replace("0 - e^{z_i}", "0 + e^{z_i}"), "note.md").findings
    }
