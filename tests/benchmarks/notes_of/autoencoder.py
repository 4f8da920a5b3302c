r"""An autoencoder: x̂ = W_d h + b_d, and its own input for a target."""

from types import SimpleNamespace

from .forms import partial
from .note import Note

CHOICES = {
    "names": (("W_e", "b_e", "W_d", "b_d"), ("W_1", "b_1", "W_2", "b_2"), ("W", "b", "V", "c"), ("U", "b", "V", "c")),
    "hidden": ("h", "h", "z"),
    "activation": (r"\sigma", r"\tanh", "f"),
    "output": ("linear", "sigmoid"),
    "cost": ("L", "J", "E"),
}
ERRORS = {"linear": r"\hat{x} - x", "sigmoid": r"(\hat{x} - x) \odot \hat{x} \odot (1 - \hat{x})"}
SLOPES = {r"\sigma": r"H \odot (1 - H)", r"\tanh": "(1 - H^2)", "f": "f'(Z)"}


def autoencoder(note: Note) -> None:
    """Encoder, decoder, half the squared distance, and the gradients from x̂ back."""
    d = note.draw(CHOICES)
    d.w, d.b, d.v, d.c = d.names
    note.say("# Autoencoder")
    back = f"{d.v} {d.hidden} + {d.c}"
    output = back if d.output == "linear" else rf"\sigma({back})"
    d.z = f"{d.w} x + {d.b}"
    code = note.define(f"{d.hidden} = {d.activation}({d.z})")
    note.show(code, note.define(rf"\hat{{x}} = {output}"), shape="display")
    note.show(note.define(rf"{d.cost} = \frac{{1}}{{2}}\|\hat{{x}} - x\|^2"))
    gradients(note, d)


def gradients(note: Note, d: SimpleNamespace) -> None:
    """By x̂, the decoder, h, the encoder."""
    error, h = ERRORS[d.output], d.hidden
    output = r"\hat{x}"
    note.show(note.claim(f"{partial(d.cost, output)} = {output} - x"))
    bias = note.claim(f"{partial(d.cost, d.c)} = {error}") if d.output == "linear" else None
    note.show(note.claim(f"{partial(d.cost, d.v)} = ({error}) {h}^T", 1), bias)
    note.show(note.claim(f"{partial(d.cost, h)} = {d.v}^T ({error})", 1))
    slope = SLOPES[d.activation].replace("H", h).replace("Z", d.z)
    inner = rf"{partial(d.cost, h)} \odot {slope}"
    encoder = note.claim(rf"{partial(d.cost, d.w)} = \left({inner}\right) x^T", 1)
    note.show(encoder, note.claim(f"{partial(d.cost, d.b)} = {inner}"))
