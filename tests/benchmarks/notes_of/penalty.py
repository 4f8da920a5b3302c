r"""Weight decay: λ/2m ‖W‖² in the cost, λ/m W in the gradient, w := w (1 − αλ/m) − … in the step."""

from .forms import partial
from .note import Note

COSTS = ("J", "L", "C", "E")
FACTORS = {r"\frac{\lambda}{2m}": r"\frac{\lambda}{m}", r"\frac{\lambda}{2}": r"\lambda"}  # in the cost: its derivative
MEAN = r"\frac{1}{m}\sum_{i=1}^m"


def penalty(note: Note) -> None:
    """Of a layer, or of a regression."""
    kind = note.pick("kind", ("layer", "logistic", "linear"))
    cost = note.pick("cost", COSTS)
    if kind == "layer":
        layer(note, cost)
    else:
        regression(note, kind, cost)


def layer(note: Note, cost: str) -> None:
    """A layer of a deep network, with a batch."""
    linear = note.define("z^{[l]} = W^{[l]} a^{[l-1]} + b^{[l]}")
    note.show(linear, note.define("a^{[l]} = g(z^{[l]})"))
    factor = note.pick("factor", tuple(FACTORS))
    mean = rf"{MEAN} \mathcal{{L}}(\hat{{y}}^{{(i)}}, y^{{(i)}})"
    note.show(note.define(rf"{cost} = {mean} + {factor} \sum_l \|W^{{[l]}}\|_F^2"))
    decay = f"{FACTORS[factor]} W^{{[l]}}"
    note.show(note.claim(rf"dW^{{[l]}} = \frac{{1}}{{m}} dZ^{{[l]}} A^{{[l-1]T}} + {decay}", 1))
    note.show(note.claim(r"db^{[l]} = \frac{1}{m} np.sum(dZ^{[l]}, axis=1, keepdims=True)"))
    note.show(note.claim("dZ^{[l]} = dA^{[l]} * g'(Z^{[l]})"))
    note.show(note.claim("dA^{[l-1]} = W^{[l]T} dZ^{[l]}"))


def regression(note: Note, kind: str, cost: str) -> None:
    """Weights with one index, examples with another."""
    w = note.pick("weights", ("w", r"\theta"))
    output = note.pick("output", (r"\hat{y}", r"h_\theta(x)")) if w == r"\theta" else r"\hat{y}"
    each = output.replace("(x)", "(x^{(i)})") if "(x)" in output else rf"{output}^{{(i)}}"
    value = rf"\sigma({w}^T x)" if kind == "logistic" else f"{w}^T x"
    note.show(note.define(f"{output} = {value}"))
    entropy = rf"-{MEAN} [y^{{(i)}}\log {each} + (1-y^{{(i)}})\log(1-{each})]"
    square = rf"\frac{{1}}{{2m}}\sum_{{i=1}}^m ({each} - y^{{(i)}})^2"
    decay = rf"\frac{{\lambda}}{{2m}}\sum_{{j=1}}^n {w}_j^2"
    note.show(note.define(f"{cost}({w}) = {entropy if kind == 'logistic' else square} + {decay}"))
    mean = f"{MEAN} ({each} - y^{{(i)}}) x_j^{{(i)}}"
    total = rf"{mean} + \frac{{\lambda}}{{m}} {w}_j"
    note.show(note.claim(f"{partial(f'{cost}({w})', f'{w}_j')} = {total}", 1))
    note.show(note.claim(rf"{w}_j := {w}_j - \alpha \left[{total}\right]", 1))
    note.show(note.claim(rf"{w}_j := {w}_j (1 - \alpha\frac{{\lambda}}{{m}}) - \alpha {mean}"))
