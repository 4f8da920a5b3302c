"""What would be broken: a slip in a definition is said of all that follows from it, or of nothing."""

import pytest

import symbackprop as sb
from symbackprop.proofreading.amending.misprints import LAYOUTS, OF_PEN, SCALES
from symbackprop.proofreading.mending.edits import KINDS

NOTE = r"""
$$u^{(k)} = M^{(k)} v^{(k-1)} + c^{(k)}$$
$$\phi(s) = \frac{1}{1 + e^{-s}} \qquad \phi'(s) = \phi(s) (1 - \phi(s)), \phi'(s) = \phi(s) - \phi(s)^2$$
$$v^{(k)} = \phi(u^{(k)})$$
$$E = \frac12 \sum_i (v^{(K)}_i - y_i)^2$$
$$\delta^{(k)} = \frac{\partial E}{\partial u^{(k)}}$$
$$\delta^{(K)} = (v^{(K)} - y) \odot v^{(K)} \odot (1 - v^{(K)})$$
$$\delta^{(k)} = (M^{(k+1)})^T \delta^{(k+1)} \odot \phi'(u^{(k)})$$
$$\frac{\partial E}{\partial M^{(k)}} = \delta^{(k)} (v^{(k-1)})^T$$
$$\frac{\partial E}{\partial c^{(k)}} = \delta^{(k)}$$
"""


@pytest.mark.parametrize(
    ("right", "slip", "what", "lines"),
    [
        ("M^{(k)} v^{(k-1)} +", "M^{(k)} v^{(k)} +", "layer k-1 for v^{(k)}", []),
        ("1 + e^{-s}", "1 + e^{s}", "the other sign of the exponent", [3, 7]),
    ],
)
def test_a_slip_in_a_definition_is_found_by_what_follows(right, slip, what, lines):
    """Everything else holds; only the definition is wrong, and the lines that say so are named once each.

    A definition has no counterexample of its own: nothing else would show why it is refuted.
    """
    report = sb.check_document(NOTE.replace(right, slip))
    (wrong,) = report.refuted
    assert slip in wrong.latex and wrong.correction is not None and wrong.correction.what == what
    assert all(f.verdict in (sb.Verdict.PROVED, sb.Verdict.DEFINITION) for f in report if f is not wrong)
    assert [place.line for place, _ in wrong.related] == lines


def test_what_a_cost_is_multiplied_by_is_left_to_the_text():
    """Without its half the cost is another one, and the gradients are refuted, not the cost."""
    refuted = sb.check_document(NOTE.replace(r"\frac12 \sum", r"\sum")).refuted
    assert refuted and all("E =" not in f.latex for f in refuted)


def test_changes_that_are_left_to_the_text_are_kinds_of_edits():
    """A kind that is called otherwise would be tried again, and refute right definitions."""
    assert {*LAYOUTS, *SCALES, *OF_PEN} <= {kind.name for kind in KINDS}


ENTRIES = r"""
$$a^{(k)}_j = \sigma(z^{(k)}_j) \quad z^{(k)} = W^{(k)} a^{(k-1)} + b^{(k)}$$
$$z^{(k)}_j = (w^{(k)}_j)^T a^{(k-1)} + b^{(k)}_j$$
$$E = \frac12 \sum_j (a^{(K)}_j - y_j)^2 \qquad \delta^{(k)} = \frac{\partial E}{\partial z^{(k)}}$$
$$\delta^{(K)} = (a^{(K)} - y) \odot \sigma'(z^{(K)})$$
$$\delta^{(k)} = (W^{(k+1)})^T \delta^{(k+1)} \odot \sigma'(z^{(k)})$$
$$\frac{\partial E}{\partial W^{(k)}} = \delta^{(k)} (a^{(k-1)})^T$$
"""


@pytest.mark.parametrize(
    ("meant", "slip"),
    [
        (r"a^{(k)}_j = \sigma(z^{(k)}_j)", r"a^{(k)}_j = \sigma(\sum_i w^{(k)}_{ji} a^{(k)}_i + b^{(k)}_j)"),
        (r"a^{(k)}_j = \sigma(z^{(k)}_j)", r"a^{(k)} = \sigma(W^{(k)} a^{(k)} + b^{(k)})"),
        (r"a^{(k)}_j = \sigma(z^{(k)}_j)", r"a^{(k)}_j = \sigma(\sum_i w^{(k)}_{ji} a^{(k)}_j + b^{(k)}_j)"),
    ],
)
def test_no_layer_is_computed_from_itself(meant, slip):
    """A circle is taken for the definition of a layer, and called right."""
    assert not sb.check_document(ENTRIES).refuted
    note = ENTRIES.replace(meant, slip)
    (wrong,) = sb.check_document(note).refuted
    assert slip in wrong.latex and "(k-1)" in wrong.correction.latex
    right = slip.replace(r"a^{(k)}_i", r"a^{(k-1)}_i").replace(r"a^{(k)} +", r"a^{(k-1)} +")
    right = right.replace(r"a^{(k)}_j +", r"a^{(k-1)}_i +")
    assert not sb.check_document(note.replace(slip, right)).refuted


