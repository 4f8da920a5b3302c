r"""A network with one hidden layer, unit by unit: net_j = Σ_i w_ji x_i, δ_k = (t_k − o_k) o_k (1 − o_k)."""

from types import SimpleNamespace

from .forms import added, partial
from .note import Clash, Equation, Note

CHOICES = {
    "pre": ("net", "z", "a", "u", "s", "v", "in", r"\text{net}"),
    "hidden": ("o", "h", "y", "z", "a", "x"),
    "output": ("o", "y", r"\hat y", "a", "z", "O"),
    "target": ("t", "y", "d", "T"),
    "input": ("x", "o", "x", "a"),
    "activation": ("f", "sigmoid", r"\varphi", r"\sigma", "g", "tanh"),
    "order": ("ji", "ij"),
    "comma": ("", "", "", "", ","),
    "weights": (("w", "w"), ("w", "w"), ("W", "W"), ("v", "w"), ("w^{(1)}", "w^{(2)}")),
    "indices": ("ijk", "ijk", "ihk", "kji"),
    "cost": ("E", "C", "J", "L", "E_p", r"\mathcal{L}", "Err"),
    "difference": ("t-o", "o-t"),
    "delta": (r"\delta", r"\delta", r"\delta", r"\Delta", "none", r"\epsilon"),
    "forward": ("full", "full", "activations", "none"),
    "cost shown": (True, True, False),
    "sign": ("=", "=", r"\leftarrow", ":="),
    "bias": ("b", ""),
}
UNITS = {"sigmoid": "sigmoid units", "tanh": "tanh units"}
VALUES = {"sigmoid": r"\frac{1}{1+e^{-%s}}", "tanh": r"\tanh(%s)"}
SLOPES = {"sigmoid": "%s(1-%s)", "tanh": "(1-%s^2)"}


def units(note: Note) -> None:
    """Input i, hidden j, output k."""
    d = note.draw(CHOICES)
    if clashes(d):
        raise Clash
    name(d)
    note.say("# Backpropagation")
    forward(note, d)
    if note.choices["cost shown"]:
        note.show(note.define(rf"{d.cost} = \frac{{1}}{{2}}\sum_{d.k} ({d.t}-{d.o})^2"))
    else:
        note.say("We minimise the squared error.")
    if d.delta == "none":
        chain_rule(note, d)
    else:
        deltas(note, d)
        gradients(note, d)
        steps(note, d)


def clashes(d: SimpleNamespace) -> bool:
    """Whether one letter stands for two things."""
    return (
        d.pre in (d.hidden, d.output, d.input, d.weights[0])
        or d.target in (d.hidden, d.output)
        or (d.hidden == "x" != d.input)
        or (d.hidden == d.indices[1])
        or (d.input == "a" and (d.hidden, d.output) != ("a", "a"))
        or (d.input == "o" != d.hidden)
        or d.input == d.output != d.hidden
    )


def name(d: SimpleNamespace) -> None:
    """The quantities with their indices, and the error with its sign."""
    d.i, d.j, d.k = d.indices
    d.x, d.h, d.o, d.t = f"{d.input}_{d.i}", f"{d.hidden}_{d.j}", f"{d.output}_{d.k}", f"{d.target}_{d.k}"
    d.z1, d.z2 = f"{d.pre}_{d.j}", f"{d.pre}_{d.k}"
    d.w1, d.w2 = weight(d, 0, d.j, d.i), weight(d, 1, d.k, d.j)
    d.minus = "-" if d.difference == "t-o" else ""
    d.error = f"({d.t}-{d.o})" if d.minus else f"({d.o}-{d.t})"
    d.slope1, d.slope2 = slope(d, d.h, d.z1), slope(d, d.o, d.z2)


def weight(d: SimpleNamespace, layer: int, to: str, of: str) -> str:
    """The weight of a connexion: either index may come first."""
    return (
        f"{d.weights[layer]}_{{{to}{d.comma}{of}}}" if d.order == "ji" else f"{d.weights[layer]}_{{{of}{d.comma}{to}}}"
    )


