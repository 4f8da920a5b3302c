r"""Two layers by name, one example or a batch: dW_2 = h^T dz_2 / m, the examples in rows or columns."""

from types import SimpleNamespace

from .forms import COSTS, PRODUCTS, SIGN_OF_GRADIENT, TRANSPOSED, gradient
from .note import Clash, Note

NAMES = {  # W b z of both layers
    "_1": ("W_1", "b_1", "z_1", "W_2", "b_2", "z_2"),
    "^{(1)}": tuple(f"{letter}^{{({layer})}}" for layer in "12" for letter in "Wbz"),
    "^{[1]}": tuple(f"{letter}^{{[{layer}]}}" for layer in "12" for letter in "Wbz"),
    "_h": ("W_h", "b_h", "z_h", "W_o", "b_o", "z_o"),
    "UV": ("U", "b", "z", "V", "c", "s"),
}
CHOICES = {
    "names": tuple(NAMES),
    "hidden": ("h", "a", "a_1", "h"),
    "output": (r"\hat{y}", r"\hat y", "o", "p", "a_2", "y"),
    "target": ("y", "t"),
    "rows": (False, True, True),
    "activation": (r"\sigma", r"\tanh", r"\mathrm{ReLU}", "f"),
    "kind of output": ("softmax", "sigmoid", "linear"),
    "forward": ("full", "full", "full", "none", "short"),
    "cost": COSTS,
    "cost shown": (True, True, False),
    "transposed": TRANSPOSED,
    "product": PRODUCTS,
    "gradient": SIGN_OF_GRADIENT,
}
OUTPUTS = {"softmax": r"\text{softmax}(%s)", "sigmoid": r"\sigma(%s)", "linear": "%s"}
SAID = {
    "softmax": "Softmax output and cross-entropy.",
    "sigmoid": "Sigmoid output with binary cross-entropy.",
    "linear": "Linear output, squared error (with a half).",
}
COST_SAID = {"softmax": "cross-entropy", "sigmoid": "binary cross-entropy", "linear": "half the squared error"}
COST_OF_ONE = {
    "softmax": r"-\sum_k T_k \log O_k",
    "sigmoid": r"-T\log O - (1-T)\log(1-O)",
    "linear": r"\frac12 \|O-T\|^2",
}
COST_OF_BATCH = {
    "softmax": r"-\frac{1}{m}\sum_i\sum_k T_{ik} \log O_{ik}",
    "sigmoid": r"-\frac{1}{m}\sum (T\log O + (1-T)\log(1-O))",
    "linear": r"\frac{1}{2m} \|O-T\|^2",
}
COST_OF_INDEXED = {False: r"-\sum_k T_k \log (O)_k", True: r"-\frac{1}{m}\sum T \log O"}  # a_2 has no room for k
SLOPES = {r"\sigma": "H P (1-H)", r"\tanh": "(1-H^2)", r"\mathrm{ReLU}": r"\mathbb{1}[Z > 0]", "f": "f'(Z)"}


def pair(note: Note) -> None:
    """A hidden layer and an output."""
    d = note.draw(CHOICES)
    d.batch = d.rows and note.pick("batch", (True, False))
    d.mean = note.pick("mean", ("dz", "dW")) if d.batch else ""
    numbered = d.hidden == "a_1", d.output == "a_2"
    if (d.names != "_1" and any(numbered)) or (d.hidden, d.output) == ("a", "a_2") or d.output == d.target:
        raise Clash
    if d.mean == "dW" and d.gradient != "d":
        raise Clash  # a true ∂C/∂z has the 1/m itself
    name(d)
    note.no_slips = ("index",)  # the h of z_h is a part of the name
    note.say("### Two-layer network")
    forward(note, d)
    costs(note, d)
    backward(note, d)


def name(d: SimpleNamespace) -> None:
    """The letters: capitals for a batch."""
    d.w1, d.b1, d.z1, d.w2, d.b2, d.z2 = NAMES[d.names]
    d.x, d.h, d.o, d.t = "x", d.hidden, d.output, d.target
    if d.batch:
        d.x, d.t = "X", d.t.upper()
        d.z1, d.z2 = (z.replace("z", "Z").replace("s", "S") for z in (d.z1, d.z2))
        d.h = d.h.replace("h", "H").replace("a", "A")
        d.o = d.o.replace("y", "Y") if "hat" in d.o else d.o.upper() if len(d.o) == 1 else d.o.replace("a", "A")
    d.over_dz, d.over_dw = (r"\frac{1}{m}" if d.mean == where else "" for where in ("dz", "dW"))


