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


def test_the_gradient_is_the_mean_of_what_is_added_up() -> None:
    """After all examples Δ is their sum: a penalty too much is seen, and the one of j = 0 is said for that alone."""
    cost = (
        r"J(\Theta) = -\frac{1}{m} \sum_{i=1}^m \sum_{k=1}^K [y_k^{(i)} \log (h_\Theta(x^{(i)}))_k"
        r" + (1 - y_k^{(i)}) \log (1 - (h_\Theta(x^{(i)}))_k)] + \frac{\lambda}{2m} \sum_{l=1}^{L-1} \sum_{i=1}^{s_l}"
        r" \sum_{j=1}^{s_{l+1}} (\Theta_{ji}^{(l)})^2"
    )
    head = rf"where $h_\Theta(x) = a^{{(L)}}$ and $\sigma(z) = \frac{{1}}{{1 + e^{{-z}}}}$. $${cost}$$ "
    slope = r"\frac{\partial J}{\partial \Theta^{(l)}_{ij}} = \frac{1}{m} \Delta^{(l)}_{ij}"
    claims = [slope + r" + \frac{\lambda}{m} \Theta^{(l)}_{ij}", slope + r" + \lambda \Theta^{(l)}_{ij}", slope]
    text = NETWORK + head + " ".join(f"$${claim}$$" for claim in claims) + f" If $j = 0$, $${slope}$$"
    found = [str(f.verdict) for f in proofread(text, "note.md").findings if f.latex.startswith(r"\frac{\partial J}")]
    assert found[:2] == ["agrees", "refuted"]
    assert found[2] != "agrees"
    assert found[3] == "undecided"


def test_a_transpose_in_brackets_is_one() -> None:
    """(a^{(l)})^{(T)} was taken for a power."""
    assert verdict(r"\Delta^{(l)} := \Delta^{(l)} + \delta^{(l+1)} (a^{(l)})^{(T)}") == "agrees"
