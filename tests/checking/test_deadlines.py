"""What would be broken: a proof that multiplies out without end."""

from time import process_time

import pytest

from symbackprop.checking.deadlines import OutOfTime, deadline, keep_deadline
from symbackprop.checking.forms import Atom, of, positive_power, total


def test_a_long_product_is_given_up_at_the_deadline():
    """(x1 + … + x9)^30 has sixty million terms."""
    whole = total(of(Atom("symbol", f"x{n}")) for n in range(9))
    with deadline(process_time() + 0.05), pytest.raises(OutOfTime):
        positive_power(whole, 30)


def test_without_a_deadline_products_are_multiplied_out():
    """A deadline that is over binds nothing outside."""
    with deadline(0.0), pytest.raises(OutOfTime):
        positive_power(of(Atom("symbol", "x")), 2)
    assert positive_power(of(Atom("symbol", "x")), 2).single


def test_effort_is_counted_whatever_the_clock_says():
    """A slow machine proves less than a fast one."""
    with deadline(float("inf"), effort=10):
        keep_deadline(4)
        keep_deadline(6)
        with pytest.raises(OutOfTime):
            keep_deadline()
    keep_deadline(1000)
