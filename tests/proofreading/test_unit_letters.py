"""Letters of units that tell layers, and whether w_{ij} leads from i to j: as in textbooks that write no layers."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

RULES = r"""
$$E_d = \frac{1}{2} \sum_{k \in outputs} (t_k - o_k)^2$$ where $net_k = \sum_j w_{kj} O_j$.
$$\frac{\partial O_k}{\partial net_k} = O_k (1 - O_k)$$
$$\delta_k = (t_k - o_k)\, o_k (1 - o_k)$$
$$\delta_j = O_j (1 - O_j) \sum_{k \in Downstream(j)} \delta_k w_{kj}$$
$$\delta_i = O_i (1 - O_i) \sum_{j \in Downstream(i)} \delta_j w_{ji}$$
$$\Delta w_{ji} = \eta\, \delta_j\, O_i, \quad \Delta w_{kj} = \eta\, \delta_k\, O_j$$
"""
NAMELESS = r"""
$$\frac{\partial E}{\partial w_{ji}}
= \frac{\partial E}{\partial a_j} \frac{\partial a_j}{\partial w_{ji}} = \delta_j z_i$$
$$\delta_k = y_k - t_k$$
$$\delta_j = h'(a_j) \sum_k w_{kj} \delta_k$$
$$\frac{\partial E}{\partial w_{ji}} = z_i h'(a_j) \sum_k w_{kj} \delta_k$$
"""
OUTWARD = r"""
$$z_j^{(l)} = \sum_i w_{ij}^{(l)} a_i^{(l-1)}, \quad a_j^{(l)} = g(z_j^{(l)})$$
$$\delta_j^{(l)} = \frac{\partial C}{\partial z_j^{(l)}}$$
$$\delta_i^{(l-1)} = g'(z_i^{(l-1)}) \sum_j w_{ij}^{(l)} \delta_j^{(l)}$$
$$\frac{\partial C}{\partial w_{ij}^{(l)}} = a_i^{(l-1)} \delta_j^{(l)}$$
"""
ARROWS = OUTWARD.replace("w_{ij}", r"w_{i \rightarrow j}")
NAMED_SUMS = r"""
$$h\_in_q = v_{0q} + \sum_p x_p v_{pq}, \quad h_q = f(h\_in_q)$$
$$o\_in_r = w_{0r} + \sum_q h_q w_{qr}, \quad o_r = f(o\_in_r)$$
$$E = \frac{1}{2} \sum_r (t_r - o_r)^2$$
$$\delta_r = (t_r - o_r) f'(o\_in_r), \quad \delta\_in_q = \sum_r \delta_r w_{qr}$$
$$\delta_q = \delta\_in_q f'(h\_in_q)$$
$$\Delta w_{qr} = \alpha \delta_r h_q, \quad v_{pq}(new) = v_{pq}(old) + \alpha \delta_q x_p$$
"""
TWO_WEIGHTS = r"""
$$net_q = \sum_p v_{pq} x_p, \quad o_q = f(net_q), \quad net_r = \sum_q w_{qr} o_q, \quad o_r = f(net_r)$$
$$E = \frac{1}{2} (T - O)^2 = \frac{1}{2} \sum_r (t_r - o_r)^2$$
$$E = \frac{1}{2} \sum_r (t_r - f(net_r))^2$$
$$\frac{\partial E}{\partial o_r} = -(t_r - o_r)$$
$$\frac{\partial E}{\partial v_{pq}} = \frac{\partial E}{\partial net_q} \frac{\partial net_q}{\partial v_{pq}}
= -f'(net_q) x_p \sum_r (t_r - o_r) f'(net_r) w_{qr}$$
"""
TWO_LAYERS = r"""
$$E = (t_k - o_k)^2, \quad o_k = \sigma(\sum_j w_{jk} o_j)$$
$$\frac{\partial E}{\partial w_{jk}} = \frac{\partial E}{\partial o_k} \frac{\partial o_k}{\partial w_{jk}}$$
$$\frac{\partial o_k}{\partial w_{jk}} = o_k (1 - o_k) o_j$$
$$\frac{\partial E}{\partial w_{jk}} = -2 (t_k - o_k) o_k (1 - o_k) o_j$$
"""
HOLDS = (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)


@pytest.mark.parametrize("note", [RULES, NAMELESS, OUTWARD, ARROWS, NAMED_SUMS, TWO_LAYERS])
def test_letters_tell_layers_and_ends_of_weights(note):
    """δ_k = y_k − t_k, refuted where y was a target; w_{ij} from i to j, refuted as an entry of the transposed."""
    assert [f.latex for f in proofread(note, "note.md").findings if f.verdict not in HOLDS] == []


@pytest.mark.parametrize(
    ("note", "right", "wrong"),
    [
        (RULES, r"O_i (1 - O_i) \sum", r"\sum"),
        (NAMELESS, r"= h'(a_j) \sum", r"= h'(a_k) \sum"),
        (OUTWARD, r"w_{ij}^{(l)} \delta_j", r"w_{ji}^{(l)} \delta_j"),
        (TWO_LAYERS, "= o_k (1 - o_k) o_j", "= o_k (1 - o_k) o_k"),
        (TWO_LAYERS, "-2 (t_k - o_k) o_k (1 - o_k)", "-2 (t_k - o_k)"),
        (ARROWS, r"a_i^{(l-1)} \delta_j^{(l)}", r"a_j^{(l-1)} \delta_i^{(l)}"),
    ],
)
def test_a_slip_of_letters_is_refuted(note, right, wrong):
    """One slip does not turn what the other formulas say of the letters."""
    assert right in note
    assert [f for f in proofread(note.replace(right, wrong), "note.md").findings if f.verdict is Verdict.REFUTED]


@pytest.mark.parametrize("step", [r"\Delta w_{jk} =", r"w_{jk} \leftarrow w_{jk} +"])
def test_a_rate_may_take_in_a_number(step):
    """η (t − o) o (1 − o) x goes down (t − o)², at twice the rate; with another slope it does not."""
    right = rf"$${step} \eta (t_k - o_k) o_k (1 - o_k) o_j$$"
    assert proofread(TWO_LAYERS + right, "note.md").findings[-1].verdict is Verdict.UNDECIDED
    slip = right.replace("o_k (1 - o_k)", "o_k")
    assert proofread(TWO_LAYERS + slip, "note.md").findings[-1].verdict is Verdict.REFUTED


def test_numbers_in_bold_are_numbers():
    """As a symbol, the value of a cost was taken for its definition, and nothing about the cost was understood."""
    note = RULES + r"$$E_d = \mathbf{0.2983}$$" + "\n" + r"$$\frac{\partial E_d}{\partial o_k} = -(t_k - o_k)$$"
    assert proofread(note, "note.md").findings[-1].verdict in HOLDS


def test_letters_tell_quantities_by_the_weights_that_lead_there():
    """net_q and net_r were one quantity with two definitions, and slopes by the cost's last spelling said nothing."""
    found = proofread(TWO_WEIGHTS, "note.md").findings
    assert [f.latex for f in found if f.verdict not in HOLDS and "O" not in f.latex] == []


