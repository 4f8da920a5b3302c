"""ReLUs: units that are dead at one random point, and what a function is at some places."""

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES)
NEURON = r"""
$$g(z) = \max(0, z)$$
$$a_1 = g(w_1 x + b_1), \quad a_2 = g(w_2 a_1 + b_2), \quad J = \frac{1}{2} (a_2 - y)^2$$
$$\frac{\partial J}{\partial a_2} = a_2 - y$$
"""
NUMBERS = r"""
$$x = 1, \quad y = 5, \quad w_1 = 2, \quad b_1 = 0, \quad w_2 = 3, \quad b_2 = 1$$
$$g(z) = \max(0, z)$$ which is $g(z) = z$ for these values.
$$z_1 = w_1 x + b_1 = 2, \quad a_1 = g(z_1) = 2, \quad z_2 = w_2 a_1 + b_2 = 7, \quad a_2 = g(z_2) = 7$$
$$J = \frac{1}{2} (a_2 - y)^2 = 2$$
$$\frac{\partial J}{\partial b_2} = 2, \quad \frac{\partial J}{\partial w_2} = 4$$
"""
BACKWARDS = r"""
$$\frac{\partial J}{\partial a_2} = y - a_2 = -2$$
$$\frac{\partial J}{\partial z_2} = \frac{\partial J}{\partial a_2} \frac{\partial a_2}{\partial z_2} = 2(1)$$
"""


def test_what_holds_for_dead_units_alone_does_not_hold() -> None:
    """−y − a is a − y turned round only where a is 0, behind a ReLU that lets nothing by."""
    for wrong in ("-y - a_2", "-(a_2 + y)", "a_2 a_2 - y"):
        last = proofread(NEURON.replace("= a_2 - y", f"= {wrong}"), "note.md").findings[-1]
        assert last.verdict not in HOLDS, wrong


def test_the_repair_of_a_swapped_difference_is_the_difference() -> None:
    """A sign put before y alone holds for dead units."""
    last = proofread(NEURON.replace("= a_2 - y", "= y - a_2"), "note.md").findings[-1]
    assert last.verdict is Verdict.REFUTED and last.correction is not None
    assert last.correction.latex.rpartition("= ")[2] in ("a_2 - y", "-(y - a_2)", "- (y - a_2)")


def test_what_a_function_is_at_some_places_is_no_second_formula() -> None:
    """Else nobody could say which of two functions g is, and no slope would have a number."""
    assert {f.verdict for f in proofread(NUMBERS, "note.md").findings[-2:]} == {Verdict.AGREES}


def test_a_wrong_number_behind_such_a_function_does_not_hold() -> None:
    """∂J/∂w₂ is (a₂ − y) a₁ = 4."""
    last = proofread(NUMBERS.replace("w_2} = 4", "w_2} = 6"), "note.md").findings[-1]
    assert last.verdict not in HOLDS


def test_another_number_than_that_of_a_refuted_formula_is_not_refuted() -> None:
    """∂J/∂a₂ = y − a₂ = −2 is wrong, and 2 in the next line is right."""
    text = NUMBERS + BACKWARDS
    wrong = [f for f in proofread(text, "note.md").findings if f.verdict is Verdict.REFUTED]
    assert [f.latex.partition("=")[2].strip() for f in wrong] == ["y - a_2"]
