"""Deadlines: a product that is multiplied out term by term is given up in the middle where the time is over."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import process_time

_until: ContextVar[float] = ContextVar("until", default=float("inf"))


class OutOfTime(ArithmeticError):
    """A proof takes longer than it may."""


@contextmanager
def deadline(until: float) -> Iterator[None]:
    """All that is multiplied out inside ends at this time."""
    token = _until.set(until)
    try:
        yield
    finally:
        _until.reset(token)


def keep_deadline() -> None:
    """Raises: OutOfTime where the deadline is over."""
    if process_time() > _until.get():
        raise OutOfTime("out of time")