def slope(d: SimpleNamespace, value: str, at: str) -> str:
    """f'(z), by its value where that can be done."""
    form = SLOPES.get(d.activation)
    return form.replace("%s", value) if form else f"{d.activation}'({at})"


def forward(note: Note, d: SimpleNamespace) -> None:
    """From the inputs to the outputs, or words in its place."""
    form = VALUES.get(d.activation, f"{d.activation}(%s)")
    hidden, output = note.define(f"{d.h} = {form % d.z1}"), note.define(f"{d.o} = {form % d.z2}")
    kind = UNITS.get(d.activation, f"units of activation ${d.activation}$")
    if d.forward == "full":
        b1, b2 = (f"b_{d.j}", f"b_{d.k}") if d.bias else ("", "")
        sum1, sum2 = rf"\sum_{d.i} {d.w1} {d.x}", rf"\sum_{d.j} {d.w2} {d.h}"
        note.show(note.define(f"{d.z1} = {added(sum1, b1)}"), hidden)
        note.show(note.define(f"{d.z2} = {added(sum2, b2)}"), output)
    elif d.forward == "activations":
        note.say(f"The units are {kind}: $%s$, $%s$.", hidden, output)
    else:
        note.say(f"All units are {kind}.")


def chain_rule(note: Note, d: SimpleNamespace) -> None:
    """Without a letter for the errors."""

    def of_cost(name: str) -> str:
        return partial(d.cost, name)

    top = f"{d.minus}{d.error}"
    note.show(note.claim(f"{of_cost(d.o)} = {top}"))
    note.show(note.claim(f"{of_cost(d.z2)} = {top} {d.slope2}"))
    chain = f"{of_cost(d.z2)} {partial(d.z2, d.w2)}"
    note.show(note.claim(f"{of_cost(d.w2)} = {chain} = {top} {d.slope2} {d.h}"))
    note.show(note.claim(rf"{of_cost(d.h)} = \sum_{d.k} {of_cost(d.z2)} {d.w2}"))
    note.show(note.claim(f"{of_cost(d.w1)} = {of_cost(d.h)} {d.slope1} {d.x}"))


def deltas(note: Note, d: SimpleNamespace) -> None:
    """The errors, said to be what they are or not."""
    if note.pick("delta said", (True, False)):
        note.show(note.define(f"{d.delta}_{d.k} = {d.minus}{partial(d.cost, d.z2)}"))
    output = f"{d.delta}_{d.k} {d.sign} {d.error} {d.slope2}"
    hidden = rf"{d.delta}_{d.j} {d.sign} {d.slope1} \sum_{d.k} {d.w2} {d.delta}_{d.k}"
    note.show(note.claim(output), note.claim(hidden))


def gradients(note: Note, d: SimpleNamespace) -> None:
    """∂E/∂w, with the sign that the errors have."""
    d.update = note.pick("update", ("gradient", "Delta", "both", "step"))
    if d.update in ("gradient", "both"):
        ends = ((d.w2, d.k, d.h), (d.w1, d.j, d.x))
        note.show(*(note.claim(f"{partial(d.cost, w)} = {d.minus}{d.delta}_{to} {of}") for w, to, of in ends))


def steps(note: Note, d: SimpleNamespace) -> None:
    """How the weights change."""
    rate = note.pick("rate", (r"\eta", r"\alpha", r"\eta" if d.delta == r"\epsilon" else r"\epsilon"))
    shown: list[Equation | None] = []
    for w, to, of in ((d.w2, d.k, d.h), (d.w1, d.j, d.x)):
        change = f"{rate} {d.delta}_{to} {of}"
        if d.update in ("Delta", "both") and d.delta != r"\Delta":
            shown.append(note.claim(rf"\Delta {w} = {'' if d.minus else '-'}{change}"))
        elif d.update == "step":
            shown.append(note.claim(rf"{w} \leftarrow {w} {'+' if d.minus else '-'} {change}"))
    note.show(*shown)
