"""Slopes that are 0 because a formula is of other numbers, and steps and errors whose index is left to the reader."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

TWO = r"""
$$h_1 = g(x_1 v_{11} + x_2 v_{21}), \qquad h_2 = g(x_1 v_{12} + x_2 v_{22})$$
$$E^* = \frac12 \left( (h_1 - t_1)^2 + (h_2 - t_2)^2 \right)$$
"""
UNITS = r"""
$$E = \frac12 \sum_k (t_k - o_k)^2$$
$$\frac{\partial E}{\partial w_{ji}} = \frac{\partial E}{\partial net_j} \frac{\partial net_j}{\partial w_{ji}}$$
$$\delta_j = -\frac{\partial E}{\partial net_j}$$
$$\delta_j = o_j (1 - o_j) \sum_k \delta_k w_{kj}$$
"""
HOLDS = {Verdict.PROVED, Verdict.AGREES}


def _last(note: str, line: str) -> Verdict:
    return proofread(f"{note}\n$$ {line} $$\n", "note.md").findings[-1].verdict


@pytest.mark.parametrize(
    ("note", "line"),
    [
        (TWO, r"\frac{\partial}{\partial v_{11}} (h_1 - t_1)^2 + \frac{\partial}{\partial v_{11}} (h_2 - t_2)^2"
              r" = 2 (h_1 - t_1) (\frac{\partial h_1}{\partial v_{11}} - \frac{\partial t_1}{\partial v_{11}})"),
        (UNITS, r"\delta_j = (t_j - o_j) o_j (1 - o_j)"),
        (UNITS, r"w_{new} = w_{old} - \eta \frac{\partial E}{\partial w_{ji}}"),
    ],
)  # fmt: skip
def test_what_is_left_to_the_reader_is_read(note: str, line: str) -> None:
    """A slope by what a term does not have, or the letter j of an output, would leave all around it undecided."""
    assert _last(note, line) in HOLDS


def test_an_error_of_outputs_is_judged_by_the_letter_of_any_unit() -> None:
    """The sign of δ_j = (o_j − t_j) o_j (1 − o_j) would be let pass where δ is −∂E/∂net."""
    assert _last(UNITS, r"\delta_j = (o_j - t_j) o_j (1 - o_j)") is Verdict.REFUTED


ONE = r"""
$$z = w \times x + b \qquad a = \phi(z)$$
$$\frac{\partial a}{\partial w} = \frac{\partial a}{\partial z} \times \frac{\partial z}{\partial w}$$
"""
LATER = r"""
# Layers
$$\mathbf x^{(L)} \in \mathbb{R}^p, \quad \mathbf W^{(L)} \in \mathbb{R}^{q \times p}$$
$$\mathbf z^{(L)} \in \mathbb{R}^q$$
"""


@pytest.mark.parametrize("later", ["", LATER], ids=["of one unit", "with layers further down"])
def test_a_slope_without_its_argument_is_taken_where_the_function_is(later: str) -> None:
    """φ′ in ∂a/∂x = φ′ w says nothing, because a later chapter of the text has layers."""
    for line, holds in ((r"\frac{\partial a}{\partial x} = \phi' \times w", True),
                        (r"\frac{\partial a}{\partial w} = \phi' \times x", True),
                        (r"\frac{\partial a}{\partial b} = \phi'", True),
                        (r"\frac{\partial a}{\partial x} = \phi' \times x", False),
                        (r"\frac{\partial a}{\partial w} = \phi \times x", False),
                        (r"\frac{\partial a}{\partial b} = -\phi'", False)):  # fmt: skip
        found = proofread(f"{ONE}\n$$ {line} $$\n{later}", "note.md").findings
        (verdict,) = (f.verdict for f in found if f.latex.replace(" ", "") == line.replace(" ", ""))
        assert (verdict in HOLDS) is holds, line
