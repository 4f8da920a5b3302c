"""Layers told by primes and by other letters than l."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.containers.reading import read_displays
from symbackprop.proofreading.proofreader import proofread, read_formulas

PRIMES = r"""
$$z' = W' x + b', \quad h = \sigma(z'), \quad z = W h + b, \quad \hat y = \sigma(z)$$
$$E = \frac12 \|\hat y - y\|^2$$
$$\delta = (\hat y - y) \odot \sigma'(z)$$
$$\delta' = W^T \delta \odot \sigma'(z')$$
$$\frac{\partial E}{\partial W'} = \delta' x^T$$
"""
UNITS = r"""
$$z'_j = \sum_i w'_{ji} x_i, \quad h_j = g(z'_j), \quad z_k = \sum_j w_{kj} h_j, \quad y_k = g(z_k)$$
$$L = \frac12 \sum_k (y_k - t_k)^2$$
$$\delta_k = (y_k - t_k) g'(z_k), \quad \delta'_j = g'(z'_j) \sum_k w_{kj} \delta_k$$
$$\frac{\partial L}{\partial w'_{ji}} = \delta'_j x_i$$
"""
LETTERS = r"""
$$s_j^i = \sum_{k=1}^{m_{i-1}} w_{kj}^i h_k^{i-1}, \quad h_j^i = f(s_j^i)$$
With $E = \frac12\sum_{k} (h_k^{t+1} - y_k)^2$ we have
$$\delta_k^{t+1} = (h_k^{t+1} - y_k) f'(s_k^{t+1})$$
$$\delta_j^t = \sum_{k=1}^{m_{t+1}} \delta_k^{t+1} w_{jk}^{t+1} f'(s_j^t)$$
$$\frac{\partial E}{\partial w_{jk}^i} = \delta_k^i h_j^{i-1}$$
"""
HOLDS = (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)


@pytest.mark.parametrize("note", [PRIMES, UNITS, LETTERS])
def test_layers_are_told_by_primes_and_by_any_letter(note):
    """A prime on what is no function, and a power t, would be all that is seen of them."""
    assert all(f.verdict in HOLDS for f in proofread(note, "note.md").findings)


def test_slips_are_repaired_in_the_letters_of_the_author():
    """No one who writes i looks for an l."""
    note = LETTERS.replace(r"\delta_k^i h_j^{i-1}", r"\delta_k^i h_j^i")
    (found,) = [f for f in proofread(note, "note.md").findings if f.verdict is Verdict.REFUTED]
    assert found.correction is not None and found.correction.latex.endswith("h_j^{i-1}")


def test_a_slip_between_primes_is_refuted():
    """Letters without the primes still tell which unit is meant."""
    note = UNITS.replace(r"= \delta'_j x_i", r"= \delta'_j h_j")
    assert [f for f in proofread(note, "note.md").findings if f.verdict is Verdict.REFUTED]


def test_a_note_that_goes_on_to_any_layer_has_two_parts():
    """Read as one, s_k and s_j^i would be the same quantity, and neither part be understood."""
    small = UNITS.replace("L", "E") + r"$$\frac{\partial E}{\partial w_{kj}} = \delta_k h_j$$"
    formulas = read_formulas(read_displays(small + LETTERS, "note.md"))
    assert len({f.headings[0] for f in formulas}) == 2
    assert {f.headings for f in read_formulas(read_displays(small, "note.md"))} == {("",)}
