r"""A deep network layer by layer: δ^l = ((W^{l+1})^T δ^{l+1}) ⊙ f'(z^l), in any brackets, weights of either end."""

from types import SimpleNamespace

from .forms import COSTS, PRODUCTS, SIGN_OF_GRADIENT, STEPS, added, gradient, partial
from .note import Clash, Note

BRACKETS = {"(l)": "%s^{(%s)}", "[l]": "%s^{[%s]}", "l": "%s^{%s}", "_l": "%s_{%s}"}
CHOICES = {
    "brackets": tuple(BRACKETS),
    "layer": ("l", "l", "k", r"\ell", "i"),
    "z": ("z", "z", "s", "a", "u", "h"),
    "a": ("a", "a", "h", "x", "z", "y", "o"),
    "weights": ("W", "w", r"\Theta", r"\theta"),
    "bias": ("b", ""),
    "target": ("y", "t"),
    "cost": tuple("J" if cost == "L" else cost for cost in COSTS),  # L is the last layer
    "activation": (r"\sigma", "f", "g", r"\phi"),
    "numbering": ("entering", "leaving"),
    "delta": (r"\delta", r"\delta", r"\delta", "dz", "e", "none"),
    "product": (*PRODUCTS, ".*"),
    "transposed": ("^T", r"^\top", "^{T}", r"^\intercal"),
    "forward": (True, True, True, False),
    "cost shown": (True, True, False),
    "kind of cost": ("half", "cross-entropy", "square"),
}


def layers(note: Note) -> None:
    """From the last layer to any other."""
    d = note.draw(CHOICES)
    if d.a in (d.z, d.target):
        raise Clash
    note.no_slips = ("index",)  # the only indices are numbers of layers
    note.say("## Backprop in a deep network")
    name(d)
    if d.forward:
        linear = added(f"{d.w} {d.before}", d.b)
        note.show(note.define(f"{d.zl} = {linear}"), note.define(f"{at(d, d.a, d.layer)} = {d.activation}({d.zl})"))
    top = costs(note, d)
    errors(note, d, top)
    gradients(note, d)


def at(d: SimpleNamespace, letter: str, layer: str) -> str:
    """A quantity of a layer."""
    return BRACKETS[d.brackets] % (letter, layer)


def name(d: SimpleNamespace) -> None:
    """What the equations speak of; weights have the number of the layer that they enter or leave."""
    before, after = f"{d.layer}-1", f"{d.layer}+1"
    own, following = (d.layer, after) if d.numbering == "entering" else (before, d.layer)
    d.w, d.next_w = at(d, d.weights, own), at(d, d.weights, following)
    d.b = at(d, d.bias, own) if d.bias else ""
    d.zl, d.before, d.after = at(d, d.z, d.layer), at(d, d.a, before), after
    d.last_a, d.last_z = at(d, d.a, "L"), at(d, d.z, "L")


def costs(note: Note, d: SimpleNamespace) -> str:
    """The cost; the error of the last layer comes back."""
    shown, square = note.choices["cost shown"], rf"\|{d.last_a}-{d.target}\|^2"
    kind = note.choices["kind of cost"]
    if kind == "cross-entropy":
        entries = rf"\sum_i {d.target}_i \log {d.last_a}_i"
        vectors = rf"{d.target}{d.transposed} \log {d.last_a}"
        if shown:
            note.show(note.define(f"{d.cost} = -{entries if d.brackets in ('(l)', '[l]') else vectors}"))
        else:
            note.say("Cross-entropy cost.")
        note.say("The output layer is a softmax: $%s$.", note.define(f"{d.last_a} = softmax({d.last_z})"))
        return f"{d.last_a}-{d.target}"
    if shown:
        half = r"\frac{1}{2}" if kind == "half" else ""
        note.show(note.define(f"{d.cost} = {half}{square}"))
    else:
        note.say("The cost is quadratic, with one half.")
    two = "2" if shown and kind == "square" else ""
    return f"{two}({d.last_a}-{d.target}) {d.product} {d.activation}'({d.last_z})"


def error(d: SimpleNamespace, layer: str) -> str:
    """∂C/∂z, by the letter it has."""
    if d.delta == "none":
        return partial(d.cost, at(d, d.z, layer))
    return at(d, f"d{d.z}" if d.delta == "dz" else d.delta, layer)


def errors(note: Note, d: SimpleNamespace, top: str) -> None:
    """Of the last layer, and of a layer from the next."""
    if d.delta not in ("dz", "none") and note.pick("delta said", (True, False)):
        note.show(note.define(f"{error(d, d.layer)} = {partial(d.cost, d.zl)}"))
    note.show(note.claim(f"{error(d, 'L')} = {top}"))
    back = f"({d.next_w}){d.transposed} {error(d, d.after)}"
    if note.pick("parentheses", (True, False)):
        back = rf"\left({back}\right)"
    note.show(note.claim(f"{error(d, d.layer)} = {back} {d.product} {d.activation}'({d.zl})"))


def gradients(note: Note, d: SimpleNamespace) -> None:
    """By weights and biases, and the step."""
    by = gradient(note.pick("gradient", SIGN_OF_GRADIENT), d.cost)
    outer = f"{error(d, d.layer)} ({d.before}){d.transposed}"
    bias = note.claim(f"{by(d.b)} = {error(d, d.layer)}") if d.b else None
    note.show(note.claim(f"{by(d.w)} = {outer}"), bias)
    if note.pick("update", (True, False)):
        step, rate = note.pick("step", STEPS), note.pick("rate", (r"\eta", r"\alpha"))
        note.show(note.claim(f"{d.w} {step} {d.w} - {rate} {outer}"))
