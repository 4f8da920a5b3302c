"""The network drawing: a circle for each neuron, a column for each layer, one weight marked.

A wide layer shows its first neurons, dots and its last one; a deep network its first and its last layers.
"""

from dataclasses import dataclass
from itertools import pairwise

from sympy import Expr, Integer

from symbackprop.errors import UsageError
from symbackprop.figures.alphabet import Alphabet
from symbackprop.figures.chains import Chain
from symbackprop.figures.columns import DOTS, SMALL, shown
from symbackprop.figures.drawing import SIZE, Arrow, Figure, Node, Text, Tone
from symbackprop.figures.labels import Label, italic, upright, words
from symbackprop.language.systems import Tensor

DIAMETER = 46.0
PITCH = 57.0
GAP = 124.0
DOTS_GAP = 60.0
UNIT_SCALE = 0.9
LETTERS = "jikpqrt"
"""What stands for any neuron of a layer whose width is left open."""


@dataclass(frozen=True)
class _Unit:
    """A neuron that is drawn: its index as printed, and where it is found; dots have no index."""

    index: Label
    node: Node


@dataclass(frozen=True)
class _Column:
    """The neurons of a layer that are drawn."""

    number: Expr
    tensor: Tensor
    x: float
    units: tuple[_Unit, ...]

    def unit(self, index: str) -> _Unit | None:
        """The neuron with an index, if it is drawn."""
        return next((u for u in self.units if u.index.plain == index), None)

    def example(self, place: int) -> _Unit:
        """A neuron to speak of: any one, where it is drawn as such, else the one at a place."""
        found = [u for u in self.units if u.index]
        lettered = [u for u in found if u.index.plain in LETTERS]
        return lettered[0] if lettered else found[min(place, len(found) - 1)]

    @property
    def top(self) -> float:
        """The upper end."""
        return self.units[0].node.y


def draw_units(
    chain: Chain,
    alphabet: Alphabet,
    layers: int = 4,
    units: int = 6,
    mark: tuple[int, int, int] | None = None,
) -> Figure:
    """The neurons of each layer, and the weight `mark` = (l, j, k), from neuron k of layer l − 1 to j of layer l."""
    if units < 3:
        raise UsageError(f"a layer shows at least three neurons, not {units}", expected="units=3 or more")
    columns = _columns(chain, alphabet, layers, units)
    arrows, texts = _mesh(columns), _captions(chain, alphabet, columns)
    nodes = [u.node for c in columns if c for u in c.units]
    for before, after in pairwise(columns):
        if before is None and after is not None:
            nodes.append(Node("dots", after.x - GAP / 2 - DOTS_GAP / 2, 0, 26, 20, (DOTS,), "none"))
    said = _marked(chain, alphabet, columns, mark, arrows, texts)
    sizes = "-".join(_sizes(chain, alphabet))
    return Figure(
        "network",
        f"The network {sizes}",
        "A column of circles for each layer, from the input at the left to the output at the right; every neuron of a"
        f" layer is connected with every neuron of the next. {said}",
        tuple(nodes),
        tuple(arrows),
        tuple(texts),
    )


def _sizes(chain: Chain, alphabet: Alphabet) -> list[str]:
    """The widths of the network in words, those in the middle of a deep one left out."""
    columns = [(chain.layers[0].number * 0, chain.input), *((y.number, y.output) for y in chain.layers)]
    sizes = [alphabet.size(tensor, number).plain for number, tensor in columns]
    return sizes if len(sizes) <= 7 else [*sizes[:3], "…", *sizes[-2:]]


def _columns(chain: Chain, alphabet: Alphabet, limit: int, units: int) -> list[_Column | None]:
    """The columns with their places, None where layers are left out."""
    if chain.is_generic:
        _, inner, last = chain.layers
        zero = last.number * 0
        wanted: list[tuple[Expr, Tensor] | None] = [
            (zero, chain.input), None, (inner.number - 1, inner.output), (inner.number, inner.output), None,
            (last.number, last.output),
        ]  # fmt: skip
    else:
        first = (chain.layers[0].number * 0, chain.input)
        wanted = [first, *((y.number, y.output) if y else None for y in shown(chain, limit))]
    letters = "k" + LETTERS.replace("k", "") if not chain.is_generic else "i_kj_i"
    columns: list[_Column | None] = []
    x = 0.0
    for place, column in enumerate(wanted):
        if column is None:
            x += DOTS_GAP
            columns.append(None)
            continue
        columns.append(_column(chain, alphabet, column, x, units, letters[place % len(letters)]))
        x += GAP
    return columns


