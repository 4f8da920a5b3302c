r"""What would be broken: weights in either order of their indices, where letters of units tell layers apart."""

from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.containers.reading import read_displays
from symbackprop.parsing.containers.split import split_display
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES)
NOTE = r"""$$I_j = \sum_i w_{ji} x_i$$
$$O_j = f(I_j)$$
$$I_k = \sum_j w_{kj} O_j$$
$$O_k = f(I_k)$$
with $d_k$ wanted and $y_k (= O_k)$ found,
$$E = \frac{1}{2} \sum_k (d_k - y_k)^2$$
$$\frac{\partial E}{\partial w_{jk}} = -(d_k - y_k) f'(I_k) O_j$$
$$\delta_k = (d_k - y_k) f'(I_k)$$
$$w_{jk}(t+1) = w_{jk}(t) + \eta \delta_k O_j$$
$$\frac{\partial E}{\partial O_j} = \sum_k \frac{\partial E}{\partial I_k} \frac{\partial I_k}{\partial O_j}$$
$$\frac{\partial I_j}{\partial w_{ij}} = \frac{\partial}{\partial w_{ij}} \left( \sum_{i'} w_{ji'} x_{i'} \right)$$
$$\frac{\partial E}{\partial w_{ij}} = -\left( \sum_k \delta_k w_{kj} \right) f'(I_j) x_i$$
"""


def findings(text):
    """Those of a note."""
    return proofread(text, "notes.md").findings


def test_a_text_may_have_both_orders():
    """Each claim holds, and slips beside them are refuted."""
    assert all(f.verdict in (*HOLDS, Verdict.DEFINITION) for f in findings(NOTE))
    for right, slip in (
        (r"= -\left(", r"= \left("),
        ("f'(I_k) O_j$", "f'(I_k) O_k$"),
        (r"+ \eta \delta_k", r"- \eta \delta_k"),
    ):
        assert any(f.verdict is Verdict.REFUTED for f in findings(NOTE.replace(right, slip)))
    assert any(f.verdict not in HOLDS for f in findings(NOTE.replace(r"\delta_k O_j", r"\delta_j O_k"))[7:])


def test_one_other_order_is_a_slip():
    """Where no other weight has it, w_{jk} is not taken for w_{kj}."""
    once = NOTE.replace("w_{ij}", "w_{ji}").replace("w_{jk}(t", "w_{kj}(t")
    assert findings(once)[6].verdict not in HOLDS


def test_an_equality_in_brackets_is_one():
    """y_k (= O_k) says what y_k is; behind an equation it is a remark."""
    (display,) = read_displays(r"$y_k (= O_k)$", "notes.md")
    assert [(s.left.text, s.right.text) for s in split_display(display)] == [("y_k", "O_k")]
    (display,) = read_displays(r"$$\delta = a - y \quad (= -e)$$", "notes.md")
    assert [(s.left.text, s.right.text) for s in split_display(display)] == [(r"\delta", "a - y")]
