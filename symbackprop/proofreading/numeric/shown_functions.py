"""Functions that only numbers tell: h is the sigmoid in a text that says no more of it than h(1) = 0.731."""

from symbackprop.parsing.latex.tree import Name, Node, Number
from symbackprop.proofreading.lexicon.definitions import Lexicon
from symbackprop.proofreading.numeric.facts import Known
from symbackprop.proofreading.worlds.functions import KNOWN, RELU, SIGMOID, TANH

USUAL = {"sigmoid": SIGMOID, "tanh": TANH, "relu": RELU}
TELLING = 3
"""How many digits a number has that no other function gives by accident."""


def unknown_functions(lexicon: Lexicon) -> frozenset[str]:
    """The functions that a text neither defines nor calls by a name that says which they are."""
    return frozenset(f for f in lexicon.functions if f not in KNOWN and not lexicon.bodies.get(f))


def is_telling(value: Known, printed: Node) -> bool:
    """Whether a value is of many digits, or that of a function which is named there, σ(0)."""
    if any(isinstance(n, Name) and n.text in KNOWN for n in printed.walk()):
        return True
    digits = [n.text.replace(".", "").lstrip("0") for n in printed.walk() if isinstance(n, Number)]
    is_round = value.value.size == 1 and bool(abs(value.value.reshape(()).real) in (0.0, 1.0))
    return not is_round and (len(max(digits, key=len, default="")) >= TELLING or not value.error.any())
