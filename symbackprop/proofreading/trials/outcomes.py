"""What comes out of a claim in one world: it holds, it fails, or nothing can be said, with the evidence."""

from dataclasses import dataclass
from enum import StrEnum

from symbackprop.parsing.latex.tree import Node
from symbackprop.proofreading.vocabulary.values import Unclear, Value, close, plain


class Found(StrEnum):
    """What came out of one claim in one world."""

    TRUE = "true"
    FALSE = "false"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Trial:
    """The outcome, with the evidence: where the sides differ, or why nothing can be said."""

    found: Found
    how: str = ""
    reason: str = ""
    node: Node | None = None
    at: str = ""
    left: Value | None = None
    right: Value | None = None
    is_misfit: bool = False
    is_overrun: bool = False
    is_absent: bool = False
    is_vanishing: bool = False
    is_outside: bool = False
    is_unlaid: bool = False
    is_doubted: bool = False
    is_suspect: bool = False

    @property
    def is_not_understood(self) -> bool:
        """Whether no other cost or activation would help: it is not a matter of where functions are defined."""
        return self.found is Found.UNCLEAR and not self.is_outside


def is_negative(trial: Trial) -> bool:
    """Whether the sides differ by their sign alone."""
    if trial.left is None or trial.right is None:
        return False
    try:
        return close(plain(trial.left), -plain(trial.right))
    except Unclear:
        return False
