"""Cases in brackets behind a formula, 0 (m ≠ j), and letters of layers beside a weight that leads past one."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES)
LAYER = r"""
$$z^L_j = \sum_k w^L_{jk} a^{L-1}_k + b^L_j, \quad a^L_j = \sigma(z^L_j), \quad C = \frac12 \sum_j (a^L_j - y_j)^2$$
"""


@pytest.mark.parametrize(
    ("right", "holds"),
    [
        (r"0 (m \neq j)", True),
        (r"\sigma'(z^L_j) (m = j)", True),
        (r"\sigma(z^L_j) (m = j)", False),
        (r"\sigma'(z^L_j) (m \neq j)", False),
    ],
)
def test_a_case_in_brackets_is_what_the_formula_is_said_for(right: str, holds: bool) -> None:
    """As a factor it had another shape than the left side, and the right slope was refuted for it."""
    last = proofread(LAYER + rf"$$\frac{{\partial a^L_m}}{{\partial z^L_j}} = {right}$$", "note.md").findings[-1]
    assert (last.verdict in HOLDS) is holds


ONCE = r"""
A single layer is $$y_k = \sum_i w_{ki} x_i$$ and a network of units
$$a_j = \sum_i w_{ji} z_i, \quad z_j = h(a_j)$$
$$\delta_j \equiv \frac{\partial E}{\partial a_j}$$
$$\frac{\partial E}{\partial w_{ji}} = \delta_j z_i$$
$$\delta_j = h'(a_j) \sum_k w_{kj} \delta_k$$
$$\frac{\partial E}{\partial w_{kj}} = \delta_k z_j$$
"""


def test_a_weight_that_leads_past_a_layer_once_does_not_break_the_chain() -> None:
    """w_{ki} of the single layer says nothing of w_{ji} and w_{kj}."""
    assert all(f.verdict in HOLDS for f in proofread(ONCE, "note.md").findings[-3:])
    slip = proofread(ONCE.replace(r"w_{kj} \delta_k", r"w_{jk} \delta_k"), "note.md").findings[-2]
    assert slip.verdict not in HOLDS


@pytest.mark.parametrize(
    ("below", "above"),
    [
        (r"\text{if $z\leqslant$ 0}", r"\text{otherwise}"),
        (r"\text{若 $z < 0$}", r"\text{若 $z\geq 0$}"),
        (r"\text{当$z \leqq 0$时}", r"\text{当$z>0$时}"),
    ],
)
def test_words_with_mathematics_in_them_are_conditions(below: str, above: str) -> None:
    """A slanted sign, or a word without a space behind it, was no condition, and no slope of the ReLU was judged."""
    note = rf"""
$$g(z) = \begin{{cases}} 0, & {below} \\ z, & {above} \end{{cases}}$$
$$\frac{{\mathrm{{d}}g(z)}}{{\mathrm{{d}}z}} = \begin{{cases}} 0, & {below} \\ 1, & {above} \end{{cases}}$$
"""
    assert proofread(note, "note.md").findings[-1].verdict in HOLDS
    assert proofread(note.replace("1,", "2,"), "note.md").findings[-1].verdict not in HOLDS