def test_a_sign_that_is_missing_below_is_found():
    """∂E/w was refuted, and nothing was offered for it."""
    note = r"$$o = w x, \quad E = \frac{1}{2} (t - o)^2$$ $$\frac{\partial E}{w} = -(t - o) x$$"
    repairs = [f.correction.latex for f in proofread(note, "note.md").findings if f.correction is not None]
    assert repairs == [r"\frac{\partial E}{\partial w} = -(t - o) x"]


THRESHOLD = r"""
$$z_j = \sum_i w_{ij} o_i - \theta_j, \qquad o_j = \sigma(z_j)$$
$$E = \frac12 \sum_k (t_k - o_k)^2$$
$$\delta_j = -\frac{\partial E}{\partial z_j}$$
$$\delta_k = (t_k - o_k) o_k (1 - o_k)$$
$$\delta_j = o_j (1 - o_j) \sum_k \delta_k w_{jk}$$
$$\frac{\partial E}{\partial \theta_j} = \delta_j$$
"""


@pytest.mark.parametrize("letter", [r"\theta", "c"])
@pytest.mark.parametrize(
    ("sign", "right", "wrong"), [("- ", r"= \delta_j", r"= -\delta_j"), ("+ ", r"= -\delta_j", r"= \delta_j")]
)
def test_a_threshold_is_a_bias_of_its_layer(letter, sign, right, wrong):
    """The slope by θ_j was that by a number beside every unit of every layer: what is right of it was refuted."""
    note = THRESHOLD.replace(r"- \theta", sign + r"\theta")
    note = note.replace(r"\theta_j} = \delta_j", rf"\theta_j}} {right}").replace(r"\theta", letter)
    assert {f.verdict for f in proofread(note, "note.md").findings} <= set(HOLDS)
    slip = note.replace(rf"_j}} {right}", rf"_j}} {wrong}")
    assert slip != note
    assert proofread(slip, "note.md").findings[-1].verdict is Verdict.REFUTED


