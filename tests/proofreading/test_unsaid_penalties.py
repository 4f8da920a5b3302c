r"""Weight decay whose cost is not said, and a gradient that runs through a loop under one letter."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = {Verdict.PROVED, Verdict.AGREES}
NETWORK = r"""
$$\delta^{(l)} = \frac{\partial L}{\partial z^{(l)}}$$
$$\delta^{(l)} = f_l'(z^{(l)}) \odot \left((W^{(l+1)})^\top \delta^{(l+1)}\right)$$
$$\frac{\partial L}{\partial W^{(l)}} = \delta^{(l)} (a^{(l-1)})^\top$$
$$\frac{\partial L}{\partial b^{(l)}} = \delta^{(l)}$$
"""
STEP = r"W^{(l)} \leftarrow W^{(l)} - \alpha"
SLOPE = r"\frac{\partial L}{\partial W^{(l)}} = \delta^{(l)} (a^{(l-1)})^\top"


def last(text: str) -> Verdict:
    """The verdict on the last statement of a note about the network."""
    return proofread(NETWORK + text, "note.md").findings[-1].verdict


@pytest.mark.parametrize(
    "claim",
    [
        STEP + r"\left(\delta^{(l)} (a^{(l-1)})^\top + \lambda W^{(l)}\right)",
        STEP + r" \delta^{(l)} (a^{(l-1)})^\top - \alpha\lambda W^{(l)}",
        SLOPE + r" + \frac{\lambda}{m} W^{(l)}",
        SLOPE + r" + \lambda \nabla_{W^{(l)}} \Omega(W)",
    ],
)
def test_what_stands_beside_a_penalty_is_read_alone(claim: str) -> None:
    """The cost of the text has no penalty: its gradients with one would never hold."""
    assert last(f"$${claim}$$") in HOLDS


@pytest.mark.parametrize(
    "claim",
    [
        SLOPE + r" + \frac{\lambda}{2} W^{(l)}",
        SLOPE + r" - \lambda W^{(l)}",
        SLOPE + r" + \lambda W^{(l+1)}",
        SLOPE + r" + \lambda (W^{(l)})^2",
        SLOPE.replace(r"^\top", "") + r" + \lambda W^{(l)}",
        SLOPE.replace("l-1", "l") + r" + \lambda W^{(l)}",
        STEP + r"\left(\delta^{(l)} (a^{(l-1)})^\top - \lambda W^{(l)}\right)",
        STEP + r" \delta^{(l)} (a^{(l-1)})^\top + \alpha\lambda W^{(l)}",
    ],
)
def test_no_other_penalty_and_no_slip_beside_it_holds(claim: str) -> None:
    """Whatever has a λ in it would be left out."""
    assert last(f"$${claim}$$") not in HOLDS


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        (r"$\frac{\lambda}{2m} \sum_l \|W^{(l)}\|_F^2$", True),
        (r"$\frac{\lambda}{2} \sum_l \|W^{(l)}\|_F^2$", False),
        (r"$J = L + \frac{\lambda}{2} \sum_l \|W^{(l)}\|_F^2$", False),
    ],
)
def test_a_penalty_that_the_text_shows_tells_the_factor(said: str, *, holds: bool) -> None:
    """λ/m beside a cost of λ/2 would be taken for any factor."""
    assert (last(rf"With {said} it is $${SLOPE} + \frac{{\lambda}}{{m}} W^{{(l)}}$$") in HOLDS) is holds


LOOP = r"""
$\mathbf{g} \leftarrow \nabla_{\hat{\mathbf{y}}} J$

for $k = l, l-1, \dots, 1$ do

$\mathbf{g} \leftarrow \nabla_{\mathbf{a}^{(k)}} J = \mathbf{g} \odot f'(\mathbf{a}^{(k)})$

$\nabla_{\mathbf{b}^{(k)}} J = \mathbf{g} + \lambda \nabla_{\mathbf{b}^{(k)}} \Omega(\theta)$

$\nabla_{\mathbf{W}^{(k)}} J = \mathbf{g}\, \mathbf{h}^{(k-1)\top} + \lambda \nabla_{\mathbf{W}^{(k)}} \Omega(\theta)$

$\mathbf{g} \leftarrow \nabla_{\mathbf{h}^{(k-1)}} J = \mathbf{W}^{(k)\top} \mathbf{g}$
"""


def test_a_gradient_that_runs_through_a_loop_is_the_one_that_it_was_last() -> None:
    """g would be the gradient by the output on every line."""
    found = proofread(LOOP, "note.md").findings
    assert [f.latex for f in found if f.verdict not in HOLDS | {Verdict.DEFINITION}] == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\mathbf{W}^{(k)\top} \mathbf{g}", r"\mathbf{W}^{(k)} \mathbf{g}"),
        (r"h}^{(k-1)\top}", r"h}^{(k)\top}"),
        (r"f'(\mathbf{a}^{(k)})", r"f'(\mathbf{a}^{(k-1)})"),
    ],
)
def test_a_slip_in_such_a_loop_is_refuted(right: str, wrong: str) -> None:
    """A letter that is anything would let all of them pass."""
    assert right in LOOP
    found = proofread(LOOP.replace(right, wrong), "note.md").findings
    assert [f.latex for f in found if f.verdict is Verdict.REFUTED and wrong in f.latex]
