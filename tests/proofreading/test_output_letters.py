"""Output units by the letter of hidden ones, as Haykin has it: j is an output in one passage and hidden in the next."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)
ERRORS = r"""
$$e_j(n) = d_j(n) - y_j(n), \quad \mathcal{E}(n) = \frac{1}{2} \sum_{j \in C} e_j^2(n)$$
$$v_j(n) = \sum_{i=0}^{m} w_{ji}(n) y_i(n), \quad y_j(n) = \varphi_j(v_j(n))$$
$$\frac{\partial \mathcal{E}(n)}{\partial w_{ji}(n)} = \frac{\partial \mathcal{E}(n)}{\partial e_j(n)}
\frac{\partial e_j(n)}{\partial y_j(n)} \frac{\partial y_j(n)}{\partial v_j(n)}
\frac{\partial v_j(n)}{\partial w_{ji}(n)}$$
$$\frac{\partial \mathcal{E}(n)}{\partial e_j(n)} = e_j(n), \quad \frac{\partial e_j(n)}{\partial y_j(n)} = -1$$
$$\frac{\partial \mathcal{E}(n)}{\partial w_{ji}(n)} = -e_j(n) \varphi_j'(v_j(n)) y_i(n)$$
$$\delta_j(n) = -\frac{\partial \mathcal{E}(n)}{\partial v_j(n)} = e_j(n) \varphi_j'(v_j(n))$$
$$\Delta w_{ji}(n) = \eta \delta_j(n) y_i(n)$$
If neuron $j$ is hidden,
$$\delta_j(n) = -\frac{\partial \mathcal{E}(n)}{\partial y_j(n)} \varphi_j'(v_j(n)), \quad
\mathcal{E}(n) = \frac{1}{2} \sum_{k \in C} e_k^2(n)$$
$$\frac{\partial \mathcal{E}(n)}{\partial y_j(n)} = \sum_k e_k(n) \frac{\partial e_k(n)}{\partial v_k(n)}
\frac{\partial v_k(n)}{\partial y_j(n)} = -\sum_k e_k(n) \varphi_k'(v_k(n)) w_{kj}(n)$$
$$\delta_j(n) = \varphi_j'(v_j(n)) \sum_k \delta_k(n) w_{kj}(n)$$
"""
OUTWARD = r"""
$$E = \frac{1}{2} \sum_q (o_q - t_q)^2, \quad s_q = \sum_p w_{pq} o_p, \quad o_q = f(s_q)$$
$$\frac{\partial E}{\partial o_q} = o_q - t_q$$
$$\frac{\partial E}{\partial w_{pq}} = \frac{\partial E}{\partial o_q} \frac{\partial o_q}{\partial s_q}
\frac{\partial s_q}{\partial w_{pq}} = (o_q - t_q) f'(s_q) o_p$$
$$\delta_q = \frac{\partial E}{\partial s_q}, \quad \frac{\partial E}{\partial w_{pq}} = \delta_q o_p$$
In the output layer $\delta_q = (o_q - t_q) f'(s_q)$; below,
$$\delta_q = f'(s_q) \sum_r \delta_r w_{qr}, \quad \frac{\partial s_r}{\partial o_q} = w_{qr}$$
$$\Delta w_{pq} = -\eta \delta_q o_p$$
"""
LAYERED = r"""
# A network
$$a^{(2)} = \varphi(\Theta^{(1)} a^{(1)}), \quad a^{(3)} = \varphi(\Theta^{(2)} a^{(2)})$$
# The steps
$$e_j = d_j - y_j, \quad E = \frac{1}{2} \sum_j e_j^2, \quad s_j = \sum_i w_{ji} y_i, \quad y_j = \varphi(s_j)$$
$$\frac{\partial E}{\partial w_{ji}} = -e_j \varphi'(s_j) y_i$$
$$\delta_j = -\frac{\partial E}{\partial s_j} = e_j \varphi'(s_j)$$
$$\frac{\partial E}{\partial y_j} = \sum_k e_k \frac{\partial e_k}{\partial s_k} \frac{\partial s_k}{\partial y_j}$$
$$\frac{\partial e_k}{\partial s_k} = -\varphi'(s_k), \quad \frac{\partial s_k}{\partial y_j} = w_{kj}$$
$$\delta_j = \varphi'(s_j) \sum_k \delta_k w_{kj}$$
$$\Delta w_{ji} = \eta \delta_j y_i$$
From these come $\delta_0$ and $\delta_1$.
"""


@pytest.mark.parametrize("note", [ERRORS, OUTWARD, LAYERED])
def test_a_letter_is_of_outputs_in_one_passage_and_of_hidden_units_in_the_next(note):
    """E = ½ Σ_j e_j² was that of a hidden layer, and nothing of what follows from it was understood."""
    assert [f.latex for f in proofread(note, "note.md").findings if f.verdict not in HOLDS] == []


@pytest.mark.parametrize(
    ("note", "right", "wrong"),
    [
        (ERRORS, r"= -e_j(n) \varphi_j'(v_j(n)) y_i(n)", r"= e_j(n) \varphi_j'(v_j(n)) y_i(n)"),
        (ERRORS, r"= e_j(n) \varphi_j'(v_j(n))$$", r"= e_j(n)$$"),
        (ERRORS, r"\sum_k \delta_k(n) w_{kj}(n)", r"\delta_k(n) w_{kj}(n)"),
        (ERRORS, r"\frac{\partial e_j(n)}{\partial y_j(n)} = -1", r"\frac{\partial e_j(n)}{\partial y_j(n)} = 1"),
        (OUTWARD, r"= o_q - t_q$$", r"= t_q - o_q$$"),
        (OUTWARD, r"$\delta_q = (o_q - t_q) f'(s_q)$", r"$\delta_q = (o_q - t_q) f(s_q)$"),
        (OUTWARD, r"-\eta \delta_q o_p", r"-\eta \delta_p o_q"),
        (LAYERED, r"= -\varphi'(s_k)", r"= \varphi'(s_k)"),
        (LAYERED, r"= -e_j \varphi'(s_j) y_i", r"= -e_j y_i"),
    ],
)
def test_slips_beside_outputs_and_hidden_units_are_refuted(note, right, wrong):
    """One slip in either passage; the letters are read as before."""
    assert right in note
    found = proofread(note.replace(right, wrong, 1), "note.md").findings
    assert [f for f in found if f.verdict is Verdict.REFUTED]


def test_a_slope_of_the_whole_sum_keeps_its_letter():
    """In ∂/∂o_j ½ Σ_k (t_k − o_k)² the j is an output too, and the k of the sum stays what it is."""
    note = r"""
