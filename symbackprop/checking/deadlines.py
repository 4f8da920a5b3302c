"""Deadlines: a product that is multiplied out term by term is given up in the middle where the time is over.

How much is multiplied can be bounded as well: that bound is the same on every machine, however busy it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import process_time

_until: ContextVar[float] = ContextVar("until", default=float("inf"))
_left: ContextVar[list[float]] = ContextVar("left")


class OutOfTime(ArithmeticError):
    """A proof takes longer than it may."""


@contextmanager
def deadline(until: float, effort: float = float("inf")) -> Iterator[None]:
    """All that is multiplied out inside ends at this time, and after so many products of terms."""
    tokens = _until.set(until), _left.set([effort])
    try:
        yield
    finally:
        _until.reset(tokens[0])
        _left.reset(tokens[1])


def keep_deadline(effort: int = 1) -> None:
    """Raises: OutOfTime where the deadline is over, or all effort is spent."""
    left = _left.get(None)
    if left is not None:
        left[0] -= effort
    if (left is not None and left[0] < 0) or process_time() > _until.get():
        raise OutOfTime("out of time")
