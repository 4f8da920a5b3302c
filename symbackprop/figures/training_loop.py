"""The training loop: forward pass, cost, backward pass, update, and again."""

from dataclasses import replace

from sympy import Symbol

from symbackprop.figures.alphabet import Alphabet
from symbackprop.figures.chains import Chain, Layer
from symbackprop.figures.columns import joined
from symbackprop.figures.drawing import SIZE, Arrow, Figure, Node, Text, Tone
from symbackprop.figures.labels import Label, italic, listed, relation, upright, words
from symbackprop.language.systems import Role, Tensor

ANY = Symbol("l", integer=True, positive=True)
LOWER = 168.0
"""How far below the passes the update stands."""


def draw_training_loop(chain: Chain, alphabet: Alphabet) -> Figure:
    """The four parts of one iteration, each with its equations, in a ring."""
    forward, cost, backward = _upper_row(chain, alphabet)
    update = _update(chain, alphabet, (forward.x + backward.x) / 2)
    nodes = (forward, cost, backward, update)
    arrows = [
        joined((forward.right, cost.left)),
        joined((cost.right, backward.left), Tone.BACKWARD),
        joined((backward.bottom, (backward.x, update.y), update.right), Tone.BACKWARD),
        joined((update.left, (forward.x, update.y), forward.bottom), Tone.PARAMETER),
    ]
    layer = _general(chain)
    parameters = listed(alphabet.whole(t, layer.number) for t in _parameters(layer))
    gradients = listed((alphabet.gradient(t, layer.number) for t in _parameters(layer)), ",  ")
    output, last = chain.layers[-1].output, chain.layers[-1].number
    result = alphabet.whole(output, last)
    lift = alphabet.gradient(output, last)
    texts = [
        Text(result, (forward.box.right + cost.box.left) / 2, forward.y - 16, tone=Tone.FORWARD),
        Text(lift, (cost.box.right + backward.box.left) / 2, -8 - lift.down * SIZE, tone=Tone.BACKWARD),
        Text(gradients, backward.x + 12, (backward.box.bottom + update.y) / 2, "start", Tone.BACKWARD),
        Text(parameters, forward.x - 12, (forward.box.bottom + update.y) / 2, "end", Tone.PARAMETER),
        Text(words("repeat"), (forward.x + backward.x) / 2, (cost.box.bottom + update.box.top) / 2, tone=Tone.FAINT),
        *_data(chain, alphabet, forward, cost, arrows),
    ]
    return Figure(
        "training-loop",
        "The training loop",
        "A ring of four parts: the forward pass gives the output, the cost compares it with the target, the backward"
        " pass gives the gradients, the update changes the parameters, and the loop begins again.",
        nodes,
        tuple(arrows),
        tuple(texts),
    )


def _upper_row(chain: Chain, alphabet: Alphabet) -> tuple[Node, Node, Node]:
    """The boxes of the two passes, the cost between them."""
    any_layer, last = _general(chain), chain.layers[-1]
    output = alphabet.whole(last.output, last.number)
    target = [alphabet.whole(chain.target, None)] if chain.target is not None else []
    costs = alphabet.cost() + upright("(") + listed([output, *target]) + upright(")")
    lines = (
        (words("forward pass"), *_forward(chain, any_layer, alphabet)),
        (words("cost"), costs),
        (words("backward pass"), alphabet.error(any_layer.number), _range(chain, alphabet, back=True)),
    )
    tones = (Tone.FORWARD, Tone.PLAIN, Tone.BACKWARD)
    names = ("forward", "cost", "backward")
    height = max(_height(text) for text in lines)
    gaps = (
        max(52.0, output.width * SIZE + 18),
        max(52.0, alphabet.gradient(last.output, last.number).width * SIZE + 18),
    )
    boxes: list[Node] = []
    edge = 0.0
    for name, text, tone, gap in zip(names, lines, tones, (*gaps, 0.0), strict=True):
        width = _width(text)
        boxes.append(Node(name, edge + width / 2, 0, width, height, text, "box", tone))
        edge += width + gap
    return boxes[0], boxes[1], boxes[2]


def _general(chain: Chain) -> Layer:
    """The layer that stands for all, written with any l; a network of one layer has nothing to generalise."""
    if chain.is_generic:
        return chain.layers[1]
    last = chain.layers[-1]
    return last if len(chain.layers) == 1 else replace(last, number=ANY)


def _forward(chain: Chain, layer: Layer, alphabet: Alphabet) -> list[Label]:
    """The equations of a layer as assignments from left to right, and the layers that they hold for."""
    number = layer.number
    lines = []
    read = alphabet.whole(layer.reads, number - 1)
    if layer.weighted is not None and layer.weight is not None:
        lines.append(read + relation("→") + alphabet.whole(layer.weighted, number))
        read = alphabet.whole(layer.weighted, number)
    if layer.activation is not None:
        lines[-1:] = [(lines[-1] if lines else read) + relation("→") + alphabet.whole(layer.activation, number)]
    return [*lines, _range(chain, alphabet)]


def _range(chain: Chain, alphabet: Alphabet, back: bool = False) -> Label:
    """l = 1, …, L, or back from L to 1."""
    last = alphabet.number(chain.depth)
    ends = [upright("1")] if chain.depth == 1 else [upright("1"), upright("…"), last]
    if chain.depth == 2:
        ends = [upright("1"), last]
    return italic("l") + relation("=") + listed(reversed(ends) if back else ends)


def _parameters(layer: Layer) -> list[Tensor]:
    return [t for t in (layer.weight, layer.bias) if t is not None]


def _update(chain: Chain, alphabet: Alphabet, x: float) -> Node:
    """W ← W − α ∂C/∂W, and the same for b."""
    layer = _general(chain)
    rows = []
    for tensor in _parameters(layer):
        whole, gradient = alphabet.whole(tensor, layer.number), alphabet.gradient(tensor, layer.number)
        rows.append(whole + relation("←") + whole + relation("−") + italic("α") + upright(" ") + gradient)
    lines = (words("update"), *rows)
    return Node("update", x, LOWER, _width(lines), _height(lines), lines, "box", Tone.PARAMETER)


def _data(chain: Chain, alphabet: Alphabet, forward: Node, cost: Node, arrows: list[Arrow]) -> list[Text]:
    """The input and the target, from above."""
    y = forward.box.top - 40
    entering: list[tuple[Tensor | None, Node]] = [(chain.input, forward), (chain.target, cost)]
    texts = []
    for tensor, node in entering:
        if tensor is None:
            continue
        number = None if tensor.role is Role.TARGET else chain.layers[0].number * 0
        texts.append(Text(alphabet.whole(tensor, number), node.x, y))
        arrows.append(Arrow(((node.x, y + 13), node.top), Tone.PLAIN))
    return texts


def _width(lines: tuple[Label, ...]) -> float:
    return max(line.width for line in lines) * SIZE + 22


def _height(lines: tuple[Label, ...]) -> float:
    return sum((line.up + line.down) * SIZE for line in lines) + 5 * (len(lines) - 1) + 18
