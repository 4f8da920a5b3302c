r"""An example worked with numbers: each link of a chain ends in its value, rounded."""

import math
from types import SimpleNamespace

from .forms import partial
from .note import Note

CHOICES = {
    "z": ("z", "z", "net", "net_{o}"),
    "output": ("a", "o", r"\hat y", "out_{o}"),
    "cost": ("E", "L", "C"),
    "digits": (4, 3, 6),
    "given": ("words", "formulas", "formulas"),
    "times": (r"\cdot", "*", r"\times"),
    "update": ("w_1^+", "w_1'", "w_1"),
}
GIVEN = (
    "Inputs: $%s$, $%s$, weights $%s$, $%s$, bias $%s$, target $%s$ and learning rate $%s$.",
    ("x_1", "x_2", "w_1", "w_2", "b", "t", r"\eta"),
)


def numbers(note: Note) -> None:
    """One sigmoid neuron, two inputs, one step for the first weight."""
    d = note.draw(CHOICES)
    x1, x2, w1, w2, b = (round(note.rng.uniform(0.05, 0.95), 2) for _ in range(5))
    t, eta = note.rng.choice((0.01, 0.99, 1, 0)), note.rng.choice((0.1, 0.5))
    words, letters = GIVEN
    values = [note.define(f"{name} = {v}") for name, v in zip(letters, (x1, x2, w1, w2, b, t, eta), strict=True)]
    if d.given == "words":
        note.say(words, *values)
    else:
        for value in values:
            note.show(value, shape="list")
    z = w1 * x1 + w2 * x2 + b
    o = 1 / (1 + math.exp(-z))
    forward(note, d, (f"{w1} {d.times} {x1} + {w2} {d.times} {x2} + {b}", z, o, (t - o) ** 2 / 2))
    backward(note, d, (o - t, o * (1 - o), x1), (w1, eta))


def rounded(d: SimpleNamespace, value: float) -> str:
    """With the digits that this author keeps."""
    return f"{value:.{d.digits}f}"


def shown(note: Note, latex: str, kept: float = 0.85) -> None:
    """A claim in a display of its own."""
    note.show(note.claim(latex, kept), shape="display")


def forward(note: Note, d: SimpleNamespace, values: tuple[str, float, float, float]) -> None:
    """The weighted input, the output and the cost."""
    products, z, o, cost = values
    shown(note, f"{d.z} = w_1 x_1 + w_2 x_2 + b = {products} = {rounded(d, z)}", 1)
    shown(note, rf"{d.output} = \frac{{1}}{{1 + e^{{-{d.z}}}}} = {rounded(d, o)}", 1)
    shown(note, rf"{d.cost} = \frac{{1}}{{2}}(t - {d.output})^2 = {rounded(d, cost)}", 1)


def backward(note: Note, d: SimpleNamespace, slopes: tuple[float, float, float], step: tuple[float, float]) -> None:
    """The three factors, their product, and the new weight."""
    top, slope, x = slopes
    w, eta = step
    links = partial(d.cost, d.output), partial(d.output, d.z), partial(d.z, "w_1")
    shown(note, f"{links[0]} = -(t - {d.output}) = {rounded(d, top)}")
    shown(note, f"{links[1]} = {d.output}(1 - {d.output}) = {rounded(d, slope)}")
    total = top * slope * x
    product = f" {d.times} ".join(links) if d.times != "*" else " ".join(links)
    shown(note, f"{partial(d.cost, 'w_1')} = {product} = {rounded(d, total)}", 1)
    value = rounded(d, total) if total >= 0 else f"({rounded(d, total)})"
    relation = r"\leftarrow" if d.update == "w_1" else "="
    put = f"{w} - {eta} {d.times} {value} = {rounded(d, w - eta * total)}"
    shown(note, rf"{d.update} {relation} w_1 - \eta {partial(d.cost, 'w_1')} = {put}", 1)
