r"""Four layers as in a well-known course: δ^(3) = (Θ^(3))^T δ^(4) .* g'(z^(3)), and Δ that gathers the gradient."""

from types import SimpleNamespace

from .note import Equation, Note

CHOICES = {
    "weights": (r"\Theta", r"\theta", "W"),
    "transposed": ("^T", "^{T}"),
    "product": (".*", r"\odot", "*", r"\circ"),
    "forward": (True, True, False),
    "slope": ("g'", "a(1-a)"),
    "gathered": ("entries", "vectors", "none"),
    "slope said": (True, False),
}
OUTPUTS = (r"a^{(4)} = h_\Theta(x) = g(z^{(4)})", r"h_\Theta(x) = a^{(4)} = g(z^{(4)})")


def four_layers(note: Note) -> None:
    """The layers have numbers, from the input (1) to the output (4)."""
    d = note.draw(CHOICES)
    if d.gathered != "entries":
        note.no_slips = ("target",)  # where no gradient is shown, the errors may have either sign
    note.say("# Neural network: learning")
    if d.forward:
        forward(note, d)
    note.show(note.claim(r"\delta^{(4)} = a^{(4)} - y", 1))
    note.show(error(note, d, 3), error(note, d, 2))
    gathered(note, d)
    if note.choices["slope said"]:
        note.show(note.claim(f"g'(z^{{(3)}}) = a^{{(3)}} {d.product} (1 - a^{{(3)}})"))


def forward(note: Note, d: SimpleNamespace) -> None:
    """From a^(1) to the hypothesis, two equations a layer."""
    note.show(note.define("a^{(1)} = x"), shape="display")
    for layer in (2, 3, 4):
        linear = f"z^{{({layer})}} = {d.weights}^{{({layer - 1})}} a^{{({layer - 1})}}"
        value = f"a^{{({layer})}} = g(z^{{({layer})}})"
        if layer == 4 and d.weights == r"\Theta":
            value = note.pick("hypothesis", OUTPUTS)
        note.show(note.define(linear), note.define(value), shape="display")


def error(note: Note, d: SimpleNamespace, layer: int) -> Equation | None:
    """δ of a hidden layer."""
    slope = f"g'(z^{{({layer})}})" if d.slope == "g'" else f"(a^{{({layer})}} {d.product} (1-a^{{({layer})}}))"
    back = rf"({d.weights}^{{({layer})}}){d.transposed} \delta^{{({layer + 1})}}"
    return note.claim(rf"\delta^{{({layer})}} = {back} {d.product} {slope}")


def gathered(note: Note, d: SimpleNamespace) -> None:
    """∂J/∂Θ entry by entry, and Δ, to which every example adds."""
    entry = r"a_j^{(l)} \delta_i^{(l+1)}"
    if d.gathered == "entries":
        note.show(note.claim(rf"\frac{{\partial}}{{\partial {d.weights}_{{ij}}^{{(l)}}}} J({d.weights}) = {entry}"))
        note.show(note.define(rf"\Delta_{{ij}}^{{(l)}} := \Delta_{{ij}}^{{(l)}} + {entry}"))
    elif d.gathered == "vectors":
        outer = rf"\delta^{{(l+1)}} (a^{{(l)}}){d.transposed}"
        note.show(note.define(rf"\Delta^{{(l)}} := \Delta^{{(l)}} + {outer}"))
