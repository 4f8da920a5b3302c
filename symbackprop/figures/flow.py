"""The feed-forward flow: X → Z^{[1]} → A^{[1]} → … → A^{[L]} → C, with what each layer has and how large it is."""

from sympy import Expr

from symbackprop.figures.alphabet import Alphabet
from symbackprop.figures.chains import Chain, Layer
from symbackprop.figures.columns import DOTS, SMALL, circle, fitted, joined, shown, small
from symbackprop.figures.drawing import SIZE, Arrow, Figure, Node, Text, Tone
from symbackprop.figures.labels import Label, listed, words
from symbackprop.language.systems import Tensor

DIAMETER = 46.0
GAP = 26.0
PADDING = 9.0
ABOVE = -72.0
"""Where the parameters stand."""


def draw_flow(chain: Chain, alphabet: Alphabet, layers: int | None = None) -> Figure:
    """The layers in a row, each with its affine part and its activation."""
    return fitted(lambda limit: _Flow(chain, alphabet).figure(limit), layers)


class _Flow:
    """A row that grows to the right."""

    def __init__(self, chain: Chain, alphabet: Alphabet) -> None:
        self.chain, self.alphabet = chain, alphabet
        self.nodes: list[Node] = []
        self.arrows: list[Arrow] = []
        self.texts: list[Text] = []
        self.frames: list[Node] = []
        self.edge = 0.0

    def figure(self, limit: int) -> Figure:
        alphabet, chain = self.alphabet, self.chain
        layers = shown(chain, limit)
        self.put("input", alphabet.whole(chain.input, chain.layers[0].number * 0))
        self.size(chain.input, chain.layers[0].number * 0)
        for layer in layers:
            if layer is None:
                self.edge += GAP
                self.step(Node("dots", self.edge + 12, 0, 24, 20, (DOTS,), "none"))
            else:
                self.layer(layer)
        self.edge += PADDING
        last = self.nodes[-1]
        self.edge += GAP
        cost = self.put("cost", alphabet.cost())
        self.arrows.append(joined((last.right, cost.left)))
        if chain.target is not None:
            target = alphabet.whole(chain.target, None)
            self.texts.append(Text(target, cost.x, ABOVE, tone=Tone.PLAIN))
            self.arrows.append(Arrow(((cost.x, ABOVE + 13), cost.top), Tone.PLAIN))
        count = "the generic layer" if chain.is_generic else f"{len(chain.layers)} layers"
        first, last_layer = (alphabet.layer(n).plain for n in (chain.layers[0].number, chain.depth))
        return Figure(
            "flow",
            f"Feed-forward flow through layers {first} to {last_layer}",
            f"From left to right: the input, {count}, each first a weighted input and then an activation, and the"
            " cost. The parameters of a layer enter from above.",
            (*self.frames, *self.nodes),
            tuple(self.arrows),
            tuple(self.texts),
        )

    def put(self, name: str, label: Label, tone: Tone = Tone.PLAIN) -> Node:
        """A circle at the right end."""
        diameter = max(DIAMETER, label.width * SIZE + 12)
        node = circle(name, self.edge + diameter / 2, 0, label, tone, diameter)
        self.nodes.append(node)
        self.edge += diameter
        return node

    def step(self, node: Node) -> None:
        """A node of its own at the right end, with an arrow to it."""
        self.arrows.append(joined((self.nodes[-1].right, node.left)))
        self.nodes.append(node)
        self.edge = node.box.right

    def size(self, tensor: Tensor, number: Expr) -> None:
        """The shape of the last quantity, under it."""
        node, chain = self.nodes[-1], self.chain
        width = chain.width(tensor, number)
        examples = [i.upper + 1 for i in tensor.axes if str(i.label) == "s"]
        sizes = {None: (width,), "columns": (width, *examples), "rows": (*examples, width)}[chain.system.batch]
        self.texts.append(small(self.alphabet.shape(*sizes), node.x, DIAMETER / 2 + 14))

    def layer(self, layer: Layer) -> None:
        """The two circles of a layer, its parameters above, its frame around."""
        alphabet, number = self.alphabet, layer.number
        before = self.nodes[-1]
        self.edge += GAP + PADDING
        start = len(self.nodes)
        if layer.weighted is not None:
            z = self.put(f"z{number}", alphabet.whole(layer.weighted, number), Tone.FORWARD)
            self.texts.append(Text(listed(alphabet.parameters(layer)), z.x, ABOVE, tone=Tone.PARAMETER))
            self.arrows.append(Arrow(((z.x, ABOVE + 13), z.top), Tone.PARAMETER))
        if layer.activation is not None:
            name = alphabet.function(layer.function)
            if layer.weighted is not None:
                gap = max(GAP + 6, name.width * SIZE * 0.85 + 14)
                self.texts.append(Text(name, self.edge + gap / 2, -14, tone=Tone.FORWARD, scale=0.85))
                self.edge += gap
            self.put(f"a{number}", alphabet.whole(layer.activation, number), Tone.FORWARD)
            if layer.weighted is not None:
                self.arrows.append(joined((self.nodes[-2].right, self.nodes[-1].left)))
            else:
                above = -DIAMETER / 2 - PADDING - 14
                self.texts.append(Text(name, self.nodes[-1].x, above, tone=Tone.FORWARD, scale=0.85))
        self.arrows.append(joined((before.right, self.nodes[start].left)))
        self.size(layer.output, number)
        self.frame(layer, self.nodes[start], self.nodes[-1])
        self.edge += PADDING

    def frame(self, layer: Layer, first: Node, last: Node) -> None:
        """The frame of a layer, and which layer it is."""
        left, right = first.box.left - PADDING, last.box.right + PADDING
        top, bottom = -DIAMETER / 2 - PADDING, DIAMETER / 2 + 28
        middle = (left + right) / 2
        name = f"frame{layer.number}"
        self.frames.append(Node(name, middle, (top + bottom) / 2, right - left, bottom - top, (), "frame", Tone.FAINT))
        caption = words("layer ") + self.alphabet.layer(layer.number)
        self.texts.append(Text(caption, middle, bottom + 14, tone=Tone.FAINT, scale=SMALL))
