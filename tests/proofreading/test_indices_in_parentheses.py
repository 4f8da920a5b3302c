"""Entries written as functions of their index: p(k) = e^{z(k)} / Σ_j e^{z(j)}, and z_t(i) the entry i of z_t."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

NOTE = r"""
The scores of token $t$ are $z_t(i) = \sum_j W_{ij} x_{tj}$, and of one token
$$q(k) = \frac{e^{z(k)}}{\sum_c e^{z(c)}}, \quad L = -\sum_k y(k) \log q(k).$$
$$\frac{\partial q(k)}{\partial z(i)} = q(k) (\delta_{ik} - q(i))$$
$$\frac{\partial L}{\partial z(i)} = q(i) - y(i)$$
$$\frac{\partial z_t(i)}{\partial W_{ik}} = x_{tk}$$
"""
SLIPS = (
    (r"\delta_{ik} - q(i)", r"\delta_{ik} - q(k)"),
    (r"\delta_{ik} - q(i)", r"\delta_{ik} + q(i)"),
    (r"q(i) - y(i)", r"y(i) - q(i)"),
    (r"= x_{tk}", r"= x_{ti}"),
)


def test_an_argument_that_a_sum_runs_over_is_an_index() -> None:
    """z(i) would be a function of i, and no derivative by it be one by a quantity."""
    found = proofread(NOTE, "notes.md").findings
    assert {f.verdict for f in found[-3:]} <= {Verdict.PROVED, Verdict.AGREES}


@pytest.mark.parametrize(("right", "wrong"), SLIPS)
def test_a_slip_in_such_entries_is_refuted(right: str, wrong: str) -> None:
    """Entries that were functions of any number would leave it undecided."""
    found = proofread(NOTE.replace(right, wrong, 1), "notes.md").findings[-3:]
    assert sorted(f.verdict for f in found)[-1] is Verdict.REFUTED
    assert Verdict.UNDECIDED not in {f.verdict for f in found}


ERRORS = r"""
$$\delta_o(k) = (y_k - t_k) y_k (1 - y_k)$$
$$\delta_h(j) = a_j (1 - a_j) \sum_{k=1}^N w_{jk} \delta_o(k)$$
$$w_{jk} \leftarrow w_{jk} - \eta \delta_o(k) a_j$$
$$v_{ij} \leftarrow v_{ij} - \eta \delta_h(j) x_i$$
"""


def test_a_name_below_a_symbol_is_no_index() -> None:
    """The o of δ_o(k) would be an index that the left side has not."""
    assert Verdict.REFUTED not in {f.verdict for f in proofread(ERRORS, "notes.md").findings}


def test_a_function_that_is_taken_of_more_than_an_index_stays_one() -> None:
    """The sum over f(k) beside f(x) would make an entry of a function."""
    note = r"$$f(x) = x^2$$ $$S = \sum_k f(k)$$ $$f'(x) = 2 x$$"
    assert proofread(note, "notes.md").findings[-1].verdict in {Verdict.PROVED, Verdict.AGREES}
