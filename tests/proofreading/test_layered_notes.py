"""What would be broken: scripts, rates and limits of sums as notes about networks of layers write them."""

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

LAYERS = r"""
$$z^m = W^m a^{m - 1} + b^m$$
$$a^m = \sigma(z^m)$$
$$C = \frac12 \sum_j (a^L_j - y_j)^2$$
"""
HOLDS = {Verdict.PROVED, Verdict.AGREES}


def findings(*equations, before=LAYERS):
    """What is found about equations of one small document."""
    report = proofread(before + "".join(f"\n$${e}$$\n" for e in equations), "notes.md")
    return report.findings[-len(equations) :]


def verdicts(*equations, before=LAYERS):
    """The verdicts on equations of one small document."""
    return [f.verdict for f in findings(*equations, before=before)]


def test_a_transpose_behind_a_step_of_layers_is_one():
    """A factor of the 1 in m − 1 would make layers of no number; and W^T_{kl} is W_{lk}, not W_{kl}."""
    slope = r"\frac{\partial C}{\partial a^m_k} = \sum_l %s \frac{\partial C}{\partial z^{m + 1}_l}"
    assert verdicts(
        r"\frac{\partial C}{\partial W^m} = \frac{\partial C}{\partial z^m} a^{m - 1 \top}",
        r"\frac{\partial C}{\partial z^m} = W^{m+1T} \frac{\partial C}{\partial z^{m+1}} \odot \sigma'(z^m)",
        slope % r"W^{m + 1 \top}_{kl}",
        slope % r"W^{m + 1 \top}_{lk}",
    ) == [Verdict.PROVED] * 3 + [Verdict.REFUTED]


def test_an_ordinal_names_no_unit():
    """The h of the i^{th} unit would be read as a label in W_{jh}."""
    before = f"{LAYERS}\nOf the $i^{{th}}$ unit:\n"
    equation = r"z^m_j = \sum_{h=1}^{N^{m-1}} W^m_{jh} a^{m-1}_h + b^m_j"
    assert set(verdicts(equation, before=before)) <= HOLDS


def test_a_row_may_begin_with_an_arrow():
    """What follows would not be understood."""
    rows = r"\begin{align} x &= y \\ \to \frac{\partial a^m_j}{\partial z^m_j} &= \sigma'(z^m_j) \end{align}"
    assert set(verdicts(rows)) <= HOLDS


def test_a_learning_rate_has_any_name():
    """A step of gradient descent would not be one; λ of a penalty makes no step right."""
    step = r"W^m = W^m - %s \frac{\partial C}{\partial W^m}"
    rates = (r"\lambda", r"\tau", r"\text{learning rate} \cdot", r"\mathrm{step} \cdot", "LR")
    assert verdicts(*(step % rate for rate in rates)) == [Verdict.PROVED] * len(rates)
    before = LAYERS + r"$$R = \frac{\lambda}{2} \sum_{m} \lVert W^m \rVert^2$$"
    assert verdicts(step % r"\lambda", before=before) == [Verdict.UNDECIDED]


def test_a_sum_counts_the_units_that_its_index_has():
    """Σ_{k=1}^{N^m} would pass for a sum over the units of layer m − 1, or the line after would be blamed."""
    chain = (
        r"\frac{\partial z^m_j}{\partial W^m_{ji}} = \frac{\partial}{\partial W^m_{ji}}"
        r"\left(\sum_{k=1}^{N^{%s}} W^m_{jk} a^{m-1}_k + b^m_j\right) = a^{m-1}_i"
    )
    report = proofread(f"{LAYERS}\n$${chain % 'm-1'}$$\n\n$${chain % 'm'}$$\n", "notes.md")
    *right, wrong, after = report.findings[-4:]
    assert {f.verdict for f in (*right, after)} <= HOLDS
    assert wrong.verdict is Verdict.REFUTED
    assert wrong.correction is not None
    assert r"\sum_{k=1}^{N^{m-1}}" in wrong.correction.latex


OUTWARD = r"""
$$y_j^l = f(u_j^l)$$
$$u_j^l = \sum_i w_{ij}^l y_i^{l-1}$$
$$E = \frac{1}{2}\sum_i (y_i^L - \tilde{y}_i)^2$$
"""


def test_weights_from_unit_to_unit_and_primed_indices():
    """The prime of j' would be a function's, ỹ a layer with a 1 before it, and W^T y^{l-1} no sum of w_{ij} y_i."""
    slope = r"\frac{\partial E}{\partial y_j^l} = \sum_{k'} \frac{\partial E}{\partial u_{k'}^{l+1}} %s^{l+1}"
    assert verdicts(
        r"\frac{\partial E}{\partial w_{ij}^l} ="
        r"\sum_{j'} \frac{\partial E}{\partial y_{j'}^l} \frac{\partial y_{j'}^l}{\partial w_{ij}^l}",
        slope % "w_{jk'}",
        slope % "w_{k'j}",
        r"\mathbf{u}^l = \left(W^l\right)^\top \mathbf{y}^{l-1}",
        r"\frac{\partial E}{\partial W^l} = \mathbf{y}^{l-1} \left(\frac{\partial E}{\partial u^l}\right)^\top",
        before=OUTWARD + r"$$W^l = (w_{ij}^l)_{i,j}$$",
    ) == [Verdict.PROVED, Verdict.PROVED, Verdict.REFUTED, Verdict.PROVED, Verdict.PROVED]


ROWS = r"""
$$Y^1 = X W^1 + b^1$$
$$H^1 = f(Y^1)$$
$$\hat y = H^1 W^2 + b^2$$
$$L = \frac{1}{N} \sum_{i,j} (\hat y_{ij} - y_{ij})^2$$
"""


def test_entries_in_rows_of_layers():
    """Y^1 would be a power, (…)_{ij} one entry, + b_n no part of what is differentiated, "for m = i" a claim."""
    rows = r"""\begin{align}
    \frac{\partial L}{\partial H^1_{ij}} &= \sum_{m, n} \frac{\partial L}{\partial \hat y_{mn}}
      \frac{\partial}{\partial H^1_{ij}} \sum_{k} H^1_{mk} W^2_{kn} + b^2_n \\
    &= \sum_{n} \frac{\partial L}{\partial \hat y_{in}} W^2_{jn} & \text{nonzero for } m = i \\
    &= \sum_{n} \frac{\partial L}{\partial \hat y_{in}} {W^2}^T_{nj} \end{align}"""
    equation = r"$$\frac{\partial L}{\partial \hat y} = \left(\frac{2}{N} (\hat y_{ij} - y_{ij})\right)_{ij}$$"
    report = proofread(f"{ROWS}\n$${rows}$$\n\n{equation}\n", "notes.md")
    assert [f.verdict in HOLDS for f in report.findings[4:]] == [True] * 4
