"""A figure as a tikzpicture: plain pdflatex, `tikz` and no further library, labels in LaTeX's mathematics.

Units are chosen so that text of ten points has its size, y points down as in the layout.
"""

from collections.abc import Iterator

from symbackprop.figures.drawing import SIZE, Arrow, Figure, Node, Point, Text, Tone

PREAMBLE = r"\usepackage{tikz}"
"""What a document needs before it can show a figure."""
UNIT = 10 / SIZE
"""Points in a unit."""

_COLOURS = {Tone.FORWARD: "2065B8", Tone.BACKWARD: "BF3524", Tone.PARAMETER: "26733A", Tone.FAINT: "646C77"}
_ANCHORS = {"start": "mid west", "middle": "mid", "end": "mid east"}


def write_tikz(figure: Figure) -> str:
    """The figure as a tikzpicture of its natural size."""
    used = {n.tone for n in figure.nodes} | {a.tone for a in figure.arrows} | {t.tone for t in figure.labels}
    lines = [
        rf"\begin{{tikzpicture}}[x={UNIT:g}pt, y=-{UNIT:g}pt, line width=0.5pt, inner sep=0pt, outer sep=0pt,",
        r"  every node/.append style={font=\fontsize{10}{12}\selectfont}]",
        *(rf"\definecolor{{sb{t}}}{{HTML}}{{{c}}}" for t, c in _COLOURS.items() if t in used),
        *(line for n in figure.nodes for line in _node(n)),
        *(_arrow(a) for a in figure.arrows),
        *(_text(t) for t in figure.labels),
        r"\end{tikzpicture}",
    ]
    return "\n".join(lines) + "\n"


def _node(node: Node) -> Iterator[str]:
    if node.shape == "none":
        return
    colour = _colour(node.tone)
    if node.shape == "circle":
        yield (
            rf"\filldraw[draw={colour}, fill={colour}!7] {_p((node.x, node.y))}"
            rf" circle[radius={_n(node.width / 2 * UNIT)}pt];"
        )
        return
    box = node.box
    place = f"{_p((box.left, box.top))} rectangle {_p((box.right, box.bottom))}"
    if node.shape == "frame":
        yield rf"\draw[draw={colour}, dash pattern=on 1pt off 2pt, rounded corners=6pt] {place};"
    else:
        corners = "" if node.shape == "matrix" else ", rounded corners=3.5pt"
        yield rf"\filldraw[draw={colour}, fill={colour}!7{corners}] {place};"


def _arrow(arrow: Arrow) -> str:
    options = [f"draw={_colour(arrow.tone)}"]
    if arrow.head:
        options = ["-latex", *options]
    if arrow.dashed:
        options.append("dash pattern=on 3pt off 2.4pt")
    if arrow.heavy:
        options.append("line width=1.3pt")
    elif arrow.tone is Tone.FAINT:
        options.append("line width=0.35pt")
    if len(arrow.points) > 2:
        options.append("rounded corners=6pt")
    return rf"\draw[{', '.join(options)}] {' -- '.join(map(_p, arrow.points))};"


def _text(text: Text) -> str:
    scale = "" if text.scale == 1 else f", scale={text.scale:g}"
    colour = "" if text.tone is Tone.PLAIN else f", text={_colour(text.tone)}"
    return rf"\node[anchor={_ANCHORS[text.align]}{scale}{colour}] at {_p((text.x, text.y))} {{${text.label.latex}$}};"


def _colour(tone: Tone) -> str:
    return "black" if tone is Tone.PLAIN else f"sb{tone}"


def _p(point: Point) -> str:
    return f"({_n(point[0])},{_n(point[1])})"


def _n(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
