"""What a figure is before anyone writes it down: nodes, arrows and texts, each with its place.

Coordinates are in units of a sixteenth of the text's size, x to the right, y down.  A layout makes these values;
the writers of SVG and TikZ only walk them, and `legibility` only measures them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from symbackprop.figures.labels import Label

SIZE = 16.0
"""The size of the text in units."""
MARGIN = 8.0
"""What is left free around a figure."""

Point = tuple[float, float]


class Tone(StrEnum):
    """What a line or a label belongs to; a colour and a dash, so that it is told apart in black and white too."""

    PLAIN = "plain"
    FORWARD = "forward"
    BACKWARD = "backward"
    PARAMETER = "parameter"
    FAINT = "faint"


@dataclass(frozen=True)
class Box:
    """A rectangle, left, top, right and bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def grown(self, by: float) -> "Box":
        """The rectangle with a rim."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def meets(self, other: "Box") -> bool:
        """Whether the two share more than an edge."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, other: "Box") -> bool:
        """Whether the other lies within."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True)
class Text:
    """A label with its middle line at y; `x` is its left end, middle or right end, as `align` says."""

    label: Label
    x: float
    y: float
    align: str = "middle"
    tone: Tone = Tone.PLAIN
    scale: float = 1.0

    @property
    def size(self) -> float:
        """The size of the font in units."""
        return SIZE * self.scale

    @property
    def box(self) -> Box:
        """The estimated place that it takes."""
        width = self.label.width * self.size
        left = self.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[self.align] * width
        return Box(left, self.y - self.label.up * self.size, left + width, self.y + self.label.down * self.size)


@dataclass(frozen=True)
class Node:
    """A circle, a box, a matrix, a frame around others, or nothing but its lines of text."""

    name: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[Label, ...] = ()
    shape: str = "box"
    tone: Tone = Tone.PLAIN
    scale: float = 1.0

    @property
    def box(self) -> Box:
        """Its rectangle."""
        return Box(self.x - self.width / 2, self.y - self.height / 2, self.x + self.width / 2, self.y + self.height / 2)

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Its lines, one under the other about its middle."""
        heights = [(line.up + line.down) * SIZE * self.scale for line in self.lines]
        gap = 5.0
        top = self.y - (sum(heights) + gap * (len(heights) - 1)) / 2
        texts = []
        for line, height in zip(self.lines, heights, strict=True):
            texts.append(Text(line, self.x, top + line.up * SIZE * self.scale, "middle", self.tone, self.scale))
            top += height + gap
        if len(texts) == 1:
            texts = [Text(self.lines[0], self.x, self.y, "middle", self.tone, self.scale)]
        return tuple(texts)

    @property
    def left(self) -> Point:
        """The middle of its left side."""
        return (self.x - self.width / 2, self.y)

    @property
    def right(self) -> Point:
        """The middle of its right side."""
        return (self.x + self.width / 2, self.y)

    @property
    def top(self) -> Point:
        """The middle of its upper side."""
        return (self.x, self.y - self.height / 2)

    @property
    def bottom(self) -> Point:
        """The middle of its lower side."""
        return (self.x, self.y + self.height / 2)

    def toward(self, x: float, y: float) -> Point:
        """The point of a circle's rim in the direction of a point."""
        dx, dy = x - self.x, y - self.y
        length = (dx * dx + dy * dy) ** 0.5
        return (self.x + dx / length * self.width / 2, self.y + dy / length * self.height / 2)


@dataclass(frozen=True)
class Arrow:
    """A line through points, with a head at its end or without; `heavy` marks the one that is spoken of."""

    points: tuple[Point, ...]
    tone: Tone = Tone.PLAIN
    head: bool = True
    dashed: bool = False
    heavy: bool = False

    @property
    def segments(self) -> tuple[tuple[Point, Point], ...]:
        """Its straight parts."""
        return tuple(pairwise(self.points))


@dataclass(frozen=True)
class Figure:
    """A drawing with a title and a description in words; shows itself in notebooks as SVG."""

    kind: str
    title: str
    description: str
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    texts: tuple[Text, ...] = field(default=())

    @cached_property
    def labels(self) -> tuple[Text, ...]:
        """All that is written: the lines within nodes, then the free texts."""
        return (*(t for n in self.nodes for t in n.texts), *self.texts)

    @cached_property
    def box(self) -> Box:
        """The whole drawing with its margin."""
        boxes = [n.box for n in self.nodes] + [t.box for t in self.labels]
        boxes += [Box(x, y, x, y) for a in self.arrows for x, y in a.points]
        return enclosing(boxes).grown(MARGIN)

    def svg(self) -> str:
        """The figure as an SVG document with real text."""
        from symbackprop.figures.svg import write_svg

        return write_svg(self)

    def tikz(self) -> str:
        """The figure as a tikzpicture, for a document that loads tikz."""
        from symbackprop.figures.tikz import write_tikz

        return write_tikz(self)

    def _repr_svg_(self) -> str:
        return self.svg()


def enclosing(boxes: Iterable[Box]) -> Box:
    """The smallest rectangle around some."""
    found = list(boxes)
    return Box(
        min(b.left for b in found), min(b.top for b in found), max(b.right for b in found), max(b.bottom for b in found)
    )
