r"""The names of a program in formulas: dscores = (probs − Y) / N, dW_2 = h^T dscores."""

from types import SimpleNamespace

from .note import Note

CHOICES = {
    "scores": ("scores", "logits", "out"),
    "hidden": ("hidden", "h1", "h", "a1"),
    "activation": ("relu", "tanh", "sigmoid"),
    "examples": ("N", "m"),
    "forward": ("code", "formulas"),
    "upright": (True, False),
}
CODE = {"relu": "np.maximum(0, z1)", "tanh": "np.tanh(z1)", "sigmoid": "sigmoid(z1)"}
FORMULAS = {"relu": r"\max(0, z_1)", "tanh": r"\tanh(z_1)", "sigmoid": r"\sigma(z_1)"}
SLOPES = {"relu": "(z_1 > 0)", "tanh": "(1 - H^2)", "sigmoid": r"H \odot (1 - H)"}
SHORT = {"h1": "h_1", "a1": "a_1", "h": "h"}


def code_names(note: Note) -> None:
    """Two layers, examples in rows, what d means said by nobody."""
    d = note.draw(CHOICES)
    d.s, d.p = named(d, d.scores), named(d, "probs")
    d.h = SHORT.get(d.hidden) or named(d, d.hidden)
    note.say("# Backward pass in numpy terms")
    forward(note, d)
    note.say(f"The loss is the mean cross-entropy over the ${d.examples}$ examples.")
    backward(note, d)


def named(d: SimpleNamespace, word: str) -> str:
    """A word as one name: upright, or letter by letter as TeX has it."""
    return rf"\text{{{word}}}" if d.upright else word


def forward(note: Note, d: SimpleNamespace) -> None:
    """As a program or in formulas."""
    if d.forward == "code":
        lines = (
            "z1 = X @ W1 + b1",
            f"{d.hidden} = {CODE[d.activation]}",
            f"{d.scores} = {d.hidden} @ W2 + b2",
            f"probs = softmax({d.scores})",
        )
        note.say("```python\n" + "\n".join(lines) + "\n```")
        return
    hidden = note.define(f"{d.h} = {FORMULAS[d.activation]}")
    note.show(note.define("z_1 = X W_1 + b_1"), hidden, shape="display")
    probabilities = note.define(rf"{d.p} = \text{{softmax}}({d.s})")
    note.show(note.define(f"{d.s} = {d.h} W_2 + b_2"), probabilities, shape="display")


def backward(note: Note, d: SimpleNamespace) -> None:
    """A line for each line of the program."""
    slope = SLOPES[d.activation].replace("H", d.h)
    lines = (
        (rf"d{d.s} = \frac{{1}}{{{d.examples}}}({d.p} - Y)", 1),
        (f"dW_2 = {d.h}^T d{d.s}", 0.85),
        (rf"db_2 = \sum_i d{d.s}_i", 0.85),
        (f"d{d.h} = d{d.s} W_2^T", 0.85),
        (rf"dz_1 = d{d.h} \odot {slope}", 0.85),
        ("dW_1 = X^T dz_1", 0.85),
        (r"db_1 = \sum_i (dz_1)_i", 0.85),
    )
    for latex, kept in lines:
        note.show(note.claim(latex, kept), shape="display")
