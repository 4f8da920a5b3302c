r"""What would be broken: what is right again behind a wrong link, weights in both orders, means over B examples."""

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES)
LAYERS = r"""$$z^{(l)} = w^{(l)} a^{(l-1)} + b^{(l)}, \quad a^{(l)} = \sigma(z^{(l)})$$
$$\delta^{(l)} = \frac{\partial J}{\partial z^{(l)}}$$
$$\frac{\partial J}{\partial w^{(l)}} = \delta^{(l)} (a^{(l-1)})^T$$
$$\frac{\partial J}{\partial b^{(l)}} = \delta^{(l)}$$
"""
CHAIN = (
    r"$$\delta^{(l)} = \delta^{(l+1)} \cdot (w^{(l+1)})^T \odot \sigma'(z^{(l)})"
    r" = ((w^{(l+1)})^T \delta^{(l+1)}) \odot \sigma'(z^{(l)})$$"
)


def verdicts(text):
    """Those of all statements."""
    return [f.verdict for f in proofread(text, "notes.md").findings]


def test_a_chain_may_be_right_again():
    """One mistake is told once; another behind it is told too."""
    assert verdicts(LAYERS + CHAIN)[-2:] == [Verdict.REFUTED, Verdict.AGREES]
    assert verdicts(LAYERS + CHAIN.replace(r"= ((w^{(l+1)})^T", r"= ((w^{(l+1)})"))[-1] is not Verdict.AGREES


def test_a_text_with_both_orders_of_indices_is_not_refuted_for_one():
    """z_j = Σ_k w_{kj} a_k beside δ_j = Σ_k w_{kj} δ_k and ∂C/∂w_{jk} = a_k δ_j: nobody knows which is the slip."""
    text = r"""$$z_j^l = \sum_k w_{kj}^l a_k^{l-1} + b_j^l, \quad a_j^l = \sigma(z_j^l)$$
$$\delta^l_j = \frac{\partial C}{\partial z^l_j}$$
$$\frac{\partial C}{\partial b^l_j} = \delta^l_j$$
$$\frac{\partial z_j^l}{\partial w_{kj}^l} = a_k^{l-1}$$
$$\frac{\partial C}{\partial w_{kj}^l} = \delta_j^l a_k^{l-1}$$
$$\delta^l_j = \sum_k w^{l+1}_{kj} \delta^{l+1}_k \sigma'(z^l_j)$$
"""
    assert Verdict.REFUTED in verdicts(text)
    assert Verdict.REFUTED not in verdicts(text + r"$$\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j$$")


def test_what_is_right_again_may_stand_some_links_behind():
    """Of a = b = b′ = c with a = c the first link is wrong, and the last is not."""
    wrong = r"((w^{(l+1)})^T \delta^{(l+1)}) \odot \sigma(z^{(l)})"
    again = r"\sigma(z^{(l)}) \odot ((w^{(l+1)})^T \delta^{(l+1)})"
    right = r"\sigma'(z^{(l)}) \odot ((w^{(l+1)})^T \delta^{(l+1)})"
    text = f"{LAYERS}$$\\delta^{{(l)}} = {wrong} = {again} = {right}$$"
    refuted, *holding = verdicts(text)[-3:]
    assert refuted is Verdict.REFUTED
    assert all(v in HOLDS for v in holding)
    assert verdicts(text.replace(right, right.replace("^T", "")))[-1] not in HOLDS


def test_gradients_that_are_called_weights_for_short_leave_the_rest_open():
    """∇_W J = W = δ a^T is short for two things; ∇_W J = a δ^T is refuted all the same."""
    short = r"$$\nabla_{w^{(l)}} J = w^{(l)} = w^{(l)} + 0 = \delta^{(l)} \odot a^{(l)} (a^{(l-1)})^T$$"
    assert Verdict.REFUTED not in verdicts(LAYERS + short)[5:]
    assert verdicts(LAYERS + r"$$\nabla_{w^{(l)}} J = a^{(l-1)} (\delta^{(l)})^T$$")[-1] is Verdict.REFUTED


