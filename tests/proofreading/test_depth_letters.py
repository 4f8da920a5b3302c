"""Letters of the last layer, told by the cost's own formula; the first step of what each layer says of the next."""

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

NOTE = r"""
$$E = \frac{1}{2} (\hat{y} - y)^2 = \frac{1}{2} (g(a_1^r) - y)^2$$
$$a_q^{k+1} = \sum_p w_{pq}^{k+1} g(a_p^k), \quad o_p^k = g(a_p^k)$$
$$\delta_q^k = \frac{\partial E}{\partial a_q^k}$$
$$\frac{\partial a_q^{k+1}}{\partial a_p^k} = w_{pq}^{k+1} g'(a_p^k)$$
$$\delta_1^r = (\hat{y} - y) g'(a_1^r), \quad \frac{\partial E}{\partial w_{p,1}^r} = \delta_1^r o_p^{r-1}$$
$$\frac{\partial E}{\partial w_{pq}^k} = o_p^{k-1} g'(a_q^k) \sum_s w_{qs}^{k+1} \delta_s^{k+1}$$
With $\sigma'(u) = \sigma(u) (1 - \sigma(u))$ this is quick.
"""
HOLDS = (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)


def test_the_layer_in_the_formula_of_the_cost_is_the_last():
    """r was any layer, a^1 could not be computed from a^0, and ŷ was σ(a) where the text has g."""
    assert [f.latex for f in proofread(NOTE, "note.md").findings if f.verdict not in HOLDS] == []


def test_a_letter_that_layers_lie_above_of_is_any():
    """With δ^{r+1} beside it, r says nothing of the last layer, and what is said of it is not understood of that."""
    note = NOTE.replace(r"o_p^{r-1}$$", r"o_p^{r-1}$$ $$\delta_p^r = g'(a_p^r) \sum_s w_{ps}^{r+1} \delta_s^{r+1}$$")
    assert Verdict.REFUTED not in {f.verdict for f in proofread(note, "note.md").findings}
