"""Notes that work an example in numbers: arrays and their entries, tables, functions that only the numbers tell."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread
from symbackprop.proofreading.reports.report import Finding

AGREES, REFUTED, DEFINITION, UNDECIDED = Verdict.AGREES, Verdict.REFUTED, Verdict.DEFINITION, Verdict.UNDECIDED


def _found(text: str) -> dict[str, Finding]:
    return {" ".join(f.latex.split()): f for f in proofread(text, "note.md").findings}


def _refuted(text: str) -> list[str]:
    return [latex for latex, finding in _found(text).items() if finding.verdict is REFUTED]


ARRAYS = r"""
Let $z = W x + b$ with $W = [[0.5, -1], [2, 0.25]]$, $b = [0.1, 0.2]$ and $x = (0.4, 0.8)^T$.

$$ z_0 = 0.5 \cdot 0.4 - 1 \cdot 0.8 + 0.1 = -0.5, \qquad z_1 = 2 \cdot 0.4 + 0.25 \cdot 0.8 + 0.2 = 1.2 $$

So $z = [-0.5, 1.2]$.
"""


def test_entries_may_be_counted_from_zero() -> None:
    """Else the z_1 of a program's author is held against the first row."""
    assert not _refuted(ARRAYS)
    found = _found(ARRAYS)
    assert found[r"z_1 = 2 \cdot 0.4 + 0.25 \cdot 0.8 + 0.2"].verdict is AGREES
    assert found["z = [-0.5, 1.2]"].verdict is AGREES


def test_a_wrong_entry_is_found() -> None:
    """One entry of the list is another."""
    assert _refuted(ARRAYS.replace("[-0.5, 1.2]", "[-0.5, 2.1]")) == ["z = [-0.5, 2.1]"]


def test_sizes_behind_an_array_are_no_factor() -> None:
    """The (2×2) behind a matrix would multiply it by 4."""
    text = r"""With $h = V u$, $V = \begin{bmatrix} 0.5 & 1 \\ 2 & -1 \end{bmatrix}\ (2{\times}2)$ and
    $u = \begin{bmatrix} 0.3 \\ 0.7 \end{bmatrix}$ we get $h = \begin{bmatrix} 0.85 \\ -0.1 \end{bmatrix}$."""
    assert _found(text)[r"h = \begin{bmatrix} 0.85 \\ -0.1 \end{bmatrix}"].verdict is AGREES


DOT = r"""
Let $\mathbf{v} = (0.3, -0.2)^\top$, $\mathbf{x} = (1, 4)^\top$, $c = 0.9$ and $y = 1$.

$$ s = \mathbf{v}^\top \mathbf{x} + c = 0.3 \cdot 1 - 0.2 \cdot 4 + 0.9 = 0.4 $$

$$ x_2 - v_2 = 4 + 0.2 = 4.2 $$
"""


def test_a_list_that_is_transposed_is_a_column() -> None:
    """Else a dot product of two is a matrix; and an entry of a vector has its number."""
    assert {f.verdict for f in _found(DOT).values()} <= {AGREES, DEFINITION}
    assert _refuted(DOT.replace("4 + 0.2 = 4.2", "4 - 0.3 = 3.7"))


def test_a_number_that_is_repeated_wrongly_is_found() -> None:
    """δ was computed, and another number stands where a slope is said to be δ."""
    text = r"$a = 0.5$, $t = 1$. $$ \delta = a - t = -0.5 $$ $$ \frac{\partial L}{\partial c} = \delta = -0.6 $$"
    assert _refuted(text) == [r"\delta = -0.6"]


TABLE = r"""
| weight | value |
|---|---|
| $u_1$ | 0.5 |
| $u_2$ | $-0.25$ |

| $q_1$ | $q_2$ |
|:-:|:-:|
| 0.6 | 0.2 |

$$ s = u_1 q_1 + u_2 q_2 = 0.5 \cdot 0.6 - 0.25 \cdot 0.2 = 0.25 $$
"""


