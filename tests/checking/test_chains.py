"""What would be broken: the chain rule over layers of one unit, where an index has a single value."""

import pytest

import symbackprop as sb


@pytest.mark.parametrize("batch", [None, "columns", "rows"])
def test_a_layer_of_one_unit_is_proved_like_any_other(batch):
    """A sum over one unit is its one term, and the free index of that unit is the same unit."""
    net = sb.network(1, sb.Dense(3), sb.Tanh(), sb.Dense(1), cost=sb.Quadratic(), batch=batch)
    sb.check(sb.backprop(net)).require(sb.Verdict.PROVED)