$$E = \frac{1}{2} \sum_k (t_k - o_k)^2, \quad s_j = \sum_i w_{ji} o_i, \quad o_j = f(s_j)$$
$$\frac{\partial}{\partial o_j} \frac{1}{2} \sum_k (t_k - o_k)^2 = -(t_j - o_j)$$
$$\Delta w_{ji} = -\eta \frac{\partial E}{\partial w_{ji}}, \quad \frac{\partial s_k}{\partial o_j} = w_{kj}$$
"""
    assert [f.latex for f in proofread(note, "note.md").findings if f.verdict not in HOLDS] == []
    slip = proofread(note.replace("= -(t_j - o_j)", "= (t_j - o_j)"), "note.md").findings
    assert [f.verdict for f in slip if "(t_j" in f.latex] == [Verdict.REFUTED]


@pytest.mark.parametrize(
    ("note", "right", "wrong"),
    [
        (r"$$o = \sigma(w x), \quad \sigma(z) = \frac{1}{1 + e^{-z}}, \quad e = t - o, \quad E = \frac{1}{2} e^2$$"
         r"$$\frac{\partial E}{\partial w} = -e \, o (1 - o) x$$", "= -e ", "= e "),
        (r"$$o_k = \sum_j w_{kj} x_j, \quad e_k = t_k - o_k, \quad E = \frac{1}{2} \sum_k e_k^2$$"
         r"$$\frac{\partial E}{\partial w_{kj}} = -e_k x_j$$", "= -e_k x_j", "= -e_k^2 x_j"),
    ],
)  # fmt: skip
def test_the_square_of_an_error_is_no_power_of_euler_s_number(note, right, wrong):
    """e² was exp 2, and E a number."""
    assert {f.verdict for f in proofread(note, "note.md").findings} <= {*HOLDS}
    assert right in note
    assert proofread(note.replace(right, wrong), "note.md").findings[-1].verdict is Verdict.REFUTED
