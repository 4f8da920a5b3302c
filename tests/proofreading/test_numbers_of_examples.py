"""Numbers of single examples, beside arrays of all of them: z^{(2)} is computed from X and θ, and h from h^{(1)}, …."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

NOTE = r"""
Where $z = 0$ the sigmoid $\sigma(z) = \frac{1}{1 + e^{-z}}$ is one half.

$$J(\theta) = -\frac{1}{m} \sum_{i=1}^{m} [y^{(i)} \ln h(x^{(i)}) + (1 - y^{(i)}) \ln(1 - h(x^{(i)}))]$$
$$\nabla J(\theta) = \frac{1}{m} X^T (h - y)$$

There are $m = 3$ examples.
$$\theta = \begin{bmatrix} -2 \\ 0.5 \end{bmatrix}
\begin{aligned} & \leftarrow \text{Intercept} \\ & \leftarrow \text{Slope of all} \end{aligned}$$
$$X = \begin{bmatrix} 1 & 3 \\ 1 & 5 \\ 1 & 2 \end{bmatrix} \qquad y = \begin{bmatrix} 1 \\ 1 \\ 0 \end{bmatrix}$$

With $z = X \theta$:
$$z^{(1)} = -0.5$$
$$z^{(2)} = 0.5$$
$$z^{(3)} = -1.0$$

and $h = \frac{1}{1 + e^{-z}}$:
$$h^{(1)} = 0.378$$
$$h^{(2)} = 0.622$$
$$h^{(3)} = 0.269$$

$$h - y = \begin{bmatrix} 0.378 - 1 \\ 0.622 - 1 \\ 0.269 - 0 \end{bmatrix}
= \begin{bmatrix} -0.622 \\ -0.378 \\ 0.269 \end{bmatrix}$$
$$\nabla J(\theta) = \frac{1}{3} \begin{bmatrix} -0.731 \\ -3.218 \end{bmatrix}$$
"""
PLACES = ("z^{(", "h^{(", "h - y", r"\nabla J(\theta) = \frac{1}{3}")


def found(text):
    """What was found of the lines with numbers of examples."""
    return [f for f in proofread(text, "note.md").findings if f.latex.startswith(PLACES)]


def test_numbers_of_examples_are_computed_from_the_arrays() -> None:
    """They would be taken for layers, or for numbers that are given, and h − y be computed with z = 0."""
    findings = found(NOTE)
    assert len(findings) == 8
    assert {f.verdict for f in findings} == {Verdict.AGREES}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("z^{(2)} = 0.5", "z^{(2)} = 0.7"),
        ("h^{(3)} = 0.269", "h^{(3)} = 0.731"),
        ("0.622 - 1", "0.378 - 1"),
        ("-3.218 \\end", "-3.182 \\end"),
    ],
)
def test_a_wrong_number_of_an_example_is_refuted(right: str, wrong: str) -> None:
    """It would be taken for a number that is given; what follows from it is not wrong again."""
    refuted = [f for f in found(NOTE.replace(right, wrong)) if f.verdict is Verdict.REFUTED]
    assert len(refuted) == 1
    assert wrong in refuted[0].latex


def test_the_right_table_is_printed_within_what_it_is_multiplied_by() -> None:
    """The third of a table has entries that are three times what the formula gives."""
    (refuted,) = [f for f in found(NOTE.replace("-3.218", "-3.182")) if f.verdict is Verdict.REFUTED]
    assert refuted.correction is not None
    assert r"\begin{bmatrix} -0.731 \\ -3.217 \end{bmatrix}" in refuted.correction.latex


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"1.1^{50} \approx 117", Verdict.AGREES),
        (r"1.1^{50} \approx 171", Verdict.REFUTED),
        (r"1.1^{50} = 117", Verdict.REFUTED),
        (r"2^{10} \approx 1000", Verdict.AGREES),
        (r"2^{10} \approx 1200", Verdict.REFUTED),
    ],
)
def test_a_whole_number_after_about_is_rounded(line: str, verdict: Verdict) -> None:
    """A whole number would be exact even where the text says that it is only about that."""
    (finding,) = proofread(f"${line}$", "note.md").findings
    assert finding.verdict is verdict


COUNTED = r"""
$$X = \begin{bmatrix} x_0^{(1)} & x_1^{(1)} \\ x_0^{(2)} & x_1^{(2)} \\ \vdots & \vdots \\
x_0^{(m)} & x_1^{(m)} \end{bmatrix}$$
$$h_\theta(X) = \sigma(X \theta)$$
where $x_0^{(i)} = 1$.
$$\nabla J(\theta) = \frac{1}{m} X^T (h_\theta(X) - y)$$

