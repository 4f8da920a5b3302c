"""A figure as SVG: real text, lines and arrow heads as paths, no script, no embedded font, no identifiers.

Variables slant by `font-style` rather than by the letters of Unicode's mathematical alphabets: those are missing from
many fonts, are read aloud letter by letter and are not found by searching for `W`.  Plain lines take the colour of
the page (`currentColor`).  A figure alone in a file follows the reader's dark or light scheme by itself; a page that
holds figures and has its own dark mode takes `write_dark_rules`.  As nothing is named by an identifier, several
figures stand in one page without touching each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape

from symbackprop.figures.drawing import Arrow, Figure, Node, Point, Text, Tone
from symbackprop.figures.labels import AXIS, DROP, RISE, SCRIPT, Fraction, Label, Piece, Sign, Style

COLOURS = {
    Tone.PLAIN: "currentColor",
    Tone.FORWARD: "#2673c9",
    Tone.BACKWARD: "#d0432f",
    Tone.PARAMETER: "#2e8540",
    Tone.FAINT: "#6f7782",
}
"""Dark enough for white paper."""
DARK = {Tone.FORWARD: "#63a8f2", Tone.BACKWARD: "#f0806f", Tone.PARAMETER: "#5fbf76", Tone.FAINT: "#98a1ad"}
"""Light enough for a dark page."""
ALONE = "svg.symbackprop-figure:root"
FONTS = (
    "'STIX Two Text','Libertinus Serif','New Computer Modern','Latin Modern Roman',Cambria,'Times New Roman',Times,"
    "'DejaVu Serif',serif"
)
"""Serif fonts with Greek and operators, the first that a reader has; Libertinus comes with Typst."""
HEAD = 8.0
"""The length of an arrow's head."""
HAIR = "\u200a"
"""What keeps a slanting letter from a bracket that follows it."""
AIR = 0.04
"""What keeps the first script from a slanting letter."""
NARROW = 0.84
"""How much of a superscript's estimated width a subscript steps back: never so far that it touches the letter."""
CORNER = 10.0
"""The radius of an arrow's corners."""


def write_svg(figure: Figure) -> str:
    """The figure as an SVG document, scalable, with its title and description for readers who do not see it."""
    box = figure.box
    width, height = box.right - box.left, box.bottom - box.top
    view = " ".join(_n(v) for v in (box.left, box.top, width, height))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="symbackprop-figure symbackprop-{figure.kind}" role="img"'
        f' viewBox="{view}" width="{_n(width)}" height="{_n(height)}" style="max-width:100%;height:auto"'
        f' font-family="{FONTS}" fill="none" stroke-linecap="round" stroke-linejoin="round">',
        f"<title>{escape(figure.title)}</title>",
        f"<desc>{escape(figure.description)}</desc>",
        # Alone in a file, the figure has no page to take its colours from: `:root` is then the figure itself.
        f"<style>{ALONE}{{color:#1b1e23}}@media (prefers-color-scheme:dark){{{ALONE}{{color:#e6e8eb}}"
        f"{write_dark_rules(ALONE)}}}</style>",
        *(_node(n) for n in figure.nodes),
        *(_arrow(a) for a in figure.arrows),
        *(line for t in figure.labels for line in _text(t)),
        "</svg>",
    ]
    return "\n".join(p for p in parts if p) + "\n"


def write_dark_rules(figure: str = ".symbackprop-figure") -> str:
    """Style rules for a dark page that holds figures; `figure` selects them, such as "[data-theme=dark] svg"."""
    return "".join(
        f'{figure} [{what}="{COLOURS[tone]}"]{{{what}:{colour}}}'
        for tone, colour in DARK.items()
        for what in ("fill", "stroke")
    )


def _node(node: Node) -> str:
    colour = COLOURS[node.tone]
    if node.shape == "none":
        return ""
    if node.shape == "circle":
        return (
            f'<circle cx="{_n(node.x)}" cy="{_n(node.y)}" r="{_n(node.width / 2)}" stroke="{colour}"'
            f' stroke-width="1.2" fill="{colour}" fill-opacity="0.07"/>'
        )
    box = node.box
    place = f'x="{_n(box.left)}" y="{_n(box.top)}" width="{_n(node.width)}" height="{_n(node.height)}"'
    if node.shape == "frame":
        return f'<rect {place} rx="10" stroke="{colour}" stroke-width="1" stroke-dasharray="2 4"/>'
    radius = 1 if node.shape == "matrix" else 6
    return f'<rect {place} rx="{radius}" stroke="{colour}" stroke-width="1.2" fill="{colour}" fill-opacity="0.07"/>'


def _arrow(arrow: Arrow) -> str:
    colour = COLOURS[arrow.tone]
    points = list(arrow.points)
    width = 2.4 if arrow.heavy else 0.8 if arrow.tone is Tone.FAINT else 1.3
    head = ""
    if arrow.head:
        (x0, y0), (x1, y1) = points[-2:]
        length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        dx, dy = (x1 - x0) / length, (y1 - y0) / length
        bx, by = x1 - HEAD * dx, y1 - HEAD * dy
        half = HEAD * 0.42
        corners = ((x1, y1), (bx - half * dy, by + half * dx), (bx + half * dy, by - half * dx))
        head = f'<path d="M{"L".join(_p(c) for c in corners)}Z" fill="{colour}"/>'
        points[-1] = (x1 - 0.8 * HEAD * dx, y1 - 0.8 * HEAD * dy)
    dash = ' stroke-dasharray="5 4"' if arrow.dashed else ""
    return f'<path d="{_line(points)}" stroke="{colour}" stroke-width="{_n(width)}"{dash}/>{head}'


