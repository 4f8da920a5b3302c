"""Examples that are counted below symbols, and what is put into a function."""

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

NOTE = r"""
Data are $u_1, \dots$ with $x_i \in \mathbb{R}^d$, $w \in \mathbb{R}^d$ and $b \in \mathbb{R}$.
$$s_i = w^T x_i + b, \quad q_i = \sigma(s_i)$$
$$J = - \sum_{i=1}^n \left[ y_i \log q_i + (1 - y_i) \log(1 - q_i) \right]$$
$$J_i = - \left[ y_i \log q_i + (1 - y_i) \log(1 - q_i) \right]$$
"""
DESIGN = r"Let $X \in \mathbb{R}^{n \times d}$ have the rows $x_i^T$, $y \in \mathbb{R}^n$, $$q = \sigma(X w + b)$$"
RIGHT = [
    r"\frac{\partial J_i}{\partial s_i} = q_i - y_i",
    r"\frac{\partial s_i}{\partial w} = x_i",
    r"\nabla_w J = \sum_{i=1}^n (q_i - y_i) x_i",
    r"\frac{\partial J}{\partial b} = \sum_{i=1}^n (q_i - y_i)",
]


def _verdicts(*lines: str, before: str = NOTE) -> list[Verdict]:
    text = before + "".join(f"\n$$ {line} $$\n" for line in lines)
    return [f.verdict for f in proofread(text, "note.md").findings][-len(lines) :]


def test_what_is_computed_from_an_example_is_that_of_the_example() -> None:
    """z_i would be the i-th entry of one z, which all weights make at once; or whatever has an i would be let pass."""
    *found, slip = _verdicts(*RIGHT, r"\nabla_w J = \sum_{i=1}^n (y_i - q_i) x_i")
    assert set(found) <= {Verdict.PROVED, Verdict.AGREES}
    assert slip is Verdict.REFUTED


def test_all_examples_at_once_are_rows_beside_them() -> None:
    """y in as many numbers as there are examples would be taken for the entries of one."""
    line = r"\nabla_w J = X^T (q - y)"
    assert _verdicts(line, before=NOTE.partition("$$J_i")[0] + DESIGN)[0] in (Verdict.PROVED, Verdict.AGREES)


def test_what_stands_in_a_function_is_what_it_is_of() -> None:
    """a = σ(z) = σ(v a) would be refuted, with a bias that the text does not have."""
    line = r"a_j^{l+1} = \sigma(z_j^{l+1}) = \sigma\left(\sum_k w_{jk}^{l+1} a_k^l\right)"
    assert _verdicts(line, before="") == [Verdict.PROVED]


SCORES = r"""
Given $\{(x^{(1)}, y^{(1)}), ..., (x^{(m)}, y^{(m)})\}$ the scores of all are $scores = X \cdot W^T + b$.

$score_{k}(x^{(i)}) = w_{k}^T \cdot x^{(i)} + b_{k}$

$\hat{p}_k(x^{(i)}) = \frac{\exp(score_{k}(x^{(i)}))}{\sum_{j=1}^{K} \exp(score_{j}(x^{(i)}))}$

$J(W, b) = - \frac{1}{m} \sum_{i=1}^m \sum_{k=1}^{K} y_k^{(i)} \log(\hat{p}_k^{(i)})$

$\nabla_{w_k} J(W, b) = \frac{1}{m} \sum_{i=1}^m x^{(i)} (SLOPE)$
"""


def test_what_is_said_of_the_input_of_an_example_is_said_of_that_example():
    """s_k(x^{(i)}) is s_k^{(i)}, and x^{(1)} is no layer: the right gradient was refuted, with y − y for its repair."""

    def last(slope):
        return proofread(SCORES.replace("SLOPE", slope), "note.md").findings[-1]

    assert last(r"\hat{p}_k^{(i)} - y_k^{(i)}").verdict in (Verdict.PROVED, Verdict.AGREES)
    slip = last(r"y_k^{(i)} - \hat{p}_k^{(i)}")
    assert slip.verdict is Verdict.REFUTED
    assert slip.correction.verdict in (Verdict.PROVED, Verdict.AGREES)


def test_what_is_counted_up_to_a_small_letter_is_no_layer():
    """The w^{(1)}, …, w^{(d)} of one weight for each feature were layers, and the gradient beside them undecided."""
    note = r"$w = (w^{(1)}, \dots, w^{(d)})$ and $\{(x^{(1)}, y^{(1)}), \dots, (x^{(m)}, y^{(m)})\}$" + SCORES
    right = note.replace("SLOPE", r"\hat{p}_k^{(i)} - y_k^{(i)}")
    assert proofread(right, "note.md").findings[-1].verdict in (Verdict.PROVED, Verdict.AGREES)
    assert proofread(right.replace("x^{(i)} (", "("), "note.md").findings[-1].verdict not in (
        Verdict.PROVED,
        Verdict.AGREES,
    )
