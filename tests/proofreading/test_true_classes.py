"""The class that is right, by a letter: c of −log p_c, y of h_y and e_y."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)
LETTER = r"""
With $p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$ and the right class $c$ the loss is $L = -\log p_c$. Then
$$\frac{\partial L}{\partial p_c} = -\frac{1}{p_c}, \qquad \frac{\partial L}{\partial z_c} = p_c - 1$$
$$\frac{\partial L}{\partial z_i} = p_i \quad (i \neq c)$$
$$\frac{\partial L}{\partial z_i} = p_i - \mathbf{1}\{i = c\} = p_i - \delta_{ic}$$
"""
LABEL = r"""
The loss of scores $h$ is $\ell_{ce}(h, y) = -h_y + \log \sum_{j=1}^k \exp(h_j)$. With $s = \text{softmax}(h)$,
$$\frac{\partial \ell_{ce}(h, y)}{\partial h_i} = -1\{i = y\} + \frac{\exp h_i}{\sum_{j=1}^k \exp h_j}$$
$$\nabla_h \ell_{ce}(h, y) = s - e_y$$
"""
LIKELIHOOD = r"""
$$\log \left( \prod_{i=1}^n p_i^{y_i} (1 - p_i)^{1 - y_i} \right) = \sum_{i=1}^n [y_i \log p_i + (1-y_i) \log(1-p_i)]$$
"""


@pytest.mark.parametrize("text", [LETTER, LABEL, LIKELIHOOD])
def test_what_is_said_of_the_right_class_is_understood(text):
    """The letter is taken for an index of all classes, or the target for no power."""
    assert all(f.verdict in HOLDS for f in proofread(text, "note.md").findings)


@pytest.mark.parametrize(("text", "right", "wrong"), [(LETTER, "p_c - 1", "1 - p_c"), (LABEL, "s - e_y", "e_y - s")])
def test_a_slip_in_it_is_found(text, right, wrong):
    """One certain class lets a mistake pass."""
    assert proofread(text.replace(right, wrong), "note.md").refuted


def test_both_cases_named_in_one_breath_are_both_meant():
    """The last one named hides the other, and what is wrong in it."""
    text = r"""
With $p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$ and $L = -\log p_y$ we tell $i = y$ and $i \neq y$ apart:
$$\frac{\partial L}{\partial z_i} = \begin{cases} p_y - 1 & \text{if } i = y \\ p_i & \text{otherwise} \end{cases}$$
"""
    assert proofread(text, "note.md").findings[-1].verdict in HOLDS
    assert proofread(text.replace("p_y - 1", "1 - p_y"), "note.md").findings[-1].verdict is Verdict.REFUTED


NUMBERED = r"""
$$z_4 = w_{41} o_1 + w_{42} o_2 + w_{43} o_3$$
$$z_5 = w_{51} o_1 + w_{52} o_2 + w_{53} o_3$$
$$z_6 = w_{61} o_1 + w_{62} o_2 + w_{63} o_3$$
$$a_4 = \frac{e^{z_4}}{e^{z_4} + e^{z_5} + e^{z_6}}$$
$$a_5 = \frac{e^{z_5}}{e^{z_4} + e^{z_5} + e^{z_6}}$$
$$a_6 = \frac{e^{z_6}}{e^{z_4} + e^{z_5} + e^{z_6}}$$
$$Loss = -\sum_i y_i \ln a_i$$
$$Loss = -y_j \ln a_j$$
$$Loss = -\ln a_j$$
$$\frac{\partial Loss}{\partial a_4} = -\frac{1}{a_4}$$
$$\frac{\partial a_4}{\partial z_4} = a_4 (1 - a_4)$$
$$\frac{\partial a_4}{\partial z_5} = -a_4 a_5$$
$$\frac{\partial Loss}{\partial w_{41}} = (a_4 - 1) o_1$$
$$\frac{\partial Loss}{\partial w_{51}} = a_5 o_1$$
"""


def test_the_right_class_may_be_one_of_several_numbers():
    """Which of 4, 5 and 6 is the right one nothing says but the slopes, and −log a_j is one more cost."""
    assert all(f.verdict in HOLDS for f in proofread(NUMBERED, "note.md").findings)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"-y_j \ln", r"y_j \ln"),
        (r"$Loss = -\ln a_j", r"$Loss = \ln a_j"),
        (r"-\frac{1}{a_4}", r"\frac{1}{a_4}"),
        (r"(a_4 - 1) o_1", r"(1 - a_4) o_1"),
        (r"a_5 o_1", r"a_5 o_2"),
        (r"\frac{\partial a_4}{\partial z_5}", r"\frac{\partial a_4}{\partial a_5}"),
    ],
)
def test_a_slip_about_a_numbered_class_is_found(right, wrong):
    """A cost that contradicts the one before it is a definition of its own, or any number is the right class."""
    assert right in NUMBERED
    assert len(proofread(NUMBERED.replace(right, wrong, 1), "note.md").refuted) == 1


def test_what_stands_beside_the_right_class_is_for_the_others():
    """∂L/∂z_i = p_i beside what is said of the right class is for all others; alone it fails for the right one."""
    note = LETTER.replace(r" \quad (i \neq c)", "")
    (finding,) = (f for f in proofread(note, "note.md").findings if f.latex.endswith("z_i} = p_i"))
    assert finding.verdict is Verdict.AGREES


def test_a_cost_of_one_example_beside_that_of_all_is_a_definition():
    """L = −log p_c, after L = −(1/m) Σ_i log …, is said to be wrong by the factor."""
    note = r"""
