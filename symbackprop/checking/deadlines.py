"""Deadlines: a product that is multiplied out term by term is given up in the middle where the time is over.

How much is multiplied can be bounded as well: that bound is the same on every machine, however busy it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from math import inf
from time import process_time

LOOK = 200
"""After how many products of terms the clock is looked at."""


@dataclass
class _Limits:
    """When a proof is given up: at a time of the processor, and after so many products of terms."""

    until: float
    effort: float
    next_look: float


_limits: ContextVar[_Limits | None] = ContextVar("limits", default=None)


class OutOfTime(ArithmeticError):
    """A proof takes longer than it may."""


@contextmanager
def deadline(until: float, effort: float = inf) -> Iterator[None]:
    """All that is multiplied out inside ends at this time, and after so many products of terms."""
    token = _limits.set(_Limits(until, effort, 0))
    try:
        yield
    finally:
        _limits.reset(token)


def keep_deadline(effort: int = 1) -> None:
    """Raises: OutOfTime where the deadline is over, or all effort is spent."""
    limits = _limits.get()
    if limits is None:
        return
    limits.effort -= effort
    limits.next_look -= effort
    if limits.effort < 0:
        raise OutOfTime("out of time")
    if limits.next_look <= 0:
        limits.next_look = LOOK
        if process_time() > limits.until:
            raise OutOfTime("out of time")
