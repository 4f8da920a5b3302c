r"""Softmax and cross-entropy: ∂p_k/∂z_j = p_k (δ_kj − p_j), ∂L/∂z = p − y."""

from types import SimpleNamespace

from .forms import added, partial
from .note import Clash, Equation, Note

CHOICES = {
    "z": ("z", "z", "f", "s", "o", "a"),
    "p": ("p", "p", r"\hat y", "a", "y", "S"),
    "target": ("y", "t"),
    "cost": ("L", "E", "J", r"\mathcal{L}", "C"),
    "indices": ("kj", "ij", "ik"),
    "layer": (True, True, False),
    "bias": ("b", ""),
    "slopes": ("cases", "Kronecker", "none"),
}


def softmax(note: Note) -> None:
    """Probabilities, alone or after a layer."""
    d = note.draw(CHOICES)
    if d.p in (d.z, d.target):
        raise Clash
    d.k, d.j = d.indices
    note.say("## Softmax and cross-entropy")
    note.show(note.define(rf"{d.p}_{d.k} = \frac{{e^{{{d.z}_{d.k}}}}}{{\sum_{d.j} e^{{{d.z}_{d.j}}}}}"))
    if d.layer:
        note.show(note.define(f"{d.z} = {added('W x', d.bias)}"))
    note.show(note.define(rf"{d.cost} = -\sum_{d.k} {d.target}_{d.k} \log {d.p}_{d.k}"))
    note.show(slopes(note, d))
    note.show(note.claim(f"{partial(d.cost, f'{d.z}_{d.j}')} = {d.p}_{d.j} - {d.target}_{d.j}", 1))
    note.show(note.claim(f"{partial(d.cost, d.z)} = {d.p} - {d.target}"))
    if d.layer:
        error = f"({d.p} - {d.target})"
        bias = note.claim(f"{partial(d.cost, 'b')} = {d.p} - {d.target}") if d.bias else None
        note.show(note.claim(f"{partial(d.cost, 'W')} = {error} x^T"), bias)
        note.show(note.claim(f"{partial(d.cost, 'x')} = W^T {error}"))


def slopes(note: Note, d: SimpleNamespace) -> Equation | None:
    """∂p/∂z in two cases or with Kronecker's δ."""
    p, q = f"{d.p}_{d.k}", f"{d.p}_{d.j}"
    slope = partial(p, f"{d.z}_{d.j}")
    if d.slopes == "Kronecker":
        return note.claim(rf"{slope} = {p}(\delta_{{{d.k}{d.j}}} - {q})")
    same, other = rf"{p}(1-{p}) & {d.k} = {d.j}", rf"-{p} {q} & {d.k} \neq {d.j}"
    cases = rf"\begin{{cases}} {same} \\ {other} \end{{cases}}"
    return note.claim(f"{slope} = {cases}") if d.slopes == "cases" else None
