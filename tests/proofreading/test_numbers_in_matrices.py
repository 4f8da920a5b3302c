"""Forward and backward passes with printed matrices: what is computed again, in rows as the text multiplies them."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

ROWS = r"""
The input is $x = [2, 1]$, the target $y = [0.25]$. The same function $f$ is applied in both layers.

$$V_1 = \begin{bmatrix} 0.1 & 0.3 & 0.2 \\ 0.4 & 0.2 & 0.6 \end{bmatrix}$$
$$b_1 = \begin{bmatrix} 0.1 \\ 0.2 \\ 0.3 \end{bmatrix}$$
$$V_2 = \begin{bmatrix} 0.5 \\ 0.4 \\ 0.3 \end{bmatrix}$$

$$z_1 = x V_1 + b_1^T$$
$$z_1 = \begin{bmatrix} 2 & 1 \end{bmatrix} \begin{bmatrix} 0.1 & 0.3 & 0.2 \\ 0.4 & 0.2 & 0.6 \end{bmatrix}
+ \begin{bmatrix} 0.1 & 0.2 & 0.3 \end{bmatrix}$$
$$z_1 = \begin{bmatrix} 0.7 & 1.0 & 1.3 \end{bmatrix}$$
$$a_1 = f(z_1)$$
$$a_1 = \begin{bmatrix} 0.6682 & 0.7311 & 0.7858 \end{bmatrix}$$
$$z_2 = a_1 V_2$$
$$z_2 = 0.8623$$
$$a_2 = f(z_2) = 0.7031$$

$$\frac{\partial E(V, b)}{\partial a_2} = a_2 - y = 0.4531$$
$$\delta_2 = \frac{\partial E(V, b)}{\partial a_2} \cdot f'(z_2) = 0.0946$$
$$\frac{\partial E(V, b)}{\partial V_2} = a_1^T \delta_2$$
$$\frac{\partial E(V, b)}{\partial V_2} = \begin{bmatrix} 0.0632 \\ 0.0692 \\ 0.0743 \end{bmatrix}$$
"""


def found(text):
    """What was found of the statements with numbers on their right sides."""
    return {f.latex.replace("\n", " "): f for f in proofread(text, "note.md").findings}


def test_a_pass_in_rows_is_computed_again() -> None:
    """Layers would have other shapes than at random, lists be columns, and ∂E(V, b)/∂V no name of a quantity."""
    findings = found(ROWS)
    computed = [f for latex, f in findings.items() if "0." in latex.partition("=")[2]][4:]
    assert {f.verdict for f in computed} == {Verdict.AGREES}
    assert len(computed) == 8


@pytest.mark.parametrize(("right", "wrong"), [("0.7 & 1.0 & 1.3", "0.7 & 1.0 & 1.9"), ("0.0692", "0.0962")])
def test_one_wrong_entry_is_refuted(right: str, wrong: str) -> None:
    """A wrong entry of a matrix would be taken for a number that is given; what follows from it is not wrong again."""
    refuted = [f for f in found(ROWS.replace(right + " ", wrong + " ")).values() if f.verdict is Verdict.REFUTED]
    assert len(refuted) == 1
    assert refuted[0].correction is not None
    assert right in refuted[0].correction.latex


CONTINUED = r"""
$$w = [0.2, 0.3], \quad u = \begin{bmatrix} 0.55 \\ 0.60 \end{bmatrix}, \quad q = -0.4$$

The change is

$$d = q \cdot w \cdot u \cdot (1 - u)$$

With numbers:

$$= -0.4 \cdot [0.2, 0.3] \cdot [0.55 (1 - 0.55), 0.60 (1 - 0.60)] = [-0.0198, -0.0288]$$

$$D = \begin{bmatrix} -0.0198 \\ -0.0288 \end{bmatrix} \begin{bmatrix} 1 & 2 \end{bmatrix}$$
$$D = \begin{bmatrix} -0.0198 & -0.0396 \\ -0.0288 & -0.0576 \end{bmatrix}$$
"""


def test_lists_are_multiplied_entry_by_entry_in_a_display_that_goes_on() -> None:
    """A row beside a column would be a matrix product, and the second display say nothing of d."""
    findings = [f.verdict for f in proofread(CONTINUED, "note.md").findings]
    assert Verdict.REFUTED not in findings
    assert findings[-4:-2] == [Verdict.AGREES] * 2
    assert findings[-1] is Verdict.AGREES


def test_a_table_of_another_size_than_its_product_is_refuted() -> None:
    """A product of numbers and its result would be two numbers that are given."""
    text = CONTINUED.replace(r" \\ -0.0288 & -0.0576", "")
    assert [f.verdict for f in proofread(text, "note.md").findings][-1] is Verdict.REFUTED


def test_a_zero_in_a_table_says_nothing_of_its_digits():
    """Beside 0.0, which is exact, −0.096 is not −0.069."""
    left = r"$$-0.115 \begin{bmatrix} 0.8 & 0.6 & 0.0 \end{bmatrix}"
    right = r"\begin{bmatrix} -0.092 & -0.069 & 0.0 \end{bmatrix}$$"
    assert not proofread(f"{left} = {right}", "notes.md").refuted
    assert proofread(f"{left} = {right.replace('0.069', '0.096')}", "notes.md").refuted


def test_a_table_times_a_number_is_to_be_computed():
    """−0.354 [0.9 0 0.85] is no table of its own, which would be as rough as its shortest entry."""
    text = r"""
$$ \frac{\partial L}{\partial W} = -0.354 \begin{bmatrix} 0.9 & 0 & 0.85 \end{bmatrix} $$
$$ \frac{\partial L}{\partial W} = \begin{bmatrix} -0.3186 & 0 & -0.3009 \end{bmatrix} $$
"""
    assert not [f for f in proofread(text, "notes.md").findings if f.verdict is Verdict.REFUTED]
    (*_, last) = proofread(text.replace("0.3009", "0.3109"), "notes.md").findings
    assert last.verdict is not Verdict.AGREES
