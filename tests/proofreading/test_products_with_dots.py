"""Backpropagation as products of matrices with dots: (W^1)^T · (f^1)′ ∘ … ∘ (W^L)^T · (f^L)′ ∘ ∇_{a^L} C."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = {Verdict.PROVED, Verdict.AGREES}
ABOVE = r"\circ (W^{L-1})^T \cdot (g^{L-1})' \circ (W^L)^T \cdot (g^L)' \circ \nabla_{a^L} C"
NOTE = rf"""
$$\nabla_{{W^l}} C = \delta^l (a^{{l-1}})^T$$
$$\delta^{{l-1}} := (g^{{l-1}})' \circ (W^l)^T \cdot \delta^l$$
$$\nabla_x C = (W^1)^T \cdot (g^1)' \circ \ldots {ABOVE}$$
$$\delta^l := (g^l)' \circ (W^{{l+1}})^T \cdot (g^{{l+1}})' \circ \cdots {ABOVE}$$
$$\delta^2 = (g^2)' \circ \cdots {ABOVE}$$
$$\delta^L = (g^L)' \circ \nabla_{{a^L}} C$$
"""
SLIPS = (
    (r":= (g^{l-1})'", r":= (g^{l})'"),
    (r"= (W^1)^T \cdot", r"= W^1 \cdot"),
    (r"\delta^l := (g^l)' \circ", r"\delta^l :="),
    (r"\delta^2 = (g^2)'", r"\delta^2 = (g^1)'"),
    (r"(W^L)^T \cdot (g^L)' \circ \nabla", r"(W^L)^T \cdot \nabla"),
)


def test_dots_stand_for_the_factors_of_all_layers_between() -> None:
    """(g^l)′ alone would be a prime on what is no function, and products with dots would say nothing of most layers."""
    assert {f.verdict for f in proofread(NOTE, "notes.md").findings} <= HOLDS


@pytest.mark.parametrize(("right", "wrong"), SLIPS)
def test_a_slip_in_a_product_with_dots_is_refuted(right: str, wrong: str) -> None:
    """Dots filled in with what makes a product fit would hide a slip beside them."""
    found = proofread(NOTE.replace(right, wrong, 1), "notes.md").findings
    assert [f.verdict for f in found if f.verdict not in HOLDS] == [Verdict.REFUTED]


LAYERS = r"\cdot W^L \circ (g^{L-1})' \cdot W^{L-1} \circ \cdots \circ (g^1)' \cdot W^1"


SKETCHES = r"""
$$z^l = W^l a^{l-1} + b^l, \quad a^l = \sigma(z^l)$$
$$\delta^L = \frac{\partial C}{\partial a^L} \odot \sigma'(z^L)$$
$$\frac{\partial C}{\partial b^1}
= \sigma'(z^1) W^2 \sigma'(z^2) \cdots W^L \sigma'(z^L) \frac{\partial C}{\partial a^L}$$
$$\frac{\partial C}{\partial W^1} = \delta^L W^L \cdots W^2 x$$
"""


def test_a_sketch_with_dots_is_not_refuted() -> None:
    """Why gradients vanish is often shown by a product of which nobody means the shapes."""
    found = proofread(SKETCHES, "notes.md").findings
    assert [f.verdict for f in found[-2:]] == [Verdict.UNDECIDED] * 2


def test_a_power_of_a_function_is_no_layer() -> None:
    """The slope of f² would be the square of f′."""
    found = proofread("$$(f^2)' = 2 f f'$$ $$(f^n)' = n f^{n-1} f'$$", "notes.md").findings
    assert found[0].verdict in HOLDS
    assert found[1].verdict is not Verdict.REFUTED


ROWS = rf"""
$$\nabla_x C = \left(\frac{{dC}}{{dx}}\right)^T$$
$$\frac{{dC}}{{dx}} = \frac{{dC}}{{da^L}} \circ (g^L)' {LAYERS}$$
$$\nabla_{{W^l}} C = \delta^l (a^{{l-1}})^T$$
$$\delta^{{l-1}} = (g^{{l-1}})' \circ (W^l)^T \cdot \delta^l$$
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("", ""), (r"\frac{dC}{da^L} \circ (g^L)'", r"\frac{dC}{da^L}"), (r"\right)^T", r"\right)"), ("W^L", "(W^L)^T")],
)
def test_a_text_that_transposes_derivatives_has_them_as_rows(right: str, wrong: str) -> None:
    """dC/dx as a column would refute ∇_x C = (dC/dx)^T, and dC/da ∘ g′ · W would have no meaning."""
    found = [f.verdict for f in proofread(ROWS.replace(right, wrong, 1), "notes.md").findings]
    assert set(found) <= HOLDS if not right else not set(found[:2]) <= HOLDS
