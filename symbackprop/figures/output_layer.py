"""The output layer as matrices: W A + b 1ᵀ = Z → A → C, each drawn in its shape, inner sizes side by side."""

from collections.abc import Iterator
from math import log2

from sympy import Expr, Integer

from symbackprop.figures.alphabet import Alphabet
from symbackprop.figures.chains import Chain, Layer
from symbackprop.figures.columns import SMALL, joined, small
from symbackprop.figures.drawing import SIZE, Arrow, Figure, Node, Text, Tone
from symbackprop.figures.labels import Label, relation
from symbackprop.language.systems import Tensor

TALLEST = 76.0
Part = tuple[Label, tuple[Expr, Expr], Tone]


def draw_output_layer(chain: Chain, alphabet: Alphabet) -> Figure:
    """The last layer with all examples of the batch at once, or with one."""
    layer = chain.layers[-1]
    terms = list(_terms(chain, layer, alphabet))
    result = _quantity(chain, layer.output, layer.number, alphabet)
    heights = [shape[0] for _, shape, _ in (result, *(p for _, parts in terms for p in parts))]
    row = _Row(alphabet, max(_length(h) for h in heights))
    if layer.weighted is not None:
        for sign, parts in terms:
            if sign:
                row.sign(sign)
            for part in parts:
                row.matrix(*part)
        row.sign("=")
        row.matrix(*_quantity(chain, layer.weighted, layer.number, alphabet))
    else:
        row.matrix(*_quantity(chain, layer.reads, layer.number - 1, alphabet))
    if layer.activation is not None:
        row.arrow(alphabet.function(layer.function))
        row.matrix(*result)
    row.arrow(Label())
    row.matrix(alphabet.cost(), (Integer(1), Integer(1)), Tone.PLAIN)
    if chain.target is not None:
        row.arrow(Label(), back=True)
        row.matrix(*_quantity(chain, chain.target, layer.number, alphabet, Tone.PLAIN))
    depth = alphabet.layer(layer.number).plain
    return Figure(
        "output-layer",
        f"The output layer, layer {depth}",
        "The products and the sum that make the weighted input, the activation made from it, and the cost; every"
        " matrix with its shape under it, inner sizes side by side.",
        tuple(row.nodes),
        tuple(row.arrows),
        tuple(row.texts),
    )


def _terms(chain: Chain, layer: Layer, alphabet: Alphabet) -> Iterator[tuple[str, list[Part]]]:
    """The terms of Z in the order of the batch form: W A + b 1ᵀ, or A Wᵀ + 1 bᵀ; for one example W a + b."""
    if layer.weight is None:
        return
    number, batch = layer.number, chain.system.batch
    n, below = chain.width(layer.output, number), chain.width(layer.reads, number - 1)
    w = alphabet.whole(layer.weight, number)
    read = _quantity(chain, layer.reads, number - 1, alphabet)
    if batch == "rows":
        yield "", [read, (alphabet.transposed(w), (below, n), Tone.PARAMETER)]
    else:
        yield "", [(w, (n, below), Tone.PARAMETER), read]
    if layer.bias is None:
        return
    b = alphabet.whole(layer.bias, number)
    m = read[1][0] if batch == "rows" else read[1][1]
    if batch == "rows":
        ones = (alphabet.ones(), (m, Integer(1)), Tone.PLAIN)
        yield "+", [ones, (alphabet.transposed(b), (Integer(1), n), Tone.PARAMETER)]
    elif batch == "columns":
        ones = (alphabet.transposed(alphabet.ones()), (Integer(1), m), Tone.PLAIN)
        yield "+", [(b, (n, Integer(1)), Tone.PARAMETER), ones]
    else:
        yield "+", [(b, (n, Integer(1)), Tone.PARAMETER)]


def _quantity(chain: Chain, tensor: Tensor, number: Expr, alphabet: Alphabet, tone: Tone = Tone.FORWARD) -> Part:
    """A quantity of units and examples, and its shape."""
    n = chain.width(tensor, number)
    examples = [i.upper + 1 for i in tensor.axes if str(i.label) == "s"]
    m = examples[0] if examples else Integer(1)
    shape = (m, n) if chain.system.batch == "rows" else (n, m)
    return alphabet.whole(tensor, number), shape, tone


class _Row:
    """Matrices, signs and arrows from left to right."""

    def __init__(self, alphabet: Alphabet, tallest: float) -> None:
        self.alphabet, self.tallest = alphabet, tallest
        self.nodes: list[Node] = []
        self.arrows: list[Arrow] = []
        self.texts: list[Text] = []
        self.edge = 0.0

    def matrix(self, name: Label, shape: tuple[Expr, Expr], tone: Tone) -> None:
        """A rectangle in its shape, its name above and its size below."""
        height, width = _length(shape[0]), _length(shape[1])
        size = self.alphabet.shape(*shape) if shape != (Integer(1), Integer(1)) or tone is not Tone.PLAIN else Label()
        slot = max(width, name.width * SIZE, size.width * SIZE * SMALL) + 6
        x = self.edge + slot / 2
        self.nodes.append(Node(name.plain, x, 0, width, height, (), "matrix", tone))
        self.texts.append(Text(name, x, -self.tallest / 2 - 18, tone=tone))
        if size:
            self.texts.append(small(size, x, self.tallest / 2 + 16))
        self.edge += slot

    def sign(self, sign: str) -> None:
        """+ or = between two matrices."""
        label = relation(sign)
        width = label.width * SIZE
        self.texts.append(Text(label, self.edge + width / 2, 0))
        self.edge += width

    def arrow(self, label: Label, back: bool = False) -> None:
        """An arrow to what comes next, or from it."""
        length = max(30.0, label.width * SIZE * 0.85 + 12)
        left, right = self.edge + 2, self.edge + length - 2
        self.arrows.append(Arrow(((right, 0), (left, 0)), Tone.PLAIN) if back else joined(((left, 0), (right, 0))))
        if label:
            self.texts.append(Text(label, (left + right) / 2, -14, tone=Tone.FORWARD, scale=0.85))
        self.edge += length


def _length(size: Expr) -> float:
    """How long a side is drawn: growing with the size's logarithm; a size that is left open counts as 16."""
    number = int(size) if size.is_Integer else 16
    return min(TALLEST, 14.0 + 11.0 * log2(number))
