r"""A course on language: row vectors, z = x W_1 + b_1, and ∂J/∂x down to the words."""

from types import SimpleNamespace

from .forms import partial
from .note import Note

CHOICES = {"bold": (True, False), "cost": ("J", "CE", "L"), "errors": ("derivatives", "numbered")}


def row_vectors(note: Note) -> None:
    """One hidden layer of σ, softmax of θ."""
    d = note.draw(CHOICES)
    d.x, d.w, d.b, d.z, d.h, d.y = (rf"\mathbf{{{letter}}}" if d.bold else letter for letter in "xWbzhy")
    d.theta = r"\boldsymbol{\theta}" if d.bold else r"\theta"
    d.output = rf"\hat{{{d.y}}}"
    d.error = f"{d.output} - {d.y}"
    linear = note.define(f"{d.z} = {d.x} {d.w}_1 + {d.b}_1")
    note.show(linear, note.define(rf"{d.h} = \sigma({d.z})"), shape="display")
    scores = note.define(f"{d.theta} = {d.h} {d.w}_2 + {d.b}_2")
    note.show(scores, note.define(rf"{d.output} = \text{{softmax}}({d.theta})"), shape="display")
    note.show(note.define(rf"{d.cost} = -\sum_i y_i \log \hat{{y}}_i"))
    if d.errors == "derivatives":
        derivatives(note, d)
    else:
        numbered(note, d)


def derivatives(note: Note, d: SimpleNamespace) -> None:
    """By θ, by h, and at once by x."""
    back = f"({d.error}) {d.w}_2^T"
    note.show(note.claim(f"{partial(d.cost, d.theta)} = {d.error}", 1))
    chained = f"{partial(d.cost, d.theta)} {partial(d.theta, d.h)}"
    note.show(note.claim(f"{partial(d.cost, d.h)} = {chained} = {back}"))
    note.show(note.claim(rf"{partial(d.cost, d.x)} = {back} \circ {d.h} \circ (1-{d.h}) {d.w}_1^T", 0.7))


def numbered(note: Note, d: SimpleNamespace) -> None:
    """δ_1, δ_2, δ_3 on the way down."""
    note.show(note.claim(rf"\delta_1 = {partial(d.cost, d.theta)} = {d.error}", 1))
    note.show(note.claim(rf"\delta_2 = {partial(d.cost, d.h)} = \delta_1 {d.w}_2^T"))
    note.show(note.claim(rf"\delta_3 = {partial(d.cost, d.z)} = \delta_2 \circ \sigma'({d.z})"))
    note.show(note.claim(rf"{partial(d.cost, d.x)} = \delta_3 {d.w}_1^T"))