There are $m = 3$ examples.
$$\nabla J(\theta) = \frac{1}{3} X^T (h_\theta(X) - y)$$
"""


def test_numbers_above_data_alone_count_examples() -> None:
    """x_1^{(2)} would be the input of layer 2, X^T (h − y) have the shape of no weight, and 1/3 be no 1/m."""
    findings = proofread(COUNTED, "note.md").findings
    assert {f.verdict for f in findings if "nabla" in f.latex} == {Verdict.AGREES}


@pytest.mark.parametrize(("right", "wrong"), [(r"\frac{1}{3} X^T", r"\frac{1}{3} X"), (r"\frac{1}{3}", r"\frac{1}{4}")])
def test_a_slip_beside_the_number_of_examples_does_not_hold(right: str, wrong: str) -> None:
    """The number says no more than its letter would: a lost transpose is one, and so is another number."""
    last = proofread(COUNTED.replace(right, wrong), "note.md").findings[-1]
    assert last.verdict in (Verdict.REFUTED, Verdict.UNDECIDED)


NAMED = r"""
$$Z^{(l)} = W^{(l)} A^{(l-1)} + b^{(l)}, \quad A^{(l)} = \sigma(Z^{(l)})$$
Here the activation is ReLU.
$$Z^{(1)} = \begin{bmatrix} 0.5 \\ -1.5 \end{bmatrix}$$
$$A^{(1)} = \sigma(Z^{(1)}) = \begin{bmatrix} 0.5 \\ 0 \end{bmatrix}$$
"""


def test_the_function_that_words_name_is_computed_with() -> None:
    """σ would be the sigmoid even where the text says that it is another function."""
    assert proofread(NAMED, "note.md").findings[-1].verdict is Verdict.AGREES
    for right, wrong in ((r"0.5 \\ 0 \end", r"0.5 \\ 1.5 \end"), ("ReLU", "sigmoid")):
        assert proofread(NAMED.replace(right, wrong), "note.md").findings[-1].verdict is Verdict.REFUTED


BEHIND = r"""
$$z = 0.5 x, \quad y = \sigma(z)$$
For $x = 1$ we have $y = 0.6225$. Likewise $y = 0.7311$ with $x = 2$, and finally $y = 0.0067 \approx 0$ for $x = -10$.
"""


def test_inputs_may_be_named_behind_what_they_give():
    """The second output was held against the first input, and what is nearly 0 against 0."""
    assert Verdict.REFUTED not in {f.verdict for f in proofread(BEHIND, "note.md").findings}
    outputs = [f for f in proofread(BEHIND, "note.md").findings if "y = 0." in f.latex or "≈" in f.latex]
    assert [f.verdict for f in outputs] == [Verdict.AGREES] * 4


@pytest.mark.parametrize(("right", "wrong"), [("0.7311", "0.7113"), (r"0.0067 \approx 0$", r"0.0067 \approx 1$")])
def test_a_wrong_number_before_its_inputs_is_refuted(right, wrong):
    """Computed from the inputs behind it."""
    assert right in BEHIND
    assert Verdict.REFUTED in {f.verdict for f in proofread(BEHIND.replace(right, wrong), "note.md").findings}