def test_a_slip_may_stand_beside_another():
    """That a claim is refuted once a definition is put right would speak against putting it right."""
    slip, other = r"(w^{(k)}_j)^T a^{(k-1)}_j + b", r"a^{(k)} = \sigma(W^{(k)} a^{(k)} + b^{(k)})"
    note = ENTRIES.replace(r"(w^{(k)}_j)^T a^{(k-1)} + b", slip)
    note = note.replace(r"a^{(k)}_j = \sigma(z^{(k)}_j)", other)
    assert {f.place.line for f in sb.check_document(note).refuted} == {2, 3}


def test_the_input_of_a_layer_may_have_its_number():
    """z^l = W^l x^l + b^l is told to read x^{l-1}, though nothing says that x^l is what layer l computes."""
    note = r"""
$$z = w \times x + b \qquad a = \phi(z)$$
$$\frac{\partial a}{\partial x} = \frac{\partial a}{\partial z} \times \frac{\partial z}{\partial x} = \phi' \times w$$
$$\frac{\partial a}{\partial w} = \frac{\partial a}{\partial z} \times \frac{\partial z}{\partial w} = \phi' \times x$$
$$\frac{\partial a}{\partial b} = \frac{\partial a}{\partial z} \times \frac{\partial z}{\partial b} = \phi'$$
$$\mathbf z^{(L)} = \mathbf W^{(L)} \mathbf x^{(L)} + \mathbf b^{(L)}$$
$$\mathbf a^{(L)} = \phi(\mathbf z^{(L)})$$
"""
    assert not sb.check_document(note).refuted


SAID_TWICE = r"""
$$net_{h1} = w_1 i_1 + w_2 i_2 + b_1$$
$$out_{h1} = \frac{1}{1 + e^{-net_{h1}}}$$
$$\frac{\partial net_{h1}}{\partial w_1} = i_1 \qquad \frac{\partial net_{h1}}{\partial w_2} = i_2$$
$$out_{h1} = \frac{1}{1 + e^{-net_{h1}}}$$
$$\frac{\partial out_{h1}}{\partial net_{h1}} = out_{h1} (1 - out_{h1})$$
$$\frac{\partial out_{h1}}{\partial b_1} = \frac{\partial out_{h1}}{\partial net_{h1}}$$
"""


def test_what_is_said_again_with_a_slip_is_refuted_and_not_what_follows():
    """One line that holds by the first definition alone tells; a wrong line behind a right definition is refuted."""
    first, _, rest = SAID_TWICE.rpartition("e^{-net")
    (again,) = sb.check_document(f"{first}e^{{net{rest}").refuted
    assert again.latex.startswith("out_{h1}") and again.correction is not None and "e^{-" in again.correction.latex
    (wrong,) = sb.check_document(SAID_TWICE.replace("= out_{h1} (1 -", "= -out_{h1} (1 -")).refuted
    assert wrong.latex.startswith(r"\frac{\partial out_{h1}}{\partial net_{h1}}")


def test_what_is_said_again_otherwise_may_be_meant():
    """Another function is another network, whatever does not hold for it."""
    first, _, rest = SAID_TWICE.rpartition(r"\frac{1}{1 + e^{-net_{h1}}}")
    refuted = sb.check_document(rf"{first}\tanh(net_{{h1}}){rest}").refuted
    assert not [f.latex for f in refuted if f.latex.startswith("out")]


def test_what_says_a_quantity_otherwise_does_not_follow_from_itself():
    """Where the first definition cannot be computed, w_i beside w_2, the second one is no evidence for itself."""
    first = r"$$net_{h1} = w_i i_1 + w_2 i_2 + b_1$$ $$out_{h1} = \frac{1}{1 + e^{-net_{h1}}}$$"
    (*_, again) = sb.check_document(rf"{first} $$net_{{h1}} = w_1 i_1 + w_3 i_2 + b_1$$")
    assert again.verdict is sb.Verdict.DEFINITION


def test_no_layer_is_meant_that_nothing_is_about():
    """Where all else is about z^{(2)} and z^{(3)}, y = f(z^{(3)}) is no misprint of y = f(z^{(4)})."""
    note = r"""
$$z^{(2)} = X W^{(1)} \qquad a^{(2)} = f(z^{(2)}) \qquad z^{(3)} = a^{(2)} W^{(2)} \qquad \hat{y} = f(z^{(3)})$$
$$J = \sum_i \frac12 (y_i - \hat{y}_i)^2$$
$$\frac{\partial J}{\partial W^{(2)}} = -(y - \hat{y}) \frac{\partial \hat{y}}{\partial W^{(2)}}
= -(y - \hat{y}) f'(z^{(3)}) \frac{\partial z^{(3)}}{\partial W^{(2)}} = -(a^{(2)})^T (y - \hat{y}) f'(z^{(3)})$$
$$\frac{\partial J}{\partial W^{(1)}} = -X^T (y - \hat{y}) f'(z^{(3)}) (W^{(2)})^T f'(z^{(2)})$$
"""
    assert not sb.check_document(note).refuted
    (wrong,) = sb.check_document(note.replace("-X^T", "-X")).refuted
    assert "X^T" in wrong.correction.latex
