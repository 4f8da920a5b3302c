"""Numbers as a user gives them, exactly, and as they are printed, rounded to some significant digits."""

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

import mpmath

from symbackprop.checking.points import DIGITS
from symbackprop.errors import DataError
from symbackprop.typesetting.presentation import NEGATIVE, Math, Number, Operator, Script, row

DOT = Operator("·")
FARTHEST = 100
"""The powers of ten that are read; with 120 digits, more would not be computed with either."""
SMALLEST, LARGEST = -7, 12
"""The powers of ten between which a number is printed without one."""


def exact(given: Any) -> mpmath.mpf:
    """A number without loss: 0.1 is one tenth, whether it comes as text, as a Decimal or as a float.

    Raises: DataError for what is no finite number.
    """
    if isinstance(given, bool):
        raise DataError(f"{given!r} is no number")
    with mpmath.workdps(DIGITS):
        if isinstance(given, mpmath.mpf) and mpmath.isfinite(given):
            return given
        if isinstance(given, Fraction):
            return mpmath.mpf(given.numerator) / given.denominator
        try:
            number = Decimal(str(given).strip())
        except InvalidOperation:
            raise DataError(f"{str(given)!r} is no number", expected="a number such as 0.05") from None
        if not number.is_finite():
            raise DataError(f"{given} is not finite", expected="a number such as 0.05")
        if number and abs(number.adjusted()) > FARTHEST:
            raise DataError(f"{given} is out of reach", expected=f"a power of ten between -{FARTHEST} and {FARTHEST}")
        return mpmath.mpf(str(number))


def rounded(value: mpmath.mpf, digits: int) -> str:
    """A number to so many significant digits, zeros at its end left out: 0.3775, 1.5e-10."""
    with mpmath.workdps(DIGITS):
        text = mpmath.nstr(value, digits, strip_zeros=True, min_fixed=SMALLEST, max_fixed=max(LARGEST, digits))
    mantissa, _, power = text.partition("e")
    mantissa = mantissa.removesuffix(".0")
    mantissa = "0" if mantissa == "-0" else mantissa
    return mantissa + (f"e{int(power)}" if power else "")


def in_print(value: mpmath.mpf, digits: int) -> Math:
    """A number in print: −0.5, 1.5 · 10^{−10}."""
    mantissa, _, power = rounded(value, digits).partition("e")
    signed = _signed(mantissa)
    return row(signed, DOT, Script(Number("10"), _signed(power))) if power else signed


def _signed(text: str) -> Math:
    return row(NEGATIVE, Number(text[1:])) if text.startswith("-") else Number(text)
