"""Derivatives of whole batches by matrices, ∂Z/∂A = W, which have four indices and are written as if they had two."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

ROWS = r"""
Examples are rows: $Z_1 = X W_1 + b_1$, $H = \sigma(Z_1)$, $Z_2 = H W_2 + b_2$, $P = \sigma(Z_2)$,
with $E = \frac{1}{2}\sum (P - Y)^2$.

$$\frac{\partial E}{\partial P} = P - Y$$
"""
COLUMNS = r"""
Let $A^{[1]} = \tanh(W^{[1]} X + b^{[1]})$, $Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}$, $P = \text{softmax}(Z^{[2]})$
and $J = -\sum_{i}\sum_k Y_{ki} \log P_{ki}$.

$$\frac{\partial J}{\partial Z^{[2]}} = P - Y$$
"""
HOLDS = {Verdict.PROVED, Verdict.AGREES}


def last(text):
    """The verdict on the last statement, and its repair."""
    found = proofread(text, "note.md").findings[-1]
    return found.verdict, found.correction.latex if found.correction else ""


@pytest.mark.parametrize(
    ("before", "claim"),
    [
        (ROWS, r"\frac{\partial Z_2}{\partial W_2} = H^T"),
        (ROWS, r"\frac{\partial Z_2}{\partial H} = W_2^T"),
        (ROWS, r"\frac{\partial Z_2}{\partial b_2} = 1"),
        (ROWS, r"\frac{\partial E}{\partial H} = dZ_2 \frac{\partial}{\partial H} (H W_2 + b_2)"),
        (COLUMNS, r"\frac{\partial}{\partial A^{[1]}} (W^{[2]} A^{[1]} + b^{[2]}) = W^{[2]}"),
        (COLUMNS, r"\frac{\partial J}{\partial Z^{[1]}} = W^{[2]T} (P - Y) \frac{\partial A^{[1]}}{\partial Z^{[1]}}"),
        (COLUMNS, r"Y \frac{\partial}{\partial P} \log P - \frac{\partial P}{\partial P} = \frac{Y}{P} - 1"),
    ],
)  # fmt: skip
def test_slopes_of_batches_hold_as_they_are_written(before: str, claim: str) -> None:
    """Of four indices those two are meant that all examples or all units share; gradients are taken through."""
    assert last(f"{before}\n$${claim}$$")[0] in HOLDS


def test_slopes_of_batches_that_nothing_makes_true() -> None:
    """What holds in no layout, and for no single unit, would be left undecided."""
    assert last(rf"{ROWS} $$\frac{{\partial H}}{{\partial Z_1}} = H (1 + H)$$")[0] is Verdict.REFUTED
    verdict, repair = last(rf"{ROWS} $$\frac{{\partial Z_1}}{{\partial W_1}} = H^T$$")
    assert verdict is Verdict.REFUTED
    assert repair.endswith("X^T")


LAYERED = r"""
$z^l = (W^l)^T a^{l-1} + b^l$, $a^l = f^l(z^l)$ and $C = \frac{1}{2} \|a^L - y\|^2$.

$$\frac{\partial C}{\partial a^L} = a^L - y$$
"""
CHAIN = r"$$\frac{\partial C}{\partial z^l} = (f^l)'(z^l) \odot \left(W^{l+1} %s\right)$$"
SLOPES = r"\frac{\partial a^l}{\partial z^l} W^{l+1} \cdots \frac{\partial a^{L-1}}{\partial z^{L-1}} W^{L}"


@pytest.mark.parametrize(
    ("claim", "verdicts"),
    [
        (CHAIN % r"\frac{\partial C}{\partial z^{l+1}}", HOLDS),
        (CHAIN % r"(f^{l+1})'(z^{l+1})", {Verdict.REFUTED}),
        (rf"$$\frac{{\partial C}}{{\partial z^l}} = {SLOPES} \frac{{\partial C}}{{\partial z^L}}$$", HOLDS),
        (
            rf"$$\frac{{\partial C}}{{\partial z^l}} = {SLOPES} \frac{{\partial C}}{{\partial a^L}}$$",
            {Verdict.REFUTED},
        ),
        (r"$$\frac{\partial C}{\partial a^L} = - (y \cdot 1. - a^L)$$", HOLDS),
    ],
)
def test_layers_with_functions_in_brackets_and_dots_between_them(claim: str, verdicts: set[Verdict]) -> None:
    """(f^l)' would be a prime on what is no function, and a product with dots never be tried where they are empty."""
    assert last(LAYERED + claim)[0] in verdicts


BOLD = r"""
$$\mathbf{a}^{(n)} = \sigma(\mathbf{z}^{(n)})$$
$$\mathbf{z}^{(n)} = \mathbf{W}^{(n)} \mathbf{a}^{(n-1)} + \mathbf{b}^{(n)}$$
$$C = \sum_k (a_k^{(3)} - y_k)^2$$
$$\frac{\partial C}{\partial \mathbf{a}^{(3)}} = 2 (\mathbf{a}^{(3)} - \mathbf{y})$$
$$\frac{\partial \mathbf{a}^{(3)}}{\partial \mathbf{z}^{(3)}} = \sigma'(\mathbf{z}^{(3)})$$
"""
THROUGH = r"""
$$\frac{{\partial \mathbf{{a}}^{{(3)}}}}{{\partial \mathbf{{z}}^{{(3)}}}}
\frac{{\partial \mathbf{{z}}^{{(3)}}}}{{\partial \mathbf{{a}}^{{(2)}}}} = {}$$
"""


def test_the_vector_that_a_jacobian_is_said_to_be_is_its_diagonal():
    """∂a/∂z = σ′(z), and then ∂a/∂z ∂z/∂a = σ′(z) W: that no such product exists would refute what is meant."""
    right = r"\sigma'(\mathbf{z}^{(3)}) \mathbf{W}^{(3)}"
    wrong = (
        right.replace(r"\sigma'", r"\sigma"),
        right.replace("W}^{(3)", "W}^{(2)"),
        right.replace("z}^{(3)", "z}^{(2)"),
    )
    found = proofread(BOLD + "".join(map(THROUGH.format, (right, *wrong))), "notes.md").findings[-4:]
    assert [f.verdict for f in found] == [Verdict.AGREES] + [Verdict.REFUTED] * 3
    unsaid = proofread(BOLD.rpartition("$$\n$$")[0] + "$$" + THROUGH.format(right), "notes.md").findings[-1]
    assert unsaid.verdict is Verdict.REFUTED


def test_a_product_entry_by_entry_may_bind_first():
    """W^T · ∇C ⊙ σ′(z) of the layer above is refuted by shape, though only W^T · (∇C ⊙ σ′(z)) exists."""
    before = (
        r"$z^l = W^l a^{l-1} + b^l$, $a^l = \sigma(z^l)$, $C = \frac12 \|a^L - y\|^2$, $\delta^l = \nabla_{z^l} C$."
    )
    right = r"$$\nabla_{a^l} C = (W^{l+1})^T \cdot (\nabla_{a^{l+1}} C) \odot \sigma'(z^{l+1})$$"
    assert last(before + "\n\n" + right)[0] in HOLDS
    for slip in (("z^{l+1}", "z^l"), ("^T", ""), (r" \odot \sigma'(z^{l+1})", ""), (r"\odot", "+")):
        assert last(before + "\n\n" + right.replace(*slip))[0] is Verdict.REFUTED
    error = r"$$\delta^l = (W^{l+1})^T \delta^{l+1} \odot \sigma'(z^{l+1})$$"
    assert last(before + "\n\n" + error)[0] is Verdict.REFUTED
