"""What would be broken: right notes that give one thing a second name, a probability, a network or an output."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

REGRESSION = r"""
$$h_w(x) = p(y = 1 | x) = \sigma(w^T x + b), \quad \sigma(t) = \frac{1}{1 + e^{-t}}$$
$$p(y = 0 | x) = 1 - h_w(x)$$
$$L^{(i)} = -\left[ y^{(i)} \log h_w(x^{(i)}) + (1 - y^{(i)}) \log(1 - h_w(x^{(i)})) \right]$$
with $a^{(i)} = h_w(x^{(i)}) = \sigma(z^{(i)})$ and $z^{(i)} = w^T x^{(i)} + b$
$$\frac{\partial L^{(i)}}{\partial a^{(i)}} = \frac{1 - y^{(i)}}{1 - a^{(i)}} - \frac{y^{(i)}}{a^{(i)}}$$
$$\frac{\partial L^{(i)}}{\partial z^{(i)}} = a^{(i)} - y^{(i)}$$
$$\frac{\partial L^{(i)}}{\partial w_j} = (a^{(i)} - y^{(i)}) x_j^{(i)}$$
"""
OUTPUT = r"""
$$z^{[1]} = W^{[1]} x + b^{[1]}, \quad a^{[1]} = g(z^{[1]})$$
$$z^{[L]} = W^{[L]} a^{[L-1]} + b^{[L]}, \quad \hat{y} = g(z^{[L]})$$
$$J = \frac12 \|\hat{y} - y\|^2$$
$$\delta^{[L]} = \nabla_{a^{[L]}} J \odot g'(z^{[L]})$$
$$\frac{\partial J}{\partial W^{[l]}} = \delta^{[l]} (a^{[l-1]})^T$$
"""
CHAPTER = r"""
# One neuron
$$\hat{y} = w^T x + b, \quad J = \frac{1}{2m} \sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)})^2$$
$$w := w - \alpha \frac{1}{m} \sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)}) x^{(i)}$$
$$b := b - \alpha \frac{1}{m} \sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)})$$
"""
HOLDS = (Verdict.PROVED, Verdict.AGREES)
UPSTREAM = r"""
$$e = \frac12 (c w - t)^2$$
$${\partial e \over \partial w} = {1 \over 2} {\partial \over \partial w} (c w - t)^2 = (c w - t) c$$
"""


@pytest.mark.parametrize(("notes", "last"), [(REGRESSION, 3), (OUTPUT, 2), (OUTPUT + CHAPTER, 2), (UPSTREAM, 2)])
def test_notes_hold(notes, last):
    """A probability, h_w(x), ŷ for a^L or an operator in braces is taken for what no gradient depends on."""
    found = proofread(notes, "notes.md").findings
    assert not [f.latex for f in found if f.verdict in (Verdict.REFUTED, Verdict.UNDECIDED)]
    assert all(f.verdict in HOLDS for f in found[-last:])


def test_a_slip_beside_a_probability_is_found():
    """What the second name stands for is no longer computed, and every gradient by it is right."""
    slip = REGRESSION.replace(r"z^{(i)}} = a^{(i)} - y^{(i)}", r"z^{(i)}} = y^{(i)} - a^{(i)}")
    assert [f.verdict for f in proofread(slip, "notes.md").findings].count(Verdict.REFUTED) == 1


def test_an_estimate_of_norms_is_no_equation():
    """How large gradients are about is refuted as an equation."""
    vanishing = OUTPUT + r"$$\left\| \frac{\partial J}{\partial W^{[1]}} \right\| \approx \prod_l \|W^{[l]}\|$$"
    assert proofread(vanishing, "notes.md").findings[-1].verdict is Verdict.UNDECIDED


SUMS = r"""
# Addition
$$z = x + y$$ $$\frac{\partial z}{\partial x} = 1, \quad \frac{\partial z}{\partial y} = 1$$
# Exponential
$$y = e^x$$ $$\frac{\partial y}{\partial x} = y$$
# Reciprocal
$$y = \frac1x$$ $$\frac{\partial y}{\partial x} = -y^2$$
"""
PATTERN = r"""
$$E_p = \frac12 \sum_j (t_{pj} - o_{pj})^2$$
$$o_{pj} = \sum_i w_{ji} x_{pi}, \quad \delta_{pj} = t_{pj} - o_{pj}$$
$$\Delta_p w_{ji} = \eta \delta_{pj} x_{pi}$$
"""


@pytest.mark.parametrize("notes", [SUMS, PATTERN])
def test_letters_of_other_places_refute_nothing(notes):
    """A letter that later sections define, or the change for one example, makes right equations wrong."""
    assert not [f.latex for f in proofread(notes, "notes.md").findings if f.verdict is Verdict.REFUTED]


ALIAS = r"""
$$z = \mathbf{w}^T \mathbf{x} + b, \quad a = \phi(z), \quad L = \frac{1}{2} (a - y)^2$$
$$\frac{\partial L}{\partial w_i}
= \frac{\partial L}{\partial a} \frac{\partial a}{\partial h} \frac{\partial h}{\partial w_i}$$
$$\frac{\partial L}{\partial h} = (a - y) \phi'(z)$$
$$\frac{\partial h}{\partial w_i} = x_i$$
$$\frac{\partial L}{\partial \mathbf{w}} = \frac{\partial L}{\partial h} \mathbf{x}$$
"""
SLIPS = (("(a - y) \\phi'", "(a + y) \\phi'"), ("\\phi'(z)", "\\phi(z)"), ("= x_i", "= w_i"), ("\\mathbf{x}$$", "a$$"))


def test_a_weighted_input_may_have_another_letter_in_its_slopes():
    """The h of ∂a/∂h · ∂h/∂w is z where a = φ(z), or nothing that is said of it is understood."""
    verdicts = [f.verdict for f in proofread(ALIAS, "notes.md").findings]
    assert not {Verdict.REFUTED, Verdict.UNDECIDED} & set(verdicts)


@pytest.mark.parametrize(("right", "slip"), SLIPS)
def test_slips_in_slopes_by_another_letter_are_refuted(right, slip):
    """That h is read as z may make nothing true."""
    verdicts = [f.verdict for f in proofread(ALIAS.replace(right, slip), "notes.md").findings]
    assert len([v for v in verdicts if v in (Verdict.REFUTED, Verdict.UNDECIDED)]) == 1


def test_a_part_of_a_weighted_input_is_not_all_of_it():
    """The h of z = h + b is no other name of z."""
    part = ALIAS.replace(r"\mathbf{w}^T \mathbf{x} + b,", "3 h + b, h = \\mathbf{w}^T \\mathbf{x},")
    right = part.replace("(a - y) \\phi'", "3 (a - y) \\phi'")
    said = [{f.latex: f.verdict for f in proofread(note, "notes.md").findings} for note in (part, right)]
    verdicts = [next(v for latex, v in found.items() if "\\phi'" in latex) for found in said]
    assert verdicts[0] not in HOLDS and verdicts[1] in HOLDS


def test_the_only_output_may_have_its_number():
    """L = (y_1 − ŷ)² and ∂L/∂ŷ_1 are about one ŷ; where there is a ŷ_2, the number says which."""
    text = r"""
$$\hat{y_1} = w_5 a_1 + w_6 a_2, \quad L = (y_1 - \hat{y})^2$$
$$\frac{\partial L}{\partial \hat{y_1}} = -2 (y_1 - \hat{y_1})$$
$$\frac{\partial L}{\partial w_5} = -2 (y_1 - \hat{y_1}) a_1$$
"""
    found = proofread(text, "note.md").findings
    assert {f.verdict for f in found[-2:]} <= {Verdict.PROVED, Verdict.AGREES}
    slip = text.replace(r"\hat{y_1}) a_1", r"\hat{y_1}) a_2")
    assert proofread(slip, "note.md").findings[-1].verdict is Verdict.REFUTED
