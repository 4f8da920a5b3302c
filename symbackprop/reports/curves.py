"""Curves of a training: what was measured after each epoch, of the training, validation and test parts."""

from collections.abc import Iterator, Mapping, Sequence

from symbackprop.reports.drawings import BAD, FAINT, GOOD, OTHER, Scale, framed, line, n, path, text

WIDTH, HEIGHT = 640.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 58.0, 96.0, 14.0, 44.0
_PARTS = (("training", GOOD, ""), ("validation", OTHER, "6 3"), ("test", BAD, "2 3"))
"""The parts, each with its colour and its dash, so that they are told apart without colours too."""
_GAP = 16.0


def draw_curves(what: str, parts: Mapping[str, Sequence[float]], best: int = 0) -> str:
    """One quantity over the epochs: cost, or accuracy in per cent; `best` marks the epoch that was kept."""
    percent = what == "accuracy"
    values = [100 * v if percent else v for part in parts.values() for v in part]
    count = max(len(part) for part in parts.values())
    low, high = min(values), max(values)
    logarithmic = not percent and low > 0 and high / low > 5
    if low == high:
        low, high = low - 0.5, high + 0.5
    x = Scale(1, max(count, 2), LEFT, WIDTH - RIGHT)
    y = Scale(low, high, HEIGHT - BOTTOM, TOP, logarithmic)
    unit = " in %" if percent else ""
    return framed(
        WIDTH, HEIGHT, f"{what}{unit} by epoch", _described(what, parts),
        [*_axes(x, y, what + unit), *_marked(x, best, count), *_lines(parts, x, y, percent)],
    )  # fmt: skip


def _axes(x: Scale, y: Scale, label: str) -> Iterator[str]:
    foot = HEIGHT - BOTTOM
    for value in y.ticks():
        yield line(LEFT, y(value), WIDTH - RIGHT, y(value), opacity=0.35)
        yield text(LEFT - 8, y(value) + 4, f"{value:g}", "end")
    for value in x.ticks(8):
        if value == int(value):
            yield line(x(value), foot, x(value), foot + 5)
            yield text(x(value), foot + 20, f"{value:g}")
    yield line(LEFT, foot, WIDTH - RIGHT, foot)
    yield text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, "epoch")
    yield text(14, (TOP + foot) / 2, label, turn=-90)


def _marked(x: Scale, best: int, count: int) -> Iterator[str]:
    if 0 < best < count:
        yield line(x(best), TOP, x(best), HEIGHT - BOTTOM, FAINT)
        yield text(x(best) + 5, TOP + 10, f"kept: epoch {best}", "start", 12, FAINT)


def _lines(parts: Mapping[str, Sequence[float]], x: Scale, y: Scale, percent: bool) -> Iterator[str]:
    ends: list[tuple[float, str, str]] = []
    for name, colour, dash in _PARTS:
        if name not in parts:
            continue
        points = [(x(k), y(100 * v if percent else v)) for k, v in enumerate(parts[name], 1)]
        if len(points) == 1:
            yield f'<circle cx="{n(points[0][0])}" cy="{n(points[0][1])}" r="3" fill="{colour}"/>'
        else:
            yield path(points, colour, dash)
        ends.append((points[-1][1], name, colour))
    for place, name, colour in _apart(ends):
        yield text(WIDTH - RIGHT + 8, place + 4, name, "start", 13, colour)


def _apart(ends: list[tuple[float, str, str]]) -> Iterator[tuple[float, str, str]]:
    """The names at the ends of the lines, moved down where they would touch, and up where they would leave."""
    last, placed = -1e9, []
    for place, name, colour in sorted(ends):
        last = max(place, last + _GAP)
        placed.append((last, name, colour))
    over = max(0.0, last - (HEIGHT - BOTTOM)) if placed else 0.0
    return ((place - over, name, colour) for place, name, colour in placed)


def _described(what: str, parts: Mapping[str, Sequence[float]]) -> str:
    ended = ", ".join(f"{values[-1]:.4g} on the {name} part" for name, values in parts.items())
    return f"The {what} after each epoch; it ends at {ended}."