def linear(d: SimpleNamespace, w: str, x: str, b: str) -> str:
    """The weighted input: x stands on the side where its entries are."""
    return f"{x} {w} + {b}" if d.rows else f"{w} {x} + {b}"


def forward(note: Note, d: SimpleNamespace) -> None:
    """From input to output, with or without the weighted inputs."""
    output, kind = OUTPUTS[note.choices["kind of output"]], note.choices["kind of output"]
    first, second = linear(d, d.w1, d.x, d.b1), linear(d, d.w2, d.h, d.b2)
    if d.forward == "full":
        note.show(note.define(f"{d.z1} = {first}"), note.define(f"{d.h} = {d.activation}({d.z1})"))
        note.show(note.define(f"{d.z2} = {second}"), note.define(f"{d.o} = {output % d.z2}"))
    elif d.forward == "short":
        note.show(note.define(f"{d.h} = {d.activation}({first})"), note.define(f"{d.o} = {output % second}"))
    else:
        note.say(SAID[kind])


def costs(note: Note, d: SimpleNamespace) -> None:
    """The cost, in a formula or in words."""
    kind = note.choices["kind of output"]
    if d.forward == "none" and kind == "linear":
        if d.batch:
            note.say("Averaged over the $m$ examples.")
    elif note.choices["cost shown"]:
        indexed = kind == "softmax" and "_" in d.o
        form = COST_OF_INDEXED[d.batch] if indexed else (COST_OF_BATCH if d.batch else COST_OF_ONE)[kind]
        note.show(note.define(f"{d.cost} = {form.replace('T', d.t).replace('O', d.o)}"))
    else:
        note.say(f"Loss: {COST_SAID[kind]}{' averaged over the $m$ examples' if d.batch else ''}.")


def backward(note: Note, d: SimpleNamespace) -> None:
    """From the output to the first weights and biases."""
    by = gradient(d.gradient, d.cost)
    d.sums = note.pick("sums", (r"\sum_i", "np.sum")) if d.batch else ""
    top = f"{d.o}-{d.t}"
    note.show(note.claim(f"{by(d.z2)} = {f'{d.over_dz}({top})' if d.over_dz else top}", 0.95))
    note.show(note.claim(f"{by(d.w2)} = {d.over_dw}{outer(d, by(d.z2), d.h)}"))
    note.show(note.claim(f"{by(d.b2)} = {d.over_dw}{summed(d, by(d.z2))}"))
    back = f"{by(d.z2)} {turned(d, d.w2)}" if d.rows else f"{turned(d, d.w2)} {by(d.z2)}"
    note.show(note.claim(f"{by(d.h)} = {back}"))
    slope = SLOPES[d.activation].replace("H", d.h).replace("Z", d.z1).replace("P", d.product)
    note.show(note.claim(f"{by(d.z1)} = {by(d.h)} {d.product} {slope}"))
    first = note.claim(f"{by(d.w1)} = {d.over_dw}{outer(d, by(d.z1), d.x)}")
    note.show(first, note.claim(f"{by(d.b1)} = {d.over_dw}{summed(d, by(d.z1))}"))


def turned(d: SimpleNamespace, name: str) -> str:
    """The transpose of a quantity."""
    return f"({name}){d.transposed}" if "^" in name else f"{name}{d.transposed}"


def outer(d: SimpleNamespace, error: str, read: str) -> str:
    """The gradient by weights, from the error above and what the layer reads."""
    return f"{turned(d, read)} {error}" if d.rows else f"{error} {turned(d, read)}"


def summed(d: SimpleNamespace, error: str) -> str:
    """The sum over the examples of a batch."""
    if not d.batch:
        return error
    if d.sums == "np.sum":
        return rf"\text{{np.sum}}({error}, axis=0)"
    indexed = d.names == "UV" and d.gradient == "d"  # the letter has room for an i
    return rf"\sum_{{i=1}}^m {error}_i" if indexed else rf"\text{{sum}}({error}, 0)"
