"""Emitted source that runs: what goes wrong in it can be looked up."""

import traceback

import pytest

from symbackprop.compiling.loading import load


def test_a_traceback_shows_the_line_of_emitted_source():
    """A fault in emitted code is told by a number of a line that nobody can look up."""
    broken = load("def half(value):\n    return value / 0\n")["half"]
    with pytest.raises(ZeroDivisionError) as caught:
        broken(1)
    assert "return value / 0" in "".join(traceback.format_exception(caught.value))
