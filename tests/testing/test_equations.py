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


BATCH = sb.network(4, sb.Dense(5), sb.Tanh(), sb.Dense(3), sb.Softmax(), cost=sb.CrossEntropy(), batch="rows")
OUTPUT_ERROR, WEIGHT_SLOPE = r"\delta^{[2]} = ", r"\frac{\partial C}{\partial W^{[1]}} = "
SLOPE = r"\frac{\partial C}{\partial Z^{[2]}} = "


@pytest.mark.parametrize(
    ("right", "slip"),
    [
        (OUTPUT_ERROR + r"A^{[2]} - Y", OUTPUT_ERROR + r"Y - A^{[2]}"),
        (OUTPUT_ERROR + r"\frac{1}{m}(A^{[2]} - Y)", OUTPUT_ERROR + r"\frac{1}{m}(Y - A^{[2]})"),
        (WEIGHT_SLOPE + r"\delta^{[1]T} X", WEIGHT_SLOPE + r"-\delta^{[1]T} X"),
        (WEIGHT_SLOPE + r"\frac{1}{m} \delta^{[1]T} X", WEIGHT_SLOPE + r"m \delta^{[1]T} X"),
    ],
)
def test_the_sign_of_an_error_is_that_of_the_network(right, slip):
    """δ is ∂C/∂z: one equation with the other sign chose δ = −∂C/∂z; that 1/m may be in δ or not stays open."""
    assert_equation(right, given=BATCH)
    with pytest.raises(AssertionError, match="is refuted"):
        assert_equation(slip, given=BATCH)


def test_the_sign_of_an_error_in_a_network_of_one_example():
    """As with a batch."""
    assert_equation(r"\delta^{[2]} = (a^{[2]} - y) \odot \sigma'(z^{[2]})", given=NETWORK)
    with pytest.raises(AssertionError, match="is refuted"):
        assert_equation(r"\delta^{[2]} = (y - a^{[2]}) \odot \sigma'(z^{[2]})", given=NETWORK)


@pytest.mark.parametrize(
    ("right", "slip"),
    [
        (SLOPE + r"\frac{1}{m} (A^{[2]} - Y)", SLOPE + r"A^{[2]} - Y"),
        (SLOPE + r"\frac{1}{m} \delta^{[2]}", SLOPE + r"\frac{1}{m^2} \delta^{[2]}"),
        (r"\nabla_{A^{[2]}} C = -\frac{1}{m} Y \oslash A^{[2]}", r"\nabla_{A^{[2]}} C = -Y \oslash A^{[2]}"),
        (
            r"\frac{\partial C}{\partial W^{[2]}} = \frac{\partial C}{\partial Z^{[2]}}^T A^{[1]}",
            r"\frac{\partial C}{\partial W^{[2]}} = \frac{1}{m} \frac{\partial C}{\partial Z^{[2]}}^T A^{[1]}",
        ),
    ],
)
def test_a_derivative_written_out_is_that_of_the_whole_cost(right, slip):
    """∂C/∂Z = A − Y passed where C is a mean over examples, as if it were the error of each example."""
    assert_equation(right, given=BATCH)
    with pytest.raises(AssertionError, match="is refuted"):
        assert_equation(slip, given=BATCH)


def test_what_nobody_writes_out_keeps_its_convention():
    """dZ may be of each example, and ∂L/∂Z is of the loss L and not of the mean C."""
    assert_equation(r"dZ^{[2]} = A^{[2]} - Y", given=BATCH)
    assert_equation(r"\frac{\partial L}{\partial Z^{[2]}} = A^{[2]} - Y", given=BATCH)
