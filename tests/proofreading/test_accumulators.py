"""Accumulators: what is added up example by example, and the gradient that is made of it."""

import pytest

from symbackprop.proofreading.proofreader import proofread

NETWORK = r"""
$u^{(l)}$ units in layer $l$: $z^{(l+1)} = \Theta^{(l)} a^{(l)}$ and $a^{(l)} = \sigma(z^{(l)})$.
The errors of an example are $\delta^{(L)} = a^{(L)} - y$ and
$$\delta^{(l)} = (\Theta^{(l)})^T \delta^{(l+1)} .* a^{(l)} .* (1 - a^{(l)})$$
"""


def verdict(claim: str) -> str:
    """The verdict on a claim about the network."""
    found = str(proofread(f"{NETWORK}\n$${claim}$$", "note.md").findings[-1].verdict)
    return "agrees" if found == "proved" else found


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (r"\Delta^{(l)} := \Delta^{(l)} + \delta^{(l+1)} (a^{(l)})^T", "agrees"),
        (r"\Delta^{(l)}_{ij} := \Delta^{(l)}_{ij} + a^{(l)}_j \delta^{(l+1)}_i", "agrees"),
        (r"\Delta^{(l)} := \Delta^{(l)} + \delta^{(l+1)} a^{(l)}", "refuted"),
        (r"\Delta^{(l)}_{ij} := \Delta^{(l)}_{ij} + a^{(l)}_i \delta^{(l+1)}_j", "refuted"),
        (r"\Delta^{(l)} := \Delta^{(l)} + \delta^{(l)} (a^{(l)})^T", "refuted"),
    ],
)
def test_what_is_added_is_the_gradient_of_one_example(claim: str, expected: str) -> None:
    """A transpose, an index or a layer that is off is seen in an accumulation too."""
    assert verdict(claim) == expected


def test_a_penalty_that_no_cost_has_refutes_nothing() -> None:
    """Where the cost is not written down, a λ in its gradient may be right."""
    mean = r"D^{(l)}_{ij} := \frac{1}{m} (\Delta^{(l)}_{ij} + \lambda \Theta^{(l)}_{ij})"
    assert (
        verdict(rf"{mean}$$ so that $$\frac{{\partial J}}{{\partial \Theta^{{(l)}}_{{ij}}}} = D^{{(l)}}_{{ij}}")
        != "refuted"
    )
