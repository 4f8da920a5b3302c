r"""Short notes in the usual forms: every claim holds as it stands, and not with a slip in it."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES)
MODEL = r"""
$$s = w^T x + b$$
$$f(x) = \sigma(s)$$
$$E = \frac12 \sum_{i=1}^m (f(x^{(i)}) - y^{(i)})^2$$
$$\frac{\partial E}{\partial w_j} = \sum_{i=1}^m (f(x^{(i)}) - y^{(i)}) f(x^{(i)}) (1 - f(x^{(i)})) x_j^{(i)}$$
$$\frac{\partial E}{\partial b} = \sum_{i=1}^m (f(x^{(i)}) - y^{(i)}) f(x^{(i)}) (1 - f(x^{(i)}))$$
"""
NO_MODEL = r"""
$$\frac{\partial E}{\partial w_k} = \sum_{i=1}^m (y^{(i)} - d^{(i)}) x_k^{(i)}$$
$$\frac{\partial E}{\partial b} = \sum_{i=1}^m (y^{(i)} - d^{(i)})$$
$$w_k \leftarrow w_k - \eta \sum_{i=1}^m (y^{(i)} - d^{(i)}) x_k^{(i)}$$
"""
ANY_MODEL = r"""
$$\frac{\partial L}{\partial w_k} = \frac1m \sum_{i=1}^m (h(x^{(i)}) - y^{(i)}) x_k^{(i)}$$
$$\frac{\partial L}{\partial b} = \frac1m \sum_{i=1}^m (h(x^{(i)}) - y^{(i)})$$
$$w_k \leftarrow w_k - \eta \frac1m \sum_{i=1}^m (h(x^{(i)}) - y^{(i)}) x_k^{(i)}$$
"""
HIDDEN = r"""
$$z_1 = W_1 x + b_1, \quad h = \sigma(z_1), \quad z_2 = W_2 h + b_2, \quad \hat y = \text{softmax}(z_2)$$
$$\nabla_{z_2} C = \hat y - y$$
$$\nabla_{W_2} C = \nabla_{z_2} C h^\top$$
$$\nabla_h C = W_2^\top \nabla_{z_2} C$$
$$\nabla_{z_1} C = \nabla_h C \odot h \odot (1 - h)$$
"""
CAPITALS = r"""
$$Z = X U + b, \quad H = f(Z), \quad S = H V + c, \quad O = \sigma(S)$$
$$dS = \frac1m (O - Y)$$
$$dV = H^\top dS$$
$$dH = dS V^\top$$
$$dZ = dH \odot f'(Z)$$
"""
LABELS = r"""
$$h = \tanh(W_h x + b_h), \quad o = W_o h + b_o$$
$$dz_o = o - t$$
$$dW_o = dz_o h^\top$$
$$dh = W_o^\top dz_o$$
$$dz_h = dh \odot (1 - h^2)$$
$$dW_h = dz_h x^\top$$
"""
HEADS = r"""
$$u = W_0 x + b_0, \quad h = \tanh(u)$$
$$\hat y = w_r^T h + b_r, \quad p = \text{softmax}(s), \quad s = W_c h + b_c$$
$$E = \frac12 (\hat y - y)^2 - \alpha \sum_k t_k \log p_k$$
$$\frac{\partial E}{\partial s} = \alpha (p - t)$$
$$\nabla_{w_r} E = (\hat y - y) h$$
$$\frac{\partial E}{\partial h} = (\hat y - y) w_r + \alpha W_c^T (p - t)$$
$$\nabla_{W_0} E = \frac{\partial E}{\partial u} x^T$$
"""
LEAVING = r"""
$$J = \|h^{[L]} - y\|^2$$
$$\delta^{[L]} = 2 (h^{[L]} - y) \odot f'(u^{[L]})$$
$$\delta^{[l]} = (w^{[l]})^\top \delta^{[l+1]} \odot f'(u^{[l]})$$
$$\frac{\partial J}{\partial w^{[l-1]}} = \delta^{[l]} (h^{[l-1]})^\top$$
"""
LETTERED_LAYERS = r"""
$$s^{(i)} = w^{(i)} x^{(i-1)}, \quad x^{(i)} = g(s^{(i)}), \quad J = \frac12 \|x^{(L)} - y\|^2$$
$$e^{(L)} = (x^{(L)} - y) \odot g'(s^{(L)})$$
$$e^{(i)} = (w^{(i+1)})^T e^{(i+1)} \odot g'(s^{(i)})$$
$$\frac{\partial J}{\partial w^{(i)}} = e^{(i)} (x^{(i-1)})^T$$
"""
AIMA = r"""
$$a_j = g(in_j), \quad a_k = g(in_k), \quad Err = \frac12 \sum_k (y_k - a_k)^2$$
$$\Delta_k \leftarrow (y_k - a_k) g'(in_k)$$
$$\Delta_j \leftarrow g'(in_j) \sum_k w_{jk} \Delta_k$$
$$w_{jk} \leftarrow w_{jk} + \alpha a_j \Delta_k$$
"""
NUMBERED_WEIGHTS = r"""
$$s_j = \sum_i w^{(1)}_{ji} x_i, \quad y_j = g(s_j), \quad s_k = \sum_j w^{(2)}_{kj} y_j, \quad o_k = g(s_k)$$
$$C = \frac12 \sum_k (d_k - o_k)^2$$
$$\delta_k = (o_k - d_k) g'(s_k)$$
$$\delta_j = g'(s_j) \sum_k w^{(2)}_{kj} \delta_k$$
$$\frac{\partial C}{\partial w^{(1)}_{ji}} = \delta_j x_i$$
"""
ONE_LETTER = r"""
$$x_j = \varphi(u_j), \quad O_k = \varphi(u_k), \quad J = \frac12 \sum_k (t_k - O_k)^2$$
$$\delta_k = (O_k - t_k) \varphi'(u_k)$$
$$\delta_j = \varphi'(u_j) \sum_k w_{kj} \delta_k$$
$$\frac{\partial J}{\partial w_{kj}} = \delta_k x_j$$
$$\frac{\partial J}{\partial w_{ji}} = \delta_j x_i$$
"""
NAMES = r"""
```python
z1 = X @ W1 + b1
hidden = np.maximum(0, z1)
scores = hidden @ W2 + b2
probs = softmax(scores)
```
$$d\text{scores} = \frac1N (\text{probs} - Y)$$
$$dW_2 = \text{hidden}^T d\text{scores}$$
$$db_2 = \sum_i d\text{scores}_i$$
$$d\text{hidden} = d\text{scores} W_2^T$$
$$dz_1 = d\text{hidden} \odot (z_1 > 0)$$
$$dW_1 = X^T dz_1$$
"""
NOTES = {
    "f(x) of a state": (MODEL, r"} = \sum_{i=1}^m (f(x^{(i)}) - y^{(i)}) f", r"} = (f(x^{(i)}) - y^{(i)}) f"),
    "no model": (NO_MODEL, r"\frac{\partial E}{\partial b} = \sum", r"\frac{\partial E}{\partial b} = -\sum"),
    "any model": (ANY_MODEL, r"{\partial b} = \frac1m \sum", r"{\partial b} = -\frac1m \sum"),
    "by a hidden state": (HIDDEN, r"\nabla_h C = W_2^\top", r"\nabla_h C = W_2"),
    "letters of costs": (CAPITALS, r"dH = dS V^\top", "dH = dS V"),
    "labels": (LABELS, r"dW_o = dz_o h^\top", "dW_o = dz_o h"),
    "two heads": (HEADS, r"(\hat y - y) w_r + \alpha W_c^T", r"(\hat y - y) w_r + \alpha W_c"),
    "a lost head": (HEADS, r"(\hat y - y) w_r + \alpha", r"\alpha"),
    "a first layer 0": (HEADS, r"\partial u} x^T", r"\partial u} x"),
    "weights that leave": (LEAVING, r"(h^{[L]} - y) \odot", r"(y - h^{[L]}) \odot"),
    "i of layers": (LETTERED_LAYERS, r"(w^{(i+1)})^T e", r"w^{(i+1)} e"),
    "errors by another letter": (AIMA, r"(y_k - a_k) g'(in_k)", "(y_k - a_k) g(in_k)"),
    "numbered weights": (NUMBERED_WEIGHTS, r"g'(s_j) \sum_k w", r"g(s_j) \sum_k w"),
    "x in two layers": (ONE_LETTER, r"\delta_k x_j", r"\delta_k x_k"),
    "names of code": (NAMES, r"\text{scores} W_2^T", r"\text{scores} W_2"),
}


@pytest.mark.parametrize("name", NOTES)
def test_usual_notes_hold_and_slips_do_not(name: str) -> None:
    """Every claim was undecided, or refuted, because one habit was missed that all of them hang on."""
    note, right, wrong = NOTES[name]
    findings = [f for f in proofread(note, "note.md").findings if f.verdict is not Verdict.DEFINITION]
    assert len(findings) > 1
    assert [f.latex for f in findings if f.verdict not in HOLDS] == []
    assert right in note
    right_ones = {f.latex for f in findings}
    slipped = [f for f in proofread(note.replace(right, wrong, 1), "note.md").findings if f.latex not in right_ones]
    assert [f.latex for f in slipped if f.verdict in HOLDS] == []


@pytest.mark.parametrize(
    "name", ["f(x) of a state", "by a hidden state", "labels", "numbered weights", "a first layer 0"]
)
def test_slips_in_usual_notes_are_refuted(name: str) -> None:
    """What is shown in full is told to be wrong, and nothing else is."""
    note, right, wrong = NOTES[name]
    right_ones = {f.latex for f in proofread(note, "note.md").findings}
    refuted = [f for f in proofread(note.replace(right, wrong, 1), "note.md").findings if f.verdict is Verdict.REFUTED]
    assert [f.latex in right_ones for f in refuted] == [False]


def test_a_definition_of_an_error_that_reads_itself_ends() -> None:
    """The search for a difference followed e = e − w for ever."""
    assert proofread(
        "$$E = (e - y)^2$$ $$e = e - w$$ $$\\delta_k = e x_k$$ $$w_k = w_k - \\delta_k x$$", "n.md"
    ).findings


RIGHT = {
    "a velocity": r"$$v_{t+1} = \beta v_t + g_t$$ $$w_{t+1} = w_t - \eta v_{t+1}$$ where $g_t = \nabla_w L$.",
    "linear units first": r"""
