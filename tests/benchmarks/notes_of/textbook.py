r"""A pattern-recognition textbook: a_j = Σ_i w_ji x_i, z_j = h(a_j), δ_j = h'(a_j) Σ_k w_kj δ_k."""

from .forms import partial
from .note import Clash, Note

CHOICES = {
    "activation": ("tanh", "h", "sigmoid"),
    "output": ("linear", "softmax", "sigmoid"),
    "cost": ("E", "E", "E_n"),
    "forward": ("full", "full", "short"),
}
VALUES = {"tanh": r"\tanh(a_j)", "h": "h(a_j)", "sigmoid": r"\sigma(a_j)"}
SLOPES = {"tanh": "(1-z_j^2)", "h": "h'(a_j)", "sigmoid": "z_j(1-z_j)"}
OUTPUTS = {"linear": "a_k", "softmax": r"\frac{\exp(a_k)}{\sum_l \exp(a_l)}", "sigmoid": r"\sigma(a_k)"}
SHORT = {"linear": r"\sum_j w_{kj} z_j", "sigmoid": r"\sigma\left(\sum_j w_{kj} z_j\right)"}
COSTS = {
    "linear": r"\frac{1}{2}\sum_k (y_k - t_k)^2",
    "softmax": r"-\sum_k t_k \ln y_k",
    "sigmoid": r"-\sum_k \{t_k \ln y_k + (1-t_k)\ln(1-y_k)\}",
}


def textbook(note: Note) -> None:
    """Hidden units j, outputs k; δ_k = y_k − t_k whatever the output is, since the cost goes with it."""
    d = note.draw(CHOICES)
    if (d.forward, d.output) == ("short", "softmax"):
        raise Clash
    note.say("# Error backpropagation")
    note.show(note.define(r"a_j = \sum_i w_{ji} x_i"), note.define(f"z_j = {VALUES[d.activation]}"), shape="display")
    if d.forward == "full":
        output = note.define(f"y_k = {OUTPUTS[d.output]}")
        note.show(note.define(r"a_k = \sum_j w_{kj} z_j"), output, shape="display")
    else:
        note.show(note.define(f"y_k = {SHORT[d.output]}"))
    note.show(note.define(f"{d.cost} = {COSTS[d.output]}"))
    note.show(note.define(rf"\delta_j \equiv {partial(d.cost, 'a_j')}"))
    note.show(note.claim(f"{partial(d.cost, 'w_{ji}')} = {partial(d.cost, 'a_j')} {partial('a_j', 'w_{ji}')}"))
    note.show(note.claim(r"\delta_k = y_k - t_k", 1))
    above = rf"\sum_k {partial(d.cost, 'a_k')} {partial('a_k', 'a_j')}"
    errors = note.claim(rf"\delta_j = {SLOPES[d.activation]} \sum_k w_{{kj}} \delta_k")
    note.show(errors, note.claim(rf"\delta_j = {above}", 0.4))
    note.show(note.claim(rf"{partial(d.cost, 'w_{ji}')} = \delta_j x_i"))
    note.show(note.claim(rf"{partial(d.cost, 'w_{kj}')} = \delta_k z_j"))