def test_tables_give_numbers() -> None:
    """Else nothing is known of weights that stand in a table."""
    assert _found(TABLE)[r"u_1 q_1 + u_2 q_2 = 0.5 \cdot 0.6 - 0.25 \cdot 0.2"].verdict is AGREES
    assert _refuted(TABLE.replace("| 0.6 |", "| 0.7 |")) == [
        r"u_1 q_1 + u_2 q_2 = 0.5 \cdot 0.6 - 0.25 \cdot 0.2"
    ]  # fmt: skip


def test_a_table_of_gradients_gives_no_weights() -> None:
    """A column that is not said to hold values says nothing of the symbols beside it."""
    text = TABLE.replace("| weight | value |", "| weight | gradient |").replace("0.5 |", "0.9 |")
    assert not _refuted(text)


FUNCTION = r"""
The first neuron has $m_1 = v_1 x_1 + v_2 x_2$ and the second $m_2 = v_3 g(m_1)$, with $v_1 = 0.5$, $v_2 = 1$,
$v_3 = -2$, $x_1 = 1$ and $x_2 = 0.7$.

$$ m_1 = 0.5 \cdot 1 + 1 \cdot 0.7 = 1.2 $$

$$ g(m_1) = 0.769 $$

$$ m_2 = -2 \cdot 0.769 = -1.538 $$

$$ g(m_2) = 0.177 $$
"""


def test_numbers_tell_which_function_a_letter_is() -> None:
    """The sigmoid of 1.2 is 0.769, and no other usual function is."""
    found = _found(FUNCTION)
    assert found["g(m_1) = 0.769"].verdict is found["g(m_2) = 0.177"].verdict is AGREES
    assert _refuted(FUNCTION.replace("0.177", "0.277")) == ["g(m_2) = 0.277"]


@pytest.mark.parametrize("said", ["$x_1 = x_2 = 1$", "$g(m_1) = g(m_2) = 0.769$"])
def test_what_is_one_number_here_need_not_be_the_same_elsewhere(said: str) -> None:
    """Two inputs that are both 1 are no identity; neither are two outputs that happen to be the same."""
    assert not _refuted("Let $m_1 = v_1 x_1$ and $m_2 = v_2 x_2$ with $a = g(m_1) + g(m_2)$.\n\n" + said)


ERRORS = r"""
$$ o_3 = \text{sigmoid}(x_1 w_{13} - \theta_3), \quad o_4 = \text{sigmoid}(o_3 w_{34} - \theta_4) $$

$$ \Delta w_{34} = \alpha \cdot o_3 \cdot \delta_4 $$

$$ \delta_3 = o_3 (1 - o_3) \cdot \delta_4 \cdot w_{34} $$
"""


def test_a_numbered_error_belongs_to_the_unit_with_its_number() -> None:
    """The y of an output is no target where the text computes it, and δ_4 no error of another unit."""
    assert not _refuted(ERRORS.replace("o_", "y_"))


DEAD = r"""
$$ z = v x, \quad h = \text{relu}(z), \quad y = u h, \quad L = (y - t)^2 $$

with $x = 1$ and $t = 0$. Then $\frac{\partial L}{\partial u} = \frac{\partial L}{\partial y} \cdot h$.
"""


def test_a_relu_that_lets_nothing_by_is_tried_elsewhere() -> None:
    """Where both sides are 0 nothing is said; at other random numbers they are not."""
    link = r"\frac{\partial L}{\partial u} = \frac{\partial L}{\partial y} \cdot h"
    assert _found(DEAD)[link].verdict in (AGREES, Verdict.PROVED)


REGRESSION = r"""
The model is $\hat y_i = w x_i + b$ with cost $J = \frac12 \sum_{i=1}^2 (y_i - \hat y_i)^2$ and the points
$(x_1, y_1) = (1, 3)$ and $(x_2, y_2) = (2, 5)$. Start with $w = 1$ and $b = 0.5$.

$$ \frac{\partial J}{\partial w} = -\sum_{i=1}^2 x_i (y_i - \hat y_i) = -(1 \cdot 1.5 + 2 \cdot 2.5) = -6.5 $$
"""