def test_a_long_chain_says_once_which_index_of_a_weight_is_which():
    """∂z_j/∂w_{kj} = a_k, written out again and again in one chain, against z_k = Σ_j w_{kj} a_j in three places."""
    text = r"""$$z^l = w^l a^{l-1} + b^l, \quad a^l = \sigma(z^l)$$
$$\delta^l_j = \frac{\partial C}{\partial z^l_j}$$
$$\delta^l_j = \sum_k w^{l+1}_{kj} \delta^{l+1}_k \sigma'(z^l_j)$$
$$z_k^{l+1} = \sum_j w_{kj}^{l+1} a_j^l + b_k^{l+1}$$
$$\frac{\partial z_k^{l+1}}{\partial z_j^l} = w_{kj}^{l+1} \sigma' (z_j^l)$$
$$\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j$$

## Again
$$z_j^l = \sum_k w_{kj}^l a_k^{l-1} + b_j^l$$
$$\frac{\partial C}{\partial w_{kj}^l} = \frac{\partial C}{\partial z_j^l} \frac{\partial z_j^l}{\partial w_{kj}^l}
= \delta_j^l \frac{\partial z_j^l}{\partial w_{kj}^l} = \frac{\partial z_j^l}{\partial w_{kj}^l} \delta_j^l
= \delta_j^l a_k^{l-1}$$
"""
    slip = text.replace(r"\sum_k w^{l+1}_{kj}", r"\sum_k w^{l+1}_{jk}")
    found = verdicts(text)
    assert Verdict.REFUTED not in found
    assert found[3] in HOLDS
    assert [n for n, v in enumerate(verdicts(slip)) if v is Verdict.REFUTED] == [3]


def test_any_letter_may_count_the_examples_of_a_mean():
    """(1/B) Σ_{i=1}^B dZ adds up the columns of a batch; the sum alone is B times too much."""
    text = r"""$$Z^{(l)} = W^{(l)} A^{(l-1)} + b^{(l)}, \quad A^{(l)} = \sigma(Z^{(l)})$$
$$dW^{(l)} = \frac{1}{B} dZ^{(l)} (A^{(l-1)})^T$$
$$db^{(l)} = \frac{1}{B} \sum_{i=1}^B dZ^{(l)} \in \mathbb{R}^{n_l \times 1}$$
$$dA^{(l-1)} = (W^{(l)})^T dZ^{(l)}$$
"""
    assert all(v in HOLDS for v in verdicts(text)[2:])
    assert verdicts(text.replace(r"\frac{1}{B} \sum", r"\frac{1}{B^2} \sum"))[3] not in HOLDS


def test_the_size_of_all_weights_is_that_of_all_layers():
    """∂/∂w^l of (λ/2) ‖w‖² is λ w^l; with the wrong sign it is refuted.  Gradients without it speak against no cost."""
    text = r"""$$J(w,b) = \frac{1}{N} \sum_{n=1}^N L(y^{(n)}, \hat{y}^{(n)}) + \frac{1}{2} \lambda \| w \|^2_2$$
$$z^{(l)} = w^{(l)} a^{(l-1)} + b^{(l)}, \quad a^{(l)} = \sigma(z^{(l)})$$
$$w^{(l)} \leftarrow w^{(l)} - \alpha \frac{\partial J(w,b)}{\partial w^{(l)}}
= w^{(l)} - \alpha ( \frac{1}{N} \sum_{n=1}^N \frac{\partial L(y^{(n)}, \hat{y}^{(n)})}{\partial w^{(l)}}
+ \lambda w^{(l)} )$$
"""
    assert all(v in HOLDS for v in verdicts(text)[-2:])
    assert verdicts(text.replace(r"+ \lambda w", r"- \lambda w"))[-1] is Verdict.REFUTED


def test_a_cross_entropy_may_be_an_inner_product():
    """−y^T log ŷ of each example is a number, in a mean over a batch beside a penalty too."""
    text = r"""$$L(y, \hat{y}) = -y^{\top} \log \hat{y}$$
$$J(w,b) = \frac{1}{N} \sum_{n=1}^N L(y^{(n)}, \hat{y}^{(n)}) + \frac{1}{2} \lambda \| w \|^2_2$$
$$z^{(l)} = w^{(l)} a^{(l-1)} + b^{(l)}, \quad a^{(l)} = \sigma(z^{(l)})$$
$$\frac{\partial J(w,b)}{\partial w^{(l)}}
= \frac{1}{N} \sum_{n=1}^N \frac{\partial L(y^{(n)}, \hat{y}^{(n)})}{\partial w^{(l)}} + \lambda w^{(l)}$$
"""
    assert verdicts(text)[-1] in HOLDS
    assert verdicts(text.replace(r"+ \lambda w", r"+ 2 \lambda w"))[-1] is Verdict.REFUTED
