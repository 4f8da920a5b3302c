"""Ways of writing slopes that a whole note is lost by when they are misread."""

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

UNIT = r"""
We have $z = wx + b$, $a = \sigma(z)$ and $L = \frac{1}{2}(a - y)^2$. Then
$$\frac{\partial L}{\partial z} = (a - y) a (1 - a), \qquad \frac{\partial z}{\partial w} = x$$
$$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial z} \cdot x = (a - y) a (1 - a) x$$

Elsewhere the logits are $u \in \mathbb{R}^k$, with $p_i = e^{u_i} / \sum_j e^{u_j}$.
"""
LAYERS = r"""
$$z^l = W^l a^{l-1} + b^l, \quad a^l = \sigma(z^l), \quad C = \frac{1}{2} \|a^L - y\|^2$$
$$\frac{\partial C}{\partial w^L_{jk}} = (a^L - y) \sigma'(z^L) \frac{\partial z^L}{\partial w^L_{jk}}$$
$$\frac{\partial C}{\partial w^l_{jk}} = \frac{\partial z^l}{\partial w^l_{jk}} \delta^l$$
"""
SUMS = r"""
$$Z = W X + b, \quad A = \sigma(Z)$$
$$dW = \frac{1}{m} dZ X^T, \quad db = \frac{1}{m} \sum_{\text{axis}=1} dZ$$
"""


def verdicts(text):
    """Of every statement that claims something, in order."""
    return [f.verdict for f in proofread(text, "note.md").findings]


def test_vectors_declared_elsewhere_make_no_unit_wide():
    """The slopes of one unit are refuted by shape because another section declares a vector."""
    assert Verdict.REFUTED not in verdicts(UNIT)
    assert Verdict.REFUTED in verdicts(UNIT.replace("a (1 - a) x$$", "a (1 + a) x$$"))


def test_a_slope_by_one_weight_beside_a_column_is_a_row():
    """(a − y) ∂a/∂w_{jk}, which no sign transposes, is refuted by shape."""
    assert Verdict.REFUTED not in verdicts(LAYERS)
    assert Verdict.REFUTED in verdicts(LAYERS.replace("\\partial w^l_{jk}} \\delta", "\\partial w^l_{kj}} \\delta"))


def test_a_sum_is_told_to_run_along_an_axis():
    """What stands below the sum is taken for an index, and db is refuted by shape."""
    assert Verdict.REFUTED not in verdicts(SUMS)
    assert Verdict.REFUTED in verdicts(SUMS.replace("axis}=1", "axis}=0"))
