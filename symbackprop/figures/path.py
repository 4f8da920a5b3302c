"""The computational graph of one path: from one weight to the cost, a local derivative on every edge.

The chain rule multiplies what stands on the edges; under each derivative stands what it is: ∂z_j/∂w_jk = a_k,
∂a_j/∂z_j = σ′(z_j), ∂z_i/∂a_j = w_ij, ∂C/∂a_i = a_i − y_i.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

from sympy import Expr

from symbackprop.calculus.local_derivatives import local_derivative
from symbackprop.errors import UsageError
from symbackprop.figures.alphabet import Alphabet
from symbackprop.figures.chains import SOFTMAX, Chain, Layer, unit_axis
from symbackprop.figures.columns import small
from symbackprop.figures.drawing import SIZE, Arrow, Figure, Node, Text, Tone
from symbackprop.figures.labels import Label, italic, relation, upright, words
from symbackprop.figures.pictures import picture
from symbackprop.language.indices import extent, index
from symbackprop.language.nodes import Dependence
from symbackprop.language.systems import Tensor
from symbackprop.typesetting.component import ComponentPrinter

DIAMETER = 50.0
INDICES = "jipqr"


@dataclass(frozen=True)
class _Place:
    """A quantity on the path, and the value of its derivative by the one before, where one sign says it."""

    name: str
    label: Label
    value: Label


def draw_path(chain: Chain, alphabet: Alphabet, layer: int | None = None) -> Figure:
    """The path from a weight w^l_jk through layer l and the next to the cost; l is the last layer but one at first."""
    start = _start(chain, layer)
    places, is_whole = _places(chain, alphabet, start)
    nodes, arrows, texts = _row(places, alphabet, is_whole)
    texts += _product(places, alphabet, nodes)
    return Figure(
        "path",
        f"One path from {places[0].label.plain} to {places[-1].label.plain}",
        "A row of quantities, each computed from the one before; on every edge the local derivative, which the chain"
        " rule multiplies.",
        tuple(nodes),
        tuple(arrows),
        tuple(texts),
    )


def _start(chain: Chain, layer: int | None) -> int:
    """The place of the layer where the path begins."""
    weighted = [i for i, y in enumerate(chain.layers) if y.weight is not None]
    if not weighted:
        raise UsageError("a path begins at a weight, and this network has none")
    if chain.is_generic:
        if layer is not None:
            raise UsageError("in a generic network the path begins at any layer l", got=f"layer={layer}")
        return 1
    if layer is None:
        return weighted[-2] if len(weighted) > 1 else weighted[-1]
    for i in weighted:
        if chain.layers[i].number == layer:
            return i
    raise UsageError(
        f"no weight of layer {layer}", expected="layer=" + ", ".join(str(chain.layers[i].number) for i in weighted)
    )


def _places(chain: Chain, alphabet: Alphabet, start: int) -> tuple[list[_Place], bool]:
    """The quantities of two layers and the cost, and whether nothing is left out before the cost."""
    layers = list(chain.layers[start : start + 2])
    if chain.is_generic:
        inner = chain.layers[1]
        following = Layer(
            inner.number + 1, inner.reads, inner.weight, inner.bias, inner.weighted, inner.activation,
            inner.function if inner.function is None or inner.function.layer is None
            else type(inner.function)(inner.function.latex, inner.number + 1),
        )  # fmt: skip
        layers = [inner, following]
    first = layers[0]
    assert first.weight is not None
    j, k = italic("j"), italic("k")
    places = [_Place("weight", alphabet.entry(first.weight, first.number, j, k), Label())]
    before = k
    for layer, letter in zip(layers, INDICES, strict=False):
        here = italic(letter)
        places += _through(chain, alphabet, layer, here, before, is_first=layer is first)
        before = here
    is_whole = not chain.is_generic and start + 2 >= len(chain.layers)
    places.append(
        _Place(
            "cost",
            alphabet.cost(),
            _value(chain, alphabet, chain.cost, layers[-1].output, before.plain) if is_whole else Label(),
        )
    )
    return places, is_whole


def _through(
    chain: Chain, alphabet: Alphabet, layer: Layer, here: Label, before: Label, is_first: bool
) -> list[_Place]:
    """The quantities of a layer at one neuron."""
    number = layer.number
    found = []
    z = Label()
    if layer.weighted is not None and layer.weight is not None:
        z = _unit(chain, alphabet, layer.weighted, number, here)
        read = _unit(chain, alphabet, layer.reads, number - 1, before)
        value = read if is_first else alphabet.entry(layer.weight, number, here, before)
        found.append(_Place(f"z{number}", z, value))
    if layer.activation is not None:
        a = _unit(chain, alphabet, layer.activation, number, here)
        found.append(_Place(f"a{number}", a, _slope(chain, alphabet, layer, z, here.plain)))
    return found


def _unit(chain: Chain, alphabet: Alphabet, tensor: Tensor, number: Expr, unit: Label) -> Label:
    """One neuron, of one example s in a batch."""
    batch = chain.system.batch
    s = alphabet.index("s")
    where = {None: (unit,), "columns": (unit, s), "rows": (s, unit)}[batch]
    return alphabet.entry(tensor, number, *where)


def _slope(chain: Chain, alphabet: Alphabet, layer: Layer, z: Label, unit: str) -> Label:
    """σ′(z) where the activation is a function of its own entry alone; of softmax what the path goes through."""
    if not z:
        return Label()
    if layer.function is None:
        return upright("1")
    if layer.activation is not None and SOFTMAX in layer.function.latex:
        return _value(
            chain, alphabet, layer.activation, layer.reads if layer.weighted is None else layer.weighted, unit
        )
    return alphabet.function(layer.function).primed + upright("(") + z + upright(")")


def _value(chain: Chain, alphabet: Alphabet, of: Tensor, by: Tensor, unit: str) -> Label:
    """A local derivative at one neuron, worked out; nothing where it is left open, or is no single product."""
    if of.is_generic or by.is_generic:
        return Label()
    (equation,) = chain.system.definitions(of.name)
    left = _at(of, chain, unit) if of.axes else of.entry
    try:
        value = local_derivative(replace(equation, lhs=left), _at(by, chain, unit), chain.system).rhs
        return Label() if value.has(Dependence) else picture(ComponentPrinter(alphabet.spelling).tree(value))
    except UsageError:
        return Label()


def _at(tensor: Tensor, chain: Chain, unit: str) -> Expr:
    """The entry of one neuron."""
    own = unit_axis(tensor, chain.system)
    return tensor.at(*(index(unit, extent(i)) if i == own else i for i in tensor.axes))


def _row(places: list[_Place], alphabet: Alphabet, is_whole: bool) -> tuple[list[Node], list[Arrow], list[Text]]:
    """The circles with their arrows, local derivatives above, their values below."""
    nodes: list[Node] = []
    arrows, texts = [], []
    edge = 0.0
    for i, place in enumerate(places):
        if nodes:
            is_rest = not is_whole and i == len(places) - 1
            local = alphabet.derivative(place.label, places[i - 1].label)
            value = relation("=") + place.value if place.value else Label()
            length = max(48.0, local.width * SIZE + 14, value.width * SIZE * 0.85 + 10)
            middle = edge + length / 2
            texts.append(Text(local, middle, -9 - local.down * SIZE, tone=Tone.BACKWARD))
            if value:
                texts.append(Text(value, middle, 17, tone=Tone.BACKWARD, scale=0.85))
            arrows.append(Arrow(((edge, 0.0), (edge + length, 0.0)), Tone.FORWARD, dashed=is_rest))
            edge += length
        diameter = max(DIAMETER, place.label.width * SIZE + 14)
        tone = Tone.PARAMETER if place.name == "weight" else Tone.PLAIN if place.name == "cost" else Tone.FORWARD
        nodes.append(Node(place.name, edge + diameter / 2, 0, diameter, diameter, (place.label,), "circle", tone))
        edge += diameter
    return nodes, arrows, texts


def _product(places: list[_Place], alphabet: Alphabet, nodes: list[Node]) -> list[Text]:
    """What this path contributes to ∂C/∂w: the product of its edges, the last one first."""
    factors = [alphabet.derivative(place.label, before.label) for before, place in pairwise(places)]
    row = Label()
    for factor in reversed(factors):
        row = row + relation("·") + factor if row else factor
    y = max(n.box.bottom for n in nodes) + 14 + row.up * SIZE
    x = (nodes[0].box.left + nodes[-1].box.right) / 2
    remark = words("the product along this path; the gradient is the sum over all paths")
    return [Text(row, x, y), small(remark, x, y + row.down * SIZE + 16)]
