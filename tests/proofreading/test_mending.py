"""What would be broken: the repair that is offered for a wrong equation."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread
from symbackprop.proofreading.reports.repairs import repaired
from symbackprop.proofreading.sameness import same_meaning

BEFORE = r"""$$z^{[l]} = W^{[l]} a^{[l-1]} + b^{[l]}$$
$$a^{[l]} = g(z^{[l]})$$
$$\delta^{[l]} = \frac{\partial C}{\partial z^{[l]}}$$
"""
ERROR = r"\delta^{[l]} = W^{[l+1]T} \delta^{[l+1]} \odot g'(z^{[l]})"
WEIGHTS = r"\frac{\partial C}{\partial W^{[l]}} = \delta^{[l]} a^{[l-1]T}"
WRONG = {
    "a transpose": (r"\delta^{[l]} = W^{[l+1]} \delta^{[l+1]} \odot g'(z^{[l]})", ERROR),
    "a layer": (r"\delta^{[l]} = W^{[l+1]T} \delta^{[l]} \odot g'(z^{[l]})", ERROR),
    "a prime": (r"\delta^{[l]} = W^{[l+1]T} \delta^{[l+1]} \odot g(z^{[l]})", ERROR),
    "a factor": (r"\delta^{[l]} = W^{[l+1]T} \delta^{[l+1]}", ERROR),
    "a sign": (r"\delta^{[l]} = -W^{[l+1]T} \delta^{[l+1]} \odot g'(z^{[l]})", ERROR),
    "a transposed product": (r"\frac{\partial C}{\partial W^{[l]}} = a^{[l-1]} \delta^{[l]T}", WEIGHTS),
    "two indices": (
        r"\frac{\partial C}{\partial W^{[l]}_{jk}} = \delta^{[l]}_k a^{[l-1]}_j",
        r"\frac{\partial C}{\partial W^{[l]}_{jk}} = \delta^{[l]}_j a^{[l-1]}_k",
    ),
    "the order and a transpose": (r"\frac{\partial C}{\partial W^{[l]}} = a^{[l-1]} \delta^{[l]}", WEIGHTS),
}
BATCH = r"""$$Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}$$
$$A^{[l]} = g^{[l]}(Z^{[l]})$$
$$dW^{[l]} = \frac{1}{m} dZ^{[l]} A^{[l-1]T}$$
$$dA^{[l-1]} = W^{[l]T} dZ^{[l]}$$
$$db^{[l]} = \frac{1}{m} np.sum(dZ^{[l]}, axis=0, keepdims=True)$$
"""
NUMBERS = r"""$$w = 0.25$$
$$x = 3$$
$$z = w x = 0.25 \times 3 = 0.85$$
"""


@pytest.fixture(scope="module")
def mended():
    """A note with all wrong equations, and what is found."""
    note = BEFORE + "".join(f"$${wrong}$$\n" for wrong, _ in WRONG.values())
    return note, proofread(note, "note.md")


@pytest.mark.parametrize("slip", WRONG)
def test_the_nearest_equation_that_holds_is_offered(mended, slip):
    """One slip of the pen, and what stood there before."""
    wrong, right = WRONG[slip]
    finding = next(f for f in mended[1] if f.latex == wrong)
    assert finding.verdict is Verdict.REFUTED
    assert finding.correction is not None and finding.correction.is_near
    assert finding.correction.latex == right
    assert same_meaning(mended[1], finding.correction.latex, right)
    assert finding.correction.verdict is Verdict.PROVED


def test_the_edits_make_the_correction_in_the_file(mended):
    """Written into the file, all equations are the right ones, and only the blamed characters are touched."""
    note, report = mended
    text = repaired(note, report.refuted)
    assert text == BEFORE + "".join(f"$${right}$$\n" for _, right in WRONG.values())
    for finding in report.refuted:
        (start, end, _), *_ = finding.correction.edits
        assert finding.outer[0] <= start < end <= finding.outer[1]
        assert finding.marked == (start, end)


def test_the_axis_of_a_sum_is_mended():
    """The sum over examples, as the author writes it."""
    report = proofread(BATCH, "note.md")
    (finding,) = report.refuted
    assert finding.correction.what == "axis=1"
    assert repaired(BATCH, report.refuted) == BATCH.replace("axis=0", "axis=1")


def test_a_wrong_number_is_computed_again():
    """With as many digits as were printed."""
    report = proofread(NUMBERS, "note.md")
    assert repaired(NUMBERS, report.refuted) == NUMBERS.replace("0.85", "0.75")


def test_of_a_chain_the_side_that_is_to_blame_is_mended():
    """a = b = c where only b is wrong: b is changed, and c is right again."""
    right = BEFORE + r"$$\frac{\partial C}{\partial b^{[l]}} = \delta^{[l]} = \frac{\partial C}{\partial z^{[l]}}$$"
    wrong = right.replace(
        r"= \delta^{[l]} = \frac{\partial C}{\partial z", r"= \delta^{[l-1]} = \frac{\partial C}{\partial z"
    )
    report = proofread(wrong, "note.md")
    (first,) = report.refuted
    assert repaired(wrong, [first]) == right
    assert report.findings[-1].verdict is Verdict.AGREES


def test_other_meanings_are_told_apart(mended):
    """The transpose of an equation does not say the same; brackets and signs of a product do not matter."""
    report = mended[1]
    assert not same_meaning(report, ERROR, WEIGHTS)
    assert not same_meaning(report, WRONG["a prime"][0], ERROR)
    assert same_meaning(report, ERROR, ERROR.replace("W^{[l+1]T}", "(W^{[l+1]})^T"))


def test_the_macros_of_a_text_are_read_in_what_is_compared():
    """A repair would not be the same as what its author writes with a macro."""
    report = proofread(r"\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}} $$z = w x$$", "note.md")
    assert same_meaning(report, r"\frac{\partial C}{\partial z} = w", r"\pd{C}{z} = w")


def test_a_sign_is_mended_where_shapes_fit_for_one_output_alone():
    """(ŷ − y) · W_2^T is a number times a column where there is one output and one example, and fits nowhere else."""
    note = (
        r"$$z_1 = W_1 X + b_1$$ $$A_1 = ReLU(Z_1)$$ $$z_2 = W_2 A_1 + b_2$$ $$A_2 = \sigma(z_2)$$ $$\hat{y} = A_2$$"
        r"$$L = -(y \log(\hat{y}) + (1-y) \log(1-\hat{y}))$$"
        r"$$L = -\frac{1}{n} \sum_{i=1}^{n} (y_i \log(\hat{y}_i) + (1-y_i) \log(1-\hat{y}_i))$$"
        r"$$\frac{\partial L}{\partial z_2} = \hat{y} - y$$"
        r"$$\frac{\partial L}{\partial b_2} = \frac{\partial L}{\partial z_2}$$"
        r"$$\frac{\partial L}{\partial A_1} = SLOPE \cdot W_2^T$$"
    )
    *_, right = proofread(note.replace("SLOPE", r"(\hat{y} - y)"), "a.md").findings
    *_, wrong = proofread(note.replace("SLOPE", r"(y - \hat{y})"), "a.md").findings
    assert right.verdict in (Verdict.PROVED, Verdict.AGREES)
    assert wrong.verdict is Verdict.REFUTED
    assert wrong.correction.latex.endswith(r"-(y - \hat{y}) \cdot W_2^T")


def test_a_likely_slip_under_a_later_reading_comes_before_unlikely_ones_under_the_first() -> None:
    """No cost is told for δ^L: all edits were tried without one, and none was left for the cross-entropy."""
    text = r"""
$z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}$, $a^{(l)} = \sigma(z^{(l)})$, $a^{(0)} = x$
$$\delta^{(l)} = \frac{\partial L}{\partial z^{(l)}}$$
$$\delta^{(L)} = \frac{\partial L}{\partial a^{(L)}} \cdot \sigma'(z^{(L)})$$
With the cross-entropy and a sigmoid: $\delta^{(L)} = y - a^{(L)}$
$$\delta^{(l)} = (W^{(l+1)})^T \delta^{(l+1)} \odot \sigma'(z^{(l)})$$
$$\frac{\partial L}{\partial W^{(l)}} = \delta^{(l)} (a^{(l-1)})^T$$
$$\frac{\partial L}{\partial W^{(1)}} = \prod_{l=2}^{L} \sigma'(z^{(l)}) \cdot$$
"""
    (slip,) = [f for f in proofread(text, "note.md").findings if f.latex.endswith("= y - a^{(L)}")]
    assert slip.verdict is Verdict.REFUTED
    assert slip.correction is not None and slip.correction.latex.endswith("a^{(L)} - y")
