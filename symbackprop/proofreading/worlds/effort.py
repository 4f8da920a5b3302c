"""Effort: how much was computed for a document, counted in steps that are the same on every machine.

What is given up after some seconds is judged otherwise on a slow machine, and on a busy one; so budgets count steps,
and time is only what nothing may take longer than.  A budget is said in seconds all the same, those of a machine that
takes so many steps in one, as a bound of a thousand steps would say nothing to who reads it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from math import inf
from time import process_time

SECONDS = 120.0
"""How long a document may take, of processor time: only what is large, or on a slow machine, comes near it."""
STEPS = 50_000
"""How many parts of formulas an ordinary machine evaluates in one second of processor time."""
AGAIN = 20
"""How many such steps it takes as long as to read one statement anew under a hypothesis."""


@dataclass
class Meter:
    """The steps taken, and when the time is over."""

    steps: int = 0
    over: float = inf


_meter: ContextVar[Meter] = ContextVar("meter")


@contextmanager
def metered(seconds: float) -> Iterator[Meter]:
    """All that is computed inside is counted, and ends after so many seconds of processor time."""
    token = _meter.set(Meter(over=process_time() + seconds))
    try:
        yield _meter.get()
    finally:
        _meter.reset(token)


def spend(steps: int = 1) -> None:
    """Count some steps."""
    meter = _meter.get(None)
    if meter is not None:
        meter.steps += steps


def spent() -> float:
    """The seconds that the steps taken so far are worth."""
    meter = _meter.get(None)
    return meter.steps / STEPS if meter is not None else 0.0


def is_spent(until: float) -> bool:
    """Whether a budget is spent that lasts until so many seconds were, or the time is over."""
    meter = _meter.get(None)
    return meter is not None and (meter.steps > until * STEPS or process_time() > meter.over)
