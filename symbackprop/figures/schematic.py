"""Forward and backward pass in one row: what flows to the right above, what flows back below, gradients at the foot.

Every box is an equation: the affine map with its parameters, the function that activates, the cost.  Above, an arrow
carries the quantity that the equation defines; below, dashed, the derivative of the cost by that same quantity.
"""

from sympy import Expr

from symbackprop.figures.alphabet import Alphabet
from symbackprop.figures.chains import Chain, Layer
from symbackprop.figures.columns import DOTS, fitted, shown
from symbackprop.figures.drawing import SIZE, Arrow, Figure, Node, Text, Tone
from symbackprop.figures.labels import Label, listed
from symbackprop.language.systems import Tensor

HEIGHT = 104.0
UPPER, LOWER = -24.0, 24.0
"""Where the arrows of the two passes run."""
FOOT = 62.0
"""How far below a box its gradients stand."""


def draw_schematic(chain: Chain, alphabet: Alphabet, layers: int | None = None) -> Figure:
    """The layers in a row, each quantity on its arrow and its gradient under it."""
    return fitted(lambda limit: _Schematic(chain, alphabet).figure(limit), layers)


class _Schematic:
    """A row that grows to the right; `edge` is where the last box ends."""

    def __init__(self, chain: Chain, alphabet: Alphabet) -> None:
        self.chain, self.alphabet = chain, alphabet
        self.nodes: list[Node] = []
        self.arrows: list[Arrow] = []
        self.texts: list[Text] = []
        self.edge = 0.0

    def figure(self, limit: int) -> Figure:
        alphabet, chain = self.alphabet, self.chain
        zero = chain.layers[0].number * 0
        carried, back = alphabet.whole(chain.input, zero), Label()
        is_first = True
        for layer in shown(chain, limit):
            if layer is None:
                if is_first:
                    self.enter(carried)
                    is_first = False
                    self.dots()
                    carried, back = Label(), Label()
                    continue
                self.lane(carried, back)
                self.dots()
                carried, back = Label(), Label()
                continue
            if not carried:
                carried, back = self.boundary(layer.reads, layer.number - 1)
            if is_first:
                self.enter(carried)
                is_first = False
                carried = Label()
            carried, back = self.layer(layer, carried, back)
        self.lane(carried, back)
        self.finish()
        first, last = (alphabet.layer(n).plain for n in (chain.layers[0].number, chain.depth))
        return Figure(
            "schematic",
            f"Forward and backward pass through layers {first} to {last}",
            "One row of boxes, one for each equation. Above, from left to right, the quantities of the forward pass;"
            " below, from right to left and dashed, the derivatives of the cost by them; at the foot, the gradients"
            " of the parameters.",
            tuple(self.nodes),
            tuple(self.arrows),
            tuple(self.texts),
        )

    def boundary(self, tensor: Tensor, number: Expr) -> tuple[Label, Label]:
        """An activation and the derivative of the cost by it."""
        return self.alphabet.whole(tensor, number), self.alphabet.gradient(tensor, number)

    def layer(self, layer: Layer, carried: Label, back: Label) -> tuple[Label, Label]:
        """The boxes of a layer, after the lane that leads to it; what leaves it, forward and backward."""
        alphabet, number = self.alphabet, layer.number
        if layer.weighted is not None:
            if carried:
                self.lane(carried, back)
            box = self.box(f"affine{number}", tuple(alphabet.parameters(layer)), Tone.PARAMETER)
            self.gradients(box, alphabet.gradients(layer))
            carried, back = alphabet.whole(layer.weighted, number), alphabet.error(number)
        if layer.activation is not None:
            if carried:
                self.lane(carried, back)
            self.box(f"function{number}", (alphabet.function(layer.function),), Tone.PLAIN)
            carried, back = self.boundary(layer.activation, number)
        return carried, back

    def box(self, name: str, lines: tuple[Label, ...], tone: Tone) -> Node:
        """A box at the right end."""
        width = max([30.0, *(line.width * SIZE + 14 for line in lines)])
        node = Node(name, self.edge + width / 2, 0, width, HEIGHT, lines, "box", tone)
        self.nodes.append(node)
        self.edge += width
        return node

    def lane(self, carried: Label, back: Label) -> None:
        """The arrows from the last box to the next one."""
        length = max(34.0, max(carried.width, back.width) * SIZE + 12)
        left, right = self.edge, self.edge + length
        middle = (left + right) / 2
        self.arrows.append(Arrow(((left, UPPER), (right, UPPER)), Tone.FORWARD))
        if carried:
            self.texts.append(Text(carried, middle, UPPER - 15, tone=Tone.FORWARD))
        self.arrows.append(Arrow(((right, LOWER), (left, LOWER)), Tone.BACKWARD, dashed=True))
        if back:
            self.texts.append(Text(back, middle, LOWER + 7 + back.up * SIZE, tone=Tone.BACKWARD))
        self.edge = right

    def enter(self, label: Label) -> None:
        """The input, which nothing flows back to."""
        width = label.width * SIZE + 6
        self.texts.append(Text(label, self.edge + width / 2, UPPER, tone=Tone.FORWARD))
        self.arrows.append(Arrow(((self.edge + width, UPPER), (self.edge + width + 28, UPPER)), Tone.FORWARD))
        self.edge += width + 28

    def dots(self) -> None:
        """Layers that are left out."""
        self.nodes.append(Node("dots", self.edge + 14, 0, 28, HEIGHT, (), "none"))
        self.texts.append(Text(DOTS, self.edge + 14, UPPER, tone=Tone.FORWARD))
        self.texts.append(Text(DOTS, self.edge + 14, LOWER, tone=Tone.BACKWARD))
        self.edge += 28

    def gradients(self, box: Node, found: list[Label]) -> None:
        """The gradients of a layer's parameters at the foot of its box."""
        label = listed(found, ",  ")
        y = HEIGHT / 2 + FOOT
        self.texts.append(Text(label, box.x, y, tone=Tone.BACKWARD))
        self.arrows.append(Arrow((box.bottom, (box.x, y - label.up * SIZE - 4)), Tone.BACKWARD, dashed=True))

    def finish(self) -> None:
        """The cost and its target."""
        alphabet, chain = self.alphabet, self.chain
        cost = self.box("cost", (alphabet.cost(),), Tone.PLAIN)
        if chain.target is not None:
            y = -HEIGHT / 2 - 42
            self.texts.append(Text(alphabet.whole(chain.target, None), cost.x, y))
            self.arrows.append(Arrow(((cost.x, y + 13), cost.top), Tone.PLAIN))
