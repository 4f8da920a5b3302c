"""Notations: how the same equations are spelled in print.

A notation is a value, never code in a printer: the symbols, where the layer goes, how a product by entries, a
transpose and a derivative look.  Adding one is adding one value to `NOTATIONS`.  A notation changes no equation.
"""

from dataclasses import dataclass

from symbackprop.errors import UsageError
from symbackprop.language.systems import Role
from symbackprop.typesetting.letters import read
from symbackprop.typesetting.presentation import Math

Symbols = tuple[tuple[Role, str, str], ...]

_LETTERS: Symbols = (
    (Role.INPUT, "x", "X"),
    (Role.TARGET, "y", "Y"),
    (Role.WEIGHT, "w", "W"),
    (Role.BIAS, "b", "b"),
    (Role.WEIGHTED_INPUT, "z", "Z"),
    (Role.ACTIVATION, "a", "A"),
    (Role.COST, "C", "C"),
    (Role.ERROR, r"\delta", r"\delta"),
)
STANDARD = {
    Role.INPUT: "x",
    Role.TARGET: "y",
    Role.WEIGHT: "w",
    Role.BIAS: "b",
    Role.WEIGHTED_INPUT: "z",
    Role.ACTIVATION: "a",
    Role.COST: "C",
    Role.ERROR: "delta",
}
"""The symbols that networks give to their quantities, which a notation may spell otherwise; others stay as they are."""


@dataclass(frozen=True)
class Notation:
    """One way to print.

    `symbols` lists for each role the letter of an entry or a vector, and that of a matrix.  `layer` is the template of
    the superscript, with {} for the layer; `input_layer` says whether the input is written as activation of layer 0.
    `derivative` is the template of ∂C/∂w with {cost} and {quantity} as holes.  `transpose` is the superscript
    of a transpose; `joined` puts it beside the layer, W^{[l]T}, instead of around it, (w^l)^T.
    """

    name: str
    symbols: Symbols = _LETTERS
    layer: str = "[{}]"
    input_layer: bool = False
    derivative: str = r"\frac{\partial {cost}}{\partial {quantity}}"
    gradient: str = r"\nabla_{quantity} {cost}"
    transpose: str = r"\mathsf{T}"
    joined: bool = True
    hadamard: str = r"\odot"
    quotient: str = r"\oslash"
    ones: str = r"\mathbf{1}"

    def has_symbol(self, role: Role) -> bool:
        """Whether there is a letter for a role."""
        return any(known is role for known, _, _ in self.symbols)

    def symbol(self, role: Role, matrix: bool = False) -> Math:
        """The letter for a role: of an entry or a vector, or of a matrix."""
        letters = next((entry, whole) for known, entry, whole in self.symbols if known is role)
        return read(letters[matrix])


def with_symbols(*changed: tuple[Role, str, str]) -> Symbols:
    """The usual letters with some of them changed."""
    roles = {role for role, _, _ in changed}
    return (*(s for s in _LETTERS if s[0] not in roles), *changed)


NOTATIONS: dict[str, Notation] = {
    n.name: n
    for n in (
        Notation("default"),
        Notation(
            "nielsen",
            symbols=with_symbols(
                (Role.WEIGHT, "w", "w"), (Role.WEIGHTED_INPUT, "z", "z"), (Role.ACTIVATION, "a", "a"),
                (Role.INPUT, "a", "a"), (Role.TARGET, "y", "y"),
            ),
            layer="{}",
            input_layer=True,
            transpose="T",
            joined=False,
        ),
        Notation(
            "ng",
            symbols=with_symbols((Role.INPUT, "a", "A"), (Role.ERROR, "dz", "dZ")),
            input_layer=True,
            derivative="d{quantity}",
            transpose="T",
            hadamard="*",
        ),
    )
}  # fmt: skip


def find_notation(notation: str | Notation) -> Notation:
    """A notation by name, or the one that is given.   Raises: UsageError."""
    if isinstance(notation, Notation):
        return notation
    if notation not in NOTATIONS:
        raise UsageError(f"there is no notation {notation!r}", expected=", ".join(NOTATIONS))
    return NOTATIONS[notation]
