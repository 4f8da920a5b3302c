"""Sums over nothing, scripts in front of symbols, formulas within words, costs of any example by the name of one."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)
NOTE = r"""
\begin{align*}
F &= \sum_{p \in P} \ ^pE \\
^p E &= \frac{1}{2} \sum_{j \in K} \left( \hat{y}_j - y_j \right)^2
\end{align*}
$net_m = \sum_{i=0}^H w_{im} \tilde{o}_i$ and $y_m = f_m(net_m)$.
\begin{align*}
\frac{\partial net_m}{\partial w_{hm}} &= \frac{\partial}{\partial w_{hm}} \sum_{i=0}^H w_{im} \tilde{o}_i \\
&= \text{\textcolor{green}{\framebox{$ \tilde{o}_h $}}} \\
\\
\frac{\partial E}{\partial y_m} &= \frac{\partial}{\partial y_m} \frac{1}{2} \sum_{j=1}^K (\hat{y}_j - y_j)^2 \\
&= \text{\textcolor{blue}{\framebox{$ - (\hat{y}_m - y_m) $}}} \\
\\
\delta_m &= - \frac{\partial E}{\partial net_m} = (\hat{y}_m - y_m) f'_m(net_m)
\end{align*}
\framebox{$ \vartriangle w_{hm} = \eta \cdot \delta_m \cdot \tilde{o}_h $}
"""


def judged(note):
    """The verdicts on a note in LaTeX."""
    text = r"\documentclass{article}\begin{document}" + note + r"\end{document}"
    return proofread(text, "note.tex").findings


def test_scripts_in_front_and_formulas_within_words():
    r"""^p began nothing that was read, \text{$ … $} was words, and E without its example nothing that the text says."""
    assert [f.latex for f in judged(NOTE) if f.verdict not in HOLDS] == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"$ - (\hat{y}_m - y_m) $", r"$ (\hat{y}_m - y_m) $"),
        (r"\framebox{$ \tilde{o}_h $}", r"\framebox{$ \tilde{o}_m $}"),
        (r"= \eta \cdot \delta_m \cdot \tilde{o}_h", r"= \eta \cdot \delta_m \cdot \tilde{o}_m"),
        (r"(\hat{y}_m - y_m) f'_m(net_m)", r"(\hat{y}_m - y_m) f_m(net_m)"),
    ],
)
def test_slips_in_boxes_are_refuted(right, wrong):
    """What stands in boxes is judged as all else."""
    assert right in NOTE
    assert [f.verdict for f in judged(NOTE.replace(right, wrong, 1))].count(Verdict.REFUTED) == 1


def test_rows_within_words_are_statements():
    r"""\begin{cases} \text{$z = W x$} \\ … \end{cases} was words."""
    rows = r"\text{$z = W x + b$}\\ \text{$a = \sigma(z)$}\\ \text{$\frac{\partial a}{\partial z} = a (1 - a)$}"
    note = r"$$\begin{cases}" + rows + r"\end{cases}$$ with $\sigma(z) = \frac{1}{1 + e^{-z}}$"
    assert [f.verdict in HOLDS for f in judged(note)] == [True] * 4
    assert [f.verdict for f in judged(note.replace("(1 - a)", "(1 + a)"))].count(Verdict.REFUTED) == 1


@pytest.mark.parametrize(
    ("total", "repair"),
    [
        (r"\sum_{j=1}^K (\hat{y}_j - y_j)^2", r"\left( \hat{y}_j - y_j \right)^2"),
        (r"\sum_{k=1}^K (\hat{y}_k - y_k)^2", r"\sum_{m \in K}"),
    ],
)
def test_a_sum_over_nothing_is_a_slip(total, repair):
    """All that rests on the cost was undecided; it is what the text adds up elsewhere."""
    note = NOTE.replace(r"\left( \hat{y}_j - y_j \right)", r"\left( \hat{y}_m - y_m \right)")
    found = judged(note.replace(r"\sum_{j=1}^K (\hat{y}_j - y_j)^2", total))
    refuted = [f for f in found if f.verdict is Verdict.REFUTED]
    assert [f.latex for f in found if f.verdict is Verdict.UNDECIDED] == []
    assert len(refuted) == 1
    assert repair in refuted[0].correction.latex


def test_a_sum_over_examples_that_are_not_written_is_none():
    """Nothing else tells what such a sum is over."""
    note = r"$$E = \frac{1}{2} \sum_i (t_k - y_k)^2, \quad \frac{\partial E}{\partial y_k} = -(t_k - y_k)$$"
    assert Verdict.REFUTED not in {f.verdict for f in judged(note)}
