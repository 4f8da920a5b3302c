"""Whether a figure can be read: nothing runs into a label, a node or the margin, by the estimated sizes."""

from collections.abc import Iterator
from itertools import combinations

from symbackprop.figures.drawing import Arrow, Box, Figure, Node, Point, Text, Tone

CLEAR = 1.5
"""The free room that a label has at least, in units."""


def find_faults(figure: Figure) -> list[str]:
    """What is wrong with a layout, in words; nothing for a legible figure."""
    return [*_labels(figure), *_nodes(figure), *_arrows(figure), *_margins(figure)]


def _labels(figure: Figure) -> Iterator[str]:
    """Labels lie apart from each other, and within or without every node."""
    for one, other in combinations(figure.labels, 2):
        if _reach(one).meets(other.box):
            yield f"labels {one.label.plain!r} and {other.label.plain!r} overlap"
    for node in figure.nodes:
        for text in figure.labels:
            if _solid(node).meets(_reach(text)) and not _solid(node).holds(text.box):
                yield f"label {text.label.plain!r} runs over the rim of {node.name}"
        for text in node.texts:
            if node.shape == "circle" and not _in_circle(text, node):
                yield f"label {text.label.plain!r} does not fit into its circle"


def _nodes(figure: Figure) -> Iterator[str]:
    """Nodes lie apart; a frame may hold others, not cut them."""
    for one, other in combinations(figure.nodes, 2):
        around = {one.shape, other.shape} & {"frame"}
        nested = one.box.holds(other.box) or other.box.holds(one.box)
        if one.box.meets(other.box) and not (around and nested):
            yield f"nodes {one.name} and {other.name} overlap"


def _arrows(figure: Figure) -> Iterator[str]:
    """Arrows pass labels and nodes at a distance, and cross only in the mesh of a network."""
    for arrow in figure.arrows:
        for start, end in arrow.segments:
            for text in figure.labels:
                if _cuts(start, end, text.box):
                    yield f"an arrow runs through the label {text.label.plain!r}"
            for node in figure.nodes:
                if node.shape != "frame" and _cuts(start, end, _core(node)):
                    yield f"an arrow runs through {node.name}"
    drawn = [a for a in figure.arrows if a.tone is not Tone.FAINT and not a.heavy]
    for one, other in combinations(drawn, 2):
        if any(_cross(*s, *t) for s in one.segments for t in other.segments):
            yield f"arrows {_ends(one)} and {_ends(other)} cross"


def _margins(figure: Figure) -> Iterator[str]:
    """Nothing is clipped."""
    for text in figure.labels:
        if not figure.box.holds(text.box):
            yield f"label {text.label.plain!r} is clipped"


def _reach(text: Text) -> Box:
    return text.box.grown(CLEAR)


def _solid(node: Node) -> Box:
    return node.box


def _core(node: Node) -> Box:
    """What an arrow may touch only at the rim: the box, for a circle the square within."""
    inset = node.width * 0.16 if node.shape == "circle" else 0.5
    return node.box.grown(-inset)


def _in_circle(text: Text, node: Node) -> bool:
    """Whether the letters of a label, corners of its empty box aside, stay within the circle."""
    return text.box.right - text.box.left <= node.width - 6 and text.box.bottom - text.box.top <= node.height - 4


def _cuts(start: Point, end: Point, box: Box) -> bool:
    """Whether a segment passes through a rectangle (Liang and Barsky's clipping)."""
    first, last = 0.0, 1.0
    dx, dy = end[0] - start[0], end[1] - start[1]
    for step, room in (
        (-dx, start[0] - box.left), (dx, box.right - start[0]), (-dy, start[1] - box.top), (dy, box.bottom - start[1])
    ):  # fmt: skip
        if step == 0:
            if room <= 0:
                return False
            continue
        at = room / step
        first, last = (max(first, at), last) if step < 0 else (first, min(last, at))
    return first < last


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether two segments cross in their inner parts."""
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Point, b: Point, c: Point) -> float:
    value = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return 0.0 if abs(value) < 1e-6 else value


def _ends(arrow: Arrow) -> str:
    (x0, y0), (x1, y1) = arrow.points[0], arrow.points[-1]
    return f"({x0:.0f}, {y0:.0f}) → ({x1:.0f}, {y1:.0f})"
