"""Which layers are drawn: all of a shallow network, the first and the last ones of a deep one, dots between."""

from collections.abc import Callable, Sequence

from symbackprop.errors import UsageError
from symbackprop.figures.chains import Chain, Layer
from symbackprop.figures.drawing import Arrow, Figure, Node, Point, Text, Tone
from symbackprop.figures.labels import Label, upright

DOTS = upright("⋯")
SMALL = 0.75
"""The size of sizes, of the names of layers and of other remarks."""
PAGE = 740.0
"""How wide a figure may be to stand in a page of text at ten points."""
MANY, FEW = 3, 2


def fitted(figure: Callable[[int], Figure], layers: int | None) -> Figure:
    """The figure with as many layers as asked for; left open, with as many as fit a page."""
    if layers is not None:
        return figure(layers)
    drawn = figure(MANY)
    return drawn if drawn.box.right - drawn.box.left <= PAGE else figure(FEW)


def shown(chain: Chain, limit: int) -> list[Layer | None]:
    """The layers to draw, None where some are left out: at most `limit` of them, the last ones first.

    A generic network shows any layer l and the last, and the first too where there is room for three.
    """
    if limit < 2:
        raise UsageError(f"a figure shows at least two layers, not {limit}", expected="layers=2 or more")
    if chain.is_generic:
        first, inner, last = chain.layers
        return [*([first] if limit > 2 else []), None, inner, None, last]
    if len(chain.layers) <= limit:
        return list(chain.layers)
    return [chain.layers[0], None, *chain.layers[-(limit - 1) :]]


def circle(name: str, x: float, y: float, label: Label, tone: Tone = Tone.PLAIN, diameter: float = 46.0) -> Node:
    """A quantity."""
    return Node(name, x, y, diameter, diameter, (label,), "circle", tone)


def small(label: Label, x: float, y: float, tone: Tone = Tone.FAINT, align: str = "middle") -> Text:
    """A remark."""
    return Text(label, x, y, align, tone, SMALL)


def joined(points: Sequence[Point], tone: Tone = Tone.FORWARD) -> Arrow:
    """An arrow through points; what flows backward is dashed."""
    return Arrow(tuple(points), tone, dashed=tone is Tone.BACKWARD)
