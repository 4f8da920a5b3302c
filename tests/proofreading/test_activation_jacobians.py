"""What would be broken: Jacobians and errors that a text names and does not spell out, and functions named alone."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES)
CHAPTER = r"""
The activation function is $g$. We write $g$ for it in every layer; $g$ may be any function, and so $g$ has no formula.
$$z^{(H)} = W^{(H)} x + b^{(H)} \qquad a^{(H)} = g(z^{H}) \qquad z^{(O)} = W^{(O)} a^{(H)} + b^{(O)}$$
$$a^{(O)} = g(z^{(O)}) \qquad \ell(a^{(O)}, y) = \frac12 \|a^{(O)} - y\|^2$$
"""
GENERAL = r"""
$$\delta^{(l)} = \frac{\partial \ell(a^{(L)}, y)}{\partial z^{(l)}_i}$$
$$\delta^{(L)} = (J^{(L)})^T \nabla_{a^{(L)}} \ell(a^{(L)}, y)$$
$$\delta^{(l)} = J^{(l)T} (W^{(l+1)})^T \delta^{(l+1)}$$
$$\frac{\partial \ell(a^{(L)}, y)}{\partial W^{(l)}_{jk}} = a^{(l-1)}_k \delta^{(l)}_j$$
where $J^{(l)}$ is the Jacobian of the activation.
"""


def found(*parts):
    """The verdicts on the statements of a note's last part."""
    whole = "\n\n".join(parts)
    return [f.verdict for f in proofread(whole, "notes.md").findings if f.outer[0] >= len(whole) - len(parts[-1])]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"(W^{(O)})^T \nabla_{z^{(O)}} \ell \odot \nabla_{z^{H}} g", r"(W^{(O)})^T \nabla_{z^{(O)}} \ell"),
        (r"W^{(O)T} \nabla_{z^{(O)}} \ell \odot g'(z^{(H)})", r"W^{(O)} \nabla_{z^{(O)}} \ell \odot g'(z^{(H)})"),
    ],
)
def test_words_about_a_function_make_it_no_quantity(right, wrong):
    """g is a factor of g(z), as it stands alone in the words around it; T is no layer of W^{(O)T}."""
    assert found(CHAPTER, rf"$$\nabla_{{z^{{(H)}}}} \ell = {right}$$")[0] in HOLDS
    assert found(CHAPTER, rf"$$\nabla_{{z^{{(H)}}}} \ell = {wrong}$$")[0] is Verdict.REFUTED


def test_the_jacobian_of_an_activation_has_its_own_letter():
    """Nothing says what J^{(l)} is, nor what i is in δ^{(l)} = ∂ℓ/∂z_i^{(l)}."""
    name, *claims = found(CHAPTER, GENERAL)
    assert name is Verdict.DEFINITION
    assert all(verdict in HOLDS for verdict in claims)


@pytest.mark.parametrize(
    ("right", "slip"),
    [
        (r"J^{(l)T} (W^{(l+1)})^T", r"J^{(l)T} W^{(l+1)}"),
        (r"J^{(l)T} (W^{(l+1)})^T", r"J^{(l+1)T} (W^{(l+1)})^T"),
        (r"J^{(l)T} (W^{(l+1)})^T", r"(W^{(l+1)})^T"),
        (r"(J^{(L)})^T \nabla", r"-(J^{(L)})^T \nabla"),
        (r"a^{(l-1)}_k \delta^{(l)}_j", r"a^{(l)}_k \delta^{(l)}_j"),
    ],
)
def test_slips_beside_a_jacobian_are_refuted(right, slip):
    """What is read for J and δ may not make everything true."""
    assert found(CHAPTER, GENERAL.replace(right, slip)).count(Verdict.REFUTED) == 1
