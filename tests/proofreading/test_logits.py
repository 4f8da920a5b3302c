r"""Notes whose last layer is called logits: logit_k is one, p_k is softmax(logits)_k, and P has those."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES)
FORWARD = r"""$$Z^{[1]} = X W^{[1]} + b^{[1]}, \quad A^{[1]} = \text{ReLU}(Z^{[1]}), \quad
\text{logits} = A^{[1]} W^{[2]} + b^{[2]}, \quad J = \text{CE}(\text{softmax}(\text{logits}), y)$$

## One example
$p_k = \text{softmax}(\text{logits})_k$ and $\mathcal{L} = -\log p_c$
"""
CLAIMS = r"""$$\frac{\partial \mathcal{L}}{\partial\, \text{logit}_k} = p_k - \mathbb{1}[k = c]$$
$$\mathrm{d}\,\text{logits} = \frac{1}{N} (P - Y_{\text{onehot}})$$
$$\mathrm{d}W^{[2]} = (A^{[1]})^\top \mathrm{d}\,\text{logits}$$
$$\mathrm{d}b^{[2]} = \sum_{\text{batch}} \mathrm{d}\,\text{logits}$$
$$\mathrm{d}A^{[1]} = \mathrm{d}\,\text{logits}\,(W^{[2]})^\top$$
$$\mathrm{d}Z^{[1]} = \mathrm{d}A^{[1]} \odot \mathbb{1}[Z^{[1]} > 0]$$
"""
EXAMPLE = "\n## By hand\nLet $N = 1$ and $y = x W + b$.\n"
"""A part with its own y, which is the output there, and no target."""


def verdicts(text):
    """Those of all statements but the definitions of the first lines."""
    return [f.verdict for f in proofread(text, "notes.md").findings if f.place.line > FORWARD.count("\n")]


def test_all_hold():
    """An example further on that computes its own y is nothing to the cost, which compares with a target."""
    assert all(v in HOLDS for v in verdicts(FORWARD + CLAIMS + EXAMPLE)[:6])


@pytest.mark.parametrize(
    ("right", "slip", "repair"),
    [
        ("= p_k -", "= p_c -", "p_k -"),
        (r"(P - Y_{\text{onehot}})", r"(Y_{\text{onehot}} - P)", r"-\frac{1}{N} (Y_{\text{onehot}} - P)"),
        (r"(W^{[2]})^\top", r"W^{[2]}", r"(W^{[2]})^\top"),
    ],
)
def test_a_slip_is_mended(right, slip, repair):
    """A class in place of a unit, the sign of P − Y, which has 1/N in it or not, and a transpose."""
    found = [f for f in proofread(FORWARD + CLAIMS.replace(right, slip), "notes.md").findings if f.correction]
    assert [f.verdict for f in found] == [Verdict.REFUTED]
    assert repair in found[0].correction.latex
