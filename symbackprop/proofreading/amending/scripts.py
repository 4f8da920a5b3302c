"""Scripts: what a whole document counts by what stands above and below its symbols."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from symbackprop.proofreading.amending.hypotheses import Hypothesis
from symbackprop.proofreading.amending.standing import Standing
from symbackprop.proofreading.vocabulary.manner import Habits


class Custom(NamedTuple):
    """A habit in words, where it would be another one, and how it is taken up."""

    said: str
    differs: Callable[[Habits], bool]
    adopt: Callable[[Habits], None]


def _count_no_layers(habits: Habits) -> None:
    habits.chain, habits.chained = {}, frozenset()
    habits.has_layers = habits.is_bare_layered or habits.is_numbered or bool(habits.subscript_layers)


def _have_no_layers(habits: Habits) -> None:
    habits.has_layers = habits.is_bare_layered = habits.is_numbered = habits.has_listed_layers = False
    habits.subscript_layers = set()


def _number_wholes(habits: Habits) -> None:
    habits.is_numbered = habits.has_layers = True


def _brackets(kind: str, said: str) -> Custom:
    return Custom(
        said,
        lambda habits: habits.parenthesis not in (kind, "mixed") or kind == "example",
        lambda habits: setattr(habits, "parenthesis", kind),
    )


CUSTOMS = (
    Custom("indices count no layers", lambda habits: bool(habits.chain), _count_no_layers),
    Custom("there are no layers", lambda habits: habits.has_layers and not habits.chain, _have_no_layers),
    Custom("numbers below whole quantities are layers", lambda habits: not habits.is_numbered, _number_wholes),
    _brackets("example", "brackets above count examples"),
    _brackets("layer", "brackets above count layers"),
    _brackets("mixed", "brackets above count layers or examples"),
    Custom("letters below are indices", lambda habits: bool(habits.labels), lambda habits: habits.labels.clear()),
    Custom("layers have no names", lambda habits: bool(habits.layer_names),
           lambda habits: setattr(habits, "layer_names", frozenset())),
)  # fmt: skip
"""All that scripts may mean otherwise."""


@dataclass(frozen=True)
class Habit(Hypothesis):
    """The scripts of a document mean something else."""

    custom: Custom

    def habits(self, habits: Habits) -> None:
        """Take the habit up."""
        self.custom.adopt(habits)


def habits_of_scripts(standing: Standing) -> Iterator[Hypothesis]:
    """Every habit that would make a difference."""
    habits = standing.judge.lexicon.habits
    yield from (Habit(custom.said, custom) for custom in CUSTOMS if custom.differs(habits))