def test_thresholds_of_hidden_and_output_units_have_letters_of_their_own():
    """θ_j beside γ_k, in a text that has another use for b."""
    own = r"\theta_j, \quad z_k = \sum_j w_{jk} o_j - \gamma_k, \quad o_k = \sigma(z_k), \quad b = 3, "
    note = THRESHOLD.replace(r"\theta_j, \qquad", own) + r"$$\frac{\partial E}{\partial \gamma_k} = \delta_k$$"
    assert {f.verdict for f in proofread(note, "note.md").findings[-2:]} <= set(HOLDS)
    slip = note.replace(r"\gamma_k} = ", r"\gamma_k} = -")
    assert proofread(slip, "note.md").findings[-1].verdict is Verdict.REFUTED


OF_ITS_OWN_KIND = (
    r"$$x_j = \sum_i w_{ij} y_i + b_j$$ $$y_j = f(x_j)$$"
    r"$$E = \frac{1}{2} \sum_c \sum_j (y_{j,c} - d_{j,c})^2$$"
    r"$$\frac{\partial E}{\partial w_{ij}} = \frac{\partial E}{\partial x_j} \frac{\partial x_j}{\partial w_{ij}}$$"
)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\frac{\partial E}{\partial y_j} = y_j - d_j", r"\frac{\partial E}{\partial y_j} = d_j - y_j"),
        (
            r"\frac{\partial E}{\partial w_{ij}} = \frac{\partial E}{\partial x_j} y_i",
            r"\frac{\partial E}{\partial w_{ij}} = \frac{\partial E}{\partial x_j} y_j",
        ),
        (
            r"\frac{\partial E}{\partial y_i} = \sum_j \frac{\partial E}{\partial x_j} w_{ij}",
            r"\frac{\partial E}{\partial y_i} = \sum_j \frac{\partial E}{\partial x_j} w_{ji}",
        ),
    ],
)
def test_two_letters_tell_two_layers_where_a_state_is_computed_from_its_own_kind(right, wrong):
    """y_j is computed from y_i by the only weights of the text, so that j is above i, and w_{ji} leads nowhere."""
    *_, held = proofread(f"{OF_ITS_OWN_KIND} $${right}$$", "a.md").findings
    *_, failed = proofread(f"{OF_ITS_OWN_KIND} $${wrong}$$", "a.md").findings
    assert held.verdict in (Verdict.PROVED, Verdict.AGREES)
    assert failed.verdict is Verdict.REFUTED
    assert failed.correction.latex == right
