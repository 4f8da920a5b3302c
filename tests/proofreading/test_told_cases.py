"""Cases that the words around equations tell: behind them, before them, in headings and items, in many languages."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES)
BEFORE = r"""
Scores $z = W x + b$ and $$\hat{y}_i = \frac{e^{z_i}}{\sum_k e^{z_k}}, \quad L = -\sum_i y_i \log \hat{y}_i$$

"""
SLOPE = r"\frac{\partial \hat{y}_i}{\partial z_j} = "
SAME, OTHER = rf"{SLOPE}\hat{{y}}_i (1 - \hat{{y}}_i)", rf"{SLOPE}-\hat{{y}}_i \hat{{y}}_j"
TOLD = [
    "The slope is ${}$ if $i = j$, and ${}$ if $i \\neq j$.",
    "The slope is ${}$ when i = j, and ${}$ otherwise.",
    "$$ {} $$ for i = j and $$ {} $$ for i ≠ j.",
    "On the diagonal ($i = j$): ${}$. Else ($i \\neq j$): ${}$.",
    "### Case 1: $i = j$\n\n$$ {} $$\n\n### Case 2: $i \\neq j$\n\n$$ {} $$",
    "### i = j\n\n$$ {} $$\n\n### i ≠ j\n\n$$ {} $$",
    "**Case i = j**\n\n$$ {} $$\n\n**Case i ≠ j**\n\n$$ {} $$",
    "1. i = j:\n\n   $$ {} $$\n\n2. i != j:\n\n   $$ {} $$",
    "${}$，当 $i = j$ 时；${}$，当 $i \\neq j$ 时。",
    "当 $i = j$ 时，${}$，当 $i \\neq j$ 时，${}$。",
    "Für i = j gilt\n$$ {} $$\nund für i ≠ j\n$$ {} $$",
    "Si $i = j$:\n$$ {} $$\nSi $i \\neq j$:\n$$ {} $$",
]


def verdicts(told: str, *equations: str) -> list[Verdict]:
    """The verdicts on the slopes of softmax."""
    findings = proofread(BEFORE + told.format(*equations) + "\n", "note.md").findings
    return [f.verdict for f in findings if f.latex.startswith(SLOPE.rstrip())]


@pytest.mark.parametrize("told", TOLD)
def test_each_slope_holds_for_the_case_that_the_words_tell(told: str) -> None:
    """Held against all entries, each of them was refuted."""
    assert all(v in HOLDS for v in verdicts(told, SAME, OTHER))


@pytest.mark.parametrize("told", TOLD[::3])
def test_neither_slope_holds_for_the_other_case(told: str) -> None:
    """Words that were taken for any case at all would excuse both."""
    assert not any(v in HOLDS for v in verdicts(told, OTHER, SAME))


def test_a_slip_beside_its_case_is_found() -> None:
    """A case is no excuse: with a plus for the minus it does not hold."""
    first, second = verdicts(TOLD[0], SAME.replace("-", "+"), OTHER)
    assert first is Verdict.REFUTED and second in HOLDS


def test_code_tells_no_case() -> None:
    """A comparison in code is none of the text."""
    told = "```python\nfor i in n:\n    if i == j:\n        pass\n```\n$$ {} $$"
    assert verdicts(told, SAME) == [Verdict.REFUTED]


def test_a_text_without_formulas_has_no_findings() -> None:
    """Nothing is told of nothing."""
    assert not proofread("Only words.", "notes.md").findings
