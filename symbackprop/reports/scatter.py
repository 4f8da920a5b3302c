"""Outputs over targets, where the targets are numbers."""

from typing import Any

import numpy as np

from symbackprop.reports.drawings import FAINT, GOOD, Scale, framed, line, n, text

Array = np.ndarray[Any, np.dtype[Any]]
SIZE, LEFT, FOOT = 420.0, 64.0, 48.0
_MOST = 1500


def draw_scatter(targets: Array, outputs: Array) -> str:
    """A point for each output; of very many, evenly spaced ones."""
    true, found = np.ravel(targets), np.ravel(outputs)
    step = -(-len(true) // _MOST)
    true, found = true[::step], found[::step]
    low, high = float(min(true.min(), found.min())), float(max(true.max(), found.max()))
    x, y = Scale(low, high, LEFT, SIZE - 12), Scale(low, high, SIZE - FOOT, 12)
    parts = [line(x(low), y(low), x(high), y(high), FAINT)]
    for value in x.ticks(5):
        parts += [line(x(value), SIZE - FOOT, x(value), SIZE - FOOT + 5), line(LEFT - 5, y(value), LEFT, y(value))]
        parts += [text(x(value), SIZE - FOOT + 20, f"{value:g}"), text(LEFT - 9, y(value) + 4, f"{value:g}", "end")]
    parts += [line(LEFT, SIZE - FOOT, SIZE - 12, SIZE - FOOT), line(LEFT, 12, LEFT, SIZE - FOOT)]
    parts += [text(SIZE / 2 + 20, SIZE - 8, "target"), text(16, SIZE / 2 - 16, "output", turn=-90)]
    parts += [
        f'<circle cx="{n(x(a))}" cy="{n(y(b))}" r="2.6" fill="{GOOD}" fill-opacity="0.55"/>'
        for a, b in zip(true, found, strict=True)
    ]
    return framed(SIZE, SIZE, "Outputs over targets", f"{len(true)} points around the line output = target.", parts)
