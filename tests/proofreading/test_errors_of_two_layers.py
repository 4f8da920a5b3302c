"""What would be broken: errors with the names of their layers, and weights of two letters, where no forward pass is."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

BOOK = r"""
$$\delta_o(k) = (y_k - t_k) y_k (1 - y_k)$$
$$\delta_h(j) = a_j (1 - a_j) \sum_{k=1}^N w_{jk} \delta_o(k)$$
$$w_{jk} \leftarrow w_{jk} - \eta \delta_o(k) a_j, \quad v_{ij} \leftarrow v_{ij} - \eta \delta_h(j) x_i$$
"""
COMMAS = BOOK.replace(r"\delta_o(k)", r"\delta_{o,k}").replace(r"\delta_h(j)", r"\delta_{h,j}")
TOGETHER = COMMAS.replace("o,k", "ok").replace("h,j", "hj")


def verdicts(note):
    """Those of all statements."""
    return {f.verdict for f in proofread(note, "note.md").findings}


@pytest.mark.parametrize("note", [BOOK, COMMAS, TOGETHER])
def test_letters_tell_what_names_and_weights_tell_too(note):
    """δ_o(k) was a function of k; in δ_{h,j} = Σ_k w_{jk} δ_{o,k} an o without a sum was refuted."""
    assert verdicts(note) <= {Verdict.PROVED, Verdict.AGREES}


@pytest.mark.parametrize("note", [COMMAS, TOGETHER])
@pytest.mark.parametrize(
    ("right", "wrong"),
    [("a_j (1 - a_j)", "a_k (1 - a_k)"), ("x_i", "x_j"), ("w_{jk} - ", "w_{jk} + "), ("v_{ij} - ", "v_{ij} + ")],
)
def test_slips_beside_such_names_are_refuted(note, right, wrong):
    """An index and a sign."""
    assert right in note
    assert Verdict.REFUTED in verdicts(note.replace(right, wrong))


def test_a_text_that_computes_from_each_weight_keeps_their_letters():
    """v and w lead to units that the text computes by formulas of their own."""
    note = r"$$h_j = f(\sum_i v_{ij} x_i), \quad y_k = f(\sum_j w_{jk} h_j), \quad E = \frac12 \sum_k (y_k - t_k)^2$$"
    note += r"$$\frac{\partial E}{\partial v_{ij}} = \delta_j x_i, \quad \delta_j = \frac{\partial E}{\partial u_j}$$"
    assert Verdict.REFUTED not in verdicts(note)
