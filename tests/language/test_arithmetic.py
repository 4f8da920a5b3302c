"""What would be broken: text from outside that is read as a number, and that must never run."""

import pytest
from sympy import Rational, symbols

from symbackprop.errors import UsageError
from symbackprop.language.arithmetic import read_arithmetic

m, n = symbols("m n")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/(2*m)", 1 / (2 * m)),
        ("0.01", Rational(1, 100)),
        ("-3", -3),
        ("m**2 - n", m**2 - n),
        ("1e-3", Rational(1, 1000)),
    ],
)
def test_arithmetic(text, value):
    """Numbers are exact, names are symbols."""
    assert read_arithmetic(text) == value


@pytest.mark.parametrize(
    "text",
    ["__import__('os')", "m.real", "f(m)", "1 if m else 2", "[1]", "'a'", "True", "1/0", "2**(10**9)", "", "(" * 500],
)
def test_everything_else_is_refused(text):
    """No call, no attribute, no text, no giant: one message."""
    with pytest.raises(UsageError, match="arithmetic"):
        read_arithmetic(text)
