r"""One neuron in vectors, with derivatives as rows or columns: ∂z/∂w = x^T."""

from types import SimpleNamespace

from .forms import partial
from .note import Note

CHOICES = {
    "bold": ("both", "both", "x", "none"),
    "activation": ("max", r"\sigma", "linear"),
    "dot": (True, False),
    "output": ("a", r"\hat y", "y"),
    "cost": ("C", "L", "E"),
    "half": (True, False),
    "layout": ("column", "row"),
}
VALUES = {"max": r"\max(0, z)", r"\sigma": r"\sigma(z)", "linear": "z"}
SLOPES = {"max": r" \mathbb{1}(z > 0)", r"\sigma": " A(1-A)", "linear": ""}


def matrix_calculus(note: Note) -> None:
    """z = w·x + b, one squared error, one factor after the other."""
    d = note.draw(CHOICES)
    d.w = r"\mathbf{w}" if d.bold == "both" else "w"
    d.x = "x" if d.bold == "none" else r"\mathbf{x}"
    d.target = "t" if d.output == "y" else "y"
    linear = rf"{d.w} \cdot {d.x}" if d.dot else f"{d.w}^T {d.x}"
    value = note.define(f"{d.output} = {VALUES[d.activation]}")
    note.show(note.define(f"z = {linear} + b"), value, shape="display")
    half = r"\frac{1}{2}" if d.half else ""
    note.show(note.define(f"{d.cost} = {half}({d.target} - {d.output})^2"))
    note.no_slips = ("transpose",)  # a derivative may be a row or a column
    factors(note, d)


def factors(note: Note, d: SimpleNamespace) -> None:
    """Each derivative, then by w and b in one line."""
    top = f"-{'' if d.half else '2'}({d.target} - {d.output})"
    slope = SLOPES[d.activation].replace("A", d.output)
    x = d.x if d.layout == "column" else f"{d.x}^T"
    note.show(note.claim(f"{partial(d.cost, d.output)} = {top}", 0.9))
    note.show(note.claim(f"{partial('z', d.w)} = {x}"), note.claim(f"{partial('z', 'b')} = 1"))
    if slope:
        note.show(note.claim(f"{partial(d.output, 'z')} ={slope}"))
    note.show(note.claim(f"{partial(d.cost, d.w)} = {top}{slope} {x}", 1))
    note.show(note.claim(f"{partial(d.cost, 'b')} = {top}{slope}"))
