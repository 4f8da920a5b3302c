"""What would be broken: one equation held against a network."""

import pytest

import symbackprop as sb
from symbackprop.errors import UsageError
from symbackprop.testing.equations import assert_equation

NETWORK = sb.network("n_0", sb.Dense("n_1"), sb.Sigmoid(), sb.Dense("n_2"), sb.Sigmoid(), cost=sb.Quadratic())
HIDDEN = r"\delta^{[1]} = (W^{[2]T} \delta^{[2]}) \odot \sigma'(z^{[1]})"


@pytest.mark.parametrize("latex", [HIDDEN, f"$${HIDDEN}$$", f"\\[{HIDDEN}\\]"])
def test_a_right_equation_passes(latex):
    """With delimiters or without."""
    assert_equation(latex, given=NETWORK)


def test_a_wrong_equation_fails_with_the_author_s_text():
    """The message is the proofreader's, without a place in a file."""
    with pytest.raises(AssertionError) as raised:
        assert_equation(HIDDEN.replace("[2]T}", "[2]}"), given=NETWORK)
    assert "\n    \\delta^{[1]} = (W^{[2]} \\delta^{[2]})" in str(raised.value)
    assert "equation.md" not in str(raised.value)


def test_what_is_given_may_be_a_text():
    """A few equations that define what the claim is about."""
    given = r"Let $z = W x + b$, $a = \sigma(z)$ and $C = \frac{1}{2} \lVert a - y \rVert^2$."
    right = r"\frac{\partial C}{\partial W} = ((a - y) \odot \sigma'(z)) x^T"
    assert_equation(right, given=given)
    with pytest.raises(AssertionError, match="is refuted"):
        assert_equation(right.replace(r"\odot \sigma'(z)", ""), given=given)


def test_what_is_no_equation_is_refused():
    """And what is given of the wrong kind."""
    with pytest.raises(UsageError, match="this is no equation"):
        assert_equation("hello", given=NETWORK)
    with pytest.raises(UsageError, match="given is a network or a text"):
        assert_equation("a = b", given=3)


def test_what_only_defines_something_does_not_hold():
    """a = b passed: it defines a, and nothing says whether it holds."""
    with pytest.raises(AssertionError, match="this defines something"):
        assert_equation("q = 3", given=NETWORK)
