r"""Worked examples that give their numbers in words or in code: x = (1, 3), W1 = np.array([[.2, -.1], [.4, .3]])."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.containers.plain_numbers import numbers_beside
from symbackprop.proofreading.proofreader import proofread

AGREES, REFUTED, UNDECIDED = Verdict.AGREES, Verdict.REFUTED, Verdict.UNDECIDED
NOTE = r"""
The sample is x = (1, 0.5).

```python
W1 = np.array([[.2,-.1],[.4,.3]]); b1 = np.array([.1,-.2])
W2 = np.array([[.3,-.5],[.6,.2]]); b2 = np.array([0.,.1])
```

$$z_1 = W_1 x + b_1 = \begin{bmatrix}0.25\\0.35\end{bmatrix}$$
$$a_1 = \sigma(z_1) = \begin{bmatrix}0.5622\\0.5866\end{bmatrix}$$
$$z_2 = W_2 a_1 + b_2 = \begin{bmatrix}-0.1247\\0.5546\end{bmatrix}$$
"""


def verdicts(text: str) -> list[Verdict]:
    """Those on all lines."""
    return [f.verdict for f in proofread(text, "note.md").findings]


def test_a_computation_with_numbers_from_words_and_code_holds() -> None:
    """Not all numbers were given."""
    assert verdicts(NOTE)[1::2] == [AGREES] * 3


@pytest.mark.parametrize(
    ("right", "wrong"), [("0.35", "0.75"), ("W_1 x", "W_1^T x"), ("0.5622", "0.4378"), (r"-0.1247\\", r"0.8753\\")]
)
def test_a_slip_in_such_a_computation_does_not_hold(right: str, wrong: str) -> None:
    """A number that is read in words would be anything."""
    assert right in NOTE
    assert set(verdicts(NOTE.replace(right, wrong))[1::2]) - {AGREES}


def test_a_number_from_words_refutes_only_where_it_was_used_before() -> None:
    """What words call x may be another x; once a line holds with it, it is this one."""
    used = r"Let x = 1.5 and w = 0.4. $$z = w x = {first}$$ $$2 w x + 1 = {second}$$"
    assert verdicts(used.replace("{first}", "0.6").replace("{second}", "2.3"))[-1] is REFUTED
    assert verdicts(r"Let x = 1.5 and w = 0.4. $$w x = 0.8$$")[-1] is UNDECIDED


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("x = (1, 3), w1=0.1 (into h1), b = -0.3.", [("x", "(1, 3)"), ("w_{1}", "0.1"), ("b", "-0.3")]),
        ("α = 0.1 ile", [(r"\alpha", "0.1")]),
        ("x = 0.5*w and y = 3 apples", [("y", "3")]),
        ("![](p.png?w=525&h=20) and W_h = 3", []),
        ("x = [[1, 2], [3]] and w = (1", []),
        ("x = " + "(" * 100_000, []),
        ("x = (__import__('os'), 1)", []),
    ],
)
def test_numbers_in_words_are_read_as_far_as_they_are_numbers(words: str, found: list[tuple[str, str]]) -> None:
    """A formula, the width of a picture and half a table are none, and nothing is run."""
    assert [(g.symbol, g.value) for g in numbers_beside(words, [])] == found


def test_a_number_below_zero_is_put_in_with_its_sign() -> None:
    """The − 0.3 of w x + b = 0.5 · 2 − 0.3 was no number for b."""
    note = r"$$u = wx + b = 0.5 \times 2 - 0.3 = 0.7$$"
    assert verdicts(note)[1:] == [AGREES, AGREES]
    assert verdicts(r"$b = 0.3$ and $w = 0.5$. " + note)[-2] is not AGREES