def _line(points: list[Point]) -> str:
    """The path through points, with round corners."""
    text = f"M{_p(points[0])}"
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        text += f"L{_p(_along(corner, before))}Q{_p(corner)} {_p(_along(corner, after))}"
    return f"{text}L{_p(points[-1])}"


def _along(start: Point, end: Point) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = (dx * dx + dy * dy) ** 0.5
    part = min(CORNER, length / 2) / length
    return (start[0] + part * dx, start[1] + part * dy)


def _text(text: Text) -> Iterator[str]:
    baseline = text.y + AXIS * text.size
    yield from _row(text.label, text.x, baseline, text.size, text.align, COLOURS[text.tone])


def _row(label: Label, x: float, baseline: float, size: float, align: str, colour: str) -> Iterator[str]:
    """A label: one text element, or one for each part between fractions, each about its own middle."""
    if not any(isinstance(p, Fraction) for p in label.pieces):
        yield _written(label.pieces, x, baseline, size, align, colour)
        return
    left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[align] * label.width * size
    parts = list(_parts(label))
    for number, part in enumerate(parts, 1):
        width = sum(p.width for p in part) * size
        middle = left + width / 2
        if isinstance(part[0], Fraction):
            yield from _fraction(part[0], middle, baseline, size, colour)
        elif 1 < number == len(parts):  # in a wider font it keeps away from the fraction before it
            yield _written(part, left, baseline, size, "start", colour)
        else:
            yield _written(part, middle, baseline, size, "middle", colour)
        left += width


def _parts(label: Label) -> Iterator[tuple[Piece, ...]]:
    run: tuple[Piece, ...] = ()
    for piece in label.pieces:
        if isinstance(piece, Fraction):
            if run:
                yield run
            yield (piece,)
            run = ()
        else:
            run = (*run, piece)
    if run:
        yield run


def _fraction(piece: Fraction, middle: float, baseline: float, size: float, colour: str) -> Iterator[str]:
    line = baseline - AXIS * size
    half = (piece.width / 2 - 0.08) * size
    gap = 0.1 * size
    top = line - gap - piece.top.down * size + AXIS * size
    bottom = line + gap + piece.bottom.up * size + AXIS * size
    yield from _row(piece.top, middle, top, size, "middle", colour)
    yield f'<path d="M{_p((middle - half, line))}L{_p((middle + half, line))}" stroke="{colour}" stroke-width="0.9"/>'
    yield from _row(piece.bottom, middle, bottom, size, "middle", colour)


@dataclass(frozen=True)
class _Span:
    """Letters of one style at one height; `shift` is how far to the right they begin."""

    text: str
    style: Style
    rise: float
    size: float
    shift: float = 0.0


def _written(pieces: tuple[Piece, ...], x: float, baseline: float, size: float, align: str, colour: str) -> str:
    """A row of signs as one text element."""
    text, level = "", 0.0
    for span in _merged(_spans(pieces, 0.0, size)):
        moves = (f' dx="{_n(span.shift)}"' if span.shift else "") + (
            f' dy="{_n(level - span.rise)}"' if level != span.rise else ""
        )
        level = span.rise
        text += f"<tspan{moves}{_style(span, size)}>{escape(span.text, quote=False)}</tspan>"
    anchor = "" if align == "start" else f' text-anchor="{align}"'
    return (
        f'<text x="{_n(x)}" y="{_n(baseline)}" font-size="{_n(size)}"{anchor} fill="{colour}"'
        f' xml:space="preserve">{text}</text>'
    )


def _spans(pieces: tuple[Piece, ...], rise: float, size: float) -> Iterator[_Span]:
    """The letters of signs and of their scripts; of two scripts the narrower first, so that the wider one ends last."""
    small = SCRIPT * size
    for sign in pieces:
        if not isinstance(sign, Sign):
            continue
        yield _Span(_letters(sign), sign.style, rise, size)
        scripts = [(s, at) for s, at in ((sign.above, RISE), (sign.below, -DROP)) if s]
        shift = AIR * size if sign.style is Style.ITALIC else 0.0
        for script, at in sorted(scripts, key=lambda pair: pair[0].width):
            first, *rest = _spans(script.pieces, rise + at * size, small)
            yield replace(first, shift=shift)
            yield from rest
            shift = -NARROW * script.width * small


def _merged(spans: Iterator[_Span]) -> Iterator[_Span]:
    """Neighbours of one style as one, and a hair's breadth between a slanting letter and a bracket after it."""
    last: _Span | None = None
    for span in spans:
        if last is None:
            last = span
            continue
        if last.style is Style.ITALIC and span.text[0] in "])′" and not span.shift and last.rise >= span.rise:
            span = replace(span, text=HAIR + span.text)
        if _kind(last) == _kind(span) and not span.shift:
            last = replace(last, text=last.text + span.text)
        else:
            yield last
            last = span
    if last is not None:
        yield last


def _kind(span: _Span) -> tuple[object, ...]:
    """What neighbours share.  A letter such as ∂ stays alone: where a font lacks it, it takes no others along."""
    return (span.style, span.rise, span.size, span.style is Style.ITALIC and span.text.isascii())


def _style(span: _Span, size: float) -> str:
    style = ' font-style="italic"' if span.style is Style.ITALIC else ""
    weight = ' font-weight="bold"' if span.style is Style.BOLD else ""
    return style + weight + (f' font-size="{_n(span.size)}"' if span.size != size else "")


def _letters(sign: Sign) -> str:
    return f"\u2005{sign.text}\u2005" if sign.style is Style.RELATION else sign.letters


def _p(point: Point) -> str:
    return f"{_n(point[0])},{_n(point[1])}"


def _n(value: float) -> str:
    """A coordinate to a hundredth, without idle zeros."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
