"""Quantities of a network: how they are told apart, and the letters that notes have for them."""

from dataclasses import dataclass
from typing import NamedTuple

WIDTHS = (3, 5, 2, 4, 6, 7, 8, 9)
FRESH = (4, 3, 6, 2, 8, 9, 10, 11, 12)
LETTERS = {"i": 3, "j": 5, "k": 2, "c": 2, "p": 5, "q": 4, "r": 4, "s": 6, "o": 2, "h": 5, "d": 4, "n": 3}
COSTS = frozenset({"C", "J", "L", "E", "ell", "xi", "Cost", "cost", "Loss", "loss", "Error", "Err", "F", "MSE", "CE",
                   "Q", "R", "FinalOutput", "dFinalOutput", "J_total", "mathcal{L}", "total", "O", "S"})  # fmt: skip
JACOBIAN = "Jac"
"""What a matrix of derivatives is called, where its letter is that of a cost."""
DIAGONALS = frozenset({"diag", "Diag", "np.diag"})
"""What makes a matrix of a vector."""
TARGETS = frozenset({"y", "Y", "t", "T", "target", "label", "d"})
TRUE_CLASS, RIGHT = "κ", 1
"""The index of the right class, whichever letter a text has for it, and which one it is."""
INPUTS = frozenset({"x", "X"})
BIASES = frozenset({"b", "B", "beta", "bias"})
RATES = frozenset({"eta", "alpha", "mu", "lr", "LR", "epsilon", "gamma", "rho", "varepsilon"})
INDEXED = RATES - {"eta", "lr", "LR"}
"""Letters of rates that states, weights and thresholds have too, with the index of a unit: α_h, β_j, γ_h."""
RATE = 0.37
"""The value of a learning rate."""
ACCUMULATORS = frozenset({"Delta"})
"""What gradients are added up in, one example after another."""
DECAYS = frozenset({"lambda", "Lambda"})
PARAMETERS = frozenset({"w", "theta", "b", "v", "u", "p", "W", "V", "U"})


class Key(NamedTuple):
    """A quantity: symbol, label in its name, layer, and the entry where entries have values of their own."""

    base: str
    label: str = ""
    layer: int | None = None
    tag: tuple[str, ...] = ()

    @property
    def root(self) -> str:
        """The letter, without accents."""
        return self.base.split("~")[0]


@dataclass(frozen=True)
class Change:
    """Δw = `sign` η ∂C/∂w, or without η."""

    sign: int
    has_rate: bool

    def times(self, rate: float) -> float:
        """What the gradient is multiplied by."""
        return self.sign * (rate if self.has_rate else 1.0)


OF_UNITS = "ϵ"
"""What stands before the letter of a cost of single units, E_i, to tell it from that of all of them."""
MISSED = f"{OF_UNITS}e"
"""What an output misses, e_j = d_j − y_j, where its square is to be told from that of Euler's number."""


def shown(base: str) -> str:
    """A letter as the text has it."""
    return base.removeprefix(OF_UNITS)
