r"""Parts of names set upright, X^{\rm b}, inputs by the letters of costs, and entries Z_{kl} of all examples."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = {Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION}
NOTE = r"""
$$H = \frac{1}{2} \left( C^{\rm b} W^{\rm in} + C^{\rm f} W^{\rm in} \right)$$
$$Z = H W^{\rm out}$$
$$S_{ij} = \frac{\exp Z_{ij}}{\sum_k \exp Z_{ik}}$$
$$\frac{\partial J}{\partial W_{ij}^{\rm in}}
= \sum_k \sum_l \frac{\partial J}{\partial H_{kl}} \frac{\partial H_{kl}}{\partial W_{ij}^{\rm in}}
= \sum_k \frac{\partial J}{\partial H_{kj}} \frac{1}{2} \left( C_{ki}^{\rm b} + C_{ki}^{\rm f} \right)
= \frac{1}{2} \left( \left( C^{\rm b} + C^{\rm f} \right)^T \frac{\partial J}{\partial H} \right)_{ij}$$
$$\frac{\partial J}{\partial H_{ij}} = \sum_l \frac{\partial J}{\partial Z_{il}} W_{jl}^{\rm out}$$
"""
ERRORS = r"""
$$H = A W, \quad Z = H V, \quad P = \text{softmax}(Z), \quad L = -\sum_i \sum_k Y_{ik} \log P_{ik}$$
$$E = P - Y$$
$$\frac{\partial L}{\partial V} = H^T E$$
$$D = E V^T$$
$$\frac{\partial L}{\partial W} = A^T E V^T$$
"""


def test_errors_by_the_letter_of_a_cost_are_no_inputs() -> None:
    """E = P − Y would be read as an input, since V is multiplied by it."""
    assert {f.verdict for f in proofread(ERRORS, "notes.md").findings} <= HOLDS


SLIPS = (
    (r"= \sum_k \frac{\partial J}{\partial H_{kj}}", r"= \frac{\partial J}{\partial H_{kj}}"),
    (r"C_{ki}^{\rm b} + C", r"C_{ki}^{\rm b} - C"),
    (r"\partial H_{kj}} \frac{1}{2}", r"\partial H_{kj}}"),
    (r"\frac{\partial J}{\partial Z_{il}} W_{jl}", r"\frac{\partial J}{\partial Z_{jl}} W_{jl}"),
)


@pytest.mark.parametrize("letter", ["C", "X", "E"])
def test_an_upright_letter_above_is_a_part_of_a_name(letter: str) -> None:
    """b would be a power that nothing is known of, and a C that weights multiply the cost."""
    found = proofread(NOTE.replace("C^", f"{letter}^").replace("C_", f"{letter}_"), "notes.md").findings
    assert {f.verdict for f in found} <= HOLDS
    assert len(found) == 7


@pytest.mark.parametrize(("right", "wrong"), SLIPS)
def test_a_slip_in_entries_of_all_examples_is_refuted(right: str, wrong: str) -> None:
    """A sum over the one example of a row would be no sum, and its loss no slip."""
    assert right in NOTE
    found = proofread(NOTE.replace(right, wrong, 1), "notes.md").findings
    assert [f.verdict for f in found if f.verdict not in HOLDS] == [Verdict.REFUTED]
