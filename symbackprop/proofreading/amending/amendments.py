"""The amendments: what may be meant otherwise in a document of which little is understood, the likeliest first."""

from collections.abc import Callable, Iterator

from symbackprop.proofreading.amending.hypotheses import Hypothesis, Omission
from symbackprop.proofreading.amending.layers import (
    letters_without_indices,
    letters_without_layers,
    numbers_of_layers,
)
from symbackprop.proofreading.amending.said_beside import equations_in_code
from symbackprop.proofreading.amending.scripts import habits_of_scripts
from symbackprop.proofreading.amending.standing import Standing
from symbackprop.proofreading.amending.usual_layers import the_usual_layers
from symbackprop.proofreading.amending.usual_models import (
    letters_of_one_layer,
    slopes_from_above,
    the_usual_models,
)
from symbackprop.proofreading.lexicon.definitions import Definition
from symbackprop.proofreading.vocabulary.quantities import COSTS

Amendment = Callable[[Standing], Iterator[Hypothesis]]


def each_definition(standing: Standing) -> Iterator[Hypothesis]:
    """One statement is no definition; not that of the only cost: without one any usual cost would do.

    Nor that of a cost which is defined twice: which of the two the gradients contradict is to be told.
    """
    lexicon = standing.judge.lexicon
    found: dict[int, Definition] = {d.number: d for d in lexicon.definitions}
    found |= {d.number: d for bodies in lexicon.bodies.values() for d in bodies}
    costs = {d.number: (lexicon.fold(d.mention.base), d.mention.label)
             for d in lexicon.definitions if d.mention.base in COSTS}  # fmt: skip
    for number, definition in found.items():
        if number in costs and (len(costs) == 1 or [*costs.values()].count(costs[number]) > 1):
            continue
        line = definition.formula.statement.place.line
        yield Omission(f"line {line} defines nothing", frozenset({number}))


def the_usual_network(standing: Standing) -> Iterator[Hypothesis]:
    """The text defines its network carelessly, Z^{[i]} = W^{[i]} X, or one for an example: it is the usual one."""
    lexicon = standing.judge.lexicon
    if not lexicon.habits.has_layers:
        return
    costs = {d.number for d in lexicon.definitions if d.mention.base in COSTS}
    others = {d.number for d in lexicon.definitions} - costs
    if others:
        yield Omission("the network is the usual one", frozenset(others))
    named = [(lexicon.fold(d.mention.base), d.mention.label) for d in lexicon.definitions if d.number in costs]
    if costs and others and len(set(named)) == len(named):
        yield Omission("the network and its cost are the usual ones", frozenset(others | costs))


AMENDMENTS: tuple[Amendment, ...] = (
    equations_in_code,
    the_usual_layers,
    the_usual_models,
    slopes_from_above,
    letters_of_one_layer,
    letters_without_layers,
    letters_without_indices,
    numbers_of_layers,
    habits_of_scripts,
    each_definition,
    the_usual_network,
)
"""All kinds of hypotheses that are tried, in order."""
