"""Inputs that are named behind what is computed from them: y = 0.9988 with x₁ = 1, x₂ = 0, after one with others.

Read in the order of the text, the number would be held against the inputs of the example before.
"""

import re
from collections.abc import Sequence

from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.numeric.substitution import is_literal
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.mentions import mention_of
from symbackprop.proofreading.vocabulary.quantities import INPUTS

_FOR = re.compile(
    r"\s*(?:with|for|when|where|if|at|given|mit|für|wenn|pour|avec|quand|si|para|con|com|cuando|quando|per|при|для|если|"
    r"için|当|在|对于)\b\s*",
    re.IGNORECASE,
)
"""What leads from a number to the inputs that it is for."""
_AND = re.compile(r"\s*(?:,|and|und|et|y|e|и|ve|和|、|，)?\s*", re.IGNORECASE)
"""What stands between two inputs."""


def inputs_behind(formulas: Sequence[Formula], habits: Habits) -> dict[int, list[Formula]]:
    """The inputs that are given right behind a number in a sentence, by the number of its statement."""
    found: dict[int, list[Formula]] = {}
    for at, formula in enumerate(formulas):
        own = formula.statement
        if own.display.is_display or own.link or formula.right is None or not is_literal(formula.right):
            continue
        given: list[Formula] = []
        last = own.display
        for other in (f for f in formulas[at + 1 :] if f.statement.display is not own.display):
            same = other.statement.display is last
            gap = "" if same else last.original.text[last.outer[1] : other.statement.display.outer[0]]
            if not (same or (_AND if given else _FOR).fullmatch(gap)) or not _is_input(other, habits):
                break
            given.append(other)
            last = other.statement.display
        found |= {formula.number: given} if given else {}
    return found


def _is_input(formula: Formula, habits: Habits) -> bool:
    """Whether it is x₁ = 1."""
    own = mention_of(formula.left, habits) if formula.left is not None else None
    is_number = formula.right is not None and is_literal(formula.right)
    return own is not None and own.base in INPUTS and is_number and not formula.statement.display.is_display