def test_what_is_said_to_be_a_number_is_one() -> None:
    """A w of which nothing else is known has no entries, and the slope by it is understood."""
    found = _found(REGRESSION)
    assert all(f.verdict is not UNDECIDED for f in found.values()), found
    wrong = REGRESSION.replace(r"-\sum_{i=1}^2 x_i (y", r"-\sum_{i=1}^2 (y")
    assert _refuted(wrong.replace(r"-(1 \cdot 1.5 + 2 \cdot 2.5) = -6.5", "-(1.5 + 2.5) = -4"))


@pytest.mark.parametrize(("put_in", "verdict"), [("0.99", Verdict.UNDECIDED), ("0.89", Verdict.REFUTED)])
def test_a_name_may_stand_for_two_numbers(put_in, verdict):
    """A target that is called as the output is: the number that was given for it is refuted by the computed one."""
    note = rf"""
The data are $x_1 = 0.25$ and $\hat{{y}}_1 = 0.99$, the weights are $w_1 = 0.40$ and $w_2 = 0.30$.
$$h_1 = x_1 w_1 = 0.25 \cdot 0.40 = 0.1$$
$$\hat{{y}}_1 = h_1 w_2 = 0.1 \cdot 0.30 = 0.03$$
$$l = \frac{{1}}{{2}} (y_1 - \hat{{y}}_1)^2$$
$$\frac{{\partial l}}{{\partial y_1}} = y_1 - \hat{{y}}_1 = 0.03 - {put_in}$$
"""
    assert proofread(note, "notes.md").findings[-1].verdict is verdict


def test_a_sum_of_products_of_rounded_numbers_is_no_more_exact_than_they() -> None:
    """−0.0965 · 0.7 + 0.1466 · 0.2: the factors were computed and rounded, and the terms nearly cancel each other."""
    text = r"""
$$x_1 = 0.6, \quad x_2 = -0.2, \quad w_1 = 0.5, \quad w_2 = -0.3, \quad v_1 = 0.7, \quad v_2 = 0.2$$
$$p = x_1 w_1 - 0.39653, \quad q = x_2 w_2 + 0.08664, \quad s = p v_1 + q v_2$$
$$s = p v_1 + q v_2 = -0.0965 \cdot 0.7 + 0.1466 \cdot 0.2 = -0.0382$$
"""
    verdicts = [f.verdict for f in proofread(text, "note.md").findings[-3:]]
    assert Verdict.REFUTED not in verdicts
    wrong = proofread(text.replace("= -0.0382", "= -0.0482"), "note.md").findings[-1]
    assert wrong.verdict is Verdict.REFUTED


@pytest.mark.parametrize("cells", ["[0.090 0.245 0.665]", r"\boxed{0.090}\boxed{0.245}\boxed{0.665}"])
def test_numbers_side_by_side_are_a_row(cells):
    """[0.1 0.7 0.2] as NumPy prints it, or cells in boxes, would be a product, and what follows from it wrong."""
    note = rf"$$y = [0\; 1\; 0]$$ $$p = {cells}$$ $$L = -\sum_i y_i \log p_i$$ $$L = -\log(0.245) = 1.406$$"
    assert not proofread(note, "note.md").refuted
    assert proofread(f"{note} $$p - y = [0.090 -0.755 0.665]$$", "note.md").findings[-1].verdict is Verdict.AGREES
    assert proofread(f"{note} $$p - y = [0.090 -0.775 0.665]$$", "note.md").findings[-1].verdict is Verdict.REFUTED


def test_entries_of_a_computed_list_have_its_digits():
    """a = σ(z) = [0.6457, 0.7685] is a column that was printed as a row, and its entries had no error that fits."""
    note = r"$$z = [0.6, 1.2]$$ $$a = \sigma(z) = [0.6457, 0.7685]$$ $$y = [1, 0]$$"
    right = proofread(rf"{note} $$L = \frac12 \sum_i (a_i - y_i)^2 = 0.3581$$", "note.md").findings[-1]
    wrong = proofread(rf"{note} $$L = \frac12 \sum_i (a_i - y_i)^2 = 0.3851$$", "note.md").findings[-1]
    assert (right.verdict, wrong.verdict == AGREES) == (AGREES, False)
