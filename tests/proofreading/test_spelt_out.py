"""Entries that are spelt out one by one, and what is said of any of them by a letter."""

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

NOTE = r"""
$$h_1 = f(w_{11} x_1 + w_{12} x_2), \quad h_2 = f(w_{21} x_1 + w_{22} x_2), \quad o = f(u_1 h_1 + u_2 h_2)$$
$$E = \frac{1}{2} (t - o)^2$$
$$\frac{\partial E}{\partial u_i} = -(t - o) f'(u_1 h_1 + u_2 h_2) h_i$$
$$\frac{\partial h_1}{\partial w_{ij}}
= f'(w_{11} x_1 + w_{12} x_2) (\delta_{i1} \delta_{j1} x_1 + \delta_{i1} \delta_{j2} x_2)$$
"""
HOLDS = (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)


def test_a_letter_stands_for_any_of_the_numbers():
    """Nothing said how E depends on u_i, where it reads u_1 and u_2, nor that h_1 depends on no w_{2j}."""
    assert [f.latex for f in proofread(NOTE, "note.md").findings if f.verdict not in HOLDS] == []


def test_a_slip_of_single_entries_is_refuted():
    """x_1 for x_2 at the second weight."""
    note = NOTE.replace(r"\delta_{j2} x_2)", r"\delta_{j2} x_1)")
    assert Verdict.REFUTED in {f.verdict for f in proofread(note, "note.md").findings}


SUM = r"""
$$a_1 = \frac{e^{z_1}}{e^{z_1} + e^{z_2}}, \quad a_2 = \frac{e^{z_2}}{e^{z_1} + e^{z_2}}$$
$$z_1 = w_{11} x_1 + w_{12} x_2$$
$$L = -\sum_i y_i \log a_i$$
$$\frac{\partial L}{\partial a_1} = -\frac{y_1}{a_1}$$
$$\frac{\partial L}{\partial z_1} = a_1 - y_1$$
$$\frac{\partial L}{\partial w_{11}} = (a_1 - y_1) x_1$$
"""


def test_a_sum_runs_over_what_is_defined_one_by_one():
    """Nothing said how −Σ_i y_i log a_i depends on a_1, and shares of single numbers need not add to 1."""
    assert [f.latex for f in proofread(SUM, "note.md").findings if f.verdict not in HOLDS] == []
    for right, wrong in ((r"-\frac{y_1}{a_1}", r"\frac{y_1}{a_1}"), ("= a_1 - y_1", "= y_1 - a_1"), (") x_1", ") x_2")):
        assert Verdict.REFUTED in {f.verdict for f in proofread(SUM.replace(right, wrong, 1), "note.md").findings}


PUT_IN = r"""
$$y_j^l = f_l(u_j^l), \quad u_j^l = \sum_i w_{ij}^l y_i^{l-1}, \quad E = \frac{1}{2} \sum_i (y_i^L - t_i)^2$$
So $y_j^L = f_L(\sum_i w_{ij}^L y_i^{L-1})$ depends on all before it.
$$\delta_j^l = \frac{\partial E}{\partial u_j^l}$$
$$\frac{\partial E}{\partial y_j^l} = \sum_k \delta_k^{l+1} w_{jk}^{l+1}$$
$$\delta_j^l = f_l'(u_j^l) \sum_k \delta_k^{l+1} w_{jk}^{l+1}$$
"""


def test_a_layer_with_its_input_put_in_is_still_derived_by_it():
    """Behind y = f(Σ_i w_i x_i) nothing said how y depends on the u that stands for the sum."""
    assert [f.latex for f in proofread(PUT_IN, "note.md").findings if f.verdict not in HOLDS] == []
    for right, wrong in ((r"w_{jk}^{l+1}$$", r"w_{kj}^{l+1}$$"), ("f_l'(u_j^l)", "f_l(u_j^l)")):
        assert Verdict.REFUTED in {f.verdict for f in proofread(PUT_IN.replace(right, wrong, 1), "note.md").findings}
    other = proofread(PUT_IN.replace("y_i^{L-1})$", "y_i^{L})$"), "note.md").findings
    assert Verdict.PROVED not in {f.verdict for f in other if "sum_i w_{ij}^L" in f.latex}