$$E = \frac12 \sum_p (t_p - o_p)^2$$
$$\frac{\partial E}{\partial w_i} = -\sum_p (t_p - o_p) x_{ip}$$
With a sigmoid $o_p = \sigma(net_p)$, $net_p = \sum_i w_i x_{ip}$:
$$\frac{\partial E}{\partial w_i} = -\sum_p (t_p - o_p) o_p (1 - o_p) x_{ip}$$
$$\frac{\partial o_p}{\partial net_p} = o_p (1 - o_p)$$ $$\max_o o (1 - o) = \frac14$$
""",
    "a neuron by its numbers": r"""
$$net_{o1} = 0.4 \cdot 0.5 + 0.45 \cdot 0.6 + 0.6 = 1.07$$
$$out_{o1} = \frac{1}{1 + e^{-net_{o1}}} = 0.7446$$
The other one is $out_{o2} = 0.6637$.
""",
    "a cost at a number": r"""
$$a = \sigma(w x), \quad J = \frac12 (a - y)^2$$ with $x = 2$, $y = 0$, $w = 0.3$:
$$\frac{dJ}{dw} = (a - y) a (1 - a) x = 0.295432$$
$$\frac{J(0.31) - J(0.29)}{0.02} = \frac{0.211392 - 0.205484}{0.02} \approx 0.2954$$
""",
}


@pytest.mark.parametrize("name", RIGHT)
def test_nothing_right_is_refuted(name: str) -> None:
    """All of them were."""
    assert [f.latex for f in proofread(RIGHT[name], "note.md").refuted] == []
