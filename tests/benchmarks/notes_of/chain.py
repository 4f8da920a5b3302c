r"""One neuron a layer, by the chain rule alone: ∂C/∂w = ∂z/∂w ∂a/∂z ∂C/∂a."""

from types import SimpleNamespace

from .forms import partial
from .note import Clash, Note

BEFORE = {"^{(L)}": "^{(L-1)}", "^L": "^{L-1}", "_L": "_{L-1}", "^{[L]}": "^{[L-1]}", "_2": "_1"}
CHOICES = {
    "layer": tuple(BEFORE),
    "z": ("z", "z", "s"),
    "a": ("a", "a", "h", "y"),
    "w": ("w", "w", r"\omega"),
    "activation": (r"\sigma", "f", "g", r"\phi"),
    "target": ("y", "t"),
    "cost": ("C_0", "C", "E", "L"),
    "half": ("", r"\frac{1}{2}"),
    "forward": ("displays", "displays", "sentence"),
}


def chain(note: Note) -> None:
    """From the cost back through one layer."""
    d = note.draw(CHOICES)
    if d.target == d.a or (d.cost == "L" and "L" in d.layer):
        raise Clash
    name(d)
    note.say("One neuron per layer.")
    linear, value = note.define(f"{d.zl} = {d.wl} {d.before} + {d.bl}"), note.define(f"{d.al} = {d.activation}({d.zl})")
    cost = note.define(f"{d.cost} = {d.half}({d.al} - {d.target})^2")
    if d.forward == "displays":
        for equation in (linear, value, cost):
            note.show(equation)
    else:
        note.say("where $%s$, $%s$ and the cost is $%s$.", linear, value, cost)
    factors(note, d)


def name(d: SimpleNamespace) -> None:
    """The quantities of the layer and the activation before it."""
    d.zl, d.al, d.wl, d.bl = (letter + d.layer for letter in (d.z, d.a, d.w, "b"))
    d.before = d.a + BEFORE[d.layer]
    d.slope = f"{d.activation}'({d.zl})"
    d.top = f"{'' if d.half else '2'}({d.al} - {d.target})"


def factors(note: Note, d: SimpleNamespace) -> None:
    """The product, its factors, and their product again: by weight, bias and the activation before."""

    def product(of: str) -> str:
        chained = f"{partial(d.zl, of)} {partial(d.al, d.zl)} {partial(d.cost, d.al)}"
        return f"{partial(d.cost, of)} = {chained}"

    note.show(note.claim(product(d.wl), 0.9))
    top, slope = f"{partial(d.cost, d.al)} = {d.top}", f"{partial(d.al, d.zl)} = {d.slope}"
    note.show(note.claim(top), note.claim(slope), note.claim(f"{partial(d.zl, d.wl)} = {d.before}"))
    note.show(note.claim(f"{partial(d.cost, d.wl)} = {d.before} {d.slope} {d.top}", 0.9))
    note.show(note.claim(rf"{product(d.bl)} = 1 \cdot {d.slope} {d.top}"))
    note.show(note.claim(f"{product(d.before)} = {d.wl} {d.slope} {d.top}"))
