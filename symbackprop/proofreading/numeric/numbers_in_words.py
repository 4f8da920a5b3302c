"""The numbers that a worked example gives in words or in code, under the names of what they are."""

from collections.abc import Sequence
from typing import NamedTuple

from symbackprop.parsing.containers.plain_numbers import numbers_beside
from symbackprop.parsing.latex.reading import read_side
from symbackprop.parsing.latex.tree import Node
from symbackprop.proofreading.lexicon.definitions import Formula, Lexicon
from symbackprop.proofreading.numeric.names import canonical
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS
from symbackprop.proofreading.vocabulary.quantities import BIASES, INPUTS, RATES, TARGETS

DATA = INPUTS | TARGETS | WEIGHTS | BIASES | RATES
"""What is given and not computed; other letters count things."""


class Beside(NamedTuple):
    """Where a number stands, what has it by its name and as a symbol, and the number."""

    start: int
    name: str
    number: Node
    symbol: Node


def numbers_in_words(formulas: Sequence[Formula], lexicon: Lexicon) -> list[Beside]:
    """The numbers that a text gives outside of its formulas, in order."""
    if not formulas:
        return []
    displays = dict.fromkeys(f.statement.display for f in formulas)
    taken = [d.outer for d in displays]
    found = []
    for given in numbers_beside(formulas[0].statement.display.original.text, taken):
        symbol = read_side(given.symbol)
        name = canonical(symbol, lexicon)
        base, _, units = name.partition("||")
        if base.partition("~")[0] in DATA or (base, "", (units.strip("|"),)) in lexicon.named:
            found.append(Beside(given.start, name, read_side(given.value), symbol))
    return found
