"""Errors that are called Δ, and their entries: (Δ_2)_{nj} = (A_2)_{nj} (1 − (A_2)_{nj}) Σ_k (Δ_3)_{nk} (W_3)_{kj}."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES)
ROWS = r"""
$$Z_1 = X W_1^\top + b_1, \quad A_1 = \tanh(Z_1), \quad Z_2 = A_1 W_2^\top + b_2, \quad A_2 = \sigma(Z_2)$$
$$Z_3 = A_2 W_3^\top + b_3, \quad L = \frac{1}{2N} \sum_{n=1}^{N} \sum_{k=1}^{K} ((Z_3)_{nk} - y_{nk})^2$$
$$\Delta_l = \frac{\partial L}{\partial Z_l}$$
"""
ENTRIES = r"$$(\Delta_2)_{nj} = (A_2)_{nj} (1 - (A_2)_{nj}) \sum_{k=1}^{K} (\Delta_3)_{nk} (W_3)_{kj}$$"
WHOLE = r"$$\Delta_1 = (\Delta_2 W_2) \odot (1 - A_1^2)$$"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (ENTRIES, ENTRIES.replace("(W_3)_{kj}", "(W_3)_{jk}")),
        (ENTRIES, ENTRIES.replace("(1 - (A_2)_{nj})", "(1 + (A_2)_{nj})")),
        (ENTRIES, ENTRIES.replace("(A_2)_{nj} (1", "(1")),
        (WHOLE, WHOLE.replace("A_1^2", "A_1")),
        (WHOLE, WHOLE.replace("W_2", "W_2^T")),
    ],
)
def test_a_letter_that_is_said_to_be_the_slope_is_an_error(right: str, wrong: str) -> None:
    """Then its formulas are claims, and no definitions that would make right slopes below them wrong."""
    assert proofread(ROWS + right, "note.md").findings[-1].verdict in HOLDS
    assert proofread(ROWS + wrong, "note.md").findings[-1].verdict is Verdict.REFUTED


def test_sums_of_what_was_accumulated_are_no_errors() -> None:
    """Δ ← Δ + δ a^T adds up what examples say of the gradient."""
    text = r"""
$$z^{(l)} = W^{(l)} a^{(l-1)}, \quad a^{(l)} = g(z^{(l)}), \quad \delta^{(l)} = \frac{\partial J}{\partial z^{(l)}}$$
$$\Delta^{(l)} := \Delta^{(l)} + \delta^{(l)} (a^{(l-1)})^T$$
"""
    assert proofread(text, "note.md").findings[-1].verdict is not Verdict.REFUTED