$$p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$$
$$L = -\frac{1}{m} \sum_s \sum_i y_i^{(s)} \log p_i^{(s)}$$
$$L = -\log p_c$$
"""
    assert not proofread(note, "note.md").refuted


SCORES = (
    r"$$L_i = -\log \left( \frac{e^{f_{y_i}}}{\sum_j e^{f_j}} \right)$$"
    r"$$L_i = -f_{y_i} + \log \sum_j e^{f_j} = -w_{y_i}^T x_i + \log \sum_j e^{w_j^T x_i}$$"
)
RIGHT_CLASS = r"\nabla_{w_{y_i}} L_i = (\frac{e^{f_{y_i}}}{\sum_j e^{f_j}} - 1) x_i"
OTHERS = r"\nabla_{w_j} L_i = \frac{e^{f_j}}{\sum_j e^{f_j}} x_i"


def test_what_a_link_puts_in_is_what_the_scores_are():
    """All but f_j = w_j^T x_i is the same on both sides, for the right class too; with w_j there nothing is."""
    *_, link = proofread(SCORES, "a.md").findings
    assert link.verdict is Verdict.PROVED
    *_, link = proofread(SCORES.replace("-w_{y_i}^T", "-w_{j}^T"), "a.md").findings
    assert link.verdict not in (Verdict.PROVED, Verdict.AGREES)


@pytest.mark.parametrize(
    ("right", "wrong"), [(RIGHT_CLASS, RIGHT_CLASS.replace(" - 1", "")), (OTHERS, OTHERS.replace("= ", "= -"))]
)
def test_a_slope_beside_that_of_the_right_class_is_for_the_others(right, wrong):
    """∂L/∂w_j beside ∂L/∂w_y is said of every j but y."""
    others = OTHERS if right == RIGHT_CLASS else RIGHT_CLASS
    *_, found = proofread(f"{SCORES} $${others}$$ $${right}$$", "a.md").findings
    assert found.verdict in (Verdict.PROVED, Verdict.AGREES)
    *_, found = proofread(f"{SCORES} $${others}$$ $${wrong}$$", "a.md").findings
    assert found.verdict is Verdict.REFUTED


def test_a_slope_of_any_class_alone_is_for_all():
    """Without the right class beside it, the same is said of all classes, and that is not so."""
    *_, found = proofread(f"{SCORES} $${OTHERS}$$", "a.md").findings
    assert found.verdict is Verdict.UNDECIDED


def test_an_output_is_what_stands_for_it_in_a_square():
    """½ (ŷ − y)² = ½ (w x + b − y)² says what ŷ is, so that ∂L/∂b has no x."""
    note = (
        r"$$L = \frac{1}{2} (\hat{y} - y)^2 = \frac{1}{2} (w x + b - y)^2$$ $$\frac{\partial L}{\partial b} = SLOPE$$"
    )
    *_, right = proofread(note.replace("SLOPE", r"\hat{y} - y"), "a.md").findings
    *_, wrong = proofread(note.replace("SLOPE", r"(\hat{y} - y) x"), "a.md").findings
    assert right.verdict in (Verdict.PROVED, Verdict.AGREES)
    assert wrong.verdict is Verdict.REFUTED


GIVEN = r"""
$$p_j = \frac{e^{o_j}}{\sum_i e^{o_i}}, \qquad L = -\sum_i y_i \log p_i$$
$$y = [0, 1, 0], \qquad p = [0.09, 0.245, 0.665]$$
$$L = -y_k \log p_k = -\log p_k$$
$$\frac{\partial L}{\partial o_k} = -\frac{1}{p_k} (p_k - p_k^2) = p_k - 1$$
"""


def test_targets_given_in_numbers_are_those_of_one_class():
    """y = [0, 1, 0] is taken for a formula that computes targets, and k in a later link of a chain for any class."""
    assert all(f.verdict in HOLDS for f in proofread(GIVEN, "note.md").findings)
    *_, slip = proofread(GIVEN.replace("p_k - 1$$", "1 - p_k$$"), "note.md").findings
    assert slip.verdict is Verdict.REFUTED


COMPARED = r"""
$$\sigma_i(z) = \frac{e^{z_i}}{N(z)}, \qquad N(z) = \sum_{k=1}^n e^{z_k}$$
$$\frac{\partial N(z)}{\partial z_j} = e^{z_j}, \qquad \frac{\partial}{\partial z_j} \frac{e^{z_i}}{N(z)}
= \frac{e^{z_i}}{N(z)} \left(\delta_{ij} - \frac{e^{z_j}}{N(z)}\right)$$
"""
DELTAS = r"""
$$\sigma_i(z) = \frac{e^{z_i}}{\sum_{k=1}^n e^{z_k}}, \qquad y_i = \sigma_i(z), \qquad t_i = \delta_{ic}$$
$$J(z) = -\sum_{i=1}^n \delta_{ic} \log \sigma_i(z) = -\log \sigma_c(z) = -\log y_c$$
$$\frac{\partial J}{\partial z_i} = \frac{\partial J}{\partial y_c} \frac{\partial y_c}{\partial z_i}
= y_i - \delta_{ic}$$
$$\delta_i = y_i - \delta_{ic}$$
$$\frac{\partial J}{\partial z_i} = \delta_i$$
"""
SLIPS = [
    (COMPARED, r"{\partial z_j} = e^{z_j}", r"{\partial z_j} = e^{z_j} N(z)"),
    (COMPARED, r"\delta_{ij} - \frac", r"\delta_{ij} + \frac"),
    (DELTAS, r"= -\log y_c", "= -y_c"),
    (DELTAS, r"= -\log \sigma_c", r"= \log \sigma_c"),
    (DELTAS, "z_i}\n= y_i - \\delta_{ic}", "z_i}\n= \\delta_{ic} - y_i"),
    (DELTAS, r"\delta_i = y_i - \delta_{ic}", r"\delta_i = \delta_{ic} - y_i"),
]


@pytest.mark.parametrize("text", [COMPARED, COMPARED.replace("N(z)", "Z"), DELTAS])
def test_targets_by_kronecker_are_those_of_the_right_class(text):
    """N counts examples, c is open, the cost depends on no y but on z alone, and nothing says what δ_i is."""
    assert all(f.verdict in HOLDS for f in proofread(text, "note.md").findings)


@pytest.mark.parametrize(("text", "right", "wrong"), SLIPS)
def test_a_slip_beside_kronecker_is_found(text, right, wrong):
    """The names that are put in let a mistake pass, or a logarithm may be lost."""
    assert right in text
    assert len(proofread(text.replace(right, wrong), "note.md").refuted) == 1


INDICATOR = r"""
$$p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}, \quad y_i = \mathbb{1}_{i = c}, \quad L = -\sum_i y_i \log p_i = -\log p_c$$
$$\frac{\partial L}{\partial z_i} = p_i - \mathbb{1}_{i = c}$$
"""


def test_targets_by_an_indicator_are_those_of_the_right_class():
    """c was an index of which nothing says what it is; the opposite sign is wrong for any class."""
    *_, link, slope = proofread(INDICATOR, "note.md").findings
    assert {link.verdict, slope.verdict} <= set(HOLDS)
    *_, slip = proofread(INDICATOR.replace(r"p_i - \mathbb", r"p_i + \mathbb"), "note.md").findings
    assert slip.verdict is Verdict.REFUTED


UNIT_VECTORS = r"""
Let $p = \text{softmax}(z)$ and $L = -\log p_c = -e_c^T \log p$, where $c$ is the class.
$$\nabla_z L = p - e_c$$
"""


@pytest.mark.parametrize("letter", ["c", "k"])
def test_a_unit_vector_of_the_class_is_the_target(letter):
    """e_c was a power of e, which refuted the right slope."""
    note = UNIT_VECTORS.replace("_c", f"_{letter}").replace("$c$", f"${letter}$")
    *_, link, slope = proofread(note, "note.md").findings
    assert {link.verdict, slope.verdict} <= set(HOLDS)
    *_, slip = proofread(note.replace(f"p - e_{letter}", f"e_{letter} - p"), "note.md").findings
    assert slip.verdict is Verdict.REFUTED
