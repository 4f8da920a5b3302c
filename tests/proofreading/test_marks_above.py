r"""Marks above letters: σ^{,} for a prime, u^* for the next value, a^{(L)} = φ(z^{(2)}) for two layers."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES)
NEURON = r"$E = (y - \hat y)^2$, $\hat y = \sigma(z)$, $z = \sum_i u_i x_i$." + "\n\n"


def verdict(*statements: str) -> Verdict:
    """The verdict on the last of some statements about a neuron."""
    return proofread(NEURON + "\n\n".join(f"$${s}$$" for s in statements), "note.md").findings[-1].verdict


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"\sigma^{,}(z) = \sigma(z)(1 - \sigma(z))", r"\sigma^{,}(z) = \sigma(z)(1 + \sigma(z))"),
        (
            r"u^*_i = u_i - \rho \frac{\partial E}{\partial u_i}",
            r"u^*_i = u_i + \rho \frac{\partial E}{\partial u_i}",
        ),
        (
            r"u^*_i = u_i - \frac{\rho}{B} \sum_{b=1}^{B} \frac{\partial E_b}{\partial u_i}",
            r"u^*_i = u_i + \frac{\rho}{B} \sum_{b=1}^{B} \frac{\partial E_b}{\partial u_i}",
        ),
    ],
)
def test_a_mark_above_a_letter_is_what_it_stands_for(right: str, wrong: str) -> None:
    """A comma for a prime, a star for the next value."""
    assert verdict(right) in HOLDS
    assert verdict(wrong) is Verdict.REFUTED


LAYERS = r"""
$$z^{(1)} = W^{(1)} x + b^{(1)}, \quad a^{(1)} = \phi(z^{(1)}), \quad z^{(2)} = W^{(2)} a^{(1)} + b^{(2)}$$
$$a^{(L)} = \phi(z^{(2)})$$
$$\delta^{(2)} = \frac{\partial C}{\partial a^{(L)}} \odot \phi'(z^{(2)})$$
$$\delta^{(1)} = (W^{(2)})^T \delta^{(2)} \odot \phi'(z^{(1)})$$
"""


def test_the_layer_that_the_last_is_computed_in_is_the_last() -> None:
    """a^{(L)} = φ(z^{(2)}) says that there are two layers: it is no slip."""
    assert Verdict.REFUTED not in {f.verdict for f in proofread(LAYERS, "note.md").findings}
    slip = proofread(LAYERS.replace("(W^{(2)})^T", "W^{(2)}"), "note.md").findings[-1]
    assert slip.verdict is Verdict.REFUTED


def test_an_example_with_numbers_later_says_nothing_of_any_layer_before() -> None:
    """A network of two layers in a later section has other outputs than that of any layers before."""
    text = r"""# Any layers
$$h^{(l)} = f(W^{(l)} h^{(l-1)} + b^{(l)}), \quad \hat{y} = g(W^{(L)} h^{(L-1)} + b^{(L)})$$
$$\delta^{(l)} = ((W^{(l+1)})^T \delta^{(l+1)}) \odot f'(a^{(l)})$$
# An example
$$h = \sigma(W^{(1)} x + b^{(1)}), \quad \hat{y} = \text{softmax}(W^{(2)} h + b^{(2)})$$
$$J = -\sum_{i=1}^{10} y_i \log \hat{y}_i, \quad \delta^{(2)} = \hat{y} - y$$
"""
    assert Verdict.REFUTED not in {f.verdict for f in proofread(text, "note.md").findings}
    slip = proofread(text.replace("(W^{(l+1)})^T", "W^{(l+1)}"), "note.md").findings[2]
    assert slip.verdict is Verdict.REFUTED


def test_a_product_of_jacobians_with_a_diagonal_matrix_is_a_row() -> None:
    """δ^1 = δ^2 W^2 diag(φ′(z^1)) beside columns; with W^T it is neither."""
    row = r"$$\delta^{(1)} = \delta^{(2)} W^{(2)} \mathrm{diag}(\phi'(z^{(1)}))$$"
    assert proofread(LAYERS + row, "note.md").findings[-1].verdict in HOLDS
    for right, wrong in ((r"W^{(2)} \m", r"(W^{(2)})^T \m"), (r"\phi'", r"\phi")):
        assert proofread(LAYERS + row.replace(right, wrong), "note.md").findings[-1].verdict not in HOLDS


COST = r"""
$$loss(y, \hat{y}) = (y - \hat{y})^2, \quad \hat{y} = \sigma(z), \quad z = w x$$
$$loss'(y, \hat{y}) = -2 (y - \hat{y})$$
$$\frac{\partial loss}{\partial w} = loss'(y, \hat{y}) \sigma'(z) x$$
"""


def test_the_slope_of_a_cost_is_that_by_what_is_computed() -> None:
    """Whichever argument comes first: nobody moves the targets."""
    assert all(f.verdict in HOLDS for f in proofread(COST, "note.md").findings[-2:])
    assert proofread(COST.replace("= -2", "= 2"), "note.md").findings[-2].verdict is Verdict.REFUTED
    assert all(
        f.verdict in HOLDS for f in proofread(COST.replace(r"y, \hat{y}", r"\hat{y}, y"), "note.md").findings[-2:]
    )
