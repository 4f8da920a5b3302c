r"""Notations: how the same equations are spelled in print.

A notation is a value, never code in a printer: the symbols, where the layer goes, how a product by entries, a
transpose and a derivative look.  Adding one is adding one value to `NOTATIONS`, or a file (`notation_files`).  A
notation changes no equation; `convention` only names the habit of what δ includes that goes with it.

Letters and templates are written as LaTeX, and read once into presentation trees, so that they serve every format:
\delta, \bar{W}, and \frac{\partial {cost}}{\partial {quantity}} with its holes.
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
_DECAY = (("decay", r"\lambda_{w}"),)
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
UNITS = (Role.INPUT, Role.WEIGHTED_INPUT, Role.ACTIVATION, Role.ERROR)
"""The roles of what has one entry for each unit of a layer."""


@dataclass(frozen=True)
class Notation:
    """One way to print.

    Letters: `symbols` lists for each role the letter of an entry or a vector, and that of a matrix; `output` is the
    letter of the last activation where it has one of its own, and `prediction` what a statement calls it; `width`,
    `examples`, `ones` and `zeros` are the letters of n_l, of m and of the vectors of ones and zeros; `functions`,
    `indices` and `hyperparameters` rename activations left open, entry indices, and what else is set by hand: the step
    count t, the decay of weights.

    Layers: `layer` is the template of the layer, with {} for its number; it stands above, or below for the roles in
    `below`.  `input_layer` says whether the input is written as activation of layer 0; `offsets` are added to the
    printed layer of a role: with 1 for every role of units, the input is layer 1.  Equations for a role in `restated`
    are stated for layer l as printed.

    Signs: `derivative` and `gradient` are the templates of ∂C/∂w and ∇_a C, with {cost} and {quantity}; a derivative
    without the cost in it is a name, dW, of whatever its convention says.  `differential` is the d of other
    derivatives.  `transpose` is the superscript of a transpose; `joined` puts it beside the layer, W^{[l]T}, instead
    of around it, (w^l)^T.  `limits` says whether a sum shows its last value.

    Habits: `bias_unit` joins weights and bias, Θ = [b W], the entries of the bias being column 0; `broadcast` leaves
    out the ones that copy a bias to every example; `single` prints the index of a layer of one unit; `forward` sets
    the links of the chain rule as one walks from the weight to the cost, ∂z/∂w ∂a/∂z ∂C/∂a, instead of back.
    """

    name: str
    symbols: Symbols = _LETTERS
    output: str = ""
    prediction: str = r"\hat{y}"
    width: str = "n"
    examples: str = "m"
    ones: str = r"\mathbf{1}"
    zeros: str = r"\mathbf{0}"
    functions: tuple[tuple[str, str], ...] = ()
    indices: tuple[tuple[str, str], ...] = ()
    hyperparameters: tuple[tuple[str, str], ...] = _DECAY
    layer: str = "[{}]"
    below: tuple[Role, ...] = ()
    input_layer: bool = False
    offsets: tuple[tuple[Role, int], ...] = ()
    restated: tuple[Role, ...] = ()
    derivative: str = r"\frac{\partial {cost}}{\partial {quantity}}"
    gradient: str = r"\nabla_{quantity} {cost}"
    differential: str = r"\partial"
    transpose: str = r"\mathsf{T}"
    joined: bool = True
    hadamard: str = r"\odot"
    quotient: str = r"\oslash"
    limits: bool = True
    bias_unit: bool = False
    bias_column: bool = False
    broadcast: bool = False
    single: bool = True
    forward: bool = False
    convention: str = "total"

    def __post_init__(self) -> None:
        """Refuse one symbol for two meanings.   Raises: UsageError."""
        meanings = [(letter, role.value) for role, *both in self.symbols for letter in dict.fromkeys(both)]
        meanings += [(self.width, "width of a layer"), (self.examples, "number of examples")]
        meanings += [(self.output, "output")] if self.output else []
        meanings += [(letter, f"hyperparameter {name}") for name, letter in self.hyperparameters]
        allowed = {frozenset((Role.INPUT.value, Role.ACTIVATION.value))} if self.input_layer else set()
        allowed |= {frozenset((Role.WEIGHT.value, Role.BIAS.value))} if self.bias_column else set()
        refuse_clashes(self.name, meanings, allowed)
        renamed = dict(self.indices)
        indices = [(renamed.get(i, i), f"index {i}") for i in (*dict.fromkeys("ijklpqrstuv"), *renamed)]
        sizes = [(self.width, "width of a layer"), (self.examples, "number of examples")]
        refuse_clashes(self.name, [*sizes, *indices])

    @property
    def names_derivatives(self) -> bool:
        """Whether dW is a name, rather than ∂C/∂W a quotient that says what it is."""
        return "{cost}" not in self.derivative

    def offset(self, role: Role) -> int:
        """What is added to the layer of a role in print."""
        return dict(self.offsets).get(role, 0)

    def has_symbol(self, role: Role) -> bool:
        """Whether there is a letter for a role."""
        return any(known is role for known, _, _ in self.symbols)

    def symbol(self, role: Role, matrix: bool = False) -> Math:
        """The letter for a role: of an entry or a vector, or of a matrix."""
        letters = next((entry, whole) for known, entry, whole in self.symbols if known is role)
        return read(letters[matrix])


def refuse_clashes(
    name: str, meanings: list[tuple[str, str]], allowed: set[frozenset[str]] | frozenset[frozenset[str]] = frozenset()
) -> None:
    """Raise UsageError where a letter has two meanings, showing both."""
    known: dict[str, str] = {}
    for letter, meaning in meanings:
        other = known.setdefault(letter, meaning)
        if other != meaning and frozenset((other, meaning)) not in allowed:
            raise UsageError(
                f"one symbol with two meanings in notation {name!r}",
                text=letter,
                expected="a letter for each",
                got=f"{letter} is the {other} and the {meaning}",
            )


def with_symbols(*changed: tuple[Role, str, str]) -> Symbols:
    """The usual letters with some of them changed."""
    roles = {role for role, _, _ in changed}
    return (*(s for s in _LETTERS if s[0] not in roles), *changed)


_SMALL = (
    (Role.WEIGHT, "w", "w"), (Role.WEIGHTED_INPUT, "z", "z"), (Role.ACTIVATION, "a", "a"), (Role.INPUT, "a", "a"),
    (Role.TARGET, "y", "y"),
)  # fmt: skip

NOTATIONS: dict[str, Notation] = {
    n.name: n
    for n in (
        Notation("default"),
        Notation("nielsen", symbols=with_symbols(*_SMALL), layer="{}", input_layer=True, transpose="T", joined=False,
                 width="K", examples="n", limits=False),
        Notation("punnen", symbols=with_symbols(*_SMALL), layer="{}", input_layer=True, transpose="T", joined=False,
                 single=False, forward=True),
        Notation("halevy", symbols=with_symbols((Role.INPUT, "a", "A")), input_layer=True, transpose="T",
                 derivative=r"\frac{\mathrm{d} {cost}}{\mathrm{d} {quantity}}", differential=r"\mathrm{d}",
                 convention="per example"),
        Notation("ng", symbols=with_symbols((Role.INPUT, "a", "A"), (Role.ERROR, "dz", "dZ")), input_layer=True,
                 derivative="d{quantity}", transpose="T", hadamard="*", convention="per example"),
        Notation("coursera", symbols=with_symbols(
                     (Role.WEIGHT, r"\Theta", r"\bar{\Theta}"), (Role.BIAS, r"\Theta", r"\Theta"),
                     (Role.INPUT, "a", "A"), (Role.COST, "J", "J")),
                 layer="({})", input_layer=True, offsets=tuple((role, 1) for role in UNITS),
                 restated=(Role.ERROR, Role.GRADIENT),
                 prediction=r"h_{\Theta}(x)", width="s", transpose="T", joined=False, hadamard=r"\mathbin{.*}",
                 quotient=r"\mathbin{./}", bias_unit=True, bias_column=True,
                 indices=(("s", "c"),), convention="per example"),
        Notation("bishop", symbols=with_symbols(
                     (Role.TARGET, "t", "T"), (Role.WEIGHTED_INPUT, "a", "A"), (Role.ACTIVATION, "z", "Z"),
                     (Role.COST, "E", "E")),
                 output="y", layer="({})", transpose=r"\mathrm{T}", width="M", examples="N", joined=False,
                 functions=(("g", "h"),), indices=(("k", "i"), ("i", "k"), ("s", "n"), ("t", "m")),
                 hyperparameters=(*_DECAY, ("t", r"\tau"))),
        Notation("rows", below=tuple(Role), layer="{}", transpose=r"\top", broadcast=True),
    )
}  # fmt: skip
"""The notations that have names."""


def find_notation(notation: str | Notation) -> Notation:
    """A notation by name, or the one that is given.   Raises: UsageError."""
    if isinstance(notation, Notation):
        return notation
    if notation not in NOTATIONS:
        raise UsageError(f"there is no notation {notation!r}", expected=", ".join(NOTATIONS))
    return NOTATIONS[notation]