def _column(
    chain: Chain, alphabet: Alphabet, column: tuple[Expr, Tensor], x: float, units: int, letter: str
) -> _Column:
    """The neurons of a layer, one under the other about the middle."""
    number, tensor = column
    indices = _indices(chain.width(tensor, number), alphabet, units, letter)
    found = []
    for place, index in enumerate(indices):
        y = (place - (len(indices) - 1) / 2) * PITCH
        if not index:
            found.append(_Unit(index, Node("dots", x, y, 12, 30, (upright("⋮"),), "none")))
            continue
        label = alphabet.entry(tensor, number, index)
        scale = min(UNIT_SCALE, (DIAMETER - 7) / (label.width * SIZE))
        name = f"{label.plain}"
        found.append(_Unit(index, Node(name, x, y, DIAMETER, DIAMETER, (label,), "circle", Tone.PLAIN, scale)))
    return _Column(number, tensor, x, tuple(found))


def _indices(width: Expr, alphabet: Alphabet, units: int, letter: str) -> list[Label]:
    """The indices of the neurons that are drawn, an empty one for dots."""
    dots = Label()
    if not width.is_Integer:
        return [upright("1"), dots, italic(letter), dots, alphabet.number(width)]
    count = int(width)
    if count <= units:
        return [upright(str(i)) for i in range(1, count + 1)]
    return [*(upright(str(i)) for i in range(1, units - 1)), dots, upright(str(count))]


def _mesh(columns: list[_Column | None]) -> list[Arrow]:
    """The connections between columns that stand side by side."""
    lines = []
    for before, after in pairwise(columns):
        if before is None or after is None:
            continue
        for one in before.units:
            for other in after.units:
                if one.index and other.index:
                    lines.append(_connection(one, other))
    return lines


def _connection(one: _Unit, other: _Unit, heavy: bool = False) -> Arrow:
    start = one.node.toward(other.node.x, other.node.y)
    end = other.node.toward(one.node.x, one.node.y)
    return Arrow((start, end), Tone.PARAMETER if heavy else Tone.FAINT, head=heavy, heavy=heavy)


def _captions(chain: Chain, alphabet: Alphabet, columns: list[_Column | None]) -> list[Text]:
    """Under each column its layer and its width."""
    lowest = max(u.node.box.bottom for c in columns if c for u in c.units)
    texts = []
    for column in columns:
        if column is None:
            continue
        name = words("layer ") + alphabet.layer(column.number)
        if column.number == 0:
            name = words("input")
        width = alphabet.size(column.tensor, column.number)
        texts.append(Text(name, column.x, lowest + 20, tone=Tone.FAINT, scale=SMALL))
        count = int(chain.width(column.tensor, column.number)) if width.plain.isdigit() else 0
        unit = words(" neuron" if count == 1 else " neurons") if column.number != 0 and count else Label()
        texts.append(Text(width + unit, column.x, lowest + 38, tone=Tone.FAINT, scale=SMALL))
    return texts


def _marked(
    chain: Chain,
    alphabet: Alphabet,
    columns: list[_Column | None],
    mark: tuple[int, int, int] | None,
    arrows: list[Arrow],
    texts: list[Text],
) -> str:
    """Draw the marked weight over its line, with its label above the mesh; what is said about it."""
    found = _mark(chain, columns, mark)
    if found is None:
        return ""
    before, after, one, other = found
    weight = next(y.weight for y in chain.layers if y.number == after.number)
    if weight is None:
        return ""
    label = alphabet.entry(weight, after.number, other.index, one.index)
    arrow = _connection(one, other, heavy=True)
    arrows.append(arrow)
    (x0, y0), (x1, y1) = arrow.points
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    slope = abs(after.top - before.top) / GAP
    hull = (before.top + after.top) / 2
    above = hull - 30 - slope * label.width * SIZE / 2 - label.down * SIZE
    texts.append(Text(label, x, above, tone=Tone.PARAMETER))
    leader = Arrow(((x, above + label.down * SIZE + 3), (x, y - 3)), Tone.FAINT, head=False, dashed=True)
    arrows.append(leader)
    return f"The marked line is the weight {label.plain}."


def _mark(
    chain: Chain, columns: list[_Column | None], mark: tuple[int, int, int] | None
) -> tuple[_Column, _Column, _Unit, _Unit] | None:
    """The columns and the neurons of the marked weight: given, or the first, so chosen that j and k differ."""
    pairs = [(b, a) for b, a in pairwise(columns) if b is not None and a is not None]
    if mark is None:
        for before, after in pairs:
            if any(y.number == after.number and y.weight is not None for y in chain.layers):
                return before, after, before.example(1), after.example(0)
        return None
    number, j, k = mark
    for before, after in pairs:
        start, end = before.unit(str(k)), after.unit(str(j))
        if after.number == Integer(number) and start and end:
            return before, after, start, end
    raise UsageError(
        f"the weight {mark} is not drawn", expected="mark=(l, j, k) of two layers side by side and neurons in sight"
    )
