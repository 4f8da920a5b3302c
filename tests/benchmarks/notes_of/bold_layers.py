r"""A book of notebooks: bold vectors, o = W^(2) h, and J = L + s with s the penalty of both layers."""

from types import SimpleNamespace

from .forms import TRANSPOSED, partial
from .note import Note

CHOICES = {
    "bold": (True, False),
    "activation": (r"\phi", r"\sigma"),
    "penalty": (True, False),
    "transposed": TRANSPOSED,
}


def bold_layers(note: Note) -> None:
    """Two layers without biases, the derivatives down from o."""
    d = note.draw(CHOICES)
    d.w, d.x, d.z, d.h, d.o = (rf"\mathbf{{{letter}}}" if d.bold else letter for letter in "Wxzho")
    d.cost = "J" if d.penalty else "L"
    forward(note, d)
    d.w1, d.w2 = f"{d.w}^{{(1)}}", f"{d.w}^{{(2)}}"
    of_o, of_h, of_z = (partial(d.cost, name) for name in (d.o, d.h, d.z))
    note.show(note.claim(f"{partial(d.cost, d.w2)} = {of_o} {d.h}{d.transposed}{decay(d, d.w2)}", 1))
    note.show(note.claim(f"{of_h} = {{{d.w2}}}{d.transposed} {of_o}"))
    note.show(note.claim(rf"{of_z} = {of_h} \odot {d.activation}'\left({d.z}\right)"))
    note.show(note.claim(f"{partial(d.cost, d.w1)} = {of_z} {d.x}{d.transposed}{decay(d, d.w1)}", 1))


def forward(note: Note, d: SimpleNamespace) -> None:
    """To the output, and the cost where it has a penalty."""
    value = note.define(f"{d.h} = {d.activation}({d.z})")
    note.show(note.define(f"{d.z} = {d.w}^{{(1)}} {d.x}"), value, shape="display")
    note.show(note.define(f"{d.o} = {d.w}^{{(2)}} {d.h}"), shape="display")
    if d.penalty:
        squares = r" + ".join(rf"\|{d.w}^{{({layer})}}\|_F^2" for layer in (1, 2))
        penalty = note.define(rf"s = \frac{{\lambda}}{{2}} \left({squares}\right)")
        note.show(note.define(f"L = l({d.o}, y)"), penalty, note.define("J = L + s"), shape="display")


def decay(d: SimpleNamespace, w: str) -> str:
    """What the penalty adds to a gradient."""
    return rf" + \lambda {w}" if d.penalty else ""
