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


LETTERS = r"""
$$w_{kj} = w_{kj} + \lambda (d_k - o_k) f'(u_k) y_j$$
$$\delta_{yj} = f'(s_j) \sum_k \delta_{ok} w_{kj}, \quad v_{ji}^{new} = v_{ji}^{old} + \beta \delta_{yj} z_i$$
"""
"""A letter for what each layer weighs and one for its rate; d for what is desired."""


def test_each_layer_has_letters_of_its_own():
    """u_k was nothing that outputs are made of, λ the size of weights, and new weights had no units."""
    assert verdicts(LETTERS) <= {Verdict.PROVED, Verdict.AGREES}
    assert verdicts(BOOK.replace("t_k", "d_k")) <= {Verdict.PROVED, Verdict.AGREES}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("f'(u_k)", "f'(s_j)"),
        (r"+ \lambda", r"- \lambda"),
        (r"\delta_{ok} w_{kj}", r"\delta_{ok} w_{jk}"),
        ("z_i", "y_j"),
    ],
)
def test_slips_beside_letters_of_layers_do_not_hold(right, wrong):
    """A slope of the layer below, a sign, indices in the other order, a state of another layer."""
    assert right in LETTERS
    assert not verdicts(LETTERS.replace(right, wrong)) <= {Verdict.PROVED, Verdict.AGREES}


def test_a_letter_of_slopes_is_a_rate_in_the_section_of_steps_alone():
    """λ before an error is a rate; in 1/(1 + e^{−λu}) of another section it is none."""
    slope = r"$$f(u) = \frac{1}{1 + e^{-\lambda u}}, \quad f'(u) = \lambda f(u) (1 - f(u))$$"
    note = f"# Steps\n{LETTERS}\n# Functions\n{slope}"
    assert verdicts(note) <= {Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION}
    assert Verdict.REFUTED in verdicts(note.replace(r"= \lambda f(u)", "= f(u)"))
