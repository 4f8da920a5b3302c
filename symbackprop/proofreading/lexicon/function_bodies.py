"""Which formula a function has at a place: g is the sigmoid in one section and tanh in the next."""

from collections.abc import Sequence
from dataclasses import replace

from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon


class Functions:
    """A lexicon for every place of a document, of each function the one formula that is in force there."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.several = {
            base: found
            for base, found in lexicon.bodies.items()
            if len({(d.parameters, lexicon.outlined(d.body)) for d in found}) > 1
        }
        self.views: dict[tuple[int, ...], Lexicon] = {}

    def at(self, formula: Formula) -> Lexicon:
        """The lexicon where a statement stands."""
        if not self.several:
            return self.lexicon
        chosen = {base: _in_force(found, formula) for base, found in self.several.items()}
        key = tuple(d.number for d in chosen.values())
        if key not in self.views:
            bodies = {**self.lexicon.bodies, **{base: [d] for base, d in chosen.items()}}
            self.views[key] = replace(self.lexicon, bodies=bodies)
        return self.views[key]


def _in_force(found: Sequence[Definition], formula: Formula) -> Definition:
    """The last definition before a statement in its own section, else the first after it there, else the first."""
    near = [d for d in found if formula.section[: len(d.formula.section)] == d.formula.section]
    before = [d for d in near if d.number <= formula.number]
    return (before[-1:] or near[:1] or found[:1])[0]
