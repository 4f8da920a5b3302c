"""The training loop: forward pass, cost, backward pass, update, and again.

The update is that of the System's optimiser; a System without one goes down the gradient.
"""

from dataclasses import replace

from sympy import Symbol

from symbackprop.figures.alphabet import Alphabet
from symbackprop.figures.chains import Chain, Layer
from symbackprop.figures.columns import joined
from symbackprop.figures.drawing import SIZE, Arrow, Figure, Node, Text, Tone
from symbackprop.figures.labels import Label, italic, listed, relation, upright, words
from symbackprop.figures.pictures import picture
from symbackprop.language.systems import Equation, Role, System, Tensor
from symbackprop.matrices.bias_columns import owner
from symbackprop.optimisers.descent import GradientDescent
from symbackprop.optimisers.optimiser import optimised
from symbackprop.sweep import backprop
from symbackprop.typesetting.typeset import Presenter

ANY = Symbol("l", integer=True, positive=True)
LOWER = 168.0
"""How far below the passes the update stands."""
USUAL = 75.0
"""The height of the update of gradient descent: a taller one stands lower."""


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
    parameters, gradients = listed(alphabet.parameters(layer)), listed(alphabet.gradients(layer), ",  ")
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
    last = alphabet.layer(chain.depth, Role.WEIGHT)
    ends = [upright("1")] if chain.depth == 1 else [upright("1"), upright("…"), last]
    if chain.depth == 2:
        ends = [upright("1"), last]
    return italic("l") + relation("=") + listed(reversed(ends) if back else ends)


def _update(chain: Chain, alphabet: Alphabet, x: float) -> Node:
    """W ← W − α ∂C/∂W, and the same for b; what else the optimiser does, for W alone."""
    layer = chain.layers[1] if chain.is_generic else chain.layers[-1]
    system = _trained(chain.system)
    if not chain.is_generic and len(chain.layers) > 1:  # the last layer stands for any
        tensors = (replace(t, layer=ANY) if t.layer == layer.number else t for t in system.tensors)
        system = replace(system, tensors=tuple(tensors))
    presenter = Presenter(system, "matrix", alphabet.notation)
    found = [[e for e in system if _updated(e, system) == p.name] for p in (layer.weight, layer.bias) if p is not None]
    rest: list[Label] = []
    if len(found) == 2 and len(found[0]) > 1:
        unsaid = len(presenter.unsaid([*found[0], *found[1]])) > len(found[0])
        rest = [words("and alike for ") + alphabet.parameters(_general(chain))[1]] if unsaid else []
        found = found[:1]
    shown = presenter.unsaid([e for equations in found for e in equations])
    lines = (words("update"), *(picture(presenter.line(e).tree) for e in shown), *rest)
    height = _height(lines)
    y = LOWER + max(0.0, (height - USUAL) / 2)
    return Node("update", x, y, _width(lines), height, lines, "box", Tone.PARAMETER)


def _trained(system: System) -> System:
    """The System with updates of its parameters: its own, or those of gradient descent."""
    if any(t.updates for t in system.tensors):
        return system
    derived = system if any(t.gradient_of for t in system.tensors) else backprop(system)
    return optimised(derived, GradientDescent())


def _updated(equation: Equation, system: System) -> str:
    """The parameter that an update is of, or that what an optimiser remembers is of."""
    tensor = system[equation.defines]
    if not tensor.updates and owner(tensor, system) is None:
        return ""
    following = system[tensor.updates] if tensor.updates else tensor
    return (owner(following, system) or following).name


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
